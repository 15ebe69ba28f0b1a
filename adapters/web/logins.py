"""Somebody who is known elsewhere, as a visitor here: for a while, in the role he has there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from urllib.parse import unquote

from starlette.requests import Request

from bihuan.adapters.web.errors import Unauthenticated
from bihuan.engine.access import Role, Token

AN_HOUR = timedelta(hours=1)
LONGEST = 200
"""Letters of a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Who somebody is, as another says whom we believe."""

    user: str
    roles: Sequence[str]
    unit: str = ""


def visitor_token(
    known: Known, roles: Mapping[str, str], office: str, now: datetime, until: datetime
) -> Token:
    """A right to come in that is kept nowhere; raises Unauthenticated for who has no role here.

    Of several roles the one that the configuration names first counts.
    """
    ours = [role for theirs, role in roles.items() if theirs in known.roles]
    user, unit = known.user.strip(), known.unit.strip()
    odd = not user or not known.user.isprintable() or not known.unit.isprintable()
    if not ours or odd or max(len(user), len(unit)) > LONGEST:
        raise Unauthenticated
    role = Role(ours[0])
    if role is Role.DIVISION and not unit:
        raise Unauthenticated
    return Token(
        office=office,
        id=f"login-{sha256(user.encode()).hexdigest()[:8]}",
        digest="",
        role=role.value,
        actor=user,
        unit=unit if role is Role.DIVISION else "",
        created_at=now,
        created_by="login",
        expires_at=until,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedProxy:
    """A proxy whose headers say who asks: believed from its addresses and with its secret only."""

    addresses: frozenset[str]
    secret: str = field(repr=False)
    secret_header: str
    user_header: str
    roles_header: str
    unit_header: str

    def speaks(self, request: Request) -> bool:
        """Whether the request says anything that only the proxy may say."""
        return self.secret_header in request.headers or self.user_header in request.headers

    def known(self, request: Request) -> Known:
        """Who asks; raises Unauthenticated where it is not the proxy that says so."""
        peer = request.scope.get("state", {}).get("peer") or (request.client or ("",))[0]
        secret = self._only(request, self.secret_header)
        if peer not in self.addresses or not compare_digest(secret.encode(), self.secret.encode()):
            raise Unauthenticated
        roles = [part.strip() for part in self._only(request, self.roles_header).split(",")]
        return Known(
            user=self._only(request, self.user_header),
            roles=[role for role in roles if role],
            unit=self._only(request, self.unit_header),
        )

    def _only(self, request: Request, name: str) -> str:
        """The header, percent-decoded; said twice, one of the two would be somebody else's."""
        said = request.headers.getlist(name)
        if len(said) > 1:
            raise Unauthenticated
        return unquote(said[0], errors="replace") if said else ""
