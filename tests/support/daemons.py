"""A daemon of the installed command, as a service manager meets it."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from support.terminal import Office

PATIENCE = 120.0


@dataclass
class Daemon:
    """A daemon that runs; its log is read as it comes."""

    process: subprocess.Popen[str]
    began: dict[str, Any] = field(default_factory=dict)
    """What it said when it had started."""
    heard: list[dict[str, Any]] = field(default_factory=list)
    """All it has logged, as far as anybody listened."""

    def event(self, name: str, **wanted: object) -> dict[str, Any]:
        """Wait for a line of the log about this kind of event."""
        for told in self._lines():
            self.heard.append(told)
            if told["event"] == name and wanted.items() <= told.items():
                return told
        raise AssertionError(f"it ended without {name}: {self.heard}")

    def _lines(self) -> Iterator[dict[str, Any]]:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            yield json.loads(line)

    def send(self, signum: signal.Signals) -> None:
        """Send a signal."""
        self.process.send_signal(signum)

    def ends(self) -> int:
        """Wait for the end; the exit code, or the signal with a minus."""
        return self.process.wait(PATIENCE)

    def asked(self, path: str) -> tuple[int, str]:
        """What it answers over HTTP."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(f"http://{self.began['listen']}{path}", timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            with closing(refused):
                return refused.code, refused.read().decode()


@contextmanager
def running(office: Office, *words: str) -> Iterator[Daemon]:
    """A daemon, from the moment it says that it has started."""
    daemon = Daemon(office.starts("run", *words))
    try:
        daemon.began = daemon.event("daemon.started")
        yield daemon
    finally:
        daemon.process.kill()
        daemon.process.communicate()


@contextmanager
def manager(place: str) -> Iterator[socket.socket]:
    """A service manager that listens; `@` begins an abstract name."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(f"\0{place[1:]}" if place.startswith("@") else place)
        line.settimeout(PATIENCE)
        yield line


def told(line: socket.socket, name: str) -> dict[str, str]:
    """The next datagram that says this."""
    while True:
        said = dict(one.partition("=")[::2] for one in line.recv(10_000).decode().splitlines())
        if name in said:
            return said
