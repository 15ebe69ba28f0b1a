"""Make tokens and know them again: 256 random bits, of which only the SHA-256 is kept."""

from __future__ import annotations

import secrets
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest

from bihuan.adapters.web.errors import Unauthenticated
from bihuan.engine.access import Role, Token
from bihuan.engine.errors import BadInput
from bihuan.engine.ports import Store

MARK = "bihuan_"
"""What every token begins with, so that one left in a file is found by those who look for it."""
_BYTES = 32
_LONGEST = 100


def made(
    office: str,
    *,
    role: Role,
    actor: str,
    unit: str = "",
    now: datetime,
    expires_at: datetime,
    by: str,
) -> tuple[str, Token]:
    """A new token: the secret, to be shown once, and what is kept of it."""
    if not actor.strip():
        raise BadInput("actor", "must not be empty")
    if role is Role.DIVISION and not unit.strip():
        raise BadInput("unit", "a token of a division names the division")
    secret = MARK + secrets.token_urlsafe(_BYTES)
    kept = Token(
        office=office,
        id=secrets.token_hex(4),
        digest=digest(secret),
        role=role.value,
        actor=actor,
        unit=unit if role is Role.DIVISION else "",
        created_at=now,
        created_by=by,
        expires_at=expires_at,
    )
    return secret, kept


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def still_valid(store: Store, token: Token, now: datetime) -> None:
    """Raise Unauthenticated where a token that was let in has been revoked or has expired since."""
    found = store.tokens.known(token.office, token.digest) if token.digest else token
    if found is None or found.standing(now) != "valid":
        raise Unauthenticated


def recognised(store: Store, office: str, secret: str, now: datetime) -> Token:
    """The valid token with this secret; raises Unauthenticated, alike for every other one.

    The index is searched for a digest, which tells a stranger's clock nothing of a secret; the
    digests are then compared in constant time.
    """
    told = digest(secret) if secret.startswith(MARK) and len(secret) <= _LONGEST else digest("")
    found = store.tokens.known(office, told)
    if found is None or not compare_digest(found.digest, told) or found.standing(now) != "valid":
        raise Unauthenticated
    return found
