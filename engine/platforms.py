"""What a provincial platform and the office tell each other, and what is kept of it.

A platform sends records: an assignment, a member's feedback, the lead unit's answer. Each has a
name of its own, a version that grows, and a checksum. The office sends records back, each under
a key that is made of its case and its entry in history, so that sending one again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

ASSIGNMENT, FEEDBACK, LEAD_ANSWER = "assignment", "feedback", "lead_answer"
INCOMING = (ASSIGNMENT, FEEDBACK, LEAD_ANSWER)
OUTGOING = ("acceptance", "contact", "progress", "answer", "opinion")
SETTLED = ("agreed", "conflict")
"""How a record stands that is not tried again by itself."""
PULL, PUSH = "pull", "push"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A record of the platform's, in our words."""

    key: str
    """The platform's name for the record."""
    kind: str
    proposal: str
    """The platform's name for the proposal it belongs to."""
    version: int
    checksum: str
    fields: Mapping[str, Any]
    """Plain data; dates as ISO text. Empty where the record could not be read."""
    fault: Mapping[str, str] = field(default_factory=dict)
    """Why it could not be read: a code and its values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A record of ours for the platform, in our words."""

    key: str
    """Case and entry: the same record has the same key however often it is sent."""
    kind: str
    proposal: str
    fields: Mapping[str, Any]
    paper: str = ""
    """The digest of the letter's file, where there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one request for news brought."""

    request: str
    text: str
    """The document word for word, so that it can be read again."""
    digest: str
    cursor: str
    """Where to go on from."""
    more: bool
    records: tuple[Incoming, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the platform says of the records it was sent."""

    request: str
    text: str
    """The document that was sent, word for word."""
    digest: str
    """Of the answer."""
    refused: Mapping[str, str]
    """Key to reason, for those it did not take; the others it has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Which case of ours is which proposal of the platform's; never changed, never removed."""

    office: str
    platform: str
    proposal: str
    case: str
    linked_at: datetime
    pushed: int = 0
    """The last entry of the case's history that the platform was told of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A record as it was last seen, and what became of it.

    The platform's, or one of ours that the platform has not taken.
    """

    office: str
    platform: str
    key: str
    kind: str
    proposal: str
    version: int
    checksum: str
    fields: Mapping[str, Any]
    agreed: Mapping[str, Any]
    """What was last agreed on; empty where nothing was."""
    status: str
    """`agreed`, `waiting` (it cannot be applied yet), `refused` or `conflict`."""
    reason: Mapping[str, str]
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field in which the platform and the office do not agree; a person settles it."""

    office: str
    platform: str
    record: str
    version: int
    field: str
    said: Mapping[str, Any]
    """What is `theirs`, `ours`, and what was last `agreed` on."""
    opened_at: datetime
    settled_at: datetime | None = None
    settled_by: str = ""
    take: str = ""
    """`theirs` or `ours`; `superseded` where a later version of the record came before that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One exchange with a platform; never changed, never removed."""

    office: str
    platform: str
    no: int
    way: str
    """`pull` or `push`."""
    at: datetime
    request: str
    digest: str
    """Of the answer; empty where none came."""
    text: str
    """The document that came, or the one that was sent."""
    cursor: str
    """Where the next one goes on from."""
    records: Mapping[str, str]
    """What became of each record, by key."""
    outcome: str
    """`done`, `partly` or `failed`."""
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """How far one way of the exchange has come."""

    office: str
    platform: str
    way: str
    place: str
    """Pulling, the platform's cursor; pushing, a position of our feed."""
    changed_at: datetime


Kept = Link | Held | Difference | Exchange | Bookmark


class Platform(Protocol):
    """A platform as it can be reached: over HTTP, or through folders."""

    name: str

    def pull(self, after: str) -> Page:
        """What is new after a cursor; raises PlatformAway or BadExchange."""
        ...

    def reread(self, text: str) -> tuple[Incoming, ...]:
        """The records of a document that came earlier, read by the mapping of today."""
        ...

    def taken(self, page: Page) -> None:
        """The page is kept here; what lay ready for us may be put away."""
        ...

    def hand_over(self, digest: str, name: str, content: bytes) -> None:
        """Bring a letter's file; the same one again changes nothing."""
        ...

    def push(self, records: Sequence[Outgoing]) -> Receipt:
        """Bring records; raises PlatformAway or BadExchange, and then nothing is certain."""
        ...


class Exchanges(Protocol):
    """Keeps what was exchanged, in the transaction of the store it belongs to."""

    def links(self, office: str, platform: str) -> list[Link]:
        """Every link, by the platform's name of the proposal."""
        ...

    def held(self, office: str, platform: str, *, status: str | None = None) -> list[Held]:
        """The records that stand so, or every one, by name."""
        ...

    def some_held(self, office: str, platform: str, keys: Sequence[str]) -> list[Held]:
        """Those of these names."""
        ...

    def some_links(self, office: str, platform: str, proposals: Sequence[str]) -> list[Link]:
        """Those of these proposals."""
        ...

    def differences(self, office: str, platform: str) -> list[Difference]:
        """Every difference there ever was, the oldest first."""
        ...

    def exchanges(self, office: str, platform: str, limit: int = 100) -> list[Exchange]:
        """The latest exchanges, the latest first."""
        ...

    def exchange(self, office: str, platform: str, no: int) -> Exchange | None:
        """The one of this number."""
        ...

    def bookmark(self, office: str, platform: str, way: str) -> str:
        """How far it has come; empty at the beginning."""
        ...

    def keep(self, things: Iterable[Kept]) -> None:
        """Put links, records, differences and bookmarks; add exchanges, which are numbered here.

        All or none; raises Conflict where a law forbids it.
        """
        ...
