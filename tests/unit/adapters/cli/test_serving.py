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
