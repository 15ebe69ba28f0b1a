"""What any group of cases comes to: the counts, and the rates they give, each defined once.

A year, a division, a subject and a kind are all counted by this one definition,
so that the parts of a report add up to its whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from bihuan.engine.stories import DONE, LED, Story
from bihuan.rules.formulas import Base, Rate, on_time_rate

K = TypeVar("K", str, tuple[str, str])

FACE_TO_FACE = frozenset({"visit", "meeting", "onsite"})
"""The ways of contact in which the member is met (面商、走访)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts of cases as of a date, and of what was done for them."""

    total: int
    led: int
    """Cases in which the office answers the member itself."""
    dispatched: int
    answered: int
    in_time: int
    done: int
    """Closed, or taken note of."""
    late: int
    """Not answered and past the day."""
    again: int
    """Handled in more than one round."""
    contacted: int
    """Of the led ones, those with at least one contact."""
    met: int
    """Of the led ones, those whose member was met."""
    urges: int
    supervised: int
    contacts: int
    asked: int
    """How many opinions of other units were asked for."""
    late_opinions: int
    extensions: int

    @property
    def answer_rate(self) -> Rate:
        """办复率: answered, out of all received."""
        return _rate("办复率", self.answered, self.total, Base.RECEIVED)

    @property
    def done_rate(self) -> Rate:
        """办结率: closed or taken note of, out of all received."""
        return _rate("办结率", self.done, self.total, Base.RECEIVED)

    @property
    def on_time(self) -> Rate:
        """时效率: answered in time, out of all answered."""
        return on_time_rate(self.in_time, self.answered, Base.ANSWERED)

    @property
    def contact_rate(self) -> Rate:
        """沟通率: led cases with a contact, out of all led."""
        return _rate("沟通率", self.contacted, self.led, Base.LED)

    @property
    def meeting_rate(self) -> Rate:
        """面商率: led cases whose member was met, out of all led."""
        return _rate("面商率", self.met, self.led, Base.LED)


def _rate(label: str, part: int, whole: int, base: Base) -> Rate:
    return Rate(numerator=part, denominator=whole, base=base, label=label)


class Clerk:
    """Counts cases as they stood on a day; a merged case may be in time by its host's day."""

    def __init__(self, told: Iterable[Story], as_of: date) -> None:
        self.stories = tuple(told)
        self._named = {story.case.id: story for story in self.stories}
        self._as_of = as_of

    def count(self, some: Iterable[Story] | None = None) -> dict[str, Any]:
        """What some of the cases come to, by the names of a Tally; by default all of them."""
        chosen = self.stories if some is None else tuple(some)
        return {name: sum(map(read, chosen)) for name, read in self._readers().items()}

    def tally(self, some: Iterable[Story] | None = None) -> Tally:
        """What some of the cases come to."""
        return Tally(**self.count(some))

    def divided(self, key: Callable[[Story], K]) -> dict[K, Tally]:
        """What each group of them comes to."""
        return {name: self.tally(some) for name, some in self.groups(key).items()}

    def groups(self, key: Callable[[Story], K]) -> dict[K, list[Story]]:
        """The cases by what `key` reads from each, the largest group first; blanks are left out."""
        found: dict[K, list[Story]] = {}
        for story in self.stories:
            if name := key(story):
                found.setdefault(name, []).append(story)
        return dict(sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0])))

    def in_time(self, story: Story) -> bool:
        """Answered by its day; a merged case that never had one of its own, by its host's."""
        host = self._named.get(story.host or "")
        due = story.due or (host.due if host is not None else None)
        return story.answered_on is not None and (due is None or story.answered_on <= due)

    def _readers(self) -> Mapping[str, Callable[[Story], Any]]:
        return {
            "total": lambda _: 1,
            "led": _led,
            "dispatched": lambda one: one.dispatched,
            "answered": lambda one: one.answered_on is not None,
            "in_time": self.in_time,
            "done": lambda one: one.case.state in DONE,
            "late": lambda one: one.case.late(self._as_of),
            "again": lambda one: one.case.now.round > 1,
            "contacted": lambda one: _led(one) and bool(one.case.contacts),
            "met": lambda one: _led(one) and any(c.how in FACE_TO_FACE for c in one.case.contacts),
            "urges": lambda one: one.urges,
            "supervised": lambda one: one.supervised,
            "contacts": lambda one: len(one.case.contacts),
            "asked": lambda one: len(one.case.requests),
            "late_opinions": lambda one: one.late_opinions,
            "extensions": lambda one: one.extensions,
        }


def _led(story: Story) -> bool:
    return story.case.role in LED
