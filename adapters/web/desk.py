"""What every operation is handed: the engine, and the visitor its token speaks for."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, Request, Response, Security
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool

from bihuan.adapters.notify.texts import Sender
from bihuan.adapters.notify.webhooks import Hooks
from bihuan.adapters.web import keys
from bihuan.adapters.web.doors import Doors
from bihuan.adapters.web.errors import Unauthenticated
from bihuan.adapters.web.news import News
from bihuan.adapters.web.rates import Rates
from bihuan.adapters.web.rights import Visitor, permit
from bihuan.engine.engine import Engine
from bihuan.rules.instants import beijing_date

if TYPE_CHECKING:
    from bihuan.adapters.papers import about as papers

_BEARER = HTTPBearer(auto_error=False, scheme_name="token", description="bihuan token add")


@dataclass(frozen=True, slots=True)
class Desk:
    """The office that answers."""

    engine: Engine
    org: str
    """The name it signs with."""
    sender: Sender
    """Who its papers say they come from."""
    templates: Path | None
    """A folder with its own templates."""
    rates: Rates
    """How often a token may ask."""
    doors: Doors
    """The ways in beside our own tokens."""
    hooks: Hooks
    """What webhooks are told with."""
    news: News
    """Tells those who follow that something happened."""

    def papers(self) -> papers.Desk:
        """Where papers are made today."""
        from bihuan.adapters.papers.about import Desk as Papers
        from bihuan.adapters.papers.about import sender_of

        engine, said = self.engine, self.sender
        sender = sender_of(engine, said.name, said.contact, said.telephone)
        today = beijing_date(engine.clock.now())
        return Papers(sender=sender, today=today, templates=self.templates)


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
    bearer = secret.strip() if kind.lower() == "bearer" else ""
    if kind and not bearer:
        raise Unauthenticated
    desk = desk_of(request)
    engine = desk.engine
    token = desk.doors.token(request, bearer, engine)
    if token is None:
        token = keys.recognised(engine.store, engine.house.office, bearer, engine.clock.now())
    visitor = Visitor(token)
    request.state.token = token.id
    desk.rates.count(token.id)
    permit(visitor.role, operation)
    return visitor


def admitted(request: Request, _document: Bearer) -> Visitor:
    """Who was let in; an address without a door has nobody, and fails."""
    found: Visitor = request.state.visitor
    return found


Admitted = Annotated[Visitor, Depends(admitted)]
