"""Cases go over to another definition while a daemon rings and officers work on them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import date
from random import Random

import pytest

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.sql import SqlStore
from bihuan.adapters.sql.database import open_database
from bihuan.adapters.sql.errors import DatabaseBusy
from bihuan.engine.audit import audit
from bihuan.engine.definitions import activate, retire
from bihuan.engine.errors import BadInput, Conflict, Refused
from bihuan.engine.migrating import Moved, Order, apply, find_plan, prepare, revert
from bihuan.engine.records import Alarm
from bihuan.states.canonical import digest
from bihuan.states.lead import LEAD
from support.breaking.sizes import sizes
from support.later_machines import without_urged
from support.people import CLERK, FIRST_DAY, Desk, an_engine, intake
from support.plans import lead_plan

SPRING = date(2024, 5, 20)
"""Rungs of every case are due by then, and fewer than all of each."""
EVENTS = ("contact", "urge", "co_handle", "opinion", "redispatch", "answer", "feedback", "close")


@pytest.fixture
def desks(database_url: str) -> Iterator[list[Desk]]:
    """Four desks of one office, each with connections of its own to one database."""
    clock = FrozenClock(FIRST_DAY)
    with ExitStack() as stack:
        stores = [
            stack.enter_context(closing(SqlStore(open_database(database_url)))) for _ in range(4)
        ]
        yield [Desk(an_engine(store, clock=clock), clock) for store in stores]


def filled(desk: Desk, number: int) -> list[str]:
    """So many cases, most of them some way along."""
    arrivals = [(intake(no), None) for no in range(1, number + 1)]
    received = desk.engine.receive_all(arrivals, actor=CLERK)
    cases = [outcome.case.id for outcome in received]  # type: ignore[union-attr]  # none is refused
    roads = ((), ("dispatch",), ("dispatch", "urge"), ("dispatch", "co_handle"), ("withdraw",))
    for no, case in enumerate(cases):
        desk.walk(case, *roads[no % len(roads)])
    return cases


class Bystanders:
    """A daemon and two officers who go about their work until they are told to stop."""

    def __init__(self, desks: list[Desk], cases: list[str]) -> None:
        self.rang = self.done = 0
        self.errors: list[Exception] = []
        self._stop = threading.Event()
        ring, *officers = desks
        self._threads = [threading.Thread(target=self._guard, args=(self._ring, ring, cases, 0))]
        self._threads += [
            threading.Thread(target=self._guard, args=(self._work, desk, cases, seed))
            for seed, desk in enumerate(officers, start=1)
        ]

    def __enter__(self) -> Bystanders:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _guard(self, job: object, desk: Desk, cases: list[str], seed: int) -> None:
        try:
            while not self._stop.is_set():
                job(desk, cases, seed)  # type: ignore[operator]  # one of the two below
                seed += 10
        except Exception as error:  # it is told where the test can see it
            self.errors.append(error)

    def _ring(self, desk: Desk, _cases: list[str], _seed: int) -> None:
        try:
            self.rang += desk.engine.tick(20)
        except DatabaseBusy:
            return

    def _work(self, desk: Desk, cases: list[str], seed: int) -> None:
        pick = Random(seed)
        try:
            desk.do(pick.choice(cases), pick.choice(EVENTS))
        except (Refused, BadInput, Conflict, DatabaseBusy):
            return
        self.done += 1


def settled(desk: Desk, moved: Moved, order: Order) -> Moved:
    """Go on until nobody is left: a case may be held by somebody for a while."""
    passage = prepare(desk.engine, lead_plan())
    while moved.left:
        moved = apply(desk.engine, passage, order)
    return moved


@pytest.mark.parametrize("number", sizes(300, 10_000))
def test_live_cases_go_over_while_everybody_works(desks: list[Desk], number: int) -> None:
    mover, *others = desks
    cases = filled(mover, number)
    name = mover.engine.library.add(without_urged())
    mover.engine.library.settle(mover.engine.store, mover.clock.now())
    activate(mover.engine, name, CLERK, "办法修订", apply=True)
    mover.clock.set(SPRING)
    order = Order(actor=CLERK, reason="办法修订", batch=20)

    with Bystanders(others, cases) as bystanders:
        some = apply(
            mover.engine,
            prepare(mover.engine, lead_plan()),
            Order(actor=CLERK, reason="办法修订", batch=20, limit=number // 3),
        )
        moved = settled(mover, some, order)

    assert bystanders.errors == []
    assert (bystanders.rang > 0, bystanders.done > 0) == (True, True)
    assert (some.cases, moved.left, moved.status) == (number // 3, 0, "done")
    open_ones = [case for case in mover.cases() if not case.final]
    assert {case.definition for case in open_ones} == {name}
    while mover.engine.tick(1000):
        pass
    assert audit(mover.engine).faults == ()
    assert_each_timer_once(mover, cases)
    retire(mover.engine, digest(LEAD), CLERK, "收尾", apply=True)


def assert_each_timer_once(desk: Desk, cases: list[str]) -> None:
    """No timer rang twice, and none that should is silent."""
    entries = [one for case in cases[:100] for one in desk.history(case) if one.timer]
    assert len({(one.case, one.timer) for one in entries}) == len(entries)
    pending: list[Alarm] = [one for case in cases[:100] for one in desk.alarms(case)]
    assert [one for one in pending if one.due_at <= desk.clock.now()] == []


@pytest.mark.slow
@pytest.mark.parametrize("number", [60])
def test_they_come_back_while_everybody_works(desks: list[Desk], number: int) -> None:
    mover, *others = desks
    cases = filled(mover, number)
    name = mover.engine.library.add(without_urged())
    mover.engine.library.settle(mover.engine.store, mover.clock.now())
    activate(mover.engine, name, CLERK, "办法修订", apply=True)
    order = Order(actor=CLERK, reason="办法修订", batch=20)
    settled(mover, apply(mover.engine, prepare(mover.engine, lead_plan()), order), order)
    kept = find_plan(mover.engine, lead_plan().hash)

    with Bystanders(others, cases) as bystanders:
        moved = revert(mover.engine, kept, order)
        while moved.left:
            moved = revert(mover.engine, kept, order)

    assert bystanders.errors == []
    assert {case.definition for case in mover.cases() if not case.final} == {digest(LEAD)}
    assert find_plan(mover.engine, kept.hash).status == "reverted"
    assert audit(mover.engine).faults == ()
