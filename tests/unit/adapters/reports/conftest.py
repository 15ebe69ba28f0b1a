"""An office with a year behind it."""

from __future__ import annotations

import pytest

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.memory import MemoryStore
from support import annual
from support.people import FIRST_DAY, Desk, an_engine


@pytest.fixture
def lived() -> Desk:
    """An office of Jilin province at the end of its year."""
    clock = FrozenClock(FIRST_DAY)
    desk = Desk(an_engine(MemoryStore(), "jilin_2025", clock=clock), clock)
    annual.live(desk)
    return desk
