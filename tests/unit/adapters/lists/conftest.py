"""A desk over a store in memory, with a case on its way."""

from __future__ import annotations

import pytest

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.memory import MemoryStore
from support.people import FIRST_DAY, Desk, an_engine


@pytest.fixture
def desk() -> Desk:
    """An office of Jilin province, on the first day."""
    clock = FrozenClock(FIRST_DAY)
    return Desk(an_engine(MemoryStore(), "jilin_2025", clock=clock), clock)


@pytest.fixture
def case(desk: Desk) -> str:
    """A case that was dispatched."""
    case = desk.receive()
    desk.do(case, "dispatch")
    return case
