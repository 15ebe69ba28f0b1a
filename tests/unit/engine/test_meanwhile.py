"""What others do between two looks of the engine is never overlooked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.memory import MemoryStore
from bihuan.engine.errors import StaleCase
from support.people import FIRST_DAY, Desk, an_engine


class Busy(MemoryStore):
    """A store in which others act just before a transaction begins, or a case is locked."""

    def __init__(self) -> None:
        super().__init__()
        self.before_begin: list[Callable[[], Any] | None] = []
        self.before_lock: list[Callable[[], Any] | None] = []
        """One for each time to come; None lets that time pass."""

    @contextmanager
    def begin(self) -> Iterator[Any]:
        _next(self.before_begin)
        with super().begin() as work:
            lock = work.lock

            def locking(office: str, case: str) -> Any:
                _next(self.before_lock)
                return lock(office, case)

            work.lock = locking  # type: ignore[method-assign]
            yield work


def _next(acts: list[Callable[[], Any] | None]) -> None:
    act = acts.pop(0) if acts else None
    if act is not None:
        act()


@pytest.fixture
def store() -> Busy:
    return Busy()


@pytest.fixture
def desk(store: Busy) -> Desk:
    clock = FrozenClock(FIRST_DAY)
    return Desk(an_engine(store, clock=clock), clock)


def test_a_stale_timer_that_another_settles_first_stays_as_that_one_left_it(
    desk: Desk, store: Busy
) -> None:
    case = desk.receive()
    desk.do(case, "withdraw")
    stale = replace(desk.alarms(case, "cancelled")[0], status="pending")
    fired = replace(stale, status="fired")
    with store.begin() as work:
        work.settle([stale])
    desk.clock.set("2024-03-08")
    store.before_lock = [None, lambda: _settle(store, fired)]

    desk.engine.tick()

    assert store.before_lock == []
    assert [one.id for one in desk.alarms(case, "fired")] == [stale.id]


def test_a_host_that_gets_one_more_follower_at_each_attempt_is_stale(
    desk: Desk, store: Busy
) -> None:
    early, late, host = (desk.receive(no) for no in (1, 2, 3))
    desk.walk(host, "dispatch", "contact")
    desk.do(late, "merge", host=host)
    letters = {early: "某函〔2024〕8号", late: "某函〔2024〕9号"}
    store.before_begin = [None, lambda: desk.do(early, "merge", host=host)]

    with pytest.raises(StaleCase) as refused:
        desk.do(host, "answer", letters=letters)

    assert refused.value.case == host
    assert [one.event for one in desk.history(host)] == ["receive", "dispatch", "contact"]
    assert desk.do(host, "answer", letters=letters).state == "answered"


def test_a_follower_that_has_changed_its_host_meanwhile_is_stale(desk: Desk, store: Busy) -> None:
    follower, host, other = (desk.receive(no) for no in (1, 2, 3))
    for one in (host, other):
        desk.do(one, "dispatch")
    desk.do(follower, "merge", host=host)

    def move() -> None:
        desk.do(follower, "unmerge")
        desk.do(follower, "merge", host=other)

    store.before_lock = [move]

    with pytest.raises(StaleCase) as refused:
        desk.do(follower, "unmerge")

    assert refused.value.case == follower


def _settle(store: Busy, alarm: Any) -> None:
    with store.begin() as work:
        work.settle([alarm])
