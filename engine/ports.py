"""What the engine needs from the outside, and nothing it does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol, TypeVar

from bihuan.engine.records import (
    Alarm,
    Case,
    Change,
    Definition,
    Entry,
    Message,
    PastCase,
    Query,
    Record,
    Repair,
)

R = TypeVar("R", bound=Record)


class Clock(Protocol):
    """Tells the time; nothing else in the engine does."""

    def now(self) -> datetime:
        """The present instant, aware and in UTC."""
        ...


class Ids(Protocol):
    """Makes names for new cases."""

    def new(self, now: datetime) -> str:
        """A name never given before; of one maker, later names sort after earlier ones."""
        ...


class Work(Protocol):
    """One transaction: what is locked stays true until it is over, and no writing is half kept.

    `lock` holds the case and all that belongs to it. What is only read, by
    `case` or `followers`, others may change before the end.
    """

    def outcome(self, office: str, key: str) -> Entry | None:
        """The entry already written under this idempotency key."""
        ...

    def lock(self, office: str, case: str) -> Case:
        """Return the case and keep others from changing it; raises CaseNotFound."""
        ...

    def case(self, office: str, case: str) -> Case:
        """Return the case; raises CaseNotFound."""
        ...

    def followers(self, office: str, host: str) -> list[Case]:
        """The cases merged into this one, by id."""
        ...

    def records(self, kind: type[R], office: str, case: str) -> list[R]:
        """The case's records of one kind, by key."""
        ...

    def alarms(self, office: str, case: str) -> list[Alarm]:
        """Every timer the case ever had, by due date."""
        ...

    def history(self, office: str, case: str) -> list[Entry]:
        """The case's entries, oldest first."""
        ...

    def save(self, change: Change) -> None:
        """Store it whole or not at all; of a case already there, what `MOVING` names changes.

        Raises StaleCase when the case is no longer at the revision before
        the change's, KeyTaken when another entry has its idempotency key, and
        CaseExists when a new case's identity is taken.
        """
        ...

    def finish(self, changes: Sequence[Change]) -> None:
        """Store them all or none, and commit: the work ends with it.

        Raises as `save` does; after that nothing of the work is kept.
        """
        ...

    def repair(
        self, repair: Repair, case: Case, records: Iterable[Record], alarms: Iterable[Alarm]
    ) -> None:
        """Put a case, some of its records and its timers as its history says they are.

        Raises BadInput when the case would not stand where its last entry leads.
        """
        ...

    def define(self, definition: Definition) -> None:
        """Store a definition; the same hash again changes nothing."""
        ...

    def settle(self, alarms: Iterable[Alarm]) -> None:
        """Put timers as they now are, without an event (a stale or skipped one)."""
        ...

    def keep_past(self, cases: Iterable[PastCase]) -> int:
        """Store earlier years' ledger lines; returns how many were new."""
        ...

    def post(self, messages: Iterable[Message]) -> None:
        """Put messages as they now are (sent, or tried once more)."""
        ...


class Store(Protocol):
    """Keeps cases, their history, timers and outgoing work for good."""

    def begin(self) -> AbstractContextManager[Work]:
        """A transaction that writes: committed when the block ends, undone when it raises."""
        ...

    def look(self) -> AbstractContextManager[Work]:
        """A transaction that only reads, and neither waits for those who write nor holds them."""
        ...

    def case(self, office: str, case: str) -> Case:
        """Return the case; raises CaseNotFound."""
        ...

    def find(self, office: str, query: Query) -> list[Case]:
        """The cases that match, by id."""
        ...

    def records(self, kind: type[R], office: str, case: str | None = None) -> list[R]:
        """Records of one kind, of one case or of the whole office, by case and key."""
        ...

    def history(self, office: str, case: str) -> list[Entry]:
        """The case's entries, oldest first."""
        ...

    def all_history(self, office: str, year: int | None = None) -> Iterator[list[Entry]]:
        """Every case's entries, case by case, by case id."""
        ...

    def alarms(
        self, office: str, case: str | None = None, *, status: str | None = None
    ) -> list[Alarm]:
        """Timers by due date."""
        ...

    def due(self, office: str, now: datetime, limit: int) -> Sequence[Alarm]:
        """Pending timers that are due, oldest first; at most `limit`."""
        ...

    def next_due(self, office: str) -> datetime | None:
        """When the next pending timer is due."""
        ...

    def definitions(self) -> list[Definition]:
        """Every stored definition, by name and version."""
        ...

    def past(self, office: str, year: int) -> list[PastCase]:
        """The ledger lines kept for an earlier year."""
        ...

    def messages(
        self, office: str, *, status: str | None = None, limit: int = 1000
    ) -> list[Message]:
        """Outgoing messages, oldest first."""
        ...
