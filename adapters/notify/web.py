"""Post to a gateway: to a host that is named, at an address that was checked, in bounded time."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import urlsplit

from bihuan.adapters.notify.addresses import Network, may_be_called
from bihuan.adapters.notify.conversation import Conversation
from bihuan.adapters.notify.errors import Unavailable, Undelivered

LONGEST_ANSWER = 64 * 1024
_FINAL = (400, 405, 406, 410, 413, 414, 415, 422)
"""Answers that say: this request will never do. The rest may be mended on either side."""

TOO_OFTEN = 429
"""The answer that says: not now, whatever it is."""


class BadUrl(ValueError):
    """An address of the web that we do not post to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A URL, taken apart. What stands behind the host can be a secret."""

    secure: bool
    host: str
    port: int
    path: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What may be posted to, and how long it may take."""

    hosts: frozenset[str] = frozenset()
    """The only hosts; none stands for the one that is configured."""
    allow_http: bool = False
    allow_addresses: tuple[Network, ...] = ()
    """Inner networks where the office's own gateways are."""
    seconds: float = 20.0
    ca: Path | None = None
    """Whom to believe certificates, in place of the system's list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the gateway said."""

    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


def target(url: str, gate: Gate) -> Target:
    """Take a URL apart; raises BadUrl for one we do not post to."""
    if any(ord(char) <= 0x20 or ord(char) >= 0x7F or char == "\\" for char in url):
        raise BadUrl("is not written in plain letters; a Chinese host is written as xn--…")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadUrl("is no URL") from None
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in ("https", "http") or not host:
        raise BadUrl("does not begin with https://HOST")
    if parts.scheme == "http" and not gate.allow_http:
        raise BadUrl("is not https; allow_http = true sends in the clear")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise BadUrl("holds a user, a password or a #; remove it")
    if gate.hosts and host not in gate.hosts:
        raise BadUrl("names a host that is not among hosts")
    secure = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(secure=secure, host=host, port=port or (443 if secure else 80), path=path)


def post(channel: str, to: Target, body: bytes, headers: Mapping[str, str], gate: Gate) -> Answer:
    """Post once; raises Undelivered for anything but an answer that it was taken.

    Never elsewhere: redirections are not followed, proxies of the environment
    not used, and the name is resolved once, so that it cannot lead elsewhere
    between the check and the call. `http.client` lets us hand it the
    connection; clients with pools resolve the name again by themselves.
    """
    return _asked(channel, to, "POST", body, headers, gate)


def _asked(
    channel: str,
    to: Target,
    method: str,
    body: bytes | None,
    headers: Mapping[str, str],
    gate: Gate,
) -> Answer:
    with Conversation(gate.seconds) as talk:
        try:
            answer = _exchange(channel, talk, to, method, body, headers, gate)
        except HTTPException:
            raise talk.fault(channel, "the answer is no HTTP") from None
        except OSError as error:
            raise talk.lost(channel, error) from None
    _judge(channel, answer)
    return answer


def get(channel: str, to: Target, headers: Mapping[str, str], gate: Gate) -> Answer:
    """Ask once, as carefully as one posts."""
    return _asked(channel, to, "GET", None, headers, gate)


def knock(channel: str, to: Target, gate: Gate) -> None:
    """Connect as for a post, and post nothing; raises Undelivered."""
    with Conversation(gate.seconds) as talk:
        try:
            _line(channel, talk, to, gate).close()
        except OSError as error:
            raise talk.lost(channel, error) from None


def _line(channel: str, talk: Conversation, to: Target, gate: Gate) -> socket.socket:
    """A connection to a place that may be called, secured where it has to be."""
    places = talk.find(to.host, to.port)
    if not places or not all(
        may_be_called(str(place[0]), gate.allow_addresses) for _, place in places
    ):
        raise Unavailable(channel, "the server has an address that is not allowed")
    line = talk.connect(places)
    return talk.secure(line, to.host, tls(gate.ca)) if to.secure else line


def _exchange(
    channel: str,
    talk: Conversation,
    to: Target,
    method: str,
    body: bytes | None,
    headers: Mapping[str, str],
    gate: Gate,
) -> Answer:
    connection = HTTPConnection(to.host, to.port)
    if to.secure:
        connection = HTTPSConnection(to.host, to.port, context=tls(gate.ca))
    connection.sock = _line(channel, talk, to, gate)
    talk.let_in = True
    with closing(connection):
        connection.request(method, to.path, body=body, headers=dict(headers))
        with connection.getresponse() as response:
            said = response.read(LONGEST_ANSWER + 1)
            missing = response.length if len(said) <= LONGEST_ANSWER else None
    if talk.over or missing:  # what is cut off in the middle reads like the end
        raise ConnectionError
    return Answer(status=response.status, body=said, headers=dict(response.headers))


def _judge(channel: str, answer: Answer) -> None:
    status = answer.status
    if 300 <= status < 400:
        raise Undelivered(channel, f"the server points elsewhere ({status})")
    if status == TOO_OFTEN:
        raise Unavailable(channel, f"the server answered {status}")
    if not 200 <= status < 300:
        raise Undelivered(channel, f"the server answered {status}", status in _FINAL)
    if len(answer.body) > LONGEST_ANSWER:
        raise Undelivered(channel, f"the answer is longer than {LONGEST_ANSWER} bytes")


@cache
def tls(ca: Path | None) -> ssl.SSLContext:
    """How certificates are checked: with the system's list, or with one of the office's own."""
    return ssl.create_default_context(cafile=ca)
