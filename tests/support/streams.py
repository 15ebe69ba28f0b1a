"""Listen to a stream of the API in this process, piece by piece, and hang up when one likes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from support.web import Caller

PATIENCE = 30
"""Seconds after which a piece that does not come is a failure."""


@dataclass
class Listener:
    """One who listens."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    _pieces: asyncio.Queue[bytes | None] = field(default_factory=asyncio.Queue)
    _gone: asyncio.Event = field(default_factory=asyncio.Event)
    _asked: bool = False

    async def receive(self) -> dict[str, Any]:
        """The request first, and much later that the listener has gone."""
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        """Take a piece of the answer."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): text.decode() for name, text in message["headers"]}
        elif message.get("body"):
            await self._pieces.put(message["body"])
        if not message.get("more_body", True):
            await self._pieces.put(None)

    async def piece(self) -> str | None:
        """The next piece; None at the end."""
        found = await asyncio.wait_for(self._pieces.get(), PATIENCE)
        return None if found is None else found.decode()

    def hang_up(self) -> None:
        """Go away."""
        self._gone.set()


@asynccontextmanager
async def listening(caller: Caller, path: str, **headers: str) -> AsyncIterator[Listener]:
    """A listener at this address; when the block ends, the application has let go of it."""
    one = Listener()
    route, _, query = path.partition("?")
    told = {"authorization": f"Bearer {caller.token}", **headers}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": route,
        "raw_path": route.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(name.encode(), text.encode()) for name, text in told.items()],
        "client": ("127.0.0.1", 1),
        "server": ("test", 80),
    }
    task = asyncio.create_task(caller.app(scope, one.receive, one.send))
    try:
        yield one
    finally:
        one.hang_up()
        await asyncio.wait_for(task, PATIENCE)
