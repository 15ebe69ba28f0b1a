"""Plans of migration between the machines of these tests, complete and safe, and carried out."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

from bihuan.engine.definitions import activate
from bihuan.engine.migrating import Moved, Order, apply, prepare
from bihuan.states.lead import LEAD
from bihuan.states.machine import Machine
from bihuan.states.plan import MigrationPlan
from bihuan.states.plan_draft import draft
from support.later_machines import without_urged
from support.people import CLERK, Desk

WHY = "办法修订"


@cache
def lead_plan() -> MigrationPlan:
    """From the shipped lead machine to the one in which an urged case stays dispatched."""
    begun = draft(LEAD, without_urged())
    return replace(begun, states={**begun.states, "urged": "dispatched"})


def activated(desk: Desk, machine: Machine | None = None) -> str:
    """The machine on file, and active."""
    name = desk.engine.library.add(machine or without_urged())
    desk.engine.library.settle(desk.engine.store, desk.clock.now())
    activate(desk.engine, name, CLERK, WHY, apply=True)
    return name


def go_over(desk: Desk, plan: MigrationPlan | None = None, **order: Any) -> Moved:
    """Carry the plan out."""
    known: dict[str, Any] = {"actor": CLERK, "reason": WHY, **order}
    return apply(desk.engine, prepare(desk.engine, plan or lead_plan()), Order(**known))
