"""Which dates must be kept, and where each comes from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from bihuan.engine.records import Case, Deadline
from bihuan.engine.scene import House
from bihuan.rules.policy import Policy
from bihuan.rules.spans import StartEvent, Term, Unit
from bihuan.rules.terms import due

HOUSE = "house"
"""The source of a term no instrument sets: the product's own default, not law."""


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


def term_for(name: str, case: Case, policy: Policy) -> Term:
    """The term that applies to the case: the policy's, its fallback's, else the house's."""
    key = name.partition(":")[0]
    found = None
    if key == "answer" and case.round > 1:
        found = policy.effective("rework", case.kind)
    if key == "answer" and found is None:
        found = policy.effective_answer(case.kind, case.off_session)
    elif key in ("object", "co", "reassign", "feedback"):
        found = policy.effective(key, case.kind)
    return found.term if found is not None else HOUSE_TERMS[key]


def has_rule(name: str, case: Case, policy: Policy) -> bool:
    """Whether any instrument sets this term for the case."""
    return name in ("object",) and policy.effective(name, case.kind) is not None


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


def deadline(
    name: str, case: Case, house: House, began: date, *, fixed: date | None = None
) -> Deadline:
    """Work out a deadline; a `fixed` day, set by a person, counts where no instrument speaks."""
    term = term_for(name, case, house.policy)
    start = start_of(term, case, began)
    reached = due(term, start, house.calendar, house.policy.counting)
    by_person = fixed is not None and term.source == HOUSE
    return Deadline(
        office=case.office,
        case=case.id,
        round=case.round,
        term=name,
        start=start,
        due=fixed if by_person and fixed is not None else reached.due,
        source="assigned" if by_person else term.source,
        tentative=reached.tentative and not by_person,
        calendar=house.calendar.version,
    )
