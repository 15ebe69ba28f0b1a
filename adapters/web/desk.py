"""What every operation is handed: the engine, and the visitor its token speaks for."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request, Response, Security
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool

from bihuan.adapters.notify.webhooks import Hooks
from bihuan.adapters.web import keys
from bihuan.adapters.web.errors import Unauthenticated
from bihuan.adapters.web.news import News
from bihuan.adapters.web.rights import Visitor, permit
from bihuan.engine.engine import Engine

_BEARER = HTTPBearer(auto_error=False, scheme_name="token", description="bihuan token add")


@dataclass(frozen=True, slots=True)
class Desk:
    """The office that answers."""

    engine: Engine
    org: str
    """The name it signs with."""
    hooks: Hooks
    """What webhooks are told with."""
    news: News
    """Tells those who follow that something happened."""


def desk_of(request: Request) -> Desk:
    """The desk of the application."""
    found: Desk = request.app.state.desk
    return found


AtDesk = Annotated[Desk, Depends(desk_of)]
Bearer = Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]


class Guarded(APIRoute):
    """An address where nobody's body is read before it is known who asks."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The library's way to answer, behind the door."""
        answer = super().get_route_handler()

        async def first_known(request: Request) -> Response:
            request.state.visitor = await run_in_threadpool(_let_in, request, self.name)
            return await answer(request)

        return first_known


def _let_in(request: Request, operation: str) -> Visitor:
    """The one place where anybody is let in: known first, then permitted."""
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer":
        raise Unauthenticated
    engine = desk_of(request).engine
    now = engine.clock.now()
    token = keys.recognised(engine.store, engine.house.office, secret.strip(), now)
    visitor = Visitor(token)
    request.state.token = token.id
    permit(visitor.role, operation)
    return visitor


def admitted(request: Request, _document: Bearer) -> Visitor:
    """Who was let in; an address without a door has nobody, and fails."""
    found: Visitor = request.state.visitor
    return found


Admitted = Annotated[Visitor, Depends(admitted)]
