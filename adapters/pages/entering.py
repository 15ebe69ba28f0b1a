"""Coming in with a token, going out, and where each role begins."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from bihuan.adapters.pages.door import Form, Guest, Page, seal_of
from bihuan.adapters.pages.layout import page, place
from bihuan.adapters.pages.rights import menu
from bihuan.adapters.pages.sessions import begun_by
from bihuan.adapters.web import keys
from bihuan.adapters.web.desk import AtDesk
from bihuan.adapters.web.errors import Unauthenticated

router = APIRouter(route_class=Page, include_in_schema=False)


@router.get("/login")
def show_login(request: Request) -> Response:
    """Where a token is entered."""
    after = _ours(request.query_params.get("next", ""))
    return page(request, "login.html", after=after, wrong=False)


@router.post("/login")
def log_in(desk: AtDesk, request: Request, form: Form) -> Response:
    """Open a session for whoever has the token; of a wrong one nothing is told but that."""
    engine, secret, after = desk.engine, str(form.get("token", "")), str(form.get("next", ""))
    now = engine.clock.now()
    try:
        token = keys.recognised(engine.store, engine.house.office, secret.strip(), now)
    except Unauthenticated:
        request.state.came_from = "/login"
        return page(request, "login.html", 401, after=_ours(after), wrong=True)
    answer = RedirectResponse(place(request, _ours(after) or "/", {}), 303)
    seal_of(request).give(request, answer, begun_by(token, now))
    return answer


@router.post("/logout")
def log_out(desk: AtDesk, request: Request) -> Response:
    """End the session, at this browser and for whoever has copied its cookie."""
    seal_of(request).end(seal_of(request).opened(request), desk.engine.clock.now())
    answer = RedirectResponse(place(request, "/login", {}), 303)
    seal_of(request).take(request, answer)
    return answer


@router.get("/")
def show_home(request: Request, guest: Guest) -> Response:
    """Where a role begins; those without a page of their own are told so."""
    places = menu(guest.role)
    if not places:
        return page(request, "home.html")
    return RedirectResponse(place(request, places[0][0], {}), 303)


def _ours(path: str) -> str:
    """A path of ours that may be gone to after coming in; nothing for any other place."""
    plain = path.isprintable() and "\\" not in path and len(path) <= 300
    return path if plain and path.startswith("/") and not path.startswith("//") else ""
