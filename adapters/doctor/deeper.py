"""What takes longer to look at: the laws of the database, and every timer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from bihuan.adapters.doctor.finding import Finding, sound, wrong
from bihuan.adapters.doctor.patient import Patient
from bihuan.engine.actor import Actor
from bihuan.engine.engine import Engine
from bihuan.engine.errors import Broken
from bihuan.engine.query import Query
from bihuan.engine.retiming import differences, set_anew

SAMPLE = 500
"""So many open cases are worked out anew; `timer reconcile` takes all of them."""
DOCTOR = Actor("doctor")


def laws(patient: Patient) -> Iterator[Finding]:
    """Tables, triggers and rows are as they were made."""
    from bihuan.adapters.sql import opened, soundness

    with opened(patient.database) as database:
        found = list(soundness.faults(database))
    for _, what in found:
        yield wrong("laws", "lawless", what=what)
    if not found:
        yield sound("laws", "laws")


def timers_set(patient: Patient) -> Iterator[Finding]:
    """Every timer is what definition, state, facts, deadlines and calendar make of it."""
    engine = patient.engine
    cases = engine.store.find(engine.house.office, Query(open_only=True, limit=SAMPLE))
    differing = [one.id for one in cases if _differs(engine, one.id)]
    if differing:
        yield wrong("reconcile", "differ", partial(_set, engine, differing), count=len(differing))
    else:
        yield sound("reconcile", "as_set", cases=len(cases))


def _differs(engine: Engine, case: str) -> bool:
    try:
        found = differences(engine, case)
    except Broken:
        return False  # the check of history says so
    return bool(found.alarms) and not found.unsound


def _set(engine: Engine, cases: list[str]) -> None:
    for case in cases:
        set_anew(engine, case, actor=DOCTOR, reason="doctor --fix")
