"""A run of a migration stops at its limit or when it is told to, and goes on later."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bihuan.engine.migrating import Order, find_plan, revert, standing
from bihuan.engine.operations import Plan
from bihuan.engine.records import Case
from support.people import CLERK, Desk
from support.plans import WHY, activated, go_over, lead_plan


def test_a_run_stops_at_its_limit_and_goes_on_later(desk: Desk) -> None:
    for no in range(5):
        desk.receive(no + 1)
    activated(desk)

    first = go_over(desk, batch=2, limit=3)
    kept = find_plan(desk.engine, lead_plan().hash[:6])
    left = standing(desk.engine, kept)
    second = go_over(desk, batch=2)

    assert (first.cases, first.left, first.status) == (3, 2, "paused")
    assert (kept.status, kept.moved, left) == ("paused", 3, 2)
    assert (second.cases, second.left, second.status) == (2, 0, "done")
    last = find_plan(desk.engine, lead_plan().hash)
    assert (last.status, last.moved, last.reason) == ("done", 5, WHY)


def test_a_run_that_meets_its_limit_with_the_last_case_is_done(desk: Desk) -> None:
    for no in (1, 2, 3):
        desk.receive(no)
    activated(desk)

    there = go_over(desk, batch=2, limit=3)
    kept = find_plan(desk.engine, lead_plan().hash)
    back_again = revert(desk.engine, kept, Order(actor=CLERK, reason="有误", limit=3))

    assert (there.cases, there.left, there.status, kept.status) == (3, 0, "done", "done")
    assert (back_again.cases, back_again.left, back_again.status) == (3, 0, "done")
    assert find_plan(desk.engine, kept.hash).status == "reverted"


def test_a_run_told_to_stop_finishes_its_batch(desk: Desk) -> None:
    for no in range(5):
        desk.receive(no + 1)
    activated(desk)
    told: list[int] = []

    moved = go_over(desk, batch=2, told=told.append, stop=lambda: bool(told))

    assert (moved.cases, moved.left, moved.status) == (2, 3, "paused")
    assert told == [2]


def test_a_run_told_to_stop_after_its_last_batch_is_done(desk: Desk) -> None:
    desk.receive(1)
    activated(desk)
    told: list[int] = []

    moved = go_over(desk, told=told.append, stop=lambda: bool(told))

    assert (moved.cases, moved.left, moved.status) == (1, 0, "done")
    assert find_plan(desk.engine, lead_plan().hash).status == "done"


def test_a_batch_holds_its_cases_by_name_and_its_plan_at_the_very_end(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = sorted(desk.receive(no) for no in (1, 2))
    activated(desk)
    begin, held = desk.engine.store.begin, list[str]()

    @contextmanager
    def watched() -> Iterator[Any]:
        """A transaction of which it is noted what it holds."""
        with begin() as work:
            lock, plan = work.lock, work.plan

            def hold(office: str, case: str) -> Case:
                held.append(case)
                return lock(office, case)

            def hold_plan(office: str, hash: str) -> Plan | None:
                held.append("plan")
                return plan(office, hash)

            monkeypatch.setattr(work, "lock", hold)
            monkeypatch.setattr(work, "plan", hold_plan)
            yield work

    monkeypatch.setattr(desk.engine.store, "begin", watched)
    go_over(desk)

    assert held == ["plan", *cases, "plan", "plan"]  # as it begins, with the batch, as it ends
