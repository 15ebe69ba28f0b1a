"""Servers that take notices, or behave badly, in threads of this process."""

from __future__ import annotations

import json
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class MailSink:
    """A mail server that keeps what it was given, and refuses whom it is told to."""

    mails: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    """By address, what is answered to it."""
    answer: str = "250 OK"
    port: int = 0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        if self.answer.startswith("250"):
            parser = BytesParser(EmailMessage, policy=default)
            self.mails.append(parser.parsebytes(envelope.content))
            self.envelopes.append(envelope)
        return self.answer


@contextmanager
def mail_sink(**settings: Any) -> Iterator[MailSink]:
    """A real mail server on this machine."""
    sink = MailSink(port=free_port())
    settings = {"server_hostname": "localhost", **settings}
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port, **settings)
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()


def only(user: str, password: str) -> Callable[..., AuthResult]:
    """Lets in one user."""

    def authenticate(
        server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: LoginPassword
    ) -> AuthResult:
        known = (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=known, handled=False)

    return authenticate


@dataclass
class Posted:
    """One request that arrived."""

    path: str
    headers: dict[str, str]
    body: bytes
    status: int
    """What was answered."""
    at: float = field(default_factory=time.monotonic)
    """When it came, on a clock that only measures."""

    @property
    def document(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass
class HttpSink:
    """A gateway that keeps what was posted and answers as it is told."""

    posted: list[Posted] = field(default_factory=list)
    status: int = 200
    refuses: Callable[[Any], bool] = lambda _document: False
    """Which documents are answered with 500, however often they come."""
    body: bytes = b'{"code": 0}'
    headers: dict[str, str] = field(default_factory=dict)
    port: int = 0

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}/notices"


@contextmanager
def http_sink(tls: Any = None) -> Iterator[HttpSink]:
    """A real gateway on this machine."""
    sink = HttpSink()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = 500 if sink.refuses(json.loads(body)) else sink.status
            sink.posted.append(Posted(self.path, dict(self.headers), body, status))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(sink.body)), **sink.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(sink.body)

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        sink.port = server.server_address[1]
        with _served(server):
            yield sink


@dataclass
class RawSink:
    """A server of any manners; `talk` does what it will with each connection."""

    talk: Callable[[socket.socket, threading.Event], None]
    port: int = 0
    connections: int = 0
    over: threading.Event = field(default_factory=threading.Event)


@contextmanager
def raw_sink(talk: Callable[[socket.socket, threading.Event], None]) -> Iterator[RawSink]:
    """A bare server on this machine; the event it is handed is set when the test is over."""
    sink = RawSink(talk)

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            sink.connections += 1
            try:
                sink.talk(self.request, sink.over)
            except OSError:
                return  # the other side has hung up, as it should

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), Handler) as server:
        sink.port = server.server_address[1]
        with _served(server):
            try:
                yield sink
            finally:
                sink.over.set()


def mute(line: socket.socket, over: threading.Event) -> None:
    """Takes the connection and says nothing."""
    over.wait()


def dripping(start: bytes, drop: bytes) -> Callable[[socket.socket, threading.Event], None]:
    """Says a beginning, then goes on for ever, a little at a time."""

    def talk(line: socket.socket, over: threading.Event) -> None:
        line.sendall(start)
        while not over.wait(0.02):
            line.sendall(drop)

    return talk


def saying(text: bytes) -> Callable[[socket.socket, threading.Event], None]:
    """Reads a little, says one thing and hangs up."""

    def talk(line: socket.socket, over: threading.Event) -> None:
        line.recv(65536)
        line.sendall(text)

    return talk


def scripted(**answers: bytes) -> Callable[[socket.socket, threading.Event], None]:
    """A mail server that answers each verb as it is told, and hangs up where it is told nothing."""
    known = {"ehlo": b"250 here", "mail": b"250 ok", "rcpt": b"250 ok", "rset": b"250 ok"}
    said = {**known, "data": b"354 go on", ".": b"250 queued", "quit": b"221 bye", **answers}

    def talk(line: socket.socket, over: threading.Event) -> None:
        letter = False
        line.sendall(b"220 here\r\n")
        for got in line.makefile("rb"):
            if letter and got != b".\r\n":
                continue
            verb = got.split()[0].decode().lower()
            letter = verb == "data"
            if not (answer := said[verb]):
                return
            line.sendall(answer + b"\r\n")

    return talk


def free_port() -> int:
    """A port nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def _served(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
