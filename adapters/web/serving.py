"""Serve the application until told to stop; what is under way is finished first."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from types import FrameType

import uvicorn
from fastapi import FastAPI

from bihuan.adapters.web.errors import CannotListen

PATIENCE = 30
"""Seconds that requests under way are given to end."""
BACKLOG = 1024
"""So many may wait at the door."""
AT_ONCE = 200
"""So many connections are served; one more is told 503."""


class _Server(uvicorn.Server):
    """The library's server, for which a signal to stop is a request and no failure."""

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
        self.config.app.state.desk.news.end()  # type: ignore[union-attr]
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
    config = uvicorn.Config(
        app,
        access_log=False,
        date_header=True,
        forwarded_allow_ips=list(proxies),
        lifespan="off",
        limit_concurrency=AT_ONCE,
        log_config=None,
        proxy_headers=bool(proxies),
        server_header=False,
        timeout_graceful_shutdown=PATIENCE,
    )
    with closing(server):
        _Server(config).run(sockets=[server])
