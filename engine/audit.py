"""Check what is stored against what history tells, and set right what can be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bihuan.engine.engine import Engine
from bihuan.engine.errors import Broken, UnknownDefinition
from bihuan.engine.history import Fold, differences, fold, plain, verify_chain
from bihuan.engine.records import Case, Entry, Feedback, Query
from bihuan.states.duties import POSITIVE
from bihuan.states.machine import State


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
    """Check one case or all: hash chain, decisions, stored state, timers, and the closing law."""
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
        machine = engine.library.machine(case.definition)
        verify_chain(history)
        told = fold(history, machine)
    except Broken as broken:
        yield Fault(case.id, broken.seq, broken.reason)
        return
    except UnknownDefinition as unknown:
        yield Fault(case.id, case.seq, str(unknown))
        return
    foreign = [entry for entry in history if (entry.office, entry.case) != (case.office, case.id)]
    for entry in foreign[:1]:
        yield Fault(case.id, entry.seq, f"it is an entry of case {entry.case!r}")
    for reason in (
        *differences(case, told),
        *_identity(case, history),
        *_standing(engine, case, machine.state_named[told.state]),
        *_forms(engine, case, told),
    ):
        yield Fault(case.id, case.seq, reason)


def _identity(case: Case, history: Sequence[Entry]) -> Iterator[str]:
    """What the first entry told of the proposal never changes; the host is the last one told."""
    born = {"assigned_on": case.assigned_on.isoformat(), **_given(history[0])}
    for name, told in born.items():
        kept = plain(getattr(case, name, told))
        if kept != told:
            yield f"{name} is {kept!r}, its history says {told!r}"
    told_host = None
    for entry in history:
        if entry.event in ("merge", "unmerge"):
            told_host = str(entry.args["host"]).strip() if entry.event == "merge" else None
    if case.host != told_host:
        yield f"host is {case.host!r}, its history says {told_host!r}"


def _given(birth: Entry) -> dict[str, object]:
    """What the first entry told; a day that was left open is taken from another."""
    told = dict(birth.args)
    if told.get("assigned_on") is None:
        told["assigned_on"] = told.get("received_on")
    return told


def _standing(engine: Engine, case: Case, state: State) -> Iterator[str]:
    """Whether the case ends where its state ends, and something rings where it waits."""
    if case.final != state.final:
        yield f"final is {case.final}, its state {state.name!r} says {state.final}"
    pending = engine.store.alarms(case.office, case.id, status="pending")
    if state.waiting and state.no_timer is None and not pending:
        yield f"it waits in {state.name!r} and no timer is set"
    if pending and (not state.waiting or state.no_timer is not None):
        yield f"it does not wait in {state.name!r} and {len(pending)} timers are set"


def _forms(engine: Engine, case: Case, told: Fold) -> Iterator[str]:
    """Whether the last form of the round says what the case and its closing say."""
    forms = [
        one
        for one in engine.store.records(Feedback, case.office, case.id)
        if one.round == case.round
    ]
    last = forms[-1] if forms else None
    verdict = told.held.get("verdict", "none")
    if verdict != "none" and (last is None or last.standing != verdict):
        yield f"the verdict is {verdict}, the forms of the round say otherwise"
    if case.final and (last is None or last.seq != case.closing or last.standing not in POSITIVE):
        yield "it is closed without satisfied feedback in its round"
