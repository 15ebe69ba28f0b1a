"""The figures of a year as of a date: every count and every rate a report has, defined here.

They are counted from stories, which look at nothing recorded after the date.
Every rate keeps its counts, its base, its digits and its rounding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bihuan.engine.history import Machines
from bihuan.engine.ports import Store
from bihuan.engine.scene import House
from bihuan.engine.stories import Story, stories
from bihuan.engine.tally import Clerk, Tally
from bihuan.rules.classes import scheme
from bihuan.rules.formulas import Base, Rate, Shares, growth, satisfaction_rate

Pair = tuple[str, str]
SHARES = Shares()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures(Tally):
    """A year's figures: what all its cases come to, how they divide, and what members said."""

    year: int
    as_of: date
    by_kind: Mapping[str, int]
    by_role: Mapping[Pair, int]
    """By kind and role."""
    last_year: int
    last_by_role: Mapping[Pair, int]
    by_state: Mapping[str, int]
    by_round: Mapping[int, int]
    by_author: Mapping[str, int]
    """`collective` or `member`."""
    by_public: Mapping[str, int]
    """Our last answers by their public attribute, as it was written."""
    classes: Mapping[Pair, int]
    """Our last answers by scheme and class, in the order of the scheme."""
    categories: Mapping[str, int]
    kinds: Mapping[str, Tally]
    roles: Mapping[Pair, Tally]
    divisions: Mapping[str, Tally]
    topics: Mapping[str, Tally]
    sessions: Mapping[str, tuple[str, ...]]
    """The sessions of each kind, the one with most cases first."""
    first_verdicts: Mapping[str, int]
    last_verdicts: Mapping[str, int]
    first_attitudes: Mapping[str, int]
    last_attitudes: Mapping[str, int]
    first_results: Mapping[str, int]
    last_results: Mapping[str, int]
    first_satisfaction: Rate
    satisfaction: Rate
    first_attitude: Rate
    attitude: Rate
    first_result: Rate
    result: Rate
    handled_again: tuple[Story, ...]
    stories: tuple[Story, ...]
    """The cases that were counted."""

    @property
    def growth(self) -> Rate:
        """增幅: more than last year, out of last year's."""
        return growth(self.total, self.last_year, digits=0)

    def growth_of(self, kind: str | None, role: str | None = None, digits: int = 0) -> Rate:
        """增幅 of one kind, or of one role in it."""
        return growth(self.this_of(kind, role), self.last_of(kind, role), digits)

    def this_of(self, kind: str | None, role: str | None = None) -> int:
        """This year's cases of one kind, or of one role in it."""
        return _of(self.by_role, kind, role)

    def last_of(self, kind: str | None, role: str | None = None) -> int:
        """Last year's cases of one kind, or of one role in it."""
        return _of(self.last_by_role, kind, role)

    def class_shares(self, shares: Shares = SHARES) -> dict[Pair, Rate]:
        """Each class, out of all cases that have one."""
        return shares.of(self.classes, Base.CLASSED)

    @property
    def rates(self) -> Mapping[str, Rate]:
        """Every rate of the year by name, in the order of a report."""
        return {
            "growth": self.growth,
            "answered": self.answer_rate,
            "done": self.done_rate,
            "on_time": self.on_time,
            "contacted": self.contact_rate,
            "met": self.meeting_rate,
            "first_satisfaction": self.first_satisfaction,
            "satisfaction": self.satisfaction,
            "first_attitude": self.first_attitude,
            "attitude": self.attitude,
            "first_result": self.first_result,
            "result": self.result,
        }


def figures(store: Store, house: House, machines: Machines, year: int, as_of: date) -> Figures:
    """Count the year's cases as they stood at the end of that day."""
    told = tuple(stories(store, house, machines, year, as_of))
    before = _last_year(store, house, machines, year, as_of)
    return count(told, before, house, year, as_of)


