"""`bihuan status`: how the year stands, for the whole office and by division."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.kinds import NUMBER, YEAR
from bihuan.adapters.cli.layout import columns
from bihuan.adapters.cli.session import Session, pass_session
from bihuan.engine.handled import SOON

if TYPE_CHECKING:
    from bihuan.engine.operations import Pulse
    from bihuan.engine.records import Case, Round

LIVING = timedelta(minutes=5)
"""So long after its last sign of life a daemon is taken to live."""
COUNTED = ("lead", "support", "answered", "soon", "late")
FIGURES = ("open", "soon", "late", "feedback", "again", "unsent")


@dataclass(slots=True)
class Board:
    """The office's figures of the day; what is still open counts whatever its year."""

    year: int
    kinds: Counter[str] = field(default_factory=Counter)
    figures: Counter[str] = field(default_factory=Counter)
    divisions: dict[str, Counter[str]] = field(default_factory=dict)
    days: dict[str, list[int]] = field(default_factory=dict)
    """How many working days each answered case took, by division."""

    def average(self, division: str) -> float | None:
        """Working days from dispatch to answer, on average."""
        took = self.days.get(division)
        return round(sum(took) / len(took), 1) if took else None


@command()
@click.option("--year", type=YEAR)
@click.option("--watch", type=NUMBER)
@pass_session
def status(session: Session, year: int | None, watch: int | None) -> None:
    if watch is None:
        _show(session, year)
        return
    from bihuan.adapters.cli.watching import again_and_again

    again_and_again(session, max(watch, 1), lambda: _show(session, year))


def _show(session: Session, year: int | None) -> None:
    today = session.today()
    board = _board(session, year, today)
    engine = session.engine
    board.figures["unsent"] = engine.store.outbox.counts(engine.house.office).get("pending", 0)
    calendar = engine.house.calendar
    years = {year: str(calendar.status(year)) for year in (today.year, today.year + 1)}
    data: dict[str, Any] = {"as_of": today, "year": board.year, "kinds": board.kinds}
    data["figures"] = {name: board.figures[name] for name in (*FIGURES, "older")}
    data["divisions"] = {
        name: {**{key: counts[key] for key in COUNTED}, "workdays": board.average(name)}
        for name, counts in board.divisions.items()
    }
    pulse = _pulse(session)
    data |= {"calendar": years, "heartbeat": pulse.beat_at if pulse else None}
    session.emit(data, _lines(session, board, today, years))


def _board(session: Session, year: int | None, today: date) -> Board:
    from bihuan.engine.query import ALL, Query
    from bihuan.engine.records import Round

    engine = session.engine
    office = engine.house.office
    rounds = {(one.case, one.round): one for one in engine.store.records(Round, office)}
    cases = engine.store.find(office, Query(limit=ALL))
    newest = max((case.year for case in cases), default=today.year)
    board = Board(year or min(newest, today.year))
    for case in cases:
        _count(session, board, case, rounds[case.id, case.round], today)
    return board


def _count(session: Session, board: Board, case: Case, handled: Round, today: date) -> None:
    """Add one case to the board."""
    machine = session.engine.library.machine(case.definition)
    waits = not case.final and not machine.state_named[case.state].resting
    if case.year != board.year and not waits:
        return
    calendar = session.engine.house.calendar
    name = handled.division or "-"
    division = board.divisions.setdefault(name, Counter())
    division["support" if case.role == "support" else "lead"] += 1
    answered = case.final or case.state in ("answered", "feedback", "noted")
    division["answered"] += answered
    if handled.answered_on is not None:
        took = calendar.workdays_between(handled.began_on, handled.answered_on)
        board.days.setdefault(name, []).append(took)
    if case.year == board.year:
        board.kinds[case.kind] += 1
    if not waits:
        return
    board.figures["open"] += 1
    board.figures["older"] += case.year != board.year
    board.figures["feedback"] += case.state == "answered"
    board.figures["again"] += case.round > 1
    if answered or case.due is None:
        return
    late = case.due < today
    if late or calendar.workdays_between(today, case.due) <= SOON:
        board.figures["late" if late else "soon"] += 1
        division["late" if late else "soon"] += 1


def _lines(session: Session, board: Board, today: date, years: dict[int, str]) -> Iterator[str]:
    say = session.say
    kinds = {kind: board.kinds[kind] for kind in ("deputy_suggestion", "cppcc_proposal")}
    works = "works" if session.engine.house.calendar.works(today) else "rests"
    yield say(
        "status.head",
        year=board.year,
        today=tongue.day(today),
        works=say(f"status.{works}"),
        **kinds,
    )
    yield say("status.figures", days=SOON, **{name: board.figures[name] for name in FIGURES})
    if board.figures["older"]:
        yield say("status.older", older=board.figures["older"])
    if board.divisions:
        head = tuple(say(f"status.{name}") for name in ("division", *COUNTED, "workdays"))
        rows = [
            (name, *(counts[key] for key in COUNTED), board.average(name) or "-")
            for name, counts in sorted(board.divisions.items())
        ]
        yield from columns([head, *rows], right=range(1, len(head)))
    told = [f"{year} {tongue.word(f'calendar.{status}')}" for year, status in years.items()]
    yield say("status.foot", beat=_beat(session), calendar=" / ".join(told))


def _pulse(session: Session) -> Pulse | None:
    """The latest sign of life; one that was stopped only where no other lives."""
    engine = session.engine
    pulses = engine.store.watch.pulses(engine.house.office)
    since = engine.clock.now() - LIVING
    living = [one for one in pulses if one.stopped_at is None and one.beat_at > since]
    return next(iter([*living, *pulses]), None)


def _beat(session: Session) -> str:
    """How long ago a daemon was alive."""
    pulse = _pulse(session)
    if pulse is None:
        return session.say("status.never")
    key = "status.beat" if pulse.stopped_at is None else "status.stopped"
    seconds = max(int((session.engine.clock.now() - pulse.beat_at).total_seconds()), 0)
    for unit, long in (("days", 86400 * 2), ("hours", 7200), ("minutes", 120)):
        if seconds >= long:
            return session.say(key, ago=session.say(f"ago.{unit}", n=seconds // (long // 2)))
    return session.say(key, ago=session.say("ago.seconds", n=seconds))
