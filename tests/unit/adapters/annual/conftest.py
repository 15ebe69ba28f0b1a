"""An office with a year behind it."""

from __future__ import annotations

import pytest

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.memory import MemoryStore
from support import annual
from support.people import FIRST_DAY, Desk, an_engine


@pytest.fixture
def empty() -> Desk:
    """An office of Jilin province with nothing on its desk."""
    clock = FrozenClock(FIRST_DAY)
    return Desk(an_engine(MemoryStore(), "jilin_2025", clock=clock), clock)


@pytest.fixture
def lived(empty: Desk) -> Desk:
    """The same office at the end of its year."""
    annual.live(empty)
    return empty
