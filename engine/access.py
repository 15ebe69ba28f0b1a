"""Who may come in from outside: tokens with a role, of which only the digest is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bihuan.states.machine import Party


class Role(StrEnum):
    """In which capacity somebody comes in."""

    OFFICE = "office"
    DIVISION = "division"
    LEADER = "leader"
    SUPERVISION = "supervision"
    ASSIGNER = "assigner"
    MEMBER = "member"
    OPS = "ops"
    AUDITOR = "auditor"


PARTIES: Mapping[Role, Party] = {
    Role.OFFICE: Party.OFFICE,
    Role.DIVISION: Party.DIVISION,
    Role.ASSIGNER: Party.ASSIGNER,
    Role.MEMBER: Party.MEMBER,
}
"""For which party of a machine a role acts; who is not named here only looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A right to come in, until it expires or is revoked."""

    office: str
    id: str
    """A short name that may be shown and logged; it opens nothing."""
    digest: str = field(repr=False)
    """The SHA-256 of the secret, which is kept nowhere."""
    role: str
    actor: str
    """Who is written into the history: a person or a system."""
    unit: str = ""
    """Of a division, its name: it sees its own cases and no other."""
    created_at: datetime
    created_by: str
    expires_at: datetime
    revoked_at: datetime | None = None
    revoked_by: str = ""

    def standing(self, now: datetime) -> str:
        """`valid`, `expired` or `revoked`."""
        if self.revoked_at is not None:
            return "revoked"
        return "valid" if now < self.expires_at else "expired"


class Tokens(Protocol):
    """Keeps tokens; a row is never removed, and of an old one only its revocation is added."""

    def add(self, token: Token) -> None:
        """Keep a new one."""
        ...

    def known(self, office: str, digest: str) -> Token | None:
        """The one with this digest, valid or not."""
        ...

    def all(self, office: str) -> list[Token]:
        """Every one there ever was, the latest first."""
        ...

    def revoke(self, office: str, id: str, *, at: datetime, by: str) -> bool:
        """End it for good; whether it was there and not yet revoked."""
        ...
