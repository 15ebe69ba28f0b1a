"""Fill calendar layers from the two published libraries of Chinese working days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import version
from pathlib import Path

from bihuan.adapters.extensions import CALENDARS, find, must_be
from bihuan.rules.calendar import CalendarError, Layer, WorkCalendar
from bihuan.rules.calendar_file import parse_layer


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A day on which the two libraries disagree."""

    date: date
    chinesecalendar: bool
    holidays: bool


def published_years(years: Iterable[int]) -> tuple[int, ...]:
    """Those of the years whose arrangement `chinesecalendar` knows; it refuses all others."""
    import chinese_calendar

    known = []
    for year in years:
        try:
            chinese_calendar.is_workday(date(year, 6, 30))
        except NotImplementedError:
            continue
        known.append(year)
    return tuple(known)


@cache
def state_layer(years: Iterable[int]) -> Layer:
    """The published arrangements of the years, as far as `chinesecalendar` has them."""
    from chinese_calendar import constants

    chinese = {holiday.value: holiday.chinese for holiday in constants.Holiday}
    covered = frozenset(published_years(years))
    off, work = constants.holidays, constants.workdays
    return Layer(
        name="state",
        source=f"chinesecalendar {version('chinesecalendar')}",
        years=covered,
        off={day: chinese[name] for day, name in off.items() if day.year in covered},
        work={day: f"{chinese[name]}调休" for day, name in work.items() if day.year in covered},
    )


@cache
def provisional_layer(year: int) -> Layer:
    """The statutory days off of a year not yet published; without 调休, which nobody can foretell.

    `holidays` answers for any year without saying that it guesses, so the
    layer is marked as not official.
    """
    import holidays

    days = holidays.country_holidays("CN", years=[year], language="zh_CN")
    return Layer(
        name="tentative",
        source=f"holidays {version('holidays')}（推算）",
        years=frozenset((year,)),
        off={day: str(name) for day, name in days.items() if day.year == year},
        official=False,
    )


def standard_calendar(
    overrides: Sequence[Path | Layer] = (), horizon: range = range(2004, 2031)
) -> WorkCalendar:
    """The office's own files first, then the published arrangements, then guesses for the rest."""
    own = [item if isinstance(item, Layer) else read_layer(item) for item in overrides]
    state = state_layer(horizon)
    announced = state.years.union(*(layer.years for layer in own if layer.official))
    guesses = (provisional_layer(year) for year in horizon if year not in announced)
    return WorkCalendar((*own, state, *guesses))


def read_layer(path: Path) -> Layer:
    """Read an override file; its name is how the layer is called in messages."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise CalendarError(str(path), "is not UTF-8", "save the file as UTF-8") from problem
    return parse_layer(text, path.name)


def brought_layer(name: str) -> Layer:
    """The days an installed package brings; raises CalendarError where none does."""
    try:
        return must_be(find(CALENDARS, name), Layer)
    except ValueError as error:
        raise CalendarError(name, str(error), "repair or remove that package") from error


def cross_check(years: Iterable[int]) -> list[Difference]:
    """The days of published years on which the two libraries disagree about work."""
    import holidays

    checked = published_years(years)
    ours = WorkCalendar((state_layer(checked),))
    theirs = holidays.country_holidays("CN", years=checked, language="zh_CN")
    differences = []
    for year in checked:
        first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        for day in map(date.fromordinal, range(first, last + 1)):
            works = theirs.is_working_day(day)
            if ours.works(day) is not works:
                differences.append(Difference(date=day, chinesecalendar=not works, holidays=works))
    return differences
