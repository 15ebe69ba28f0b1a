"""Sign what is asked and what is answered, so that neither can be forged, changed or replayed.

HMAC-SHA256 with a shared secret. A request signs its method, path, time, a word of its own and
the digest of its body; an answer its status, the request's word, its time and its digest.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

WINDOW = timedelta(minutes=5)
"""So far the two clocks may be apart."""
TIME, NONCE, SIGNATURE = "X-Bihuan-Time", "X-Bihuan-Nonce", "X-Bihuan-Signature"
SHORTEST = 16


class BadSignature(ValueError):
    """It was not signed by who has the secret, or not now."""


def request_headers(
    secret: str, method: str, path: str, body: bytes, now: datetime, nonce: str
) -> dict[str, str]:
    """What a request carries."""
    at = _written(now)
    said = ("request", method, path, at, nonce, _digest(body))
    return {TIME: at, NONCE: nonce, SIGNATURE: _sign(secret, said)}


def answer_headers(
    secret: str, status: int, body: bytes, now: datetime, nonce: str
) -> dict[str, str]:
    """What an answer carries; `nonce` is the request's."""
    at = _written(now)
    said = ("answer", str(status), at, nonce, _digest(body))
    return {TIME: at, SIGNATURE: _sign(secret, said)}


def check_request(
    secret: str, method: str, path: str, body: bytes, headers: Mapping[str, str], now: datetime
) -> str:
    """The request's own word, which its receiver must not have heard before.

    Raises BadSignature.
    """
    at, nonce = headers.get(TIME, ""), headers.get(NONCE, "")
    said = ("request", method, path, at, nonce, _digest(body))
    _check(secret, said, headers, at, now)
    if len(nonce) < SHORTEST:
        raise BadSignature("has no word of its own")
    return nonce


def check_answer(
    secret: str, status: int, body: bytes, headers: Mapping[str, str], now: datetime, nonce: str
) -> None:
    """Raises BadSignature for an answer that is not to this request."""
    at = headers.get(TIME, "")
    _check(secret, ("answer", str(status), at, nonce, _digest(body)), headers, at, now)


def _check(
    secret: str, said: tuple[str, ...], headers: Mapping[str, str], at: str, now: datetime
) -> None:
    if not hmac.compare_digest(_sign(secret, said).encode(), headers.get(SIGNATURE, "").encode()):
        raise BadSignature("is not signed with our secret")
    try:
        signed = datetime.fromtimestamp(int(at), UTC)
    except (ValueError, OverflowError, OSError):
        raise BadSignature("has no time") from None
    if abs(signed - now) > WINDOW:
        raise BadSignature("was signed at a time too far from ours; set the clocks")


def _sign(secret: str, said: tuple[str, ...]) -> str:
    text = "\n".join(said).encode()
    return "v1=" + hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()


def _written(now: datetime) -> str:
    return str(int(now.timestamp()))


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
