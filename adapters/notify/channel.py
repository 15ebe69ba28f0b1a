"""A notice, and what every way out of the house promises."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message, put in words for one recipient, at the moment of sending.

    Names, addresses and words stay out of its repr, and so out of logs and
    tracebacks.
    """

    office: str
    key: str = field(repr=False)
    """The message's key; it names the recipient."""
    topic: str
    case: str | None = None
    subject: str = field(repr=False)
    text: str = field(repr=False)
    recipient: str = field(repr=False)
    """How the recipient is called."""
    address: str = field(default="", repr=False)
    """Where the channel reaches the recipient; empty where it needs no address."""
    fields: Mapping[str, object] = field(default_factory=dict, repr=False)
    """What the message is about, for programs: texts, numbers and lists of such."""
    at: datetime
    """When it is sent, in UTC."""

    @property
    def id(self) -> str:
        """The message's own: the same at every try, in plain letters, without a person's name."""
        return sha256(f"{self.office}/{self.key}".encode()).hexdigest()[:32]

    @property
    def thread(self) -> str | None:
        """What the notices of one case have in common."""
        if self.case is None:
            return None
        return sha256(f"{self.office}/{self.case}".encode()).hexdigest()[:32]


AT_HAND = 10.0
"""Seconds within which a channel ends that never leaves this machine."""


class Channel(Protocol):
    """Takes notices out of the house."""

    @property
    def addressed(self) -> bool:
        """Whether a notice needs an address of its recipient."""
        ...

    @property
    def seconds(self) -> float:
        """Within so many `send` ends, whatever the other side does."""
        ...

    def send(self, notice: Notice) -> str:
        """Deliver it, and return what the receiver said.

        Raises Undelivered when this notice did not go, and Unavailable when
        nothing could have gone. The notice's id lets the receiver drop a second copy.
        """
        ...


@runtime_checkable
class Knocking(Protocol):
    """A channel behind which a server stands that can be asked whether it lets us in."""

    def knock(self) -> None:
        """Connect as for a notice, secured and logged in, and send none; raises Undelivered.

        Ends within a bounded time, and goes nowhere a notice would not go.
        """
        ...


@runtime_checkable
class Rehearsing(Protocol):
    """A channel that fills a template of the office's own."""

    def rehearse(self) -> None:
        """Make what it would send of made-up notices of every kind; raises BadTemplate."""
        ...
