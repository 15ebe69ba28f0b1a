"""Check what is stored against what history tells, and set right what can be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bihuan.engine.engine import Engine
from bihuan.engine.errors import Broken, UnknownDefinition
from bihuan.engine.history import differences, fold, verify_chain
from bihuan.engine.records import Case, Entry, Feedback, Query
from bihuan.states.duties import POSITIVE


@dataclass(frozen=True, slots=True)
class Fault:
    """Something stored that history does not explain."""

    case: str
    seq: int
    reason: str


@dataclass(frozen=True, slots=True)
class Audit:
    """How much was checked, and what is wrong."""

    cases: int
    entries: int
    faults: tuple[Fault, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def audit(engine: Engine, case: str | None = None) -> Audit:
    """Check one case or all: hash chain, decisions, stored state, and the closing law."""
    cases = (
        [engine.store.case(engine.house.office, case)]
        if case
        else engine.store.find(engine.house.office, Query(limit=10**9))
    )
    entries = 0
    faults: list[Fault] = []
    for one in cases:
        history = engine.store.history(one.office, one.id)
        entries += len(history)
        faults += faults_of(engine, one, history)
    return Audit(len(cases), entries, tuple(faults))


def faults_of(engine: Engine, case: Case, history: Sequence[Entry]) -> Iterator[Fault]:
    """Everything wrong with one case; the chain first, since the rest stands on it."""
    try:
        verify_chain(history)
        told = fold(history, engine.library.machine(case.definition))
    except Broken as broken:
        yield Fault(case.id, broken.seq, broken.reason)
        return
    except UnknownDefinition as unknown:
        yield Fault(case.id, case.seq, str(unknown))
        return
    for reason in differences(case, told):
        yield Fault(case.id, case.seq, reason)
    if case.final:
        yield from _closing(engine, case)


def _closing(engine: Engine, case: Case) -> Iterator[Fault]:
    forms = [
        one
        for one in engine.store.records(Feedback, case.office, case.id)
        if one.round == case.round
    ]
    last = forms[-1] if forms else None
    if last is None or last.seq != case.closing or last.standing not in POSITIVE:
        yield Fault(case.id, case.seq, "it is closed without satisfied feedback in its round")
