"""An error as a program gets it: application/problem+json, with a code, a cure and the guards."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from bihuan.adapters.cli import failures, tongue
from bihuan.adapters.cli.reasons import said
from bihuan.adapters.cli.refusals import finding_document, unmet
from bihuan.adapters.cli.session import plain
from bihuan.adapters.web.documents import MEDIA_TYPE
from bihuan.adapters.web.errors import BadRequest, TooMany, WebError
from bihuan.engine.errors import BihuanError, Refused, StaleCase
from bihuan.rules.facts import Finding
from bihuan.states.decide import NOT_YOURS

STATUS: Mapping[int, int] = {
    failures.USAGE: 400,
    failures.REFUSED: 422,
    failures.NOT_FOUND: 404,
    failures.CONFLICT: 409,
    failures.UNREACHABLE: 503,
    failures.TRY_AGAIN: 503,
}
"""The status of an error, by the code a command would end with; any other one is 500."""
RETRY_AFTER = "5"
"""Seconds after which one who was told 503 may ask again."""


def status_of(error: Exception, *, guarded: bool = False) -> int:
    """The status; `guarded` where the request named the revision it had seen."""
    match error:
        case WebError():
            return error.status
        case Refused() if error.reason == NOT_YOURS:
            return 403
        case StaleCase() if guarded:
            return 412
        case BihuanError():
            return STATUS.get(failures.EXITS.get(error.code, failures.BUG), 500)
    return 500


def problem_of(error: Exception, *, guarded: bool = False) -> Response:
    """The answer to whoever asked."""
    status = status_of(error, guarded=guarded)
    told: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
    }
    headers = {"retry-after": RETRY_AFTER} if status == 503 else {}
    headers |= {"retry-after": str(error.seconds)} if isinstance(error, TooMany) else {}
    headers |= {"www-authenticate": "Bearer"} if status == 401 else {}
    told = {**(_generic(error) if status >= 500 else _specific(error)), **told}
    return Problem(told, status, headers)


class Problem(Response):
    """A problem document; whatever was said is echoed in characters every reader takes."""

    media_type = MEDIA_TYPE

    def __init__(self, told: Mapping[str, Any], status: int, headers: Mapping[str, str]) -> None:
        super().__init__(written(told), status, dict(headers))


def written(told: object) -> bytes:
    """JSON in UTF-8; a lone surrogate, which UTF-8 does not know, stays escaped."""
    text = json.dumps(plain(told), ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace")


def guards(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """The conditions of a refusal, each with the value met and its name in words."""
    return [
        {"label": tongue.word(f"fact.{found.fact}"), **finding_document(found)}
        for found in findings
    ]


def refusal(error: Refused) -> dict[str, Any]:
    """Why an event is refused, for a refusal itself and for one that was only asked about."""
    failing = [tongue.word(f"fact.{found.fact}") for found in unmet(error.findings)]
    return {
        "case": error.case,
        "event": error.event,
        "state": error.state,
        "reason": error.reason,
        "reason_label": tongue.word(f"refusal.{error.reason}"),
        "unmet": failing,
        "guards": guards(error.findings),
    }


def _generic(error: Exception) -> dict[str, Any]:
    """What is wrong with us is nobody else's business, and may name our machines."""
    passing = status_of(error) == 503
    code = error.code if isinstance(error, BihuanError) else "bug"
    key = "web_passing" if passing else "web_fault"
    return {
        "code": failures.coded(code),
        "detail": tongue.words(f"error.{key}"),
        "cure": tongue.words(f"cure.{key}"),
    }


def _specific(error: Exception) -> dict[str, Any]:
    failure = failures.failure_of(error)
    own = f"web_cure.{getattr(error, 'code', '')}"
    values = {name: value for name, value in failure.details.items() if name != "findings"}
    told = {"code": failure.code, "detail": failure.message, "cure": failure.hint}
    if isinstance(error, BadRequest):
        told["cure"] = said(error.reason)
    elif tongue.has_words(own):
        told["cure"] = tongue.words(own, **values)
    if isinstance(error, Refused):
        return told | refusal(error)
    return {**values, **told}  # an error may have a field of its own that is called `detail`
