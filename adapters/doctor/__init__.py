"""Everything that has to be sound, in the order in which one stands on the other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from bihuan.adapters.doctor import deeper, foundations, workings
from bihuan.adapters.doctor.finding import Finding, Grade
from bihuan.adapters.doctor.patient import Patient
from bihuan.engine.errors import BihuanError
from bihuan.rules.reading import BadText
from bihuan.states.machine import BadMachine
from bihuan.states.prover import Unproven

TOLD = (BihuanError, BadText, BadMachine, Unproven, OSError)
"""Errors that say themselves what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Check:
    """How one thing is looked at, and what has to be sound before."""

    look: Callable[[Patient], Iterator[Finding]]
    needs: tuple[str, ...] = ()


_OPEN = ("config", "database", "schema", "definitions")
CHECKS: dict[str, Check] = {
    "config": Check(foundations.config),
    "files": Check(deeper.files, ("config",)),
    "disk": Check(foundations.disk, ("config",)),
    "database": Check(foundations.database, ("config",)),
    "schema": Check(foundations.tables, ("config", "database")),
    "laws": Check(deeper.laws, ("config", "database", "schema")),
    "definitions": Check(workings.definitions, ("config", "database", "schema")),
    "calendar": Check(workings.calendar, _OPEN),
    "clock": Check(workings.clock, _OPEN),
    "timers": Check(workings.timers, _OPEN),
    "reconcile": Check(deeper.timers_set, _OPEN),
    "outbox": Check(workings.outbox, _OPEN),
    "daemons": Check(workings.daemons, _OPEN),
    "incidents": Check(workings.incidents, _OPEN),
    "history": Check(workings.history, _OPEN),
}
"""Every check by its name, in the order in which they are made."""


def examine(patient: Patient, only: Collection[str] = ()) -> Iterator[Finding]:
    """What is found, check by check; all of them unless `only` some are wanted."""
    wrong: set[str] = set()
    for name, check in CHECKS.items():
        if only and name not in only:
            continue
        if missing := [one for one in check.needs if one in wrong]:
            wrong.add(name)
            yield Finding(
                check=name, grade=Grade.SKIPPED, key="skipped", values={"needs": missing[0]}
            )
            continue
        try:
            yield from check.look(patient)
        except TOLD as error:
            wrong.add(name)
            yield Finding(check=name, grade=Grade.WRONG, error=error)
