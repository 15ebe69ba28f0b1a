"""Notices to a gateway of the house: 政务微信, 专有钉钉, an OA, one for short messages."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

from bihuan.adapters.notify.bodies import Body, TemplateBody, document
from bihuan.adapters.notify.channel import Notice
from bihuan.adapters.notify.errors import Unavailable, Undelivered
from bihuan.adapters.notify.signing import Sign
from bihuan.adapters.notify.web import Answer, Gate, Target, knock, post

Success = Mapping[str, str | int | bool]
"""What the answer must say: many gateways refuse with status 200 and a code."""


class HttpChannel:
    """Posts each notice as one JSON document."""

    def __init__(
        self,
        to: Target,
        gate: Gate,
        *,
        name: str = "http",
        body: Body = document,
        sign: Sign | None = None,
        success: Success | None = None,
        headers: Mapping[str, str] | None = None,
        addressed: bool = False,
    ) -> None:
        self._to = to
        self._gate = gate
        self._name = name
        self._body = body
        self._sign = sign
        self._success = success or {}
        self._headers = dict(headers or {})
        self.addressed = addressed
        self.seconds = gate.seconds

    def knock(self) -> None:
        """Connect as for a notice, and post nothing."""
        knock(self._name, self._to, self._gate)

    def rehearse(self) -> None:
        """Fill the template, where the office has one of its own."""
        if isinstance(self._body, TemplateBody):
            self._body.rehearse()

    def send(self, notice: Notice) -> str:
        """Post it; the receipt is the status of the answer."""
        body = self._body(notice)
        headers = {"Content-Type": "application/json; charset=utf-8", **self._headers}
        headers["Idempotency-Key"] = notice.id
        if self._sign is not None:
            headers |= self._sign(notice.id, notice.at, body.decode())
        answer = post(self._name, self._to, body, headers, self._gate)
        check(self._name, answer, self._success)
        return str(answer.status)


def check(channel: str, answer: Answer, success: Success, too_often: Collection[int] = ()) -> None:
    """Raise Undelivered unless the answer is a JSON document that says what it must.

    Some codes say that we ask `too_often`: then nothing else would be taken either.
    """
    if not success:
        return
    try:
        said = json.loads(answer.body)
    except ValueError:
        raise Undelivered(channel, "the answer is no JSON") from None
    for name, wanted in success.items():
        found = said.get(name) if isinstance(said, dict) else None
        if found != wanted or isinstance(found, bool) != isinstance(wanted, bool):
            code = str(found) if type(found) is int else "-"
            if type(found) is int and found in too_often:
                raise Unavailable(channel, f"the gateway refused ({name} {code})")
            raise Undelivered(channel, f"the gateway refused ({name} {code})")
