"""Check what is stored against what history tells, and put right what history can tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

from bihuan.engine.actor import Actor
from bihuan.engine.deadlines import told_deadlines
from bihuan.engine.engine import Engine
from bihuan.engine.errors import BadInput, Broken, UnknownDefinition
from bihuan.engine.history import Plans, digest_of, no_plans, plain
from bihuan.engine.letter_records import Draft
from bihuan.engine.library import trusted
from bihuan.engine.ports import Work
from bihuan.engine.query import ALL, Query
from bihuan.engine.rebuilding import Rebuilt, case_told, rebuilt, wrong_fields
from bihuan.engine.records import Answer, Case, Deadline, Entry, Feedback, Repair, Request
from bihuan.states.duties import POSITIVE
from bihuan.states.machine import State
from bihuan.states.plan import MigrationPlan, PlanError, from_canonical


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
    """Check one case or all: chain, decisions, stored case, deadlines, timers, the closing law.

    Of all cases, the definitions they stand on are checked first.
    """
    plans = _plans(engine)
    entries = 0
    faults: list[Fault] = [] if case else list(_definitions(engine))
    cases = cases_of(engine, case)
    for one in cases:
        history = engine.store.history(one.office, one.id)
        entries += len(history)
        faults += faults_of(engine, one, history, plans)
    return Audit(len(cases), entries, tuple(faults))


def _definitions(engine: Engine) -> Iterator[Fault]:
    for one in engine.store.definitions():
        if trusted(one) is None:
            name = f"{one.name} {one.version}"
            yield Fault(name, 0, "its text is not the proven definition its name stands for")


def cases_of(engine: Engine, case: str | None = None) -> list[Case]:
    """One case, or every case of the office."""
    if case:
        return [engine.store.case(engine.house.office, case)]
    return engine.store.find(engine.house.office, Query(limit=ALL))


def faults_of(
    engine: Engine, case: Case, history: Sequence[Entry], plans: Plans = no_plans
) -> Iterator[Fault]:
    """Everything wrong with one case; the chain first, since the rest stands on it."""
    try:
        told = case_told(history, engine.library.machine, plans)
        machine = engine.library.machine(told.definition)
    except Broken as broken:
        yield Fault(case.id, broken.seq, broken.reason)
        return
    except UnknownDefinition as unknown:
        yield Fault(case.id, case.seq, str(unknown))
        return
    for reason in (
        *_fields(case, told),
        *_deadlines(engine, case, history),
        *_timers(engine, case, machine.state_named[told.state]),
        *_rang(engine, case, history),
        *_forms(engine, case, told),
        *_files(engine, case),
    ):
        yield Fault(case.id, case.seq, reason)


def _plans(engine: Engine) -> Plans:
    """The plans of migration on file that are what their names stand for, read when needed."""

    @cache
    def known() -> dict[str, MigrationPlan]:
        found = {}
        for one in engine.store.plans(engine.house.office):
            with suppress(PlanError):
                found[one.hash] = from_canonical(one.text, one.hash)
        return found

    return lambda hash: known()[hash]


def _fields(case: Case, told: Case) -> Iterator[str]:
    for name in wrong_fields(case, told):
        kept, should = plain(getattr(case, name)), plain(getattr(told, name))
        yield f"{name} is {kept!r}, its history says {should!r}"


def _deadlines(engine: Engine, case: Case, history: Sequence[Entry]) -> Iterator[str]:
    """Whether the deadlines on file are those that events have set."""
    told = told_deadlines(history)
    kept = {
        (one.round, one.term): one for one in engine.store.records(Deadline, case.office, case.id)
    }
    for name in sorted(kept.keys() | told.keys()):
        due, should = (found[name].due if name in found else None for found in (kept, told))
        if kept.get(name) != told.get(name):
            yield f"the deadline {name[1]} of round {name[0]} is {due}, its history says {should}"


def _timers(engine: Engine, case: Case, state: State) -> Iterator[str]:
    """Whether something rings where the case waits, and nothing where it does not."""
    pending = engine.store.alarms(case.office, case.id, status="pending")
    if state.waiting and state.no_timer is None and not pending:
        yield f"it waits in {state.name!r} and no timer is set"
    if pending and (not state.waiting or state.no_timer is not None):
        yield f"it does not wait in {state.name!r} and {len(pending)} timers are set"


def _rang(engine: Engine, case: Case, history: Sequence[Entry]) -> Iterator[str]:
    """Whether the timers that rang are those history knows of."""
    kept = {one.id for one in engine.store.alarms(case.office, case.id, status="fired")}
    told = {entry.timer for entry in history if entry.timer is not None}
    for name in sorted(kept - told):
        yield f"the timer {name} is said to have rung, its history knows nothing of it"
    for name in sorted(told - kept):
        yield f"the timer {name} rang, and is not stored as rung"


def _forms(engine: Engine, case: Case, told: Case) -> Iterator[str]:
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


def _files(engine: Engine, case: Case) -> Iterator[str]:
    """Whether the files of its letters are there and are what they are kept under."""
    drafts = engine.store.records(Draft, case.office, case.id)
    sent = engine.store.records(Answer, case.office, case.id)
    names = {one.digest: one.name for one in drafts}
    for digest in sorted({*names, *(one.paper for one in sent if one.paper)}):
        paper = engine.store.paper(case.office, digest)
        name = names.get(digest, digest)
        if paper is None:
            yield f"the file {name} is not there"
        elif digest_of(paper.content) != digest:
            yield f"the file {name} is not what was handed in"


def preview(engine: Engine, case: str) -> Rebuilt:
    """What a repair would put; changes nothing. Raises Broken when history itself is broken."""
    with engine.store.begin() as work:
        return look_again(engine, work, work.lock(engine.house.office, case))


def repair(engine: Engine, case: str, *, actor: Actor, reason: str) -> Rebuilt:
    """Put the case, its deadlines and its timers as its history says; history stays as it is.

    Raises Broken when history itself is broken: then only a backup helps.
    """
    if not reason.strip():
        raise BadInput("reason", "say why it is put right")
    with engine.store.begin() as work:
        stored = work.lock(engine.house.office, case)
        found = look_again(engine, work, stored)
        if found.needed:
            note = note_of(stored, found, actor, reason.strip(), engine.clock.now())
            put = replace(found.case, changed_at=note.at)
            work.repair(note, put, found.deadlines, found.alarms)
    if found.needed:
        engine.log("case.repaired", case=case, seq=found.case.seq, fields=sorted(found.wrong))
    return found


def look_again(engine: Engine, work: Work, stored: Case) -> Rebuilt:
    """Hold a locked case against its history; raises Broken when history itself is broken."""
    office, case = stored.office, stored.id
    history = work.history(office, case)
    if not history:
        raise Broken(case, 1, "the history has no beginning")
    return rebuilt(
        stored,
        history,
        engine.library.machine,
        engine.house,
        deadlines=work.records(Deadline, office, case),
        requests=work.records(Request, office, case),
        alarms=work.alarms(office, case),
        now=engine.clock.now(),
    )


def note_of(stored: Case, found: Rebuilt, actor: Actor, reason: str, now: datetime) -> Repair:
    """The record of a repair; later than everything that was changed before it."""
    wrong = {name: plain(value) for name, value in found.wrong.items()}
    counts = {"deadlines": len(found.deadlines), "timers": len(found.alarms)}
    return Repair(
        office=stored.office,
        case=stored.id,
        at=max(now, stored.changed_at + timedelta(microseconds=1)),
        seq=found.case.seq,
        actor=actor.id,
        reason=reason,
        before={**wrong, **{name: count for name, count in counts.items() if count}},
    )
