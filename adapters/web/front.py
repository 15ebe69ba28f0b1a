"""What needs no token: whether the service is well, its OpenAPI document, and a page of it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from bihuan.adapters.cli import tongue
from bihuan.adapters.web import documents as told
from bihuan.adapters.web.desk import Admitted, AtDesk, Guarded
from bihuan.adapters.web.pages import POLICY, page
from bihuan.engine.errors import BihuanError

router = APIRouter()
guarded = APIRouter(route_class=Guarded)


@router.get(
    "/v1/health",
    response_model=told.Health,
    responses={503: {"model": told.Health, "description": "the database does not answer"}},
)
def show_health(desk: AtDesk, response: Response) -> told.Health:
    """Whether the service can do its work; for monitors and load balancers."""
    try:
        desk.engine.store.next_due(desk.engine.house.office)
    except BihuanError:
        response.status_code = 503
        return told.Health(status="fail")
    return told.Health(status="ok")


@router.get("/healthz", response_model=told.Health)
def show_alive() -> told.Health:
    """Whether the process is alive; asks nobody else."""
    return told.Health(status="ok")


@router.get(
    "/readyz",
    response_model=told.Health,
    responses={503: {"model": told.Health, "description": "not now: ending, or no database"}},
)
def show_ready(desk: AtDesk, response: Response) -> told.Health:
    """Whether requests should come here now: the database answers, and the service does not end."""
    if desk.news.over:
        response.status_code = 503
        return told.Health(status="fail")
    return show_health(desk, response)


@guarded.get("/v1/me", response_model=told.Me)
def show_me(visitor: Admitted) -> told.Me:
    """Whom the token speaks for, and until when."""
    token = visitor.token
    return told.Me(
        token=token.id,
        role=token.role,
        actor=token.actor,
        unit=token.unit,
        expires_at=token.expires_at,
    )


@router.get("/openapi.json", include_in_schema=False)
def show_document(request: Request) -> JSONResponse:
    """The OpenAPI document."""
    described: dict[str, Any] = request.app.openapi()
    return JSONResponse(described)


@router.get("/docs", include_in_schema=False)
def show_pages(request: Request) -> HTMLResponse:
    """The same as a page that asks nobody else for anything."""
    headers = {"content-security-policy": POLICY}
    return HTMLResponse(page(request.app.openapi(), tongue.language()), headers=headers)
