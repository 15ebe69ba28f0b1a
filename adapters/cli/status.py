"""`bihuan status`: how the year stands, for the whole office and by division."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.heartbeat import last_beat
from bihuan.adapters.cli.layout import columns
from bihuan.adapters.cli.session import Session, pass_session

SOON = 10
"""Working days within which a case counts as due soon."""
COUNTED = ("lead", "support", "answered", "soon", "late")


@dataclass(slots=True)
class Board:
    """The office's figures of the day."""

    kinds: Counter[str] = field(default_factory=Counter)
    figures: Counter[str] = field(default_factory=Counter)
    divisions: dict[str, Counter[str]] = field(default_factory=dict)


@command()
@pass_session
def status(session: Session) -> None:
    today = session.today()
    board = _board(session, today)
    office = session.engine.house.office
    unsent = len(session.engine.store.messages(office, status="pending", limit=10**6))
    calendar = session.engine.house.calendar
    years = {year: str(calendar.status(year)) for year in (today.year, today.year + 1)}
    alive = last_beat(session)
    board.figures["unsent"] = unsent
    data: dict[str, Any] = {"as_of": today, "kinds": board.kinds, "figures": board.figures}
    data |= {"divisions": board.divisions, "calendar": years, "heartbeat": alive}
    session.emit(data, _lines(session, board, today, years))


def _board(session: Session, today: date) -> Board:
    from bihuan.engine.records import Query, Round

    engine = session.engine
    office = engine.house.office
    rounds = {(one.case, one.round): one for one in engine.store.records(Round, office)}
    board = Board()
    for case in engine.store.find(office, Query(limit=10**9)):
        division = rounds[case.id, case.round].division or "-"
        of_division = board.divisions.setdefault(division, Counter())
        board.kinds[case.kind] += 1
        of_division["support" if case.role == "support" else "lead"] += 1
        resting = engine.library.machine(case.definition).state_named[case.state].resting
        answered = case.final or case.state in ("answered", "feedback", "noted")
        of_division["answered"] += answered
        if case.final or resting:
            continue
        board.figures["open"] += 1
        board.figures["feedback"] += case.state == "answered"
        board.figures["again"] += case.round > 1
        left = None if case.due is None else engine.house.calendar.workdays_between(today, case.due)
        if left is None or answered or case.due is None:
            continue
        name = "late" if case.due < today else "soon" if left <= SOON else ""
        board.figures[name] += 1
        of_division[name] += 1
    del board.figures[""]
    return board


def _lines(session: Session, board: Board, today: date, years: dict[int, str]) -> Iterator[str]:
    say = session.say
    kinds = {kind: board.kinds[kind] for kind in ("deputy_suggestion", "cppcc_proposal")}
    yield say("status.head", year=today.year, today=tongue.day(today), **kinds)
    names = ("open", "soon", "late", "feedback", "again", "unsent")
    yield say("status.figures", days=SOON, **{name: board.figures[name] for name in names})
    if board.divisions:
        head = tuple(say(f"status.{name}") for name in ("division", *COUNTED))
        rows = [
            (division, *(counts[name] for name in COUNTED))
            for division, counts in sorted(board.divisions.items())
        ]
        yield from columns([head, *rows], right=range(1, len(head)))
    alive = last_beat(session)
    beat = say("status.never")
    if alive is not None:
        seconds = int((session.engine.clock.now() - alive).total_seconds())
        beat = say("status.beat", seconds=seconds)
    told = [f"{year} {tongue.word(f'calendar.{status}')}" for year, status in years.items()]
    yield say("status.foot", beat=beat, calendar=" / ".join(told))
