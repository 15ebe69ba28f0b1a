"""What a new calendar or policy would move, and moving it: one event per case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bihuan.engine.actor import Actor
from bihuan.engine.deadlines import deadline, differs, term_for
from bihuan.engine.engine import Engine
from bihuan.engine.errors import Refused
from bihuan.engine.query import Query
from bihuan.engine.records import Case, Deadline, Request
from bihuan.engine.timing import reconcile
from bihuan.rules import spans, terms


@dataclass(frozen=True, slots=True)
class Move:
    """A deadline that no longer falls where it is stored, or no longer as certainly."""

    case: Case
    term: str
    before: date
    after: date
    tentative: bool


@dataclass(frozen=True, slots=True)
class Applied:
    """How many cases took the event, and which had moved on and were left as they are."""

    cases: int
    left: tuple[str, ...] = ()


def moves(engine: Engine) -> Iterator[Move]:
    """Every deadline of an open case's round that today's calendar and policy put elsewhere."""
    for case in engine.store.find(engine.house.office, Query(open_only=True, limit=10**9)):
        if not engine.library.machine(case.definition).rows_at(case.state, "reschedule"):
            continue
        for kept in engine.store.records(Deadline, case.office, case.id):
            after = _again(engine, case, kept)
            if after is not None and differs(after, kept):
                yield Move(case, kept.term, kept.due, after.due, after.tentative)


def _again(engine: Engine, case: Case, kept: Deadline) -> Deadline | None:
    """Where it falls now; None for a date a person set or put off."""
    if kept.round != case.round or kept.extended or kept.source == "assigned" or ":" in kept.term:
        return None
    if term_for(kept.term, case, engine.house.policy).source != kept.source:
        return None
    return deadline(kept.term, case, engine.house, kept.start)


def apply(engine: Engine, actor: Actor, reason: str) -> Applied:
    """Move them, and the rungs of all others; a case answered meanwhile is left as it is."""
    affected = dict.fromkeys(move.case.id for move in moves(engine))
    left = []
    for case in affected:
        try:
            engine.fire(case, "reschedule", {"reason": reason}, actor=actor)
        except Refused:
            left.append(case)
    retime(engine)
    return Applied(len(affected) - len(left), tuple(left))


def retime(engine: Engine) -> int:
    """Set every timer to the day that today's calendar and ladders give it; returns how many moved.

    A deadline may stay while a rung before it falls on a new day off.
    """
    open_cases = engine.store.find(engine.house.office, Query(open_only=True, limit=10**9))
    return sum(_retime(engine, case.id) for case in open_cases)


def _retime(engine: Engine, name: str) -> int:
    office = engine.house.office
    with engine.store.begin() as work:
        case = work.lock(office, name)
        changed = reconcile(
            case,
            engine.library.machine(case.definition),
            engine.house,
            work.records(Deadline, office, name),
            work.records(Request, office, name),
            work.alarms(office, name),
            engine.clock.now(),
        )
        if changed:
            work.settle(changed)
    return len(changed)


def explain(
    engine: Engine, case: Case, name: str | None = None
) -> list[tuple[Deadline, spans.Deadline | None]]:
    """This round's deadlines with the way each is reached; None where a person set it."""
    told = []
    for kept in engine.store.records(Deadline, case.office, case.id):
        if kept.round != case.round or name not in (None, kept.term):
            continue
        worked_out = None
        if kept.source != "assigned" and ":" not in kept.term:
            term = term_for(kept.term, case, engine.house.policy)
            worked_out = terms.due(
                term, kept.start, engine.house.calendar, engine.house.policy.counting
            )
        told.append((kept, worked_out))
    return told
