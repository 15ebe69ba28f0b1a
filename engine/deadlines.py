"""Which dates must be kept, where each comes from, and how history keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from bihuan.engine.history import plain
from bihuan.engine.records import Case, Deadline, Entry, Record, Request
from bihuan.engine.scene import House
from bihuan.rules.policy import Effective, Policy
from bihuan.rules.spans import StartEvent, Term, Unit
from bihuan.rules.terms import due, over
from bihuan.states.machine import Machine

_TOLD = ("start", "due", "source", "tentative", "calendar", "extended", "note")
OBJECTION = "object"
"""The term within which a wrong assignment is returned; no timer needs to end it."""
HOUSE = "house"
"""The source of a term no instrument sets: the product's own default, not law."""
ASSIGNED = "assigned"
"""The source of a day that a person set; it stays when terms are counted again."""


def _workdays(n: int, start: StartEvent) -> Term:
    return Term(n=n, unit=Unit.WORKDAY, start=start, source=HOUSE)


HOUSE_TERMS: Mapping[str, Term] = MappingProxyType(
    {
        "dispatch": _workdays(5, StartEvent.RECEIVED),
        "reassign": _workdays(10, StartEvent.RETURNED),
        "feedback": _workdays(15, StartEvent.ANSWERED),
        "conclude": _workdays(5, StartEvent.ANSWERED),
        "reading": _workdays(10, StartEvent.ASSIGNED),
        "co": Term(n=1, unit=Unit.MONTH, start=StartEvent.ASKED, source=HOUSE),
        "answer": Term(n=3, unit=Unit.MONTH, start=StartEvent.ASSIGNED, source=HOUSE),
    }
)
"""Anchors for reminders where the law is silent; a date set at dispatch comes before them."""
OWED: Mapping[str, str] = MappingProxyType({"support": "co", "reading": "reading"})
"""The term of what the office owes under each role; under every other one it is the answer."""


def term_for(name: str, case: Case, policy: Policy, began: date) -> Term:
    """The term that applies to the case: the policy's, its fallback's, else the house's.

    A fixed date that was over before the term began says nothing of it; a
    year's notice does not mean the next year.
    """
    found = _instrument(name.partition(":")[0], case, policy)
    if found is None:
        return HOUSE_TERMS[name.partition(":")[0]]
    if not over(found.term, counted_from(name, found.term, case, began)):
        return found.term
    beyond = found.policy.fallen_back
    return term_for(name, case, beyond, began) if beyond else HOUSE_TERMS[name.partition(":")[0]]


def _instrument(key: str, case: Case, policy: Policy) -> Effective | None:
    found = None
    if key == "answer" and case.round > 1:
        found = policy.effective("rework", case.kind)
    if key == "answer" and found is None:
        found = policy.effective_answer(case.kind, case.off_session)
    elif key in ("object", "co", "reassign", "feedback"):
        found = policy.effective(key, case.kind)
    return found


def counted_from(name: str, term: Term, case: Case, began: date) -> date:
    """The day the term counts from; a request's from its arrival, where the unit has it."""
    return began if _at_the_unit(name, term) else start_of(term, case, began)


def start_of(term: Term, case: Case, began: date) -> date:
    """The day the term counts from; `began` is the day of the event that set it running."""
    if case.round > 1:
        return began
    match term.start:
        case StartEvent.ASSIGNED:
            return case.assigned_on
        case StartEvent.RECEIVED:
            return case.received_on
        case StartEvent.SESSION_CLOSED:
            return case.session_closed_on or case.assigned_on
    return began


def _at_the_unit(name: str, term: Term) -> bool:
    """Whether it counts from a request's arrival: the unit has it on the day it is asked."""
    return ":" in name and term.start in (StartEvent.RECEIVED, StartEvent.ASSIGNED)


def deadline(
    name: str,
    case: Case,
    house: House,
    began: date,
    *,
    fixed: date | None = None,
    anew: bool = False,
) -> Deadline:
    """Work out a deadline; a `fixed` day, set by a person, counts where no instrument speaks.

    `anew`, it counts from the day it `began` whatever the rule counts from.
    """
    term = term_for(name, case, house.policy, began)
    start = began if anew else counted_from(name, term, case, began)
    reached = due(term, start, house.calendar, house.policy.counting)
    by_person = fixed is not None and term.source == HOUSE
    return Deadline(
        office=case.office,
        case=case.id,
        round=case.round,
        term=name,
        start=start,
        due=fixed if by_person and fixed is not None else reached.due,
        source=ASSIGNED if by_person else term.source,
        tentative=reached.tentative and not by_person,
        calendar=house.calendar.version,
    )


def differs(again: Deadline, kept: Deadline) -> bool:
    """Whether it falls on another day, or on the same day with another certainty."""
    return (again.due, again.tentative) != (kept.due, kept.tentative)


def again_of(
    kept: Deadline, case: Case, machine: Machine, house: House, *, policy: bool
) -> Deadline | None:
    """Where a running deadline falls by today's calendar; None when it stays as it is.

    One that was kept already stays, and so does a date a person set or put
    off. Where another instrument sets the term now, it moves only by `policy`.
    """
    fixed = kept.extended or kept.source == ASSIGNED or ":" in kept.term
    if fixed or kept.round != case.round or kept.term not in running(machine, case.state):
        return None
    again = deadline(kept.term, case, house, kept.start)
    if again.source != kept.source:
        return again if policy else None
    return again if differs(again, kept) else None


def running(machine: Machine, state: str) -> frozenset[str]:
    """The terms that count in this state: those of its timers, and the window to object in."""
    open_ = {OBJECTION} if machine.rows_at(state, "return_to_assigner") else set()
    return frozenset({timer.term for timer in machine.timers_in(state)} | open_)


def dates_set(records: Iterable[Record]) -> dict[str, dict[str, object]]:
    """The days among an event's records, as history keeps them: by term, with where each is from.

    They are all that could not be told again once the calendar or the policy has changed.
    """
    told: dict[str, dict[str, object]] = {}
    for one in records:
        if isinstance(one, Deadline):
            told[one.term] = {name: plain(getattr(one, name)) for name in _TOLD}
        elif isinstance(one, Request) and one.status == "open":
            told[f"co:{one.no}"] = {"start": plain(one.asked_on), "due": plain(one.due)}
    return told


def told_deadlines(history: Iterable[Entry]) -> dict[tuple[int, str], Deadline]:
    """The deadlines that a history has set and moved, as they stood after it, by round and term."""
    found: dict[tuple[int, str], Deadline] = {}
    for entry in history:
        for term, told in entry.deadlines.items():
            if ":" not in term:
                found[entry.round, term] = _deadline(entry, term, told)
    return found


def _deadline(entry: Entry, term: str, told: Mapping[str, Any]) -> Deadline:
    days = {name: date.fromisoformat(told[name]) for name in ("start", "due")}
    named = {"office": entry.office, "case": entry.case, "round": entry.round, "term": term}
    return Deadline(**{**named, **told, **days})
