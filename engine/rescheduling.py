"""What a new calendar or policy would move, and moving it: one event per case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bihuan.engine.actor import Actor
from bihuan.engine.deadlines import ASSIGNED, again_of, term_for
from bihuan.engine.engine import Engine
from bihuan.engine.errors import Refused
from bihuan.engine.query import ALL, Query
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
    was: str
    """The instrument that set the term before."""
    source: str
    """The one that sets it now; another one only where the policy changed."""

    @property
    def why(self) -> str:
        """What moves it: `policy`, `calendar`, or `published` where only its year is now known."""
        if self.was != self.source:
            return "policy"
        return "published" if self.before == self.after else "calendar"


@dataclass(frozen=True, slots=True)
class Applied:
    """How many cases took the event, and which had moved on and were left as they are."""

    cases: int
    left: tuple[str, ...] = ()


def moves(engine: Engine, *, policy: bool = False) -> Iterator[Move]:
    """Every running deadline of an open case that today's calendar puts elsewhere.

    With `policy`, also those whose term another instrument sets today.
    """
    for case in engine.store.find(engine.house.office, Query(open_only=True, limit=ALL)):
        machine = engine.library.machine(case.definition)
        if not machine.rows_at(case.state, "reschedule"):
            continue
        for kept in engine.store.records(Deadline, case.office, case.id):
            after = again_of(kept, case, machine, engine.house, policy=policy)
            if after is not None:
                days = (kept.due, after.due, after.tentative)
                yield Move(case, kept.term, *days, was=kept.source, source=after.source)


def apply(engine: Engine, actor: Actor, reason: str, *, policy: bool = False) -> Applied:
    """Move them, and the rungs of all others; a case answered meanwhile is left as it is."""
    affected = dict.fromkeys(move.case.id for move in moves(engine, policy=policy))
    said = {"reason": reason, **({"policy": True} if policy else {})}
    left = []
    for case in affected:
        try:
            engine.fire(case, "reschedule", said, actor=actor)
        except Refused:
            left.append(case)
    retime(engine)
    return Applied(len(affected) - len(left), tuple(left))


def retime(engine: Engine) -> int:
    """Set every timer to the day that today's calendar and ladders give it; returns how many moved.

    A deadline may stay while a rung before it falls on a new day off.
    """
    open_cases = engine.store.find(engine.house.office, Query(open_only=True, limit=ALL))
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
            {alarm.id: alarm for alarm in work.alarms(office, name)},
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
        if kept.source != ASSIGNED and ":" not in kept.term:
            term = term_for(kept.term, case, engine.house.policy, kept.start)
            worked_out = terms.due(
                term, kept.start, engine.house.calendar, engine.house.policy.counting
            )
        told.append((kept, worked_out))
    return told
