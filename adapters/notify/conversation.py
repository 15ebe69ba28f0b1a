"""A conversation with a server, over when its time is over, however slowly the server speaks."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from errno import errorcode
from threading import Thread, Timer
from time import monotonic
from typing import Any, Self

from bihuan.adapters.notify.errors import Unavailable, Undelivered

Place = tuple[Any, ...]
"""A socket address: numeric host and port, and more for the sixth version."""


class Conversation:
    """All of it in so many seconds: finding the server, its greeting, its last word.

    A timeout of a socket is for each read, so that a byte a second keeps it
    for ever. Here a timer hangs up instead, on a second handle to the same
    connection, whatever is being read on the first.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = monotonic() + seconds
        self.let_in = False
        """Whether the server has let us in: what it says from then on is about the notice."""
        self._hangs_up: tuple[Timer, socket.socket] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._hangs_up is not None:
            timer, twin = self._hangs_up
            timer.cancel()
            timer.join()
            twin.close()

    @property
    def left(self) -> float:
        """The seconds that are left, never none: a socket takes 0 for another mode."""
        return max(self._end - monotonic(), 0.001)

    @property
    def over(self) -> bool:
        """Whether the time is over."""
        return monotonic() >= self._end

    def find(self, host: str, port: int) -> list[tuple[socket.AddressFamily, Place]]:
        """Where the host is, asked once; raises OSError."""
        answer: Future[list[tuple[socket.AddressFamily, Place]]] = Future()
        # The resolver cannot be told to stop, only be left behind.
        Thread(target=_ask, args=(answer, host, port), daemon=True).start()
        try:
            return answer.result(self.left)
        except TimeoutError:
            raise TimeoutError("the resolver does not answer") from None

    def connect(self, places: Iterable[tuple[socket.AddressFamily, Place]]) -> socket.socket:
        """A connection to the first place that takes it; raises OSError."""
        refusal = OSError("no address")
        for family, place in places:
            line = socket.socket(family, socket.SOCK_STREAM)
            try:
                line.settimeout(self.left)
                line.connect(place)
            except OSError as error:
                line.close()
                refusal = error
                continue
            self._hang_up_in_time(line)
            return line
        raise refusal

    def secure(self, line: socket.socket, host: str, context: ssl.SSLContext) -> ssl.SSLSocket:
        """The connection under TLS, with a certificate for that name; raises OSError."""
        try:
            return context.wrap_socket(line, server_hostname=host)
        except OSError:
            line.close()
            raise

    def _hang_up_in_time(self, line: socket.socket) -> None:
        twin = line.dup()
        timer = Timer(self.left, _hang_up, (twin,))
        timer.daemon = True
        timer.start()
        self._hangs_up = (timer, twin)

    def lost(self, channel: str, error: Exception) -> Undelivered:
        """What a failed conversation means for the notice: it may be tried again."""
        if isinstance(error, TimeoutError):
            return self._too_long(channel)
        match error:
            case socket.gaierror():
                return self.fault(channel, "the name of the server is not known")
            case ssl.SSLError():
                return self.fault(channel, f"no secure connection ({error.reason or 'TLS'})")
            case OSError(errno=int(code)):
                return self.fault(channel, f"no connection ({errorcode.get(code, code)})")
        return self.fault(channel, "the server hung up")

    def fault(self, channel: str, reason: str, *, permanent: bool = False) -> Undelivered:
        """What stopped the notice, and whether it would have stopped any other as well."""
        if self.over:
            return self._too_long(channel)
        if not self.let_in:
            return Unavailable(channel, reason)
        return Undelivered(channel, reason, permanent)

    def _too_long(self, channel: str) -> Unavailable:
        return Unavailable(channel, f"took longer than {self._seconds:g} seconds")


def _ask(answer: Future[list[tuple[socket.AddressFamily, Place]]], host: str, port: int) -> None:
    try:
        found: Sequence[Any] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except Exception as error:  # it belongs to whoever waits for the answer
        answer.set_exception(error)
    else:
        answer.set_result([(family, place) for family, _, _, _, place in found])


def _hang_up(line: socket.socket) -> None:
    with suppress(OSError):  # the other side was faster
        line.shutdown(socket.SHUT_RDWR)
