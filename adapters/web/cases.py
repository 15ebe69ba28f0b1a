"""Look at cases over HTTP: which there are, one of them, and all that is known about it."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from bihuan.adapters.cli.events import BY_ITSELF
from bihuan.adapters.web import asked, telling
from bihuan.adapters.web import documents as told
from bihuan.adapters.web.desk import Admitted, AtDesk, Guarded
from bihuan.adapters.web.errors import BadRequest
from bihuan.adapters.web.rights import Visitor, visible
from bihuan.engine.access import Role
from bihuan.engine.case_file import case_file
from bihuan.engine.errors import BadInput
from bihuan.engine.outcome import Option
from bihuan.engine.query import Query as Wanted
from bihuan.engine.records import Case, Urging
from bihuan.engine.rescheduling import explain

router = APIRouter(route_class=Guarded)


@router.get("/v1/cases", response_model=told.CasePage)
def list_cases(
    desk: AtDesk, visitor: Admitted, query: Annotated[asked.CaseQuery, Query()]
) -> told.CasePage:
    """Cases by id, the oldest first; of each, where it stands."""
    found = desk.engine.store.find(desk.engine.house.office, _wanted(visitor, query))
    page = found[: query.limit]
    more = len(found) > query.limit
    return told.CasePage(
        cases=[telling.summary(one) for one in page],
        next=asked.cursor_after(page[-1].id) if more else None,
    )


def _wanted(visitor: Visitor, query: asked.CaseQuery) -> Wanted:
    """What is asked for, of what the visitor sees, and one more: so that it shows whether there is.

    A division that asks for another one's cases is told of none, like anybody who has none.
    """
    own = visitor.division
    foreign = own is not None and query.division not in (None, own)
    return Wanted(
        year=query.year,
        kind=query.kind,
        roles=(query.role,) if query.role else (),
        states=(query.state,) if query.state else (),
        due_before=query.due_before,
        text=query.q or None,
        open_only=query.open,
        division=query.division if own is None else own,
        member=visitor.token.actor if visitor.role is Role.MEMBER else None,
        after=asked.after_cursor(query.cursor),
        limit=0 if foreign else query.limit + 1,
    )


@router.get("/v1/cases/{case}", response_model=told.CaseDocument)
def show_case(
    desk: AtDesk, visitor: Admitted, case: asked.Name, response: Response
) -> told.CaseDocument:
    """One case; `ETag` is its revision, which `If-Match` takes."""
    found = visible(visitor, desk.engine, case)
    response.headers["etag"] = f'"{found.seq}"'
    return telling.document(case_file(desk.engine.store, found), visitor)


@router.get("/v1/cases/{case}/history", response_model=told.HistoryPage)
def list_history(
    desk: AtDesk,
    visitor: Admitted,
    case: asked.Name,
    after: Annotated[int, Query(ge=0, le=10**9)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> told.HistoryPage:
    """What happened to a case, the oldest first."""
    found = visible(visitor, desk.engine, case)
    later = [one for one in desk.engine.store.history(found.office, found.id) if one.seq > after]
    page = later[:limit]
    return told.HistoryPage(
        entries=[telling.entry(one) for one in page],
        next=page[-1].seq if len(later) > limit else None,
    )


@router.get("/v1/cases/{case}/can", response_model=told.Options)
def list_options(desk: AtDesk, visitor: Admitted, case: asked.Name) -> told.Options:
    """Every event of the case's machine, and what would come of it if the bearer said nothing."""
    found = visible(visitor, desk.engine, case)
    options = [
        telling.option(one)
        for one in desk.engine.can(found.id, actor=visitor.actor)
        if one.event not in BY_ITSELF
    ]
    return _options(found, options)


@router.get("/v1/cases/{case}/why-not", response_model=told.Options)
def ask_why_not(
    desk: AtDesk,
    visitor: Admitted,
    case: asked.Name,
    event: Annotated[str, Query(max_length=100)],
    args: Annotated[str, Query(max_length=4000, description="a JSON object")] = "{}",
    on: asked.Day | None = None,
) -> told.Options:
    """Why an event with these arguments would be refused; nothing happens."""
    found = visible(visitor, desk.engine, case)
    happening = asked.Happening(args=_object(args), on=on)
    said = happening.arguments(event)
    try:
        refused = desk.engine.why_not(found.id, event, said, actor=visitor.actor, on=on)
        known = Option(event, refused)
    except BadInput as question:
        if question.field in said or question.field == "on":
            raise
        known = Option(event, None, question)
    return _options(found, [telling.option(known)])


def _options(case: Case, options: list[told.OptionTold]) -> told.Options:
    summary = telling.summary(case)
    return told.Options(
        case=case.id,
        state=case.state,
        state_label=summary.state_label,
        seq=case.seq,
        options=options,
    )


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise BadRequest("args", "write the arguments as a JSON object")
    return found


@router.get("/v1/cases/{case}/deadlines", response_model=list[told.DeadlineTold])
def list_deadlines(desk: AtDesk, visitor: Admitted, case: asked.Name) -> list[told.DeadlineTold]:
    """The dates of the present round, and how each came about."""
    found = visible(visitor, desk.engine, case)
    return [
        telling.deadline(kept, reached, desk.engine.house.policy)
        for kept, reached in explain(desk.engine, found)
    ]


@router.get("/v1/cases/{case}/timers", response_model=list[told.TimerTold])
def list_timers(desk: AtDesk, visitor: Admitted, case: asked.Name) -> list[told.TimerTold]:
    """The timers of a case, by the instant they ring."""
    found = visible(visitor, desk.engine, case)
    alarms = desk.engine.store.alarms(found.office, found.id)
    return [told.TimerTold.model_validate(one) for one in alarms]


@router.get("/v1/cases/{case}/urgings", response_model=list[told.UrgingTold])
def list_urgings(desk: AtDesk, visitor: Admitted, case: asked.Name) -> list[told.UrgingTold]:
    """Who was urged, and when."""
    found = visible(visitor, desk.engine, case)
    urgings = desk.engine.store.records(Urging, found.office, found.id)
    return [told.UrgingTold.model_validate(one) for one in urgings]
