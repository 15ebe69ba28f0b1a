"""What a daemon is given to work with when it is begun from the command line, and read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from bihuan.adapters.cli import serving
from bihuan.adapters.cli.session import Session, World
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.daemon.post import Works
from bihuan.adapters.memory import MemoryStore

CONFIG = '[org]\nname = "某厅"\n[rules]\npolicy = "jilin_2025"\n'


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Session:
    (tmp_path / "bihuan.toml").write_text(CONFIG, "utf-8")
    monkeypatch.chdir(tmp_path)
    store = MemoryStore()
    return Session(World(clock=FrozenClock("2024-03-04"), open_store=lambda _url: store))


def test_a_daemon_acts_by_the_clock_that_is_compared_as_it_is_read(session: Session) -> None:
    post = serving.post_for(session, session.engine, None)

    assert post.engine.clock is post.guard
    read_again = serving._reread(session, post, None)()
    assert isinstance(read_again, Works)
    assert read_again.engine.clock is post.guard


@pytest.mark.parametrize(
    ("written", "waits"),
    [
        ('[org]\nname = "某委"\ncontact = "某办公室"\ntelephone = "12"\n', []),
        ('[org]\nid = "other"\n', ["org.id"]),
        ('[database]\nurl = "sqlite:///other.db"\n', ["database"]),
        ('[log]\nlevel = "debug"\n', ["log"]),
        ('[run]\nlisten = ""\n', ["run.listen"]),
        ('[run]\nallow_remote = true\nnightly = "03:00"\ninterval = 5\n', []),
    ],
)
def test_only_what_really_waits_for_a_restart_is_said_to_wait(
    session: Session, tmp_path: Path, written: str, waits: list[str]
) -> None:
    logged: list[tuple[str, object]] = []
    post = serving.post_for(session, session.engine, None)
    post.log = lambda event, **values: logged.append((event, values.get("key")))
    (tmp_path / "bihuan.toml").write_text(f'{written}[rules]\npolicy = "jilin_2025"\n', "utf-8")

    assert isinstance(serving._reread(session, post, None)(), Works)

    assert logged == [("config.waits", key) for key in waits]


def test_what_was_typed_goes_before_what_is_written_and_waits_for_nothing(
    session: Session, tmp_path: Path
) -> None:
    session.url, session.office = "sqlite:///typed.db", "typed"
    logged: list[str] = []
    post = serving.post_for(session, session.engine, None)
    post.log = lambda event, **_: logged.append(event)
    other = '[org]\nid = "other"\n[database]\nurl = "sqlite:///other.db"\n'
    (tmp_path / "bihuan.toml").write_text(other, "utf-8")

    serving._reread(session, post, None)()

    assert logged == []


@pytest.mark.parametrize("right", [False, True])
def test_a_post_holds_while_a_doubt_of_an_earlier_run_is_open(
    session: Session, right: bool
) -> None:
    before = serving.post_for(session, session.engine, None)
    before.report("clock", before.hold, "the clock was set ahead")

    post = serving.post_for(session, session.engine, None, clock_is_right=right)

    assert post.held() == ("" if right else "jump")
