"""The engine for hosts that await: the same engine, on a thread or in the host's own transaction.

There is one engine and it does not await. By itself it works on a worker thread; within an async
session or connection of SQLAlchemy it works through `run_sync`, in the host's transaction.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, Protocol, Self, TypeVar

from bihuan.engine.actor import Actor
from bihuan.engine.command import Command
from bihuan.engine.engine import Engine
from bihuan.engine.errors import BadInput, BihuanError, Refused
from bihuan.engine.feeding import Told
from bihuan.engine.intake import Intake
from bihuan.engine.outcome import Explained, Option, Outcome
from bihuan.engine.receiving import Arrival
from bihuan.engine.records import Case

__all__ = ["AsyncEngine", "RunsSync"]

T = TypeVar("T")


class RunsSync(Protocol):
    """What AsyncSession and AsyncConnection of SQLAlchemy have in common."""

    async def run_sync(self, work: Callable[..., T], /) -> T:
        """Call `work` with the session or connection that does not await."""
        ...


class AsyncEngine:
    """Carries cases as `Engine` does; what it raises and returns is the same.

    A cancelled call may still have happened: its thread is not stopped in the middle. Give a
    `key`, and asking again tells what came of it.
    """

    def __init__(self, engine: Engine, *, host: RunsSync | None = None) -> None:
        self.engine = engine
        self._host = host

    def using(self, host: RunsSync) -> AsyncEngine:
        """This engine inside the transaction of an AsyncSession or AsyncConnection.

        The host alone ends it. Raises BadInput for what cannot be joined.
        """
        if not hasattr(host, "run_sync"):
            reason = "give an AsyncSession or an AsyncConnection of SQLAlchemy"
            raise BadInput("connection", reason, type(host))
        return AsyncEngine(self.engine, host=host)

    async def close(self) -> None:
        """Let go of the store's connections; safe to call twice. A host's own stay open."""
        if self._host is None:
            await asyncio.to_thread(self.engine.close)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def run(self, work: Callable[[Engine], T]) -> T:
        """Whatever else the engine can do: `await engine.run(lambda one: one.store.find(...))`."""
        if self._host is None:
            return await asyncio.to_thread(work, self.engine)
        return await self._host.run_sync(lambda host: work(self.engine.using(host)))

    async def receive(self, intake: Intake, *, actor: Actor, key: str | None = None) -> Outcome:
        """Begin handling a proposal; see `Engine.receive`."""
        return await self.run(lambda engine: engine.receive(intake, actor=actor, key=key))

    async def receive_all(
        self, arrivals: Sequence[Arrival], *, actor: Actor
    ) -> list[Outcome | BihuanError]:
        """Begin handling many proposals; what became of each, in order."""
        return await self.run(lambda engine: list(engine.receive_all(arrivals, actor=actor)))

    async def fire(
        self,
        case: str,
        event: str | Command,
        args: Mapping[str, Any] | None = None,
        *,
        actor: Actor,
        on: date | None = None,
        key: str | None = None,
        seq: int | None = None,
    ) -> Outcome:
        """Let an event happen to a case, whole or not at all; see `Engine.fire`."""
        return await self.run(
            lambda engine: engine.fire(case, event, args, actor=actor, on=on, key=key, seq=seq)
        )

    async def why_not(
        self,
        case: str,
        event: str | Command,
        args: Mapping[str, Any] | None = None,
        *,
        actor: Actor,
        on: date | None = None,
    ) -> Refused | None:
        """Why the event would be refused now, or None when it would not."""
        return await self.run(lambda engine: engine.why_not(case, event, args, actor=actor, on=on))

    async def can(self, case: str, *, actor: Actor) -> list[Option]:
        """Every event of the case's machine, and what would come of it without arguments."""
        return await self.run(lambda engine: engine.can(case, actor=actor))

    async def case(self, case: str) -> Case:
        """The case as it stands; raises CaseNotFound."""
        return await self.run(lambda engine: engine.store.case(engine.house.office, case))

    async def explain(self, case: str, term: str | None = None) -> list[Explained]:
        """How this round's deadlines came about, of one term or of all."""
        return await self.run(lambda engine: engine.explain(case, term))

    async def feed(self, after: int = 0, limit: int = 100) -> list[Told]:
        """What happened in the office after a position, in order; see `Engine.feed`."""
        return await self.run(lambda engine: engine.feed(after, limit))

    async def follow(self, after: int = 0, *, every: float = 1.0) -> AsyncIterator[Told]:
        """Every entry after a position, for as long as it is asked for more.

        Looks again as soon as this process has kept something, and else every so many seconds
        for what others have kept.
        """
        news, loop = asyncio.Event(), asyncio.get_running_loop()
        end = self.engine.subscribe(lambda _: loop.call_soon_threadsafe(news.set))
        try:
            while True:
                news.clear()
                told = await self.feed(after)
                for one in told:
                    after = one.position
                    yield one
                if not told:
                    with suppress(TimeoutError):
                        await asyncio.wait_for(news.wait(), every)
        finally:
            end()

    async def tick(self, limit: int = 100) -> int:
        """Fire the timers that are due, until `limit` are done; returns how many are."""
        return await self.run(lambda engine: engine.tick(limit))
