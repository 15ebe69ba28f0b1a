"""What is foreseen: urgings, days that fall due, and how much lies on whom in which week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bihuan.rules.ladders import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A reminder, an urging or a supervision to come."""

    at: datetime
    """When the timer rings."""
    leaves_at: datetime | None
    """When its message may leave; None where none is sent."""
    level: str
    rung: str
    case: str
    name: str
    """How people call the case."""
    title: str
    round: int
    due: date | None
    late_days: int
    division: str | None
    officer: str | None
    recipients: tuple[str, ...]
    channels: tuple[str, ...]
    muted: str = ""
    """Why it is written down and not sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FallsDue:
    """A day by which somebody owes something."""

    on: date
    term: str
    """`answer`, `co`, `feedback` and so on; `co:N` is another unit's opinion."""
    case: str
    name: str
    title: str
    state: str
    division: str | None
    officer: str | None
    unit: str | None = None
    """Who owes an opinion."""


@dataclass(slots=True)
class Load:
    """What one week brings to a division, or to one of its officers."""

    in_hand: int = 0
    """Cases it has to act on at the end of the week."""
    due: int = 0
    """Cases whose day falls into the week while it has to act on them."""
    late: int = 0
    """Of those in hand at the end of the week, how many are past their day."""
    notices: Counter[str] = field(default_factory=Counter)
    """Reminders, urgings and supervisions about its cases, by level."""

    @property
    def urged(self) -> int:
        """Notices of every level."""
        return sum(self.notices.values())

    def __str__(self) -> str:
        told = (self.due, self.in_hand, self.late, self.urged)
        return "/".join(map(str, told)) if any(told) else "·"


Desk = tuple[str | None, str | None]
"""A division with an officer, or with None for the division as a whole; (None, None) is nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A case that would not go on as it should."""

    case: str
    name: str
    what: str
    """The timer or the step."""
    reason: str


@dataclass(slots=True, kw_only=True)
class Forecast:
    """All that is foreseen between two instants."""

    begins: datetime
    until: date
    seed: int | None
    """None where nobody acts."""
    guessed: tuple[str, ...] = ()
    """The steps whose pace is a guess, since the office has done them too seldom."""
    cases: int = 0
    notices: list[Notice] = field(default_factory=list)
    due: list[FallsDue] = field(default_factory=list)
    load: dict[date, dict[Desk, Load]] = field(default_factory=dict)
    """By the Monday of the week."""
    ends: Counter[str] = field(default_factory=Counter)
    """How many cases are in which state at the end."""
    late: int = 0
    """How many of them are then past their day."""
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def levels(self) -> Mapping[str, int]:
        """How many notices there are of each level, the mildest first."""
        found = Counter(one.level for one in self.notices)
        return {level: found[level] for level in Level}

    def at_desk(self, week: date, desk: Desk) -> Load:
        """The load of a week at a desk, begun when first asked for."""
        return self.load.setdefault(week, {}).setdefault(desk, Load())

    def cell(self, week: date, desk: Desk) -> Load:
        """The load of a week at a desk, nothing where there is none."""
        return self.load[week].get(desk) or Load()

    def rows(self) -> Iterator[tuple[date, str | None, str | None, Load]]:
        """Week, division, officer and load, in this order."""
        for week in sorted(self.load):
            for desk in sorted(self.load[week], key=lambda one: (one[0] or "", one[1] or "")):
                yield week, *desk, self.load[week][desk]

    def desks(self, week: date, division: str | None, officer: str | None) -> tuple[Load, ...]:
        """The load of the division, and of the officer where there is one."""
        whole = self.at_desk(week, (division, None))
        return (whole,) if officer is None else (whole, self.at_desk(week, (division, officer)))
