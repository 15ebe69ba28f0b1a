"""Everything that has to be sound, in the order in which one stands on the other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from bihuan.adapters.config import BadConfig
from bihuan.adapters.doctor import deeper, foundations, papers, servers, settings, workings
from bihuan.adapters.doctor.finding import Finding, Grade
from bihuan.adapters.doctor.patient import Patient
from bihuan.engine.errors import BihuanError
from bihuan.rules.reading import BadText
from bihuan.states.machine import BadMachine
from bihuan.states.prover import Unproven

TOLD = (BihuanError, BadText, BadMachine, Unproven, OSError)
"""Errors that say themselves what is wrong and what to do."""


Look = Callable[[Patient], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """How one thing is looked at, and what has to be sound before."""

    look: Look
    needs: tuple[str, ...] = ()
    unasked: Look | None = None
    """What is said in its place where it would ask the network and may not."""


_OPEN = ("config", "database", "schema", "definitions")
CHECKS: dict[str, Check] = {
    "config": Check(foundations.config),
    "files": Check(settings.files, ("config",)),
    "settings": Check(settings.settings, ("config",)),
    "servers": Check(servers.servers, ("config",), servers.unasked),
    "papers": Check(papers.papers, ("config",)),
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


def examine(
    patient: Patient, only: Collection[str] = (), *, network: bool = False
) -> Iterator[Finding]:
    """What is found, check by check; all of them unless `only` some are wanted.

    The servers that notices go to are asked only when `network` says so.
    """
    wrong: set[str] = set()
    told: dict[tuple[type, str], str] = {}
    for name, check in CHECKS.items():
        if only and name not in only:
            continue
        if missing := [one for one in check.needs if one in wrong]:
            wrong.add(name)
            yield _skipped(name, missing[0])
            continue
        look = check.look if network or check.unasked is None else check.unasked
        try:
            for found in look(patient):
                if found.error is not None:
                    told.setdefault((type(found.error), str(found.error)), name)
                yield found
        except TOLD as error:
            wrong.add(name)
            if (before := told.get((type(error), str(error)))) is not None:
                yield _skipped(name, before)
                continue
            for one in (error, *(error.also if isinstance(error, BadConfig) else ())):
                yield Finding(check=name, grade=Grade.WRONG, error=one)


def _skipped(name: str, needs: str) -> Finding:
    return Finding(check=name, grade=Grade.SKIPPED, key="skipped", values={"needs": needs})