def count(
    told: tuple[Story, ...], before: Mapping[Pair, int], house: House, year: int, as_of: date
) -> Figures:
    """The figures of cases already told; `before` are last year's, by kind and role."""
    clerk = Clerk(told, as_of)
    counts = clerk.count()
    return Figures(
        **counts,
        year=year,
        as_of=as_of,
        by_kind=Counter(one.case.kind for one in told),
        by_role=Counter((one.case.kind, one.case.role) for one in told),
        last_year=sum(before.values()),
        last_by_role=before,
        by_state=Counter(one.case.state for one in told),
        by_round=Counter(one.case.now.round for one in told),
        by_author=Counter("collective" if one.case.collective else "member" for one in told),
        by_public=Counter(one.letter.public for one in told if one.letter and one.letter.public),
        classes=_classes(told, house),
        categories=Counter(one.case.category for one in told if one.case.category),
        kinds=clerk.divided(lambda one: one.case.kind),
        roles=clerk.divided(lambda one: (one.case.kind, one.case.role)),
        divisions=clerk.divided(lambda one: one.case.now.division or ""),
        topics=clerk.divided(lambda one: one.case.category),
        sessions=_sessions(told),
        handled_again=tuple(one for one in told if "unsatisfied" in one.verdicts.values()),
        stories=told,
        **_said(told, counts, house),
    )


def _said(told: tuple[Story, ...], counts: Mapping[str, int], house: House) -> dict[str, Any]:
    """What members said, in the first round and in the last, and the rates it gives."""
    bases = {"all": counts["total"], "received": counts["total"], "answered": counts["answered"]}
    bases["closed"] = sum(one.case.state == "closed" for one in told)
    said: dict[str, Any] = {}
    for place, first in (("first_", True), ("last_", False)):
        forms = [form for one in told for form in one.forms(last=not first)]
        spoken = {
            "verdict": Counter(_verdict(one, first=first) for one in told if one.verdicts),
            "attitude": Counter(form.attitude for form in forms if form.attitude),
            "result": Counter(form.result for form in forms if form.result),
        }
        for question, grades in spoken.items():
            grades.pop("", None)
            rate = satisfaction_rate({**bases, **grades}, house.policy.satisfaction)
            name = "satisfaction" if question == "verdict" else question
            said[f"{place}{question}s"] = grades
            said[f"first_{name}" if first else name] = rate
    return said


def _verdict(story: Story, *, first: bool) -> str:
    return story.verdicts.get(1 if first else max(story.verdicts), "")


def _classes(told: Iterable[Story], house: House) -> dict[Pair, int]:
    """By scheme and class; a letter without a scheme of its own is in the policy's."""
    usual = house.policy.class_scheme
    named = usual.name if usual is not None else ""
    letters = [one.letter for one in told if one.letter is not None and one.letter.code]
    found = Counter((letter.scheme or named, letter.code) for letter in letters)
    return dict(sorted(found.items(), key=lambda pair: _place(pair[0])))


def _place(named: Pair) -> tuple[object, ...]:
    of, code = named
    codes = scheme(of).codes if of else ()
    return of, codes.index(code) if code in codes else len(codes), code


def _of(counts: Mapping[Pair, int], kind: str | None, role: str | None) -> int:
    return sum(n for (k, r), n in counts.items() if kind in (None, k) and role in (None, r))


def _sessions(told: Iterable[Story]) -> dict[str, tuple[str, ...]]:
    counts = Counter((one.case.kind, one.case.session) for one in told if one.case.session)
    ranked = [pair for pair, _ in counts.most_common()]
    return {kind: tuple(name for other, name in ranked if other == kind) for kind, _ in ranked}


def _last_year(
    store: Store, house: House, machines: Machines, year: int, as_of: date
) -> dict[Pair, int]:
    """Cases of the year before and its ledger lines kept for comparison, by kind and role."""
    told = stories(store, house, machines, year - 1, as_of)
    handled = Counter((one.case.kind, one.case.role) for one in told)
    kept = Counter((line.kind, line.role) for line in store.past(house.office, year - 1))
    return dict(handled + kept)
