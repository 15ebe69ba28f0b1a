"""`bihuan simulate`: what is to come, played on a copy; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.cases_show import term_name
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.failures import PROBLEMS
from bihuan.adapters.cli.kinds import DAY, NUMBER
from bihuan.adapters.cli.layout import columns
from bihuan.adapters.cli.session import Session, pass_session

if TYPE_CHECKING:
    from bihuan.adapters.foreseeing.forecast import FallsDue, Forecast, Notice

FARTHEST = 1100
"""So many days ahead at most: beyond, no calendar is known and nobody plans."""
ANSWERED = ("answered", "feedback")
DONE = ("closed", "noted")
WEEKS = 6
"""So many weeks stand side by side."""


@command()
@click.option("--until", type=DAY, required=True)
@click.option("--seed", type=NUMBER)
@click.option("--limit", type=NUMBER, default=1000)
@pass_session
def simulate(session: Session, until: date, seed: int | None, limit: int) -> None:
    from bihuan.adapters.foreseeing.playing import foresee

    _check(until, session.today())
    told = foresee(session.engine, until, seed)
    _warn_of_guesses(session, until)
    problem = session.say("simulate.problem", count=len(told.troubles)) if told.troubles else ""
    session.emit(
        _document(told),
        _lines(session, told, limit),
        exit_code=PROBLEMS if problem else 0,
        problem=problem,
    )


def _check(until: date, today: date) -> None:
    from bihuan.engine.errors import BadInput

    if until < today:
        raise BadInput("until", f"has passed; today is {today}", until.isoformat())
    last = today + timedelta(days=FARTHEST)
    if until > last:
        raise BadInput(
            "until",
            f"lies too far ahead; the last day that can be foreseen is {last}",
            until.isoformat(),
        )


def _warn_of_guesses(session: Session, until: date) -> None:
    """Working days of a year nobody has published yet are not certain."""
    calendar = session.engine.house.calendar
    years = calendar.tentative_years(session.today(), until)
    if years:
        told = tongue.words("usage.comma").join(map(str, years))
        session.warn(session.say("simulate.tentative", years=told))


def _document(told: Forecast) -> dict[str, Any]:
    """All of it for programs; the load in rows, one for each week and desk."""
    load = [
        {"week": week, "division": division, "officer": officer, "in_hand": one.in_hand}
        | {"due": one.due, "late": one.late, "notices": dict(one.notices)}
        for week, division, officer, one in told.rows()
    ]
    return {
        "begins": told.begins,
        "until": told.until,
        "seed": told.seed,
        "cases": told.cases,
        "guessed": told.guessed,
        "levels": told.levels,
        "ends": told.ends,
        "late": told.late,
        "notices": told.notices,
        "due": told.due,
        "load": load,
        "troubles": told.troubles,
    }


def _lines(session: Session, told: Forecast, limit: int) -> Iterator[str]:
    from bihuan.rules.instants import beijing_date

    played = session.say("simulate.played", seed=told.seed)
    yield session.say(
        "simulate.head",
        begins=tongue.day(beijing_date(told.begins)),
        until=tongue.day(told.until),
        cases=told.cases,
        mode=session.say("simulate.silent") if told.seed is None else played,
    )
    yield _totals(session, told)
    if told.guessed:
        steps = (session.say(f"simulate.step_{step}") for step in told.guessed)
        yield session.say("simulate.guessed", steps=tongue.words("usage.comma").join(steps))
    if not told.notices and not told.due:
        yield session.say("simulate.nothing")
    notices = [_notice(one) for one in told.notices[:limit]]
    due = [_falls_due(one) for one in told.due[:limit]]
    yield from _table(session, "notices", notices, whole=len(told.notices) <= limit, limit=limit)
    yield from _table(session, "due", due, whole=len(told.due) <= limit, limit=limit)
    yield from _load(session, told)
    if told.troubles:
        yield from ("", session.say("simulate.troubles"))
        rows = [(one.name, one.what, one.reason) for one in told.troubles[:limit]]
        yield from columns(rows, indent=2)


def _totals(session: Session, told: Forecast) -> str:
    ended = {
        "closed": sum(told.ends[state] for state in DONE),
        "answered": sum(told.ends[state] for state in ANSWERED),
    }
    opened = told.ends.total() - sum(ended.values())
    figures = {"due": len(told.due), "open": opened, "late": told.late, **ended}
    return session.say("simulate.totals", **figures, **told.levels)


def _table(
    session: Session, name: str, rows: Sequence[Sequence[object]], *, whole: bool, limit: int
) -> Iterator[str]:
    if not rows:
        return
    yield from ("", session.say(f"simulate.{name}"))
    yield from columns([session.say(f"simulate.{name}_columns").split("|"), *rows], indent=2)
    if not whole:
        yield "  " + session.say("simulate.more", limit=limit)


def _notice(one: Notice) -> tuple[object, ...]:
    whom = tongue.words("usage.comma").join(tongue.word(f"whom.{name}") for name in one.recipients)
    leaves = _beijing(one.leaves_at or one.at)
    return (
        tongue.day(leaves.date()),
        f"{leaves:%H:%M}",
        tongue.word(f"level.{one.level}"),
        one.rung,
        one.name,
        whom,
        tongue.words("simulate.muted", reason=one.muted) if one.muted else "+".join(one.channels),
        tongue.day(one.due),
    )


def _falls_due(one: FallsDue) -> tuple[object, ...]:
    return (
        tongue.day(one.on),
        term_name(one.term) + (f" {one.unit}" if one.unit else ""),
        one.name,
        one.division or "-",
        one.officer or "-",
        one.title,
    )


def _load(session: Session, told: Forecast) -> Iterator[str]:
    """Divisions with their officers below them, week by week."""
    weeks = sorted(told.load)
    desks = sorted({desk for row in told.load.values() for desk in row}, key=_by_name)
    if not desks:
        return
    yield from ("", session.say("simulate.load"))
    for first in range(0, len(weeks), WEEKS):
        shown = weeks[first : first + WEEKS]
        head = (session.say("simulate.load_desk"), *(_short(week) for week in shown))
        rows = [
            (_desk(session, *desk), *(told.cell(week, desk) for week in shown)) for desk in desks
        ]
        yield from columns([head, *rows], indent=2, right=range(1, len(head)))


def _by_name(desk: tuple[str | None, str | None]) -> tuple[str, str]:
    return desk[0] or "", desk[1] or ""


def _desk(session: Session, division: str | None, officer: str | None) -> str:
    return f"  {officer}" if officer else division or session.say("simulate.nobody")


def _short(week: date) -> str:
    return f"{week:%m-%d}"


def _beijing(instant: datetime) -> datetime:
    from bihuan.rules.instants import BEIJING

    return instant.astimezone(BEIJING)
