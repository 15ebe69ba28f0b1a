"""What surrounds every request: its language, a bound on its body, safe headers, one log line."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from traceback import extract_tb
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bihuan.adapters.cli import tongue
from bihuan.adapters.web.errors import BodyTooLarge
from bihuan.adapters.web.problems import problem_of
from bihuan.rules.words import LANGUAGES

MOST = 16 << 20
"""Bytes of a body: a letter with its pictures, in base64."""
SAFE = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "vary": "Accept-Language, Authorization, Cookie",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
LANGUAGE = "bihuan_language"
"""The cookie that remembers which language was chosen; it says nothing else."""
YEAR = 365 * 86_400
"""Seconds for which it does."""
_RANGE = re.compile(r"\s*(zh|en|\*)[\w-]*\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*", re.ASCII | re.I)


REQUEST_ID = "x-request-id"
"""Under which name a request is found in the asker's log and in ours."""
_NAMED = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


def _named(told: str) -> str:
    """What the asker calls the request; a name of our own where it gave none, or an odd one."""
    return told if _NAMED.fullmatch(told) else uuid4().hex


def language(accepted: str) -> str:
    """The language an `Accept-Language` asks for; Chinese where it asks for neither."""
    found = (_RANGE.fullmatch(part) for part in accepted.split(","))
    wanted = [(float(one[2] or 1), one[1].lower()) for one in found if one is not None]
    best = max(wanted, key=lambda pair: pair[0], default=(0.0, "zh"))
    return "en" if best[0] > 0 and best[1] == "en" else "zh"


def _remembered(scope: Scope) -> str:
    secure = "; Secure" if scope.get("scheme") == "https" else ""
    return f"{LANGUAGE}={tongue.language()}; Path=/; Max-Age={YEAR}; HttpOnly; SameSite=Lax{secure}"


def chosen(scope: Scope) -> str | None:
    """The language a person chose for the pages: just now by `?lang=`, or earlier."""
    asked = QueryParams(scope.get("query_string", b"")).get("lang")
    return asked if asked in LANGUAGES else None


def _spoken(scope: Scope, asked: Headers) -> str:
    kept = cookie_parser(asked.get("cookie", "")).get(LANGUAGE, "")
    remembered = kept if kept in LANGUAGES else None
    return chosen(scope) or remembered or language(asked.get("accept-language", ""))


class BrokenOff(ConnectionError):
    """An answer that had begun cannot go on; why is in the log, under the request's name."""


def _place(error: Exception) -> str:
    """Where it happened, call by call, and no word of what was asked: a message may repeat it."""
    frames = extract_tb(error.__traceback__)
    ours = [one for one in frames[:-1] if "bihuan" in one.filename]
    told = (*ours[-8:], *frames[-1:])
    return " > ".join(f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in told)


class Around:
    """The outermost layer; it changes no request and no answer but for their headers."""

    def __init__(self, app: ASGIApp, log: Callable[..., object], most: int = MOST) -> None:
        self._app = app
        self._log = log
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        asked = Headers(scope=scope)
        tongue.speak(_spoken(scope, asked))
        called = _named(asked.get(REQUEST_ID, ""))
        scope.setdefault("state", {})["request"] = called
        began, status, started = monotonic(), 500, False

        async def answer(message: Message) -> None:
            nonlocal status, started
            if message["type"] == "http.response.start":
                status, started = message["status"], True
                headers = MutableHeaders(scope=message)
                for name, value in SAFE.items():
                    headers.setdefault(name, value)
                headers[REQUEST_ID] = called
                headers["content-language"] = tongue.language()
                if chosen(scope) and headers.get("content-type", "").startswith("text/html"):
                    headers.append("set-cookie", _remembered(scope))
            await send(message)

        length = asked.get("content-length", "0")
        try:
            if length.isascii() and length.isdigit() and int(length[:20]) > self._most:
                await problem_of(BodyTooLarge(self._most))(scope, receive, answer)
            else:
                await self._app(scope, self._bounded(receive), answer)
        except Exception as error:  # a bug: the asker gets a problem, the server's log the place
            self._log("http.failed", error=type(error).__name__, at=_place(error), request=called)
            if started:
                raise BrokenOff from None
            await problem_of(error)(scope, receive, answer)
        finally:
            self._tell(scope, status, monotonic() - began)

    def _bounded(self, receive: Receive) -> Receive:
        """A body whose length nobody said is counted as it comes."""
        so_far = 0

        async def bounded() -> Message:
            nonlocal so_far
            message = await receive()
            so_far += len(message.get("body", b""))
            if so_far > self._most:
                raise HTTPException(413)  # which the library lets through
            return message

        return bounded

    def _tell(self, scope: Scope, status: int, took: float) -> None:
        """One line: the operation and never the address, which may hold what was looked for."""
        route = scope.get("route")
        self._log(
            "http.answered",
            method=scope["method"],
            operation=getattr(route, "name", "-"),
            request=scope["state"]["request"],
            status=status,
            client=(scope.get("client") or ("-",))[0],
            token=scope.get("state", {}).get("token", "-"),
            milliseconds=round(took * 1000),
        )
