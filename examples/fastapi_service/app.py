"""A FastAPI service with a table of its own: its rows and the events share one transaction.

cd examples/fastapi_service && uvicorn app:app
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, Request
from fastapi.responses import JSONResponse
from models import Base, Task
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from bihuan import (
    Actor,
    BadInput,
    BihuanError,
    CaseNotFound,
    Intake,
    Refused,
    make_tables,
    open_engine,
    prepare,
)
from bihuan.aio import AsyncEngine
from bihuan.rules.words import label


class Received(BaseModel):
    """A proposal as the service's own clients send it."""

    number: str
    title: str
    member: str
    received_on: str


def create_app(file: str = "cases.db", **how: Any) -> FastAPI:
    """The service over one SQLite file; `how` goes to `open_engine`, for tests."""

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        make_tables(f"sqlite:///{file}")
        own = create_async_engine(f"sqlite+aiosqlite:///{file}")
        prepare(own)
        async with own.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        async with AsyncEngine(open_engine(f"sqlite:///{file}", **how)) as office:
            app.state.own, app.state.office = own, office
            yield
        await own.dispose()

    app = FastAPI(title="OA", lifespan=running)
    app.add_exception_handler(BihuanError, problem)
    app.post("/cases", status_code=201)(receive)
    app.get("/cases/{case}")(show)
    app.post("/cases/{case}/events/{event}")(fire)
    return app


def who(x_officer: Annotated[str, Header()]) -> Actor:
    """Who asks; a real service knows it from its own login."""
    return Actor(x_officer)


def office_of(request: Request) -> AsyncEngine:
    """The engine of this service."""
    office: AsyncEngine = request.app.state.office
    return office


Office = Annotated[AsyncEngine, Depends(office_of)]
Who = Annotated[Actor, Depends(who)]


async def receive(said: Received, request: Request, office: Office, actor: Who) -> dict[str, Any]:
    """Take a proposal in, with a task of our own for whoever received it."""
    intake = Intake(
        kind="deputy_suggestion",
        role="sole",
        year=int(said.received_on[:4]),
        number=said.number,
        number_key=said.number,
        title=said.title,
        members=(said.member,),
        received_on=said.received_on,  # type: ignore[arg-type]  # it reads ISO dates too
    )
    async with AsyncSession(request.app.state.own) as session, session.begin():
        case = (await office.using(session).receive(intake, actor=actor)).case
        session.add(Task(case_id=case.id, officer=actor.id, event="receive"))
    return {"case": case.id, "state": case.state}


async def show(case: str, request: Request, office: Office, actor: Who) -> dict[str, Any]:
    """Where a case stands, what can be done now, and why not the rest."""
    found = await office.case(case)
    async with AsyncSession(request.app.state.own) as session:
        tasks = await session.scalars(select(Task).where(Task.case_id == case).order_by(Task.id))
        done = [f"{task.officer}: {task.event}" for task in tasks]
    return {
        "case": found.id,
        "number": found.number,
        "state": label(f"state.{found.state}"),
        "seq": found.seq,
        "tasks": done,
        "buttons": [
            {
                "event": option.event,
                "label": option.label(),
                "allowed": option.allowed,
                "asks_for": option.needs.field if option.needs else None,
                "reasons": option.reasons(),
            }
            for option in await office.can(case, actor=actor)
        ],
    }


async def fire(
    case: str,
    event: str,
    said: dict[str, Any],
    request: Request,
    office: Office,
    actor: Who,
    idempotency_key: Annotated[str | None, Header()] = None,
) -> dict[str, Any]:
    """Let an event happen, and note in our own table who did it."""
    async with AsyncSession(request.app.state.own) as session, session.begin():
        joined = office.using(session)
        outcome = await joined.fire(case, event, said, actor=actor, key=idempotency_key)
        if not outcome.repeated:
            session.add(Task(case_id=case, officer=actor.id, event=event))
    return {"case": case, "state": outcome.case.state, "seq": outcome.case.seq}


async def problem(_request: Request, error: Exception) -> JSONResponse:
    """What the engine refuses, as a problem document (RFC 9457)."""
    status = {CaseNotFound: 404, BadInput: 422}.get(type(error), 409)
    told: dict[str, Any] = {"status": status, "detail": str(error)}
    if isinstance(error, BihuanError):
        told["code"] = error.code
    if isinstance(error, Refused):
        told["conditions"] = [
            {"label": label(f"fact.{one.fact}"), "value": one.value, "held": one.held}
            for one in error.findings
        ]
    return JSONResponse(told, status, media_type="application/problem+json")


app = create_app()
