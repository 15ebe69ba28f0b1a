"""What waited in a backup to be sent does not leave a second time unseen."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bihuan.adapters.cli.main import run
from bihuan.adapters.sql import open_database, open_store, schema
from bihuan.engine.messages import Message

NOON = datetime(2024, 3, 4, 4, tzinfo=UTC)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database with a notice that waits, one held for a digest, and one that has left."""
    url = f"sqlite:///{tmp_path / 'bihuan.db'}"
    with closing(open_store(url)) as store:
        store.outbox.put(
            Message(
                office="office",
                key=f"notice/{status}",
                topic="urging",
                channel="mail",
                recipient="某经办",
                body={},
                created_at=NOON,
                next_at=NOON,
                status=status,
                holder="app-1",
            )
            for status in ("pending", "held", "sent")
        )
    return url


@pytest.fixture
def backup(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """A backup of it."""
    made = str(tmp_path / "backup.db")
    assert run(["--db", url, "db", "backup", made]) == 0
    capsys.readouterr()
    return made


def test_a_restore_says_how_many_notices_leave_when_the_daemon_starts(
    url: str, backup: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in ((), ("--apply",)):
        assert run(["--db", url, "db", "restore", backup, *words]) == 0
        said = capsys.readouterr().out
        assert "2 条通知待发" in said
        assert "bihuan notify outbox drop" in said
    with closing(open_store(url)) as store:
        assert store.outbox.counts("office") == {"pending": 1, "held": 1}


def test_a_restore_parks_the_notices_that_wait_when_told_to(
    url: str, backup: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--db", url, "db", "restore", backup, "--hold-notices", "--apply"]) == 0

    assert "2 条待发通知全部搁置" in capsys.readouterr().out
    with closing(open_store(url)) as store:
        parked = store.messages("office", status="parked")
    assert [one.holder for one in parked] == ["", ""]
    assert run(["--db", url, "notify", "outbox", "list"]) == 0
    assert "恢复备份时搁置" in capsys.readouterr().out


@pytest.mark.parametrize("kind", ["sqlite_url", "pg_url"])
def test_a_database_of_an_older_schema_is_backed_up_before_it_is_upgraded(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url: str = request.getfixturevalue(kind)
    engine = open_database(url)
    schema.upgrade(engine, to="0001")
    engine.dispose()

    assert run(["--db", url, "db", "backup", str(tmp_path / "copy"), "--json"]) == 0

    assert '"schema": "0001"' in capsys.readouterr().out
