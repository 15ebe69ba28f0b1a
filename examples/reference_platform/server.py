"""A provincial platform as bihuan's exchange format describes it, in memory, with faults on demand.

It imports nothing of bihuan: who builds a platform may begin from it, and it shows that the
document is enough to build one by. `python server.py` serves it at 127.0.0.1:8099 with a few
made-up records and the secret in PLATFORM_SECRET.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any
from urllib.parse import unquote, urlsplit

WINDOW = 300
"""Seconds that two clocks may be apart."""


@dataclass
class Faults:
    """How likely each fault is, between 0 and 1, for one request."""

    duplicates: float = 0
    """Records that were sent before come again."""
    reordered: float = 0
    """The records of a page come in another order."""
    half: float = 0
    """The answer ends in the middle."""
    errors: float = 0
    """500, before anything is done."""
    lost: float = 0
    """What was asked is done, and the answer is 500."""
    skewed: float = 0
    """The answer is signed by a clock an hour ahead."""
    slow: float = 0
    """Seconds before each answer."""
    chance: Random = field(default_factory=lambda: Random(0))  # noqa: S311  # chance, no secret

    def strikes(self, name: str) -> bool:
        """Whether this fault happens now."""
        return bool(self.chance.random() < getattr(self, name))


class Platform:
    """What the platform knows, and what it was told."""

    def __init__(self, secret: str, now: Callable[[], float] = time.time) -> None:
        self.secret = secret
        self.now = now
        self.faults = Faults()
        self.log: list[dict[str, Any]] = []
        """Every version of every record, in the order in which they came about."""
        self.told: dict[str, dict[str, Any]] = {}
        """What offices said, by key."""
        self.times: dict[str, int] = {}
        """How often each was said."""
        self.refuse: dict[str, str] = {}
        """Kinds of records that are not taken, and why."""
        self.files: dict[str, bytes] = {}
        self.nonces: set[str] = set()
        self.lock = threading.Lock()

    def put(self, id: str, kind: str, proposal: str, fields: dict[str, Any]) -> None:
        """Add a record, or a new version of one."""
        with self.lock:
            version = 1 + sum(one["id"] == id for one in self.log)
            said = {"id": id, "kind": kind, "proposal": proposal, "version": version}
            record = {**said, "fields": fields}
            self.log.append({**record, "checksum": checksum(record)})

    def pull(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The records after a cursor."""
        at, limit = int(asked["after"] or 0), int(asked["limit"])
        page = self.log[at : at + limit]
        end = at + len(page)
        if self.faults.strikes("duplicates"):
            page = [*page, *self.log[max(0, at - 3) : at + 2]]
        if self.faults.strikes("reordered"):
            self.faults.chance.shuffle(page)
        return {"cursor": str(end), "more": end < len(self.log), "records": page}

    def push(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Take what an office says; the same key again changes nothing."""
        results = []
        for one in asked["records"]:
            key, why = one["key"], self.refuse.get(one["kind"], "")
            self.times[key] = self.times.get(key, 0) + 1
            outcome = "refused" if why else "known" if key in self.told else "taken"
            if outcome == "taken":
                self.told[key] = one
            results.append({"key": key, "outcome": outcome, "reason": why})
        return {"results": results}

    def keep(self, path: str, body: bytes) -> dict[str, Any]:
        """Keep a letter under its digest."""
        name = unquote(urlsplit(path).path.rpartition("/")[2])
        found = digest(body)
        if found == name:
            self.files[name] = body
        return {"digest": found}


def digest(content: bytes) -> str:
    """`sha256:` and the digest."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def checksum(record: dict[str, Any]) -> str:
    """Of a record: over its canonical JSON, but for the checksum."""
    return digest(canonical(record))


def canonical(value: object) -> bytes:
    """Sorted, without blanks, UTF-8."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def signature(secret: str, *said: str) -> str:
    """HMAC-SHA256 over the lines."""
    text = "\n".join(said).encode()
    return "v1=" + hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


class Door(BaseHTTPRequestHandler):
    """Checks who asks, and signs what is answered."""

    platform: Platform
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Every request is a signed post."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        nonce = self.headers.get("X-Bihuan-Nonce", "")
        platform = self.platform
        with platform.lock:
            status, answer = self._answer(platform, body, nonce)
            cut = status == 200 and platform.faults.strikes("half")
            ahead = 3600 if platform.faults.strikes("skewed") else 0
        if platform.faults.slow:
            threading.Event().wait(platform.faults.slow)
        said = canonical({"format": "bihuan-exchange", "version": 1, **answer})
        if cut:
            said = said[: len(said) // 2]
        at = str(int(platform.now()) + ahead)
        lines = ("answer", str(status), at, nonce, hashlib.sha256(said).hexdigest())
        self.send_response(status)
        self.send_header("X-Bihuan-Time", at)
        self.send_header("X-Bihuan-Signature", signature(platform.secret, *lines))
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def _answer(self, platform: Platform, body: bytes, nonce: str) -> tuple[int, dict[str, Any]]:
        if why := self._stranger(platform, body, nonce):
            return 401, {"error": why}
        if platform.faults.strikes("errors"):
            return 500, {"error": "out of order"}
        path = urlsplit(self.path).path
        if path.endswith("/pull"):
            answer = platform.pull(json.loads(body))
        elif path.endswith("/push"):
            answer = platform.push(json.loads(body))
        elif "/files/" in path:
            answer = platform.keep(self.path, body)
        else:
            return 404, {"error": "no such place"}
        if platform.faults.strikes("lost"):
            return 500, {"error": "out of order"}
        return 200, answer

    def _stranger(self, platform: Platform, body: bytes, nonce: str) -> str:
        """Why the request is not believed; empty where it is."""
        at = self.headers.get("X-Bihuan-Time", "")
        lines = ("request", "POST", self.path, at, nonce, hashlib.sha256(body).hexdigest())
        wanted = signature(platform.secret, *lines)
        if not hmac.compare_digest(wanted, self.headers.get("X-Bihuan-Signature", "")):
            return "the signature is wrong"
        if abs(int(at) - platform.now()) > WINDOW:
            return "the clocks are too far apart"
        if nonce in platform.nonces:
            return "the request was heard before"
        platform.nonces.add(nonce)
        return ""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def serve(platform: Platform, port: int = 0) -> ThreadingHTTPServer:
    """A server for the platform, listening; `serve_forever` answers."""
    door = type("OpenDoor", (Door,), {"platform": platform})
    server = ThreadingHTTPServer(("127.0.0.1", port), door)
    server.daemon_threads = True
    return server


def sample(platform: Platform) -> None:
    """A few made-up records."""
    for no in range(1, 4):
        fields = {"承办方式": "主办", "年度": 2024, "建议编号": f"第{no:04d}号"}
        fields |= {"标题": f"关于示例事项的建议（{no}）", "提出代表": ["王某某"]}
        platform.put(f"assignment-{no}", "assignment", f"proposal-{no}", fields)


if __name__ == "__main__":
    reference = Platform(os.environ["PLATFORM_SECRET"])
    sample(reference)
    with serve(reference, 8099) as running:
        running.serve_forever()
