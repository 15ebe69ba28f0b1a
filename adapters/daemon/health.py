"""Whether the daemon lives, and whether it can do its work, for whoever asks over HTTP."""

from __future__ import annotations

import json
import shutil
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

MISSING = "pip install 'bihuan[metrics]'\n"
SWEEPS = 5
"""After so many missed sweeps the daemon is not ready."""
LONGEST = 10.0
"""Seconds one who asks may take to say what is wanted."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is told to who asks."""

    code: int
    body: bytes
    kind: str = "application/json; charset=utf-8"


Answers = Mapping[str, Callable[[], Answer]]
"""What is answered under each path."""


def told(checks: Mapping[str, str]) -> Answer:
    """The checks by name, each `ok` or what is wrong; 503 when anything is."""
    sound = all(one == "ok" for one in checks.values())
    body = {"status": "ok" if sound else "fail", "checks": dict(checks)}
    return Answer(200 if sound else 503, json.dumps(body, ensure_ascii=False).encode() + b"\n")


def space(folder: Path, wanted: int) -> str:
    """Whether so many megabytes are free."""
    free = shutil.disk_usage(folder).free // 2**20
    return "ok" if free >= wanted else f"{free} MB free, {wanted} wanted"


class Wicket:
    """A small window on the loopback address; closing it is safe twice."""

    def __init__(self, listen: str, answers: Answers) -> None:
        host, _, port = listen.rpartition(":")
        place = host.strip("[]") or "127.0.0.1"
        kind = _Server6 if ":" in place else _Server
        self._server = kind((place, int(port)), _Clerk)
        self._server.answers = answers
        self._thread = threading.Thread(
            target=self._server.serve_forever, name="bihuan-health", daemon=True
        )

    @property
    def address(self) -> str:
        """Where it is open; the port is the one really taken."""
        host, port = self._server.server_address[:2]
        return f"[{host!s}]:{port}" if ":" in str(host) else f"{host!s}:{port}"

    def open(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def close(self) -> None:
        """Answer nobody any more."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    answers: Answers

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever breaks off leaves no trace in the log."""


class _Server6(_Server):
    address_family = socket.AF_INET6


class _Clerk(BaseHTTPRequestHandler):
    server: _Server
    timeout = LONGEST
    server_version = "bihuan"
    sys_version = ""

    def do_GET(self) -> None:  # the library's name
        path = self.path.partition("?")[0]
        answer = self.server.answers.get(path)
        self._give(answer() if answer else Answer(404, b"\n", "text/plain"))

    do_HEAD = do_GET  # the library's name

    def _give(self, answer: Answer) -> None:
        self.send_response(answer.code)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Asking is not worth a line."""
