"""Lists and reports over HTTP, as data or as the files that are printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from bihuan.adapters.cli import tongue
from bihuan.adapters.web import asked
from bihuan.adapters.web import documents as told
from bihuan.adapters.web.desk import Admitted, AtDesk, Desk, Guarded
from bihuan.adapters.web.files import answers
from bihuan.adapters.web.files import made as made_file
from bihuan.engine.lists import LISTS, cases_for
from bihuan.rules.instants import beijing_date

if TYPE_CHECKING:
    from bihuan.adapters.reports.tables import Table

router = APIRouter(route_class=Guarded)
ListName = Literal["tasks", "duties", "ledger", "feedback", "contacts", "commitments"]
AsOf = Annotated[asked.Day | None, Query(description="told as of the end of that day")]
Form = Literal["json", "xlsx", "docx"]
AS_FILE = answers("the figures, as data or as a file", ".xlsx", ".docx")
Division = Annotated[str | None, Query(max_length=200)]


def _day(desk: Desk, as_of: date | None) -> date:
    return as_of or beijing_date(desk.engine.clock.now())


@router.get(
    "/v1/lists/{name}",
    response_model=told.ListDocument,
    responses=answers("the list, as data or as a file", ".xlsx", ".csv"),
)
def show_list(
    desk: AtDesk,
    visitor: Admitted,
    name: ListName,
    year: asked.Year | None = None,
    as_of: AsOf = None,
    division: Division = None,
    format: Literal["json", "xlsx", "csv"] = "json",
) -> told.ListDocument | Response:
    """A list that the office prints; a division is told of its own rows."""
    from bihuan.adapters.lists import page, write_list
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
    if format != "json":
        return made_file(f"{name}-{of}.{format}", lambda file: write_list(file, made, format))
    return told.ListDocument.model_validate(
        {**as_data(made), "name": name, "year": of, "as_of": day}
    )


@router.get("/v1/reports/annual", response_model=dict[str, Any], responses=AS_FILE)
def show_annual(
    desk: AtDesk, year: asked.Year | None = None, as_of: AsOf = None, format: Form = "json"
) -> dict[str, Any] | Response:
    """The figures of a year, every rate with its counts and its base."""
    from bihuan.adapters.annual.data import as_data
    from bihuan.engine.statistics import figures

    engine, day = desk.engine, _day(desk, as_of)
    counted = figures(engine.store, engine.house, engine.library.machine, year or day.year, day)
    if format == "json":
        return as_data(counted, engine.house)
    from bihuan.adapters.annual import Report, write_annual

    lang = tongue.language()
    report = Report(figures=counted, house=engine.house, org=desk.org, to="", lang=lang)
    name = f"annual-{counted.year}.{format}"
    return made_file(name, lambda file: write_annual(file, report, format))


@router.get("/v1/reports/period", response_model=dict[str, Any], responses=AS_FILE)
def show_period(
    desk: AtDesk,
    first: Annotated[asked.Day, Query(alias="from")],
    last: Annotated[asked.Day, Query(alias="to")],
    as_of: AsOf = None,
    format: Form = "json",
) -> dict[str, Any] | Response:
    """What happened in a span of days."""
    from bihuan.adapters.reports import period as told_by
    from bihuan.engine.period import period

    engine, day = desk.engine, _day(desk, as_of)
    found = period(engine.store, engine.house, engine.library.machine, first, last, day)
    data = told_by.as_data(found)
    if format == "json":
        return data
    lang = tongue.language()
    pages = _Pages(told_by.title(found, lang), told_by.tables(found, lang), data)
    return _report(desk, f"period-{first}-{last}", pages, day, format)


@router.get("/v1/reports/board", response_model=dict[str, Any], responses=AS_FILE)
def show_board(
    desk: AtDesk, year: asked.Year | None = None, as_of: AsOf = None, format: Form = "json"
) -> dict[str, Any] | Response:
    """Where everything stands: by state and division, what is near its date, what is past it."""
    from bihuan.adapters.reports import board as told_by
    from bihuan.engine.board import board

    engine, day = desk.engine, _day(desk, as_of)
    of = year or day.year
    found = board(engine.store, engine.house, engine.library.machine, of, day)
    data = told_by.as_data(found)
    if format == "json":
        return data
    lang = tongue.language()
    pages = _Pages(told_by.title(found, lang), told_by.tables(found, lang), data)
    return _report(desk, f"board-{of}", pages, day, format)


@dataclass(frozen=True, slots=True)
class _Pages:
    """A report as it is printed, and the same for programs."""

    title: str
    tables: Sequence[Table]
    data: Mapping[str, Any]


def _report(desk: Desk, name: str, pages: _Pages, day: date, form: str) -> Response:
    from bihuan.adapters.reports.files import Told, write_report

    report = Told(
        title=pages.title,
        org=desk.org,
        as_of=day,
        tables=pages.tables,
        data=pages.data,
        lang=tongue.language(),
    )
    return made_file(f"{name}.{form}", lambda file: write_report(file, report, form))
