"""How long an office's people take, counted from its own history, for playing on from there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from random import Random
from types import MappingProxyType
from typing import Any

from bihuan.engine.history import BIRTH
from bihuan.engine.ports import Store
from bihuan.engine.records import Entry
from bihuan.engine.scene import House
from bihuan.engine.stories import ANSWERS
from bihuan.rules.calendar import WorkCalendar

ENOUGH = 5
"""So many times a division must have done a thing before its own pace is believed."""
USUAL: Mapping[str, Sequence[int]] = MappingProxyType(
    {
        "dispatch": (1, 2, 3, 4, 5),
        "handle": (8, 15, 20, 25, 30, 35, 40, 50, 62),
        "opinion": (5, 8, 10, 14, 20),
        "lead_answer": (5, 8, 10, 15, 20),
        "feedback": (2, 4, 6, 8, 12),
        "conclude": (1, 1, 2, 3),
        "time": (44,),
    }
)
"""Working days for each step in an office that has no history yet: a guess, and called one."""
VERDICTS: Mapping[str, int] = MappingProxyType(
    {"satisfied": 90, "mostly_satisfied": 8, "unsatisfied": 2}
)
"""What members say of an office that has no history yet."""
BEFORE: Mapping[str, tuple[str, frozenset[str]]] = MappingProxyType(
    {
        "dispatch": ("dispatch", frozenset({BIRTH})),
        **dict.fromkeys(ANSWERS, ("handle", frozenset({"dispatch", "reassign"}))),
        "opinion": ("opinion", frozenset({"co_handle"})),
        "late_opinion": ("opinion", frozenset({"co_handle"})),
        "lead_answered": ("lead_answer", frozenset({"opine"})),
        "feedback": ("feedback", frozenset({"answer", "lead_answered"})),
        "close": ("conclude", frozenset({"feedback"})),
        "reassign": ("conclude", frozenset({"feedback"})),
    }
)
"""By the event that ends a step: the step, and the events that begin it."""


@dataclass(slots=True)
class Paces:
    """Working days each step took, each time, by step and division; and who is there to act."""

    took: dict[tuple[str, str | None], list[int]] = field(default_factory=lambda: defaultdict(list))
    """Under the division None: the whole office."""
    verdicts: Counter[str] = field(default_factory=Counter)
    people: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    """Leader, division and officer, by how often they were named together."""

    @classmethod
    def of(cls, store: Store, house: House) -> Paces:
        """Counted from every history of the office, one at a time."""
        paces = cls()
        for entries in store.all_history(house.office):
            paces.learn(entries, house.calendar)
        return paces

    def learn(self, entries: Iterable[Entry], calendar: WorkCalendar) -> None:
        """Count one more history."""
        last: dict[str, date] = {}
        division: str | None = None
        for entry in entries:
            step, begins = BEFORE.get(entry.event, ("", frozenset()))
            began = max((last[event] for event in begins if event in last), default=None)
            if entry.event in ("dispatch", "redispatch", "reassign") and entry.args.get("division"):
                division = str(entry.args["division"])
                self._meet(entry.args)
            if began is not None:
                days = max(calendar.workdays_between(began, entry.effective_on), 0)
                self._took(step, division, days)
            if entry.event == "dispatch" and (fixed := entry.args.get("time")):
                until = date.fromisoformat(str(fixed))
                self._took("time", None, calendar.workdays_between(entry.effective_on, until))
            verdict = entry.given.get("verdict")
            if entry.event == "feedback" and verdict in VERDICTS:
                self.verdicts[str(verdict)] += 1
            last[entry.event] = entry.effective_on

    def _took(self, step: str, division: str | None, days: int) -> None:
        self.took[step, None].append(days)
        if division is not None:
            self.took[step, division].append(days)

    def _meet(self, args: Mapping[str, Any]) -> None:
        names = tuple(str(args.get(role) or "") for role in ("leader", "division", "officer"))
        if all(names):
            self.people[names[0], names[1], names[2]] += 1

    def known(self, step: str, division: str | None) -> Sequence[int]:
        """What the step took: in the division, else in the office, else what is usual."""
        own = (self.took.get((step, name), ()) for name in (division, None))
        return next((days for days in own if len(days) >= ENOUGH), USUAL[step])

    @property
    def guessed(self) -> tuple[str, ...]:
        """The steps the office has done too seldom to know its pace."""
        return tuple(
            step
            for step in USUAL
            if step != "time" and len(self.took.get((step, None), ())) < ENOUGH
        )

    def days(self, pick: Random, step: str, division: str | None, waited: int) -> int:
        """In how many working days the step is done, given that it has waited so long already.

        One of the times it took before that were longer than that; where it
        never took so long, as many days more as it usually takes.
        """
        known = self.known(step, division)
        longer = [days - waited for days in known if days > waited]
        return max(pick.choice(longer or known), 0 if waited == 0 else 1)

    def verdict(self, pick: Random) -> str:
        """What a member says."""
        known = self.verdicts if self.verdicts.total() >= ENOUGH else Counter(VERDICTS)
        return pick.choices(sorted(known), [known[word] for word in sorted(known)])[0]

    def somebody(self, pick: Random) -> tuple[str, str, str] | None:
        """A leader, a division and an officer as they were named before; None for a new office."""
        known = sorted(self.people)
        return pick.choices(known, [self.people[one] for one in known])[0] if known else None
