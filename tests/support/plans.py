"""Plans of migration between the machines of these tests, complete and safe."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from bihuan.states.lead import LEAD
from bihuan.states.plan import MigrationPlan
from bihuan.states.plan_draft import draft
from support.later_machines import without_urged


@cache
def lead_plan() -> MigrationPlan:
    """From the shipped lead machine to the one in which an urged case stays dispatched."""
    begun = draft(LEAD, without_urged())
    return replace(begun, states={**begun.states, "urged": "dispatched"})
