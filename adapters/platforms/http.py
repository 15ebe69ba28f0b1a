"""A platform that is reached over HTTP: every request a signed post, every answer signed."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from urllib.parse import quote

from bihuan.adapters.notify.errors import Undelivered
from bihuan.adapters.notify.web import Gate, post, target
from bihuan.adapters.platforms import document
from bihuan.adapters.platforms.mapping import WordMap
from bihuan.adapters.platforms.signature import BadSignature, check_answer, request_headers
from bihuan.engine.errors import BadExchange, PlatformAway
from bihuan.engine.history import canonical_text
from bihuan.engine.platforms import Incoming, Outgoing, Page, Receipt

JSON = "application/json; charset=utf-8"


class HttpPlatform:
    """Keeps the promises of `Platform`."""

    def __init__(
        self,
        name: str,
        url: str,
        *,
        secret: str,
        words: WordMap,
        gate: Gate,
        now: Callable[[], datetime],
        at_once: int = 50,
    ) -> None:
        self.name = name
        self._url = url.rstrip("/")
        self._secret = secret
        self._words = words
        self._gate = gate
        self._now = now
        self._at_once = at_once

    def pull(self, after: str) -> Page:
        asked = {"format": document.FORMAT, "version": document.VERSION}
        asked |= {"after": after, "limit": self._at_once}
        body = canonical_text(asked).encode()
        answer = self._post("pull", body, JSON)
        told = document.parsed(self.name, "pull", answer)
        cursor, more = told.get("cursor"), told.get("more")
        if not isinstance(cursor, str) or len(cursor) > 500 or not isinstance(more, bool):
            raise BadExchange(self.name, "pull cursor", "must be a text, and more a truth")
        if more and cursor == after:
            raise BadExchange(self.name, "pull cursor", "does not move, and more is to come")
        return Page(
            request=body.decode(),
            text=document.storable(answer.decode()),
            digest=document.digest(answer),
            cursor=cursor,
            more=more,
            records=document.records_of(self.name, "pull", told, self._words),
        )

    def reread(self, text: str) -> tuple[Incoming, ...]:
        told = document.parsed(self.name, "replay", text)
        return document.records_of(self.name, "replay", told, self._words)

    def taken(self, page: Page) -> None:
        """The cursor says it with the next request."""

    def hand_over(self, digest: str, name: str, content: bytes) -> None:
        path = f"files/{quote(digest, safe='')}?name={quote(name, safe='')}"
        answer = self._post(path, content, "application/octet-stream")
        told = document.parsed(self.name, "files", answer)
        if told.get("digest") != digest or document.digest(content) != digest:
            raise BadExchange(self.name, "files", "the platform has another file under this name")

    def push(self, records: Sequence[Outgoing]) -> Receipt:
        text = document.sent(self.name, records, self._words)
        answer = self._post("push", text.encode(), JSON)
        told = document.parsed(self.name, "push", answer)
        keys = [one.key for one in records]
        return Receipt(
            request="push",
            text=text,
            digest=document.digest(answer),
            refused=document.refused_of(self.name, "push", told, keys),
        )

    def _post(self, path: str, body: bytes, form: str) -> bytes:
        """What the platform answers, once it is known to be its answer to this request."""
        to = target(f"{self._url}/{path}", self._gate)
        nonce = secrets.token_hex(16)
        headers = request_headers(self._secret, "POST", to.path, body, self._now(), nonce)
        headers |= {"Content-Type": form}
        try:
            answer = post(self.name, to, body, headers, self._gate)
        except Undelivered as error:
            raise PlatformAway(self.name, error.reason) from error
        known = {name.title(): value for name, value in answer.headers.items()}
        try:
            check_answer(self._secret, answer.status, answer.body, known, self._now(), nonce)
        except BadSignature as error:
            raise BadExchange(self.name, path.partition("/")[0], str(error)) from None
        return answer.body
