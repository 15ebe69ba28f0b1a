"""A desk over a store in memory, for tests of the engine by itself."""

from __future__ import annotations

import pytest

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.memory import MemoryStore
from bihuan.rules.policy import Policy
from support.attic import Attic
from support.people import FIRST_DAY, Desk, OpenDesk, an_engine


@pytest.fixture
def desk_under() -> OpenDesk:
    """Opens a desk under a policy, on the first day."""

    def opened(policy: str | Policy) -> Desk:
        clock = FrozenClock(FIRST_DAY)
        return Desk(an_engine(MemoryStore(), policy, clock=clock), clock)

    return opened


@pytest.fixture
def desk(desk_under: OpenDesk) -> Desk:
    """A desk under the national law alone."""
    return desk_under("national_law_2025")


@pytest.fixture
def attic(desk: Desk) -> Attic:
    """A dispatched case with an open request; its first reminder has rung."""
    case = desk.receive()
    desk.clock.set("2024-03-08")
    desk.engine.tick()
    desk.walk(case, "dispatch", "contact", "co_handle")
    return Attic(desk, case)


@pytest.fixture
def closed(desk: Desk) -> Attic:
    """A case that went its way to the end."""
    case = desk.receive()
    desk.walk(case, "dispatch", "contact", "answer", "feedback", "close")
    return Attic(desk, case)
