"""What happened in a span of days: what came in, was dispatched, answered, judged, urged, overdue.

What happened counts on its legal day; what was recorded up to the date of the
report is known. So the same span as of the same date always counts alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bihuan.engine.deadlines import OWED, told_deadlines
from bihuan.engine.errors import BadInput
from bihuan.engine.history import Machines
from bihuan.engine.ports import Store
from bihuan.engine.records import Entry
from bihuan.engine.scene import House
from bihuan.engine.stories import ANSWERS, DONE, Story, sent_urges, tell
from bihuan.engine.tally import Clerk
from bihuan.rules.formulas import GRADES, Base, Rate, on_time_rate, satisfaction_rate
from bihuan.rules.ladders import Level
from bihuan.rules.policy import Policy

COUNTED = (
    *("received", "dispatched", "contacts", "asked", "opinions", "extensions"),
    *("answered", "in_time", "answered_again"),
    *("forms", *GRADES, "reassigned", "done"),
    *("urges", "supervised", "fell_due", "overdue"),
)
"""What is counted, in the order of the chain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What happened to a group of cases in the span."""

    counts: Mapping[str, int]
    """By the names of COUNTED."""
    on_time: Rate
    """时效率: answered in the span and in time, out of all answered in the span."""
    satisfaction: Rate
    """满意率 of the forms that came back in the span."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period(Happened):
    """What happened from the first day to the last, both included."""

    first: date
    last: date
    as_of: date
    kinds: Mapping[str, Happened]
    divisions: Mapping[str, Happened]


def period(
    store: Store, house: House, machines: Machines, first: date, last: date, as_of: date
) -> Period:
    """Count the span, by what was recorded up to the end of a day."""
    if last < first:
        raise BadInput("to", "lies before the first day of the span", last.isoformat())
    histories: dict[str, list[Entry]] = {}
    told: list[Story] = []
    for entries in store.all_history(house.office):
        if (story := tell(entries, machines, as_of)) is not None:
            told.append(story)
            histories[story.case.id] = entries[: story.case.seq]
    clerk = Clerk(told, as_of)
    span = _Span(first, last, as_of, clerk)
    lived = {one.case.id: span.count(one, histories[one.case.id]) for one in told}

    def sums(some: Sequence[Story]) -> Happened:
        return _happened([lived[one.case.id] for one in some], house.policy)

    def divided(key: Callable[[Story], str]) -> dict[str, Happened]:
        return {name: sums(some) for name, some in clerk.groups(key).items()}

    whole = sums(told)
    return Period(
        counts=whole.counts,
        on_time=whole.on_time,
        satisfaction=whole.satisfaction,
        first=first,
        last=last,
        as_of=as_of,
        kinds=divided(lambda one: one.case.kind),
        divisions=divided(lambda one: one.case.now.division or ""),
    )


def _happened(some: Sequence[Mapping[str, int]], policy: Policy) -> Happened:
    counts = {name: sum(one.get(name, 0) for one in some) for name in COUNTED}
    bases = {"all": counts["received"], "closed": counts["done"]}
    return Happened(
        counts=counts,
        on_time=on_time_rate(counts["in_time"], counts["answered"], Base.ANSWERED),
        satisfaction=satisfaction_rate({**counts, **bases}, policy.satisfaction),
    )


def _first(seen: Sequence[Entry], chosen: Callable[[Entry], bool]) -> date | None:
    """The legal day of the first such entry."""
    return next((one.effective_on for one in seen if chosen(one)), None)


@dataclass(frozen=True, slots=True)
class _Span:
    """The days in question."""

    first: date
    last: date
    as_of: date
    clerk: Clerk

    def count(self, story: Story, seen: Sequence[Entry]) -> dict[str, int]:
        """What happened to one case, by the names of COUNTED."""
        case = story.case
        answers = [one for one in seen if one.event in ANSWERS]
        now = [one for one in seen if self.holds(one.effective_on)]
        urges = [one for one in sent_urges(seen) if self.holds(one.effective_on)]
        answered = self.holds(story.answered_on)
        kept = {(one.round, one.member): one for one in case.forms}
        forms = [one for one in kept.values() if self.holds(one.on)]
        dues = list(self._dues(story, seen))
        return {
            "received": self.holds(case.received_on),
            "dispatched": self.holds(_first(seen, lambda one: one.event == "dispatch")),
            "contacts": sum(self.holds(one.on) for one in case.contacts),
            "asked": sum(self.holds(one.asked_on) for one in case.requests),
            "opinions": sum(self.holds(one.given_on) for one in case.requests),
            "extensions": sum(one.event == "extend" for one in now),
            "answered": answered,
            "in_time": answered and self.clerk.in_time(story),
            "answered_again": sum(self.holds(one.effective_on) for one in answers[1:]),
            "forms": len(forms),
            **{grade: sum(one.verdict == grade for one in forms) for grade in GRADES},
            "reassigned": sum(one.event == "reassign" for one in now),
            "done": self.holds(_first(seen, lambda one: one.target in DONE)),
            "urges": len(urges),
            "supervised": sum(one.args.get("level") == Level.SUPERVISION for one in urges),
            "fell_due": len(dues),
            "overdue": sum(dues),
        }

    def holds(self, day: date | None) -> bool:
        """Whether the day lies in the span."""
        return day is not None and self.first <= day <= self.last

    def _dues(self, story: Story, seen: Sequence[Entry]) -> Iterator[bool]:
        """Of each round whose duty fell due in the span, whether that day passed without it."""
        term = OWED.get(story.case.role, "answer")
        answers = {one.round: one.effective_on for one in reversed(seen) if one.event in ANSWERS}
        for (round, named), kept in told_deadlines(seen).items():
            answered = answers.get(round)
            waited_for = answered is not None or story.case.working
            if named != term or not self.holds(kept.due) or not waited_for:
                continue
            yield kept.due < (answered or self.as_of)
