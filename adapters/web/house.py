"""What the office goes by, over HTTP: its calendar, and the machines its cases follow."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from fastapi import APIRouter, Response

from bihuan.adapters.cli import tongue
from bihuan.adapters.web import asked
from bihuan.adapters.web import documents as told
from bihuan.adapters.web.desk import Admitted, AtDesk, Guarded
from bihuan.engine.definitions import find_definition
from bihuan.engine.engine import Engine
from bihuan.states.machine import Machine

router = APIRouter(route_class=Guarded)
PLAIN = "text/plain; charset=utf-8"


@router.get("/v1/calendar/{year}", response_model=told.CalendarTold)
def show_calendar(desk: AtDesk, _visitor: Admitted, year: asked.Year) -> told.CalendarTold:
    """The days of a year that are not what their weekday says, and where that comes from."""
    from bihuan.adapters.cli.calendars import special

    calendar = desk.engine.house.calendar
    return told.CalendarTold(
        year=year,
        status=str(calendar.status(year)),
        workdays=calendar.workdays_between(date(year - 1, 12, 31), date(year, 12, 31)),
        version=calendar.version,
        days=[told.DayTold.model_validate(one) for one in special(calendar, year)],
    )


@router.get("/v1/definitions", response_model=list[told.DefinitionTold])
def list_definitions(desk: AtDesk, _visitor: Admitted) -> list[told.DefinitionTold]:
    """Every machine that cases follow, or once followed."""
    return [told.DefinitionTold.model_validate(one) for one in desk.engine.store.definitions()]


@router.get("/v1/definitions/{name}")
def show_definition(desk: AtDesk, _visitor: Admitted, name: asked.Name) -> dict[str, Any]:
    """One machine as data, by name@version or by its hash."""
    import json

    from bihuan.states.canonical import canonical

    made: dict[str, Any] = json.loads(canonical(_machine(desk.engine, name)))
    return made


@router.get(
    "/v1/definitions/{name}/diagram",
    response_class=Response,
    responses={
        200: {"description": "the drawing", "content": {PLAIN: {"schema": {"type": "string"}}}}
    },
)
def draw_definition(
    desk: AtDesk,
    _visitor: Admitted,
    name: asked.Name,
    format: Literal["mermaid", "dot", "text"] = "mermaid",
) -> Response:
    """The same as a drawing: for Mermaid, for Graphviz, or in plain text."""
    from bihuan.states import diagrams

    draw = {"mermaid": diagrams.mermaid, "dot": diagrams.dot, "text": diagrams.text}[format]
    return Response(draw(_machine(desk.engine, name), tongue.language()), media_type=PLAIN)


def _machine(engine: Engine, name: str) -> Machine:
    return engine.library.machine(find_definition(engine.store, name).hash)
