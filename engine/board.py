"""Where everything stands on a day: by state and division, what is near its date, what is past it.

What is near depends on the working days that the calendar of today knows, so
that alone may be told otherwise once the calendar has changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bihuan.engine.history import Machines
from bihuan.engine.lists import in_order
from bihuan.engine.ports import Store
from bihuan.engine.scene import House
from bihuan.engine.stories import Story, stories
from bihuan.engine.tally import Clerk, Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing(Tally):
    """Where a group of cases stands."""

    open: int
    """Somebody has still to act."""
    soon: int
    """Not answered and due within ten working days."""
    by_state: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board(Standing):
    """Where everything stands: the year's cases, and those of earlier years that are still open."""

    year: int
    as_of: date
    divisions: Mapping[str, Standing]
    topics: Mapping[str, Standing]
    """By category, the one with most cases first."""
    months: Mapping[int, tuple[int, int]]
    """How many were received and how many answered in each month of the year so far."""
    late_cases: tuple[Story, ...]
    """The longest past its date first."""
    soon_cases: tuple[Story, ...]
    """The next one due first."""


def board(store: Store, house: House, machines: Machines, year: int, as_of: date) -> Board:
    """How it stood at the end of that day."""
    known = stories(store, house, machines, None, as_of)
    told = [one for one in known if one.case.year == year or (one.case.year < year and _open(one))]
    clerk = Clerk(told, as_of)
    urgent = {one.case.id: one.case.urgency(as_of, house.calendar) for one in told}

    def standing(some: Iterable[Story]) -> dict[str, Any]:
        chosen = list(some)
        return {
            **clerk.count(chosen),
            "open": sum(map(_open, chosen)),
            "soon": sum(urgent[one.case.id] == "soon" for one in chosen),
            "by_state": Counter(one.case.state for one in chosen),
        }

    def pressing(urgency: str) -> tuple[Story, ...]:
        found = [one for one in told if urgent[one.case.id] == urgency]
        return tuple(sorted(found, key=lambda one: (one.case.due, in_order(one.case))))

    def grouped(key: Callable[[Story], str]) -> dict[str, Standing]:
        return {name: Standing(**standing(some)) for name, some in clerk.groups(key).items()}

    return Board(
        **standing(told),
        year=year,
        as_of=as_of,
        divisions=grouped(lambda one: one.case.now.division or ""),
        topics=grouped(lambda one: one.case.category),
        months=_months(told, year, as_of),
        late_cases=pressing("late"),
        soon_cases=pressing("soon"),
    )


def _months(told: Iterable[Story], year: int, as_of: date) -> dict[int, tuple[int, int]]:
    """What came and what was answered, month by month up to the date."""
    came: Counter[int] = Counter()
    left: Counter[int] = Counter()
    for story in told:
        if story.case.received_on.year == year:
            came[story.case.received_on.month] += 1
        if story.answered_on is not None and story.answered_on.year == year:
            left[story.answered_on.month] += 1
    last = 12 if as_of.year > year else as_of.month if as_of.year == year else 0
    return {month: (came[month], left[month]) for month in range(1, last + 1)}


def _open(story: Story) -> bool:
    return story.case.working
