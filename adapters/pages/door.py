"""The door of every page: who comes in by a session, and whose form is believed.

A form is believed when the browser says that it came from a page of ours, and when it brings
the nonce of the session, which no other site can know.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from hmac import compare_digest
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.failures import failure_of
from bihuan.adapters.pages.layout import page, place
from bihuan.adapters.pages.rights import OPEN, permit
from bihuan.adapters.pages.sessions import Seal, visitor_of
from bihuan.adapters.web.desk import desk_of
from bihuan.adapters.web.errors import (
    BadRequest,
    BodyTooLarge,
    ForgedForm,
    NotPermitted,
    Unauthenticated,
)
from bihuan.adapters.web.problems import status_of
from bihuan.adapters.web.rights import Visitor
from bihuan.engine.errors import BihuanError

FIELDS, FILES = 200, 50
"""So many fields and files a form may have."""
WRITTEN = 256 << 10
"""So many bytes one field may have that is not a file."""


class Page(APIRoute):
    """An address for people: admitted first, and told in a page what went wrong."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The library's way to answer, behind the door."""
        answer = super().get_route_handler()

        async def behind(request: Request) -> Response:
            try:
                if self.name not in OPEN:
                    await run_in_threadpool(_let_in, request, self.name)
                if request.method == "POST":
                    await _believe(request)
                return await answer(request)
            except Unauthenticated:
                return _to_login(request)
            except RequestValidationError as error:
                first = error.errors()[0]
                return _told(request, BadRequest(str(first["loc"][-1]), first["msg"]))
            except HTTPException as error:
                return _told(request, _by_the_library(request, error))
            except BihuanError as error:
                return _told(request, error)
            finally:
                await request.close()  # the files that came with its form

        return behind


def form_of(request: Request) -> FormData:
    """The form that was sent; an address that was not sent one has none, and fails."""
    found: FormData = request.state.form
    return found


def guest_of(request: Request) -> Visitor:
    """Who came in."""
    found: Visitor = request.state.visitor
    return found


def seal_of(request: Request) -> Seal:
    """The seal of this server."""
    found: Seal = request.app.state.seal
    return found


Guest = Annotated[Visitor, Depends(guest_of)]
Form = Annotated[FormData, Depends(form_of)]


def _let_in(request: Request, name: str) -> None:
    session = seal_of(request).opened(request)
    engine = desk_of(request).engine
    visitor = visitor_of(session, engine.store, engine.house.office, engine.clock.now())
    request.state.visitor, request.state.nonce = visitor, session.nonce
    request.state.token = visitor.token.id
    permit(visitor.role, name)


async def _believe(request: Request) -> None:
    """Read the form; raises ForgedForm unless it is from a page of ours."""
    site, origin = (request.headers.get(name) for name in ("sec-fetch-site", "origin"))
    if site not in (None, "same-origin", "none"):
        raise ForgedForm
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise ForgedForm
    form = await request.form(max_files=FILES, max_fields=FIELDS, max_part_size=WRITTEN)
    request.state.form = form
    nonce, brought = getattr(request.state, "nonce", ""), form.get("nonce", "")
    if nonce and not (isinstance(brought, str) and _same(nonce, brought)):
        raise ForgedForm


def _same(one: str, other: str) -> bool:
    return compare_digest(one.encode(), other.encode("utf-8", "surrogatepass"))


def _to_login(request: Request) -> Response:
    wanted = request.scope["path"].removeprefix(request.scope["root_path"])
    after = wanted if request.method == "GET" and wanted != "/" else ""
    return RedirectResponse(place(request, "/login", {"next": after}), 303)


def _by_the_library(request: Request, error: HTTPException) -> BihuanError:
    if error.status_code == 413:
        return BodyTooLarge(request.app.state.most)
    return BadRequest("form", "this form cannot be read")


def _told(request: Request, error: BihuanError) -> Response:
    """The error as a page; of our own faults nothing but that they are ours."""
    status, failure = status_of(error), failure_of(error)
    not_theirs = isinstance(error, NotPermitted)
    if status >= 500:
        desk_of(request).engine.log("http.failed", error=error.code)
    return page(
        request,
        "error.html",
        status,
        known=status < 500,
        passing=status == HTTPStatus.SERVICE_UNAVAILABLE,
        message=tongue.words("page.not_for_you") if not_theirs else failure.message,
    )
