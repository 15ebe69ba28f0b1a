"""Serve the application until told to stop; what is under way is finished first."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from types import FrameType
from typing import Any

import uvicorn
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from bihuan.adapters.web.errors import CannotListen

PATIENCE = 30
"""Seconds that requests under way are given to end."""
BACKLOG = 1024
"""So many may wait at the door."""
AT_ONCE = 200
"""So many connections are served; one more is told 503."""


class Peer:
    """Remembers who is at the other end of the line, before a proxy says for whom it asks."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})["peer"] = (scope.get("client") or ("",))[0]
        await self._app(scope, receive, send)


class _Server(uvicorn.Server):
    """The library's server, for which a signal to stop is a request and no failure."""

    def __init__(self, config: uvicorn.Config, ending: Callable[[], None]) -> None:
        super().__init__(config)
        self._ending = ending

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Hear signals while it runs; the library would raise them once more when it has ended."""
        usual = {one: signal.signal(one, self._hear) for one in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for one, handler in usual.items():
                signal.signal(one, handler)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Send away those who listen to a stream, which would end by itself much later."""
        self._ending()
        await super().shutdown(sockets)

    def _hear(self, _signum: int, _frame: FrameType | None) -> None:
        """The first signal is a request; the second is obeyed at once."""
        self.force_exit = self.should_exit
        self.should_exit = True


def listening(host: str, port: int) -> socket.socket:
    """A socket at this address; raises CannotListen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, so that asyncio lets no answer wait for the asker's delayed acknowledgement.
    server = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind((host, port))
        server.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        server.close()
        reason = error.strerror if isinstance(error, OSError) else None
        raise CannotListen(f"{host}:{port}", reason or str(error)) from error
    return server


def address_of(server: socket.socket) -> str:
    """Where it really listens: the port may have been left to the machine."""
    host, port = server.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run(app: FastAPI, server: socket.socket, proxies: Sequence[str] = ()) -> None:
    """Answer until SIGTERM or SIGINT; forwarded headers are believed of `proxies` alone."""
    answers: Any = app
    if proxies:
        answers = ProxyHeadersMiddleware(answers, trusted_hosts=list(proxies))
    config = uvicorn.Config(
        Peer(answers),
        access_log=False,
        date_header=True,
        lifespan="off",
        limit_concurrency=AT_ONCE,
        log_config=None,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=PATIENCE,
    )
    with closing(server):
        _Server(config, app.state.desk.news.end).run(sockets=[server])
