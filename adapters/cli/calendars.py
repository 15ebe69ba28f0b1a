"""`bihuan calendar`: which days work, whether the sources agree, and taking in a new year."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.failures import PROBLEMS
from bihuan.adapters.cli.kinds import FILE, YEAR
from bihuan.adapters.cli.layout import columns
from bihuan.adapters.cli.recomputing import documents, table
from bihuan.adapters.cli.session import Session, pass_session

if TYPE_CHECKING:
    from bihuan.rules.calendar import Day, Layer, WorkCalendar


BEFORE, AFTER = 3, 1
"""The years that matter to an office: a few behind it, and the next one."""


def _calendar(session: Session) -> WorkCalendar:
    from bihuan.adapters.calendars import standard_calendar

    return standard_calendar(session.calendar_days)


@command()
@click.argument("year", type=YEAR)
@pass_session
def show(session: Session, year: int) -> None:
    calendar = _calendar(session)
    days = list(special(calendar, year))
    status = calendar.status(year)
    work = calendar.workdays_between(date(year - 1, 12, 31), date(year, 12, 31))
    head = session.say(
        "calendar.head", year=year, status=tongue.word(f"calendar.{status}"), days=work
    )
    rows = [
        (tongue.day(one.date), tongue.word(f"day.{one.kind}"), one.name, one.source) for one in days
    ]
    recess = [
        (tongue.day(first), tongue.words("calendar.to", day=tongue.day(last)), why)
        for first, last, why in _recesses(calendar, year)
    ]
    data = {"year": year, "status": status, "workdays": work, "version": calendar.version}
    told = {**data, "days": days, "recess": [list(one) for one in _recesses(calendar, year)]}
    lines = [head, *columns(rows, indent=2)]
    if recess:
        lines += [session.say("calendar.recess"), *columns(recess, indent=2)]
    session.emit(told, lines)


def special(calendar: WorkCalendar, year: int) -> Iterator[Day]:
    """The days that are not what their weekday says."""
    from bihuan.rules.calendar import WEEKEND_RULE

    day = date(year, 1, 1)
    while day.year == year:
        known = calendar.day(day)
        if known.source != WEEKEND_RULE:
            yield known
        day += timedelta(days=1)


def _recesses(calendar: WorkCalendar, year: int) -> Iterator[tuple[date, date, str]]:
    """The spans of days on which nobody is urged: first, last and why."""
    day, first = date(year, 1, 1), None
    while day.year == year:
        why = calendar.recess(day)
        following = day + timedelta(days=1)
        if why:
            first = first or day
            if calendar.recess(following) != why or following.year != year:
                yield first, day, why
                first = None
        day = following


@command()
@pass_session
def check(session: Session) -> None:
    from bihuan.adapters.calendars import cross_check, published_years
    from bihuan.rules.calendar import YearStatus
    from bihuan.rules.calendar_file import unlikely

    calendar = _calendar(session)
    this_year = session.today().year
    years = range(this_year - BEFORE, this_year + AFTER + 1)
    differences = cross_check(published_years(years))
    ours = calendar.layers[: len(session.calendar_days)]
    odd = [(layer, day) for layer in ours for day in unlikely(layer)]
    guessed = [year for year in years if calendar.status(year) is YearStatus.TENTATIVE]
    lines = [session.say("calendar.differs", day=tongue.day(one.date)) for one in differences]
    lines += [
        session.say("calendar.forgets", layer=one.name, day=tongue.day(day)) for one, day in odd
    ]
    lines.append(session.say("calendar.guessed", years=_comma(guessed) or "-"))
    faults = len(differences) + len(odd)
    problem = session.say("calendar.faults", count=faults) if faults else ""
    lines.append(problem or session.say("calendar.sound", version=calendar.version))
    data = {"version": calendar.version, "differences": differences, "tentative": guessed}
    session.emit(data, lines, exit_code=PROBLEMS if faults else 0, problem=problem)


@command()
@click.argument("file", type=FILE)
@click.option("--apply", is_flag=True)
@click.option("--reason")
@click.option("--actor", default="office", envvar="BIHUAN_ACTOR")
@pass_session
def import_(session: Session, file: Path, apply: bool, reason: str | None, actor: str) -> None:
    from bihuan.adapters.calendars import read_layer
    from bihuan.engine import rescheduling
    from bihuan.engine.actor import Actor
    from bihuan.engine.errors import BadInput

    if apply and not reason:
        raise BadInput("reason", "say why the calendar changes")
    layer = read_layer(file)
    calendar = _with(session, file)
    session.engine.use_calendar(calendar)
    moved = list(rescheduling.moves(session.engine))
    lines = [_headline(session, layer), *table(moved)]
    _doubts(session, calendar, layer)
    told = {
        "layer": layer.source,
        "years": sorted(layer.years),
        "moves": documents(moved),
    }
    if not apply:
        lines.append(session.say("calendar.preview", count=len(moved)))
        session.emit({**told, "applied": False}, lines)
        return
    kept = _keep(session, file)
    done = rescheduling.apply(session.engine, Actor(actor), reason or "")
    if done.left:
        lines.append(session.say("calendar.left", count=len(done.left)))
    lines.append(session.say("calendar.applied", count=done.cases, file=kept))
    numbers = {"cases": done.cases, "left": done.left}
    session.emit({**told, "applied": True, **numbers, "file": str(kept)}, lines)


def _with(session: Session, file: Path) -> WorkCalendar:
    """The calendar as it will be once the file lies in its folder."""
    from bihuan.adapters.calendars import standard_calendar

    others = [one for one in session.calendar_days if one != session.calendar_folder / file.name]
    return standard_calendar([file, *others])


def _keep(session: Session, file: Path) -> Path:
    """Copy the file to where later runs read it; before any case moves, so that they agree."""
    target = session.calendar_folder / file.name
    target.parent.mkdir(parents=True, exist_ok=True)
    if file.resolve() != target.resolve():
        shutil.copyfile(file, target)
    return target


def _headline(session: Session, layer: Layer) -> str:
    """What the file says, in numbers: its years, and the days of each kind that it has."""
    parts = {"off": layer.off, "work": layer.work, "recess": layer.recess}
    years = layer.years or {day.year for days in parts.values() for day in days}
    told = [session.say("calendar.years", years=_comma(years))] if years else []
    told += [
        session.say(f"calendar.count_{kind}", count=len(days))
        for kind, days in parts.items()
        if days
    ]
    what = tongue.words("usage.comma").join(told) or session.say("calendar.empty")
    return session.say("calendar.read", source=layer.source, what=what)


def _doubts(session: Session, calendar: WorkCalendar, layer: Layer) -> None:
    """Warn of what its author may have forgotten: statutory days off, and the years."""
    from bihuan.rules.calendar import YearStatus
    from bihuan.rules.calendar_file import unlikely, unlisted

    for day in unlikely(layer):
        session.warn(session.say("calendar.forgets", layer=layer.name, day=tongue.day(day)))
    guessed = [year for year in unlisted(layer) if calendar.status(year) is YearStatus.TENTATIVE]
    if guessed:
        listed = ", ".join(map(str, guessed))
        session.warn(session.say("calendar.unlisted", years=_comma(guessed), listed=listed))


def _comma(years: Iterable[int]) -> str:
    return tongue.words("usage.comma").join(map(str, sorted(years)))
