"""Cases go over to another definition on every store, and no other way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bihuan.adapters.clocks import FrozenClock
from bihuan.engine.audit import audit, preview, repair
from bihuan.engine.definitions import activate, retire
from bihuan.engine.errors import DefinitionInUse
from bihuan.engine.migrating import Moved, Order, apply, find_plan, prepare, revert
from bihuan.engine.operations import Plan
from bihuan.engine.ports import Store
from bihuan.states.canonical import digest
from bihuan.states.lead import LEAD
from support.later_machines import without_urged
from support.people import CLERK, FIRST_DAY, Desk, an_engine
from support.plans import lead_plan
from support.samples import NOON

NEW = without_urged()


@pytest.fixture
def desk(store: Store) -> Desk:
    """An office with four cases on their way, and a newer machine that is active."""
    clock = FrozenClock(FIRST_DAY)
    desk = Desk(an_engine(store, clock=clock), clock)
    for no, events in enumerate(((), ("dispatch",), ("dispatch", "urge"), ("withdraw",)), start=1):
        desk.walk(desk.receive(no), *events)
    name = desk.engine.library.add(NEW)
    desk.engine.library.settle(store, clock.now())
    activate(desk.engine, name, CLERK, "办法修订", apply=True)
    return desk


def go_over(desk: Desk, **order: Any) -> Moved:
    passage = prepare(desk.engine, lead_plan())
    return apply(desk.engine, passage, Order(actor=CLERK, reason="办法修订", **order))


def test_all_go_over_whole_and_nothing_is_left_unexplained(desk: Desk) -> None:
    assert go_over(desk, batch=2) == Moved(4, 0, (), "done")

    pinned = {case.definition for case in desk.cases()}
    assert pinned == {digest(NEW)}
    assert audit(desk.engine).faults == ()
    assert {case.state for case in desk.cases()} == {"received", "dispatched", "withdrawn"}


def test_the_older_one_can_be_retired_only_afterwards(desk: Desk) -> None:
    with pytest.raises(DefinitionInUse):
        retire(desk.engine, digest(LEAD), CLERK, "收尾", apply=True)

    go_over(desk)

    assert retire(desk.engine, digest(LEAD), CLERK, "收尾", apply=True)


def test_a_run_that_was_stopped_goes_on(desk: Desk) -> None:
    first, second = go_over(desk, limit=3), go_over(desk)

    assert [(one.cases, one.left, one.status) for one in (first, second)] == [
        (3, 1, "paused"),
        (1, 0, "done"),
    ]
    assert find_plan(desk.engine, lead_plan().hash).moved == 4


def test_what_went_over_comes_back(desk: Desk) -> None:
    go_over(desk)

    moved = revert(
        desk.engine,
        find_plan(desk.engine, lead_plan().hash),
        Order(actor=CLERK, reason="有误"),
    )

    assert moved == Moved(4, 0, (), "done")
    assert {case.definition for case in desk.cases()} == {digest(LEAD)}
    assert audit(desk.engine).faults == ()


def test_a_case_that_went_over_is_put_right_as_its_history_says(desk: Desk) -> None:
    go_over(desk)
    case = desk.cases()[2]
    (alarm, *_) = desk.alarms(case.id)
    with desk.engine.store.begin() as work:
        work.settle([replace(alarm, status="cancelled")])

    assert preview(desk.engine, case.id).needed
    desk.clock.advance(minutes=1)
    repair(desk.engine, case.id, actor=CLERK, reason="核对")

    assert audit(desk.engine).faults == ()
    assert desk.case(case.id).definition == digest(NEW)


def test_a_plan_is_kept_and_read_under_lock(store: Store) -> None:
    plan = Plan(
        office="office",
        hash="a" * 64,
        source="b" * 64,
        target="c" * 64,
        text="{}",
        actor="王某",
        created_at=NOON,
        changed_at=NOON,
    )

    with store.begin() as work:
        assert work.plan("office", plan.hash) is None
        work.keep_plan(plan)
    with store.begin() as work:
        assert work.plan("office", plan.hash) == plan
        assert work.plan("elsewhere", plan.hash) is None
