"""Tell systemd how the daemon fares: the few lines of its notification protocol."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping
from contextlib import suppress


class Systemd:
    """Whoever started us and wants to hear; silent where nobody does.

    The address is a path, or begins with `@` for Linux's abstract names.
    """

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._address = environ.get("NOTIFY_SOCKET", "")
        self._watchdog = _number(environ.get("WATCHDOG_USEC")) / 1e6
        ours = environ.get("WATCHDOG_PID")
        if ours is not None and ours != str(os.getpid()):
            self._watchdog = 0.0

    @property
    def listening(self) -> bool:
        """Whether anybody wants to hear."""
        return bool(self._address)

    @property
    def watchdog(self) -> float:
        """Seconds within which a sign of life is due; 0 when none is wanted."""
        return self._watchdog

    def ready(self, status: str) -> None:
        """The daemon has begun, or has read its configuration again."""
        self._say(READY="1", STATUS=status)

    def status(self, status: str) -> None:
        """One line for `systemctl status`."""
        self._say(STATUS=status)

    def alive(self) -> None:
        """A sign of life for the watchdog."""
        if self._watchdog:
            self._say(WATCHDOG="1")

    def reloading(self) -> None:
        """The configuration is being read again; `ready` follows."""
        now = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        self._say(RELOADING="1", MONOTONIC_USEC=str(now))

    def stopping(self, status: str) -> None:
        """The end has begun."""
        self._say(STOPPING="1", STATUS=status)

    def _say(self, **told: str) -> None:
        """One datagram; a deaf listener must never hold the daemon up."""
        if not self._address:
            return
        text = "\n".join(f"{name}={value.replace(chr(10), ' ')}" for name, value in told.items())
        place = f"\0{self._address[1:]}" if self._address.startswith("@") else self._address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.setblocking(False)
            line.sendto(text.encode(), place)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0
