"""A backup taken while others write is whole, and what is put back is what was taken."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from bihuan.adapters.backups import postgres, sqlite
from bihuan.adapters.backups.errors import BadBackup, InUse, ToolFailed, ToolMissing
from bihuan.adapters.cli.main import run
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.ids import TimeOrderedIds
from bihuan.adapters.sql import SqlStore, open_database, schema
from bihuan.adapters.whole_files import whole_file
from bihuan.engine.audit import audit
from bihuan.engine.errors import BadInput
from bihuan.engine.operations import Pulse
from bihuan.engine.query import Query
from bihuan.engine.retiming import differences
from support.lawless import lawless
from support.people import FIRST_DAY, Desk, an_engine
from support.postgres import Server, fresh_database

LATER = datetime(2024, 3, 4, 8, tzinfo=UTC)


@pytest.fixture
def desk(engine: Engine) -> Desk:
    """A desk over each database with one case under way."""
    clock = FrozenClock(FIRST_DAY)
    desk = Desk(an_engine(SqlStore(engine), clock=clock), clock)
    desk.walk(desk.receive(), "dispatch", "contact")
    return desk


@contextmanager
def others_at_work(desk: Desk) -> Iterator[list[str]]:
    """Somebody who receives one proposal after another until the block ends; the last ones."""
    stop, received = threading.Event(), list[str]()
    desk.engine.ids = TimeOrderedIds()

    def receive() -> None:
        no = 2
        while not stop.is_set():
            received.append(desk.receive(no))
            no += 1

    thread = threading.Thread(target=receive)
    thread.start()
    try:
        while len(received) < 3:
            stop.wait(0.01)
        yield received
    finally:
        stop.set()
        thread.join()


def copied(engine: Engine, made: Path) -> None:
    copy: Any = sqlite.copy if engine.dialect.name == "sqlite" else postgres.copy
    copy(engine, made)


@contextmanager
def put_back(file: Path, kind: str, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """A desk over what a backup holds, in a database of its own."""
    clock = FrozenClock(FIRST_DAY)
    if kind == "sqlite":
        place = file.with_name("elsewhere.db")
        with sqlite.laid_beside(file, place) as made:
            assert sqlite.put(made, place, LATER) is None
        with closing(SqlStore(open_database(f"sqlite:///{place}"))) as store:
            yield Desk(an_engine(store, clock=clock), clock)
        return
    server: Server = request.getfixturevalue("pg_server")
    with fresh_database(server) as url, closing(SqlStore(open_database(url))) as store:
        postgres.load(store.engine, file)
        yield Desk(an_engine(store, clock=clock), clock)


def test_a_backup_under_load_is_whole_and_holds_all_that_was_there_when_it_began(
    desk: Desk, engine: Engine, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    file = tmp_path / "copy"
    with others_at_work(desk) as received:
        before = set(received)
        with whole_file(file) as made:
            copied(engine, made)

    with put_back(file, engine.dialect.name, request) as other:
        cases = other.engine.store.find("office", Query(limit=10**6))
        checked = audit(other.engine)
        differing = [one for one in cases if differences(other.engine, one.id).alarms]

    assert before <= {one.id for one in cases}
    assert checked.sound
    assert checked.cases == len(cases)
    assert differing == []


def test_a_backup_is_for_its_owner_only_and_takes_no_name_that_is_taken(
    desk: Desk, engine: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "copy"
    with whole_file(file) as made:
        copied(engine, made)

    with pytest.raises(BadInput), whole_file(file):
        pass

    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_backup_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="full"), whole_file(tmp_path / "copy") as made:
        made.write_text("half", "ascii")
        raise OSError("the disk is full")

    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A SQLite database with a journal beside it, held open by nobody but this process."""
    file = tmp_path / "live" / "bihuan.db"
    file.parent.mkdir()
    return file


