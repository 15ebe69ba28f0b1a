"""What leaves the house."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Protocol

UNFINISHED = ("held", "parked", "pending")
"""Statuses of what has not left and may still; the others are for good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Something that must leave the house; `key` lets a receiver drop a second copy.

    Whoever claims one puts `next_at` off to the end of his lease and takes a
    higher `fence`; when his lease ran out and another claimed it, his fence is
    the old one, and what he says of the message no longer counts.
    """

    office: str
    key: str
    case: str | None = None
    """None for what is about no single case: a digest, an alarm, a reminder."""
    seq: int = 0
    topic: str
    channel: str
    recipient: str
    body: Mapping[str, object]
    created_at: datetime
    status: str = "pending"
    """`pending`, `held` for a digest, `bundled` into one, `sent`, `parked` or `dropped`."""
    attempts: int = 0
    next_at: datetime
    """Not to be sent, or tried again, before."""
    holder: str = ""
    """Who claimed it last."""
    fence: int = 0
    sent_at: datetime | None = None
    error: str = ""
    """Why it could not be sent when it was last tried."""

    @property
    def id(self) -> str:
        """The key in plain letters, without a person's name: for receivers, logs and typing."""
        return sha256(f"{self.office}/{self.key}".encode()).hexdigest()[:32]


class Outbox(Protocol):
    """What waits to leave the house, after it was stored with the event that caused it."""

    def claim(
        self, office: str, channel: str, now: datetime, until: datetime, holder: str, limit: int
    ) -> list[Message]:
        """Take up to `limit` pending messages that may go now; they are ours alone before `until`.

        Each comes with the fence of this claim.
        """
        ...

    def settle(self, messages: Iterable[Message], *, was: str = "pending") -> list[bool]:
        """Put messages as they now are; of each, whether it still stood as it `was`, at its fence.

        One that another has claimed since, or dealt with, is left as it is.
        """
        ...

    def put(self, messages: Iterable[Message]) -> int:
        """Add messages that come from no event; one whose key is known changes nothing."""
        ...

    def bundle(self, digest: Message, messages: Iterable[Message]) -> bool:
        """Add one message in place of held ones, which are bundled; all of it or nothing.

        Nothing where the digest is there already, or one of them is held no longer.
        """
        ...

    def get(self, office: str, key: str) -> Message | None:
        """The message with this key."""
        ...

    def waiting(self, office: str) -> Mapping[str, datetime]:
        """By channel, when the next pending message may go."""
        ...

    def counts(self, office: str) -> Mapping[str, int]:
        """How many messages have not left and may still, by status: those that are unfinished."""
        ...
