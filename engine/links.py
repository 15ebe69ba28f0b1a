"""Links by which a member reads an answer and says what he thinks of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

RATE, CORRECT = "rate", "correct"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A right to read one answer and to hand in one form, until it expires or is revoked."""

    office: str
    id: str
    """A short name that may be shown and logged; it opens nothing."""
    digest: str = field(repr=False)
    """The SHA-256 of the secret, which is kept nowhere."""
    case: str
    round: int
    member: int
    """Whose form it is, by number."""
    purpose: str
    """`rate`, or `correct` for a form that was handed in by mistake."""
    created_at: datetime
    created_by: str
    expires_at: datetime
    revoked_at: datetime | None = None
    revoked_by: str = ""

    def standing(self, now: datetime) -> str:
        """`valid`, `expired` or `revoked`; that it is used up history tells."""
        if self.revoked_at is not None:
            return "revoked"
        return "valid" if now < self.expires_at else "expired"

    @property
    def key(self) -> str:
        """The key of the event it brings about."""
        return f"link/{self.id}"


class Links(Protocol):
    """Keeps links; a row is never removed, and of an old one only its revocation is added."""

    def add(self, link: Link) -> None:
        """Keep a new one."""
        ...

    def known(self, office: str, digest: str) -> Link | None:
        """The one with this digest, valid or not."""
        ...

    def all(self, office: str, case: str | None = None) -> list[Link]:
        """Every one there ever was, of a case or of the office, the latest first."""
        ...

    def revoke(self, office: str, id: str, *, at: datetime, by: str) -> bool:
        """End it for good; whether it was there and not yet revoked."""
        ...
