"""Lists and reports over HTTP, as data: the same figures as the printed ones."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query

from bihuan.adapters.cli import tongue
from bihuan.adapters.web import asked
from bihuan.adapters.web import documents as told
from bihuan.adapters.web.desk import Admitted, AtDesk, Desk, Guarded
from bihuan.engine.lists import LISTS, cases_for
from bihuan.rules.instants import beijing_date

router = APIRouter(route_class=Guarded)
ListName = Literal["tasks", "duties", "ledger", "feedback", "contacts", "commitments"]
AsOf = Annotated[asked.Day | None, Query(description="told as of the end of that day")]
Division = Annotated[str | None, Query(max_length=200)]


def _day(desk: Desk, as_of: date | None) -> date:
    return as_of or beijing_date(desk.engine.clock.now())


@router.get("/v1/lists/{name}", response_model=told.ListDocument)
def show_list(
    desk: AtDesk,
    visitor: Admitted,
    name: ListName,
    year: asked.Year | None = None,
    as_of: AsOf = None,
    division: Division = None,
) -> told.ListDocument:
    """A list that the office prints; a division is told of its own rows."""
    from bihuan.adapters.lists import page
    from bihuan.adapters.lists.pages import as_data

    engine, day = desk.engine, _day(desk, as_of)
    of = year or day.year
    whose = visitor.division if visitor.division is not None else division
    found = cases_for(
        LISTS[name],
        engine.store,
        engine.house,
        engine.library.machine,
        year=of,
        as_of=day,
        division=whose,
    )
    made = page(LISTS[name], found, engine.house, desk.org, day, of, tongue.language())
    return told.ListDocument.model_validate(
        {**as_data(made), "name": name, "year": of, "as_of": day}
    )


@router.get("/v1/reports/annual")
def show_annual(desk: AtDesk, year: asked.Year | None = None, as_of: AsOf = None) -> dict[str, Any]:
    """The figures of a year, every rate with its counts and its base."""
    from bihuan.adapters.annual.data import as_data
    from bihuan.engine.statistics import figures

    engine, day = desk.engine, _day(desk, as_of)
    counted = figures(engine.store, engine.house, engine.library.machine, year or day.year, day)
    return as_data(counted, engine.house)


@router.get("/v1/reports/period")
def show_period(
    desk: AtDesk,
    first: Annotated[asked.Day, Query(alias="from")],
    last: Annotated[asked.Day, Query(alias="to")],
    as_of: AsOf = None,
) -> dict[str, Any]:
    """What happened in a span of days."""
    from bihuan.adapters.reports.period import as_data
    from bihuan.engine.period import period

    engine, day = desk.engine, _day(desk, as_of)
    return as_data(period(engine.store, engine.house, engine.library.machine, first, last, day))


@router.get("/v1/reports/board")
def show_board(desk: AtDesk, year: asked.Year | None = None, as_of: AsOf = None) -> dict[str, Any]:
    """Where everything stands: by state and division, what is near its date, what is past it."""
    from bihuan.adapters.reports.board import as_data
    from bihuan.engine.board import board

    engine, day = desk.engine, _day(desk, as_of)
    return as_data(board(engine.store, engine.house, engine.library.machine, year or day.year, day))
