"""Tell working days from days off, out of layers of published arrangements."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bihuan.rules.reading import BadText

WEEKEND_RULE = "双休日"
"""The source of a day no layer speaks about."""

ANNOUNCED = 11
"""The month from which on the next year's arrangement should be known.

The State Council has announced it late in October or in November of most years; in December
there is hardly a month left to put it in and to see which deadlines follow it.
"""
_WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
_SATURDAY = 5


class CalendarError(BadText):
    """A calendar layer cannot be used as it is written."""


class DayKind(StrEnum):
    """What a day is for people who work in an office."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKEUP = "makeup"
    """调休上班: a day of rest that works."""


class YearStatus(StrEnum):
    """Whether a year's arrangement has been published."""

    OFFICIAL = "official"
    TENTATIVE = "tentative"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day, with the reason it works or not."""

    date: date
    kind: DayKind
    name: str
    source: str
    tentative: bool

    @property
    def works(self) -> bool:
        """Whether offices are open."""
        return self.kind in (DayKind.WORKDAY, DayKind.MAKEUP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """Days off and days of work that one source announces.

    `years` are the years this layer is the published arrangement of. A layer
    that only adds days of its own (an office's anniversary) leaves it empty.
    A layer that is not official is a guess, and is read only for years that no
    official layer covers.
    """

    name: str
    source: str
    years: frozenset[int] = frozenset()
    off: Mapping[date, str] = field(default_factory=dict)
    work: Mapping[date, str] = field(default_factory=dict)
    recess: Mapping[date, str] = field(default_factory=dict)
    """Days on which offices work, but nobody is to be urged; legal deadlines do not see them."""
    official: bool = True

    def __post_init__(self) -> None:
        for day in sorted(self.off.keys() & self.work.keys()):
            raise CalendarError(
                f"{self.name}: {day}", "is both off and work", "keep it in one of [off] and [work]"
            )
        for day in sorted(self.off.keys() | self.work.keys()):
            if self.years and day.year not in self.years:
                raise CalendarError(
                    f"{self.name}: {day}",
                    f"is outside the years {sorted(self.years)} of this file",
                    f"correct the date, or add {day.year} to source.years",
                )

    def document(self) -> list[object]:
        """The canonical content, for the version."""
        recess = [sorted((day.isoformat(), name) for day, name in self.recess.items())]
        return [
            self.name,
            self.source,
            sorted(self.years),
            self.official,
            sorted((day.isoformat(), name) for day, name in self.off.items()),
            sorted((day.isoformat(), name) for day, name in self.work.items()),
            *(recess if self.recess else []),
        ]


class WorkCalendar:
    """Layers laid over the weekend rule; the first layer that names a day wins."""

    __slots__ = ("_days", "_layers", "_published", "_version", "_years")

    def __init__(self, layers: Iterable[Layer] = ()) -> None:
        self._layers = tuple(layers)
        self._published = frozenset(
            year for layer in self._layers if layer.official for year in layer.years
        )
        content = json.dumps([layer.document() for layer in self._layers], ensure_ascii=False)
        self._version = hashlib.sha256(content.encode()).hexdigest()[:12]
        self._years: dict[int, list[int]] = {}
        self._days: dict[date, Day] = {}

    def __repr__(self) -> str:
        return f"WorkCalendar({', '.join(layer.name for layer in self._layers)}; {self._version})"

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers, the strongest first."""
        return self._layers

    @property
    def version(self) -> str:
        """Twelve hexadecimal digits that change whenever any layer's content does."""
        return self._version

    def status(self, year: int) -> YearStatus:
        """Whether any official layer is the published arrangement of the year."""
        return YearStatus.OFFICIAL if year in self._published else YearStatus.TENTATIVE

    def missing(self, today: date) -> list[int]:
        """Of this year and, from November on, the next: those with no published arrangement."""
        last = date(today.year + (today.month >= ANNOUNCED), 12, 31)
        return [*self.tentative_years(today, last)]

    def day(self, day: date) -> Day:
        """What the day is, and who says so."""
        known = self._days.get(day)
        if known is None:
            known = self._days[day] = self._look_up(day)
        return known

    def works(self, day: date) -> bool:
        """Whether offices are open on the day."""
        workdays = self._year(day.year)
        ordinal = day.toordinal()
        at = bisect_left(workdays, ordinal)
        return at < len(workdays) and workdays[at] == ordinal

    def add_workdays(self, start: date, n: int) -> date:
        """The n-th working day after `start`; before it when n is negative; `start` for 0."""
        if n == 0:
            return start
        year = start.year
        workdays = self._year(year)
        ordinal = start.toordinal()
        if n > 0:
            at = bisect_right(workdays, ordinal) + n - 1
        else:
            at = bisect_left(workdays, ordinal) + n
        while at >= len(workdays):
            at -= len(workdays)
            year += 1
            workdays = self._year(year)
        while at < 0:
            year -= 1
            workdays = self._year(year)
            at += len(workdays)
        return date.fromordinal(workdays[at])

    def next_workday(self, day: date) -> date:
        """The day itself when it works, else the first working day after it."""
        return day if self.works(day) else self.add_workdays(day, 1)

    def previous_workday(self, day: date) -> date:
        """The day itself when it works, else the last working day before it."""
        return day if self.works(day) else self.add_workdays(day, -1)

    def recess(self, day: date) -> str:
        """Why nobody is urged on the day though offices work; empty on every other day."""
        return next((layer.recess[day] for layer in self._layers if day in layer.recess), "")

    def urges(self, day: date) -> bool:
        """Whether a notice may leave on the day: a working day outside every recess."""
        return self.works(day) and not self.recess(day)

    def next_urging_day(self, day: date) -> date:
        """The day itself when a notice may leave on it, else the first one after it."""
        while not self.urges(day):
            day = self.add_workdays(day, 1)
        return day

    def previous_urging_day(self, day: date) -> date:
        """The day itself when a notice may leave on it, else the last one before it."""
        while not self.urges(day):
            day = self.add_workdays(day, -1)
        return day

    def workdays_between(self, a: date, b: date) -> int:
        """How many days in (a, b] work; negative, and counted over (b, a], when b is before a."""
        if b < a:
            return -self.workdays_between(b, a)
        count = self._worked_by(b) - self._worked_by(a)
        return count + sum(len(self._year(year)) for year in range(a.year, b.year))

    def tentative_years(self, first: date, last: date) -> tuple[int, ...]:
        """The years between two days whose arrangement has not been published."""
        years = range(min(first, last).year, max(first, last).year + 1)
        return tuple(year for year in years if year not in self._published)

    def _worked_by(self, day: date) -> int:
        return bisect_right(self._year(day.year), day.toordinal())

    def _year(self, year: int) -> list[int]:
        """The working days of one year, as ordinals in order."""
        known = self._years.get(year)
        if known is None:
            known = self._years[year] = self._work_out(year)
        return known

    def _work_out(self, year: int) -> list[int]:
        first = date(year, 1, 1).toordinal()
        last = date(year, 12, 31).toordinal()
        works = {o for o in range(first, last + 1) if (o + 6) % 7 < _SATURDAY}
        for layer in reversed(tuple(self._heard(year))):
            works -= {day.toordinal() for day in layer.off if day.year == year}
            works |= {day.toordinal() for day in layer.work if day.year == year}
        return sorted(works)

    def _heard(self, year: int) -> Iterator[Layer]:
        """The layers that have a say in the year: a guess has none once the year is published."""
        published = year in self._published
        return (layer for layer in self._layers if layer.official or not published)

    def _look_up(self, day: date) -> Day:
        tentative = day.year not in self._published
        rest = day.weekday() >= _SATURDAY
        for layer in self._heard(day.year):
            if day in layer.off:
                kind, name = DayKind.HOLIDAY, layer.off[day]
            elif day in layer.work:
                kind, name = DayKind.MAKEUP if rest else DayKind.WORKDAY, layer.work[day]
            else:
                continue
            return Day(date=day, kind=kind, name=name, source=layer.source, tentative=tentative)
        kind = DayKind.WEEKEND if rest else DayKind.WORKDAY
        name = _WEEKDAYS[day.weekday()]
        return Day(date=day, kind=kind, name=name, source=WEEKEND_RULE, tentative=tentative)
