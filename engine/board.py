"""Where everything stands on a day: by state and division, what is near its date, what is past it.

What is near depends on the working days that the calendar of today knows, so
that alone may be told otherwise once the calendar has changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
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

    groups = clerk.groups(lambda one: one.case.now.division or "")
    return Board(
        **standing(told),
        year=year,
        as_of=as_of,
        divisions={name: Standing(**standing(some)) for name, some in groups.items()},
        late_cases=pressing("late"),
        soon_cases=pressing("soon"),
    )


def _open(story: Story) -> bool:
    return story.case.working
