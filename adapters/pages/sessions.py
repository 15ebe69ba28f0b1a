"""A session of a person at a browser: who came in, sealed into a cookie, and until when.

Nothing is kept here. A session opened by a token names the digest of it, so that each request
looks the token up again and a revoked one ends the session at once; one opened by another door
(a sign-on service) carries role, actor and unit itself.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest

from itsdangerous import BadData, Signer, URLSafeSerializer
from starlette.requests import Request
from starlette.responses import Response

from bihuan.adapters.web.errors import Unauthenticated
from bihuan.adapters.web.rights import Visitor
from bihuan.engine.access import Role, Token
from bihuan.engine.ports import Store

COOKIE = "bihuan_session"
LASTS = timedelta(hours=12)
"""A working day; then one comes in again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Who came in, in which capacity, and the nonce that forms must bring back."""

    role: Role
    actor: str
    unit: str
    expires_at: datetime
    nonce: str
    token: str = ""
    """The digest of the token that opened it; empty where another door did."""


def begun(
    *, role: Role, actor: str, unit: str, now: datetime, until: datetime, token: str = ""
) -> Session:
    """A new session; it ends after a working day, or with what opened it."""
    return Session(
        role=role,
        actor=actor,
        unit=unit,
        expires_at=min(now + LASTS, until),
        nonce=secrets.token_urlsafe(18),
        token=token,
    )


def begun_by(token: Token, now: datetime) -> Session:
    """A new session that a token opens; it ends with the token at the latest."""
    return begun(
        role=Role(token.role),
        actor=token.actor,
        unit=token.unit,
        now=now,
        until=token.expires_at,
        token=token.digest,
    )


def visitor_of(session: Session, store: Store, office: str, now: datetime) -> Visitor:
    """Whom a session speaks for now; raises Unauthenticated once it or its token has ended."""
    if now >= session.expires_at:
        raise Unauthenticated
    if session.token:
        token = store.tokens.known(office, session.token)
        if token is None or token.standing(now) != "valid":
            raise Unauthenticated
        return Visitor(token)
    return Visitor(
        Token(
            office=office,
            id="session",
            digest="",
            role=session.role.value,
            actor=session.actor,
            unit=session.unit,
            created_at=now,
            created_by="",
            expires_at=session.expires_at,
        )
    )


class Seal:
    """Signs sessions with a key of this server; what another key signed is nobody's."""

    def __init__(self, key: bytes | None = None) -> None:
        """Without a key it makes one, and people come in again after a restart."""
        self._key = key or secrets.token_bytes(32)
        self._seal = URLSafeSerializer(self._key, salt=COOKIE)
        self._ended: dict[str, datetime] = {}

    def __repr__(self) -> str:
        return "Seal(…)"

    def mark(self, purpose: str, text: str) -> str:
        """A mark of ours on a text, for one purpose."""
        return Signer(self._key, salt=purpose, digest_method=sha256).get_signature(text).decode()

    def marked(self, purpose: str, text: str, mark: str) -> bool:
        """Whether the mark is ours."""
        return compare_digest(mark.encode(), self.mark(purpose, text).encode())

    def end(self, session: Session, now: datetime) -> None:
        """End a session for whoever has its cookie, by this process, and until it would have ended.

        Revoking its token ends it everywhere.
        """
        for nonce in [one for one, until in self._ended.items() if until <= now]:
            self._ended.pop(nonce, None)
        self._ended[session.nonce] = session.expires_at

    def give(self, request: Request, answer: Response, session: Session) -> None:
        """Put the session into the browser's hands; no script can read it there."""
        answer.set_cookie(
            COOKIE,
            self._seal.dumps(_told(session)),
            max_age=int(LASTS.total_seconds()),
            path=_path(request),
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )

    def take(self, request: Request, answer: Response) -> None:
        """Ask the browser to forget it."""
        answer.delete_cookie(COOKIE, path=_path(request), httponly=True, samesite="strict")

    def opened(self, request: Request) -> Session:
        """The session of a request; raises Unauthenticated without one of ours."""
        try:
            found = _read(self._seal.loads(request.cookies.get(COOKIE, "")))
        except (BadData, KeyError, TypeError, ValueError):
            raise Unauthenticated from None
        if found.nonce in self._ended:
            raise Unauthenticated
        return found


def _path(request: Request) -> str:
    return f"{request.scope['root_path']}/"


def _told(session: Session) -> dict[str, str]:
    return {
        "role": session.role.value,
        "actor": session.actor,
        "unit": session.unit,
        "expires_at": session.expires_at.isoformat(),
        "nonce": session.nonce,
        "token": session.token,
    }


def _read(told: Mapping[str, str]) -> Session:
    return Session(
        role=Role(told["role"]),
        actor=told["actor"],
        unit=told["unit"],
        expires_at=datetime.fromisoformat(told["expires_at"]),
        nonce=told["nonce"],
        token=told["token"],
    )
