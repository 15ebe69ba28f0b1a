"""The board: where everything stands, in the figures of the reports, each chart with its table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from bihuan.adapters.cli import tongue
from bihuan.adapters.pages.door import Guest, Page
from bihuan.adapters.pages.layout import page
from bihuan.adapters.reports.board import tables
from bihuan.adapters.reports.tables import Cell, Table, shown
from bihuan.adapters.web.desk import AtDesk
from bihuan.engine.board import Board, board
from bihuan.engine.engine import Engine
from bihuan.engine.saying import FIRST_YEAR, LAST_YEAR
from bihuan.rules.instants import beijing_date

router = APIRouter(route_class=Page, include_in_schema=False)
FRESH = timedelta(minutes=1)
"""So long a board is shown again before it is counted anew; the page says when it was."""
KEPT = 8
"""So many boards are kept, of different years."""
TILES = (("open", ""), ("soon", "soon"), ("late", "late"), ("answered", "done"), ("done", "done"))
PRESSING = 15
"""So many late and near cases are listed; the list of cases has them all."""
TOPICS = 12


@dataclass(frozen=True, slots=True)
class Counted:
    """A board, and when it was counted."""

    board: Board
    at: datetime


class Boards:
    """Boards counted lately, so that ten people who look at one do not count it ten times."""

    def __init__(self) -> None:
        self._kept: dict[int, Counted] = {}
        self._lock = Lock()

    def of(self, engine: Engine, year: int) -> Counted:
        """The board of a year as it stands today."""
        with self._lock:
            now = engine.clock.now()
            known, today = self._kept.get(year), beijing_date(now)
            if known is None or now - known.at >= FRESH or known.board.as_of != today:
                made = board(engine.store, engine.house, engine.library.machine, year, today)
                known = Counted(made, now)
                while len(self._kept) >= KEPT:
                    self._kept.pop(next(iter(self._kept)))
                self._kept[year] = known
            return known


@router.get("/board")
def page_board(
    desk: AtDesk,
    guest: Guest,  # noqa: ARG001  # whoever it is, it was let in
    request: Request,
    year: Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR)] = None,
) -> Response:
    """The year's cases, and those of earlier years that are still open."""
    boards: Boards = request.app.state.boards
    counted = boards.of(desk.engine, year or beijing_date(desk.engine.clock.now()).year)
    told, lang = counted.board, tongue.language()
    standing, states, divisions, late, soon = tables(told, lang)
    return page(
        request,
        "board.html",
        told=told,
        at_instant=counted.at,
        tiles=[(name, css, getattr(told, name)) for name, css in TILES],
        rates=standing.rows[-3:],
        charted=[
            (_months(told), _chart_of_months(told)),
            (states, _chart(states)),
            (divisions, _chart(divisions, of=(2, 3, 4))),
            (_topics(told), _chart(_topics(told))),
        ],
        pressing=[
            (table, _links(found))
            for table, found in ((late, told.late_cases), (soon, told.soon_cases))
        ],
        most=PRESSING,
        shown=shown,
    )


def _links(found: Any) -> list[str]:
    return [one.case.id for one in found[:PRESSING]]


def _months(told: Board) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (tongue.words("page.month", month=month), came, left)
        for month, (came, left) in told.months.items()
    ]
    heads = ("page.of_month", "page.received", "page.answered")
    return Table(
        name="months",
        title=tongue.words("page.trend"),
        headings=tuple(map(tongue.words, heads)),
        rows=tuple(rows),
    )


def _topics(told: Board) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (name, one.total, one.late) for name, one in list(told.topics.items())[:TOPICS]
    ]
    heads = ("page.topic", "page.total", "page.late")
    return Table(
        name="topics",
        title=tongue.words("page.topics"),
        headings=tuple(map(tongue.words, heads)),
        rows=tuple(rows),
    )


def _chart_of_months(told: Board) -> str:
    return _chart(_months(told), form="line", of=(1, 2)) if told.months else ""


def _chart(table: Table, form: str = "bar", of: tuple[int, ...] = (1,)) -> str:
    """What the script draws: names, and a series for each of these columns."""
    if not table.rows:
        return ""
    series = [{"name": table.headings[at], "data": list(_whole(table, at))} for at in of]
    names = [str(row[0]) for row in table.rows]
    return json.dumps({"form": form, "names": names, "series": series}, ensure_ascii=False)


def _whole(table: Table, column: int) -> Iterator[int]:
    for row in table.rows:
        value = row[column]
        yield value if isinstance(value, int) else 0