@pytest.fixture
def live(file: Path) -> Iterator[Desk]:
    """A desk over that file with one case under way."""
    engine = open_database(f"sqlite:///{file}")
    schema.upgrade(engine)
    clock = FrozenClock(FIRST_DAY)
    desk = Desk(an_engine(SqlStore(engine), clock=clock), clock)
    desk.walk(desk.receive(), "dispatch", "contact")
    yield desk
    engine.dispose()


@pytest.fixture
def backup(live: Desk, tmp_path: Path) -> Path:
    """A backup of it; afterwards nobody has the file open."""
    store = live.engine.store
    assert isinstance(store, SqlStore)
    made = tmp_path / "backup.db"
    with whole_file(made) as unfinished:
        sqlite.copy(store.engine, unfinished)
    live.receive(2)
    store.close()
    return made


def restored(file: Path, *words: str) -> int:
    return run(["--db", f"sqlite:///{file}", "db", "restore", *words])


def cases_in(file: Path) -> int:
    with closing(sqlite3.connect(file)) as opened:
        return int(opened.execute("select count(*) from bihuan_cases").fetchone()[0])


def test_a_restore_changes_nothing_until_it_is_applied(backup: Path, file: Path) -> None:
    assert restored(file, str(backup)) == 0

    assert cases_in(file) == 2
    assert [one.name for one in file.parent.iterdir()] == ["bihuan.db"]


def test_a_restore_keeps_the_old_database_and_its_rights_beside_the_new_one(
    backup: Path, file: Path
) -> None:
    file.chmod(0o640)

    assert restored(file, str(backup), "--apply") == 0

    (old,) = file.parent.glob("bihuan.db.before-*")
    assert (cases_in(file), cases_in(old)) == (1, 2)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert sorted(one.name for one in file.parent.iterdir()) == sorted([file.name, old.name])


def test_a_restore_into_an_empty_folder_needs_no_old_database(backup: Path, file: Path) -> None:
    file.unlink()

    assert restored(file, str(backup), "--apply") == 0

    assert cases_in(file) == 1


@pytest.mark.parametrize(
    "head", ["sqlite+pysqlite:///{}", "sqlite:///{}?timeout=5", "sqlite:///file:{}?uri=true"]
)
def test_a_restore_finds_the_file_however_its_address_is_spelled(
    head: str, backup: Path, file: Path
) -> None:
    assert run(["--db", head.format(file), "db", "restore", str(backup), "--apply"]) == 0

    assert cases_in(file) == 1


def test_a_link_to_a_database_is_still_one_after_a_restore(
    backup: Path, file: Path, tmp_path: Path
) -> None:
    link = tmp_path / "elsewhere" / "link.db"
    link.parent.mkdir()
    link.symlink_to(file)

    assert restored(link, str(backup), "--apply") == 0

    assert link.is_symlink()
    assert cases_in(file) == 1
    (old,) = file.parent.glob("bihuan.db.before-*")
    assert cases_in(old) == 2


def test_a_spoilt_database_can_be_replaced(backup: Path, file: Path) -> None:
    file.write_bytes(b"this is no database" * 1000)

    assert restored(file, str(backup), "--apply") == 0

    assert cases_in(file) == 1


