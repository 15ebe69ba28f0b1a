"""What every operation is handed: the engine, and the visitor its token speaks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from bihuan.adapters.web import keys
from bihuan.adapters.web.errors import Unauthenticated
from bihuan.adapters.web.rights import Visitor, permit
from bihuan.engine.engine import Engine

_BEARER = HTTPBearer(auto_error=False, scheme_name="token", description="bihuan token add")


@dataclass(frozen=True, slots=True)
class Desk:
    """The office that answers."""

    engine: Engine
    org: str
    """The name it signs with."""


def desk_of(request: Request) -> Desk:
    """The desk of the application."""
    found: Desk = request.app.state.desk
    return found


AtDesk = Annotated[Desk, Depends(desk_of)]
Bearer = Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]


def admitted(request: Request, desk: AtDesk, bearer: Bearer) -> Visitor:
    """The one place where anybody is let in: known first, then permitted."""
    if bearer is None:
        raise Unauthenticated
    engine = desk.engine
    now = engine.clock.now()
    token = keys.recognised(engine.store, engine.house.office, bearer.credentials, now)
    visitor = Visitor(token)
    permit(visitor.role, request.scope["route"].name)
    request.state.token = token.id
    return visitor


Admitted = Annotated[Visitor, Depends(admitted)]