def test_a_plain_copy_of_a_file_in_use_is_refused(
    live: Desk, file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    torn = tmp_path / "torn.db"
    shutil.copyfile(file, torn)

    code = restored(tmp_path / "other.db", str(torn), "--apply")

    assert code == 7
    assert "不是 bihuan db backup 写成的" in capsys.readouterr().err
    assert not (tmp_path / "other.db").exists()


@pytest.mark.parametrize("how", ["cut", "scribbled", "text", "untrue"])
def test_a_damaged_backup_is_refused_and_the_database_stays(
    how: str, backup: Path, file: Path
) -> None:
    whole = backup.read_bytes()
    if how == "cut":
        backup.write_bytes(whole[: len(whole) // 2])
    elif how == "scribbled":
        backup.write_bytes(whole[:8192] + b"\xff" * 8192 + whole[16384:])
    elif how == "text":
        backup.write_text("not a database", "ascii")
    else:
        with lawless(f"sqlite:///{backup}") as owner:
            owner.execute("update bihuan_history set actor = 'somebody else' where seq = 2")

    assert restored(file, str(backup), "--apply") == 7

    assert cases_in(file) == 2


def test_a_database_that_somebody_has_open_is_not_replaced(
    live: Desk, backup: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "PATIENCE", 0)
    live.case(live.receive(3))

    assert restored(file, str(backup), "--apply") == 5

    live.engine.store.close()  # type: ignore[attr-defined]
    assert cases_in(file) == 3


def test_a_database_whose_daemon_is_alive_is_not_replaced(
    live: Desk, backup: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now = datetime.now(UTC)
    pulse = Pulse(
        office="office",
        daemon="d-1",
        host="app-1",
        pid=7,
        version="1",
        started_at=now,
        beat_at=now,
    )
    store = live.engine.store
    store.watch.beat(pulse)
    store.close()  # type: ignore[attr-defined]

    assert restored(file, str(backup), "--apply") == 5
    assert "app-1 (7)" in capsys.readouterr().err
    assert restored(file, str(backup)) == 0, "to check a backup disturbs nobody"

    store.watch.beat(replace(pulse, beat_at=now - timedelta(hours=1)))
    store.close()  # type: ignore[attr-defined]
    assert restored(file, str(backup), "--apply") == 0


def test_an_older_backup_is_brought_to_this_schema(tmp_path: Path) -> None:
    old = open_database(f"sqlite:///{tmp_path / 'old.db'}")
    schema.upgrade(old, to="0001")
    with whole_file(tmp_path / "backup.db") as made:
        sqlite.copy(old, made)
    old.dispose()

    assert restored(tmp_path / "new.db", str(tmp_path / "backup.db"), "--apply") == 0

    new = open_database(f"sqlite:///{tmp_path / 'new.db'}")
    schema.check(new)
    new.dispose()


def test_postgres_is_restored_by_the_command_into_an_empty_database_only(
    pg_server: Server, pg_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "backup.dump")
    assert run(["--db", pg_url, "db", "init"]) == 0
    assert run(["--db", pg_url, "db", "backup", file]) == 0

    assert run(["--db", pg_url, "db", "restore", file]) == 0
    assert run(["--db", pg_url, "db", "restore", file, "--apply"]) == 2
    assert "库中已有表" in capsys.readouterr().err

    with fresh_database(pg_server) as other:
        assert run(["--db", other, "db", "restore", file]) == 0
        assert "恢复后才知道" in capsys.readouterr().out
        assert run(["--db", other, "db", "restore", file, "--apply"]) == 0
        assert run(["--db", other, "db", "check"]) == 0


def test_without_its_programs_one_is_told_what_to_type_where_they_are(
    pg_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    engine = open_database(pg_url)

    with pytest.raises(ToolMissing) as missing:
        postgres.copy(engine, tmp_path / "copy")

    assert missing.value.typed.startswith("pg_dump --format=custom")
    assert engine.url.password is None or str(engine.url.password) not in missing.value.typed


def test_a_file_that_is_no_dump_is_refused(pg_url: str, tmp_path: Path) -> None:
    (tmp_path / "no.dump").write_text("not a dump", "ascii")

    with pytest.raises(BadBackup):
        postgres.load(open_database(pg_url), tmp_path / "no.dump")


def test_what_a_program_says_is_told(tmp_path: Path) -> None:
    engine = open_database("postgresql://nobody@127.0.0.1:1/none")

    with pytest.raises(ToolFailed) as failed:
        postgres.copy(engine, tmp_path / "copy")

    assert "pg_dump" in str(failed.value)


def test_the_lock_of_another_program_is_found(file: Path, live: Desk) -> None:
    with closing(sqlite3.connect(file)) as other:
        other.execute("begin immediate")
        with pytest.raises(InUse):
            _impatiently(file)


def _impatiently(file: Path) -> None:
    before, sqlite.PATIENCE = sqlite.PATIENCE, 0
    try:
        sqlite.alone(file)
    finally:
        sqlite.PATIENCE = before
