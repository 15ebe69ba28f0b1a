"""What the engine needs from the outside, and nothing it does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol, TypeVar

from bihuan.engine.access import Tokens
from bihuan.engine.document_numbers import Registered
from bihuan.engine.feeding import Feeds
from bihuan.engine.hosting import Joinable
from bihuan.engine.letter_records import Paper
from bihuan.engine.links import Links
from bihuan.engine.messages import Message, Outbox
from bihuan.engine.operations import Appointment, Headcount, Plan, Watch
from bihuan.engine.platforms import Exchanges
from bihuan.engine.query import ALL, Query
from bihuan.engine.records import (
    Alarm,
    Case,
    Change,
    Definition,
    Entry,
    PastCase,
    Record,
    Repair,
)
from bihuan.engine.webhooks import Webhooks

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

    `lock` and `claim_due` hold a case and all that belongs to it. What is only
    read, by `case` or `followers`, others may change before the end.
    """

    def outcome(self, office: str, key: str) -> Entry | None:
        """The entry already written under this idempotency key."""
        ...

    def lock(self, office: str, case: str) -> Case:
        """Return the case and keep others from changing it; raises CaseNotFound."""
        ...

    def claim_due(self, office: str, now: datetime, limit: int) -> list[Case]:
        """Lock up to `limit` cases that have a timer due and not put off, the oldest timer first.

        Cases that another holds are passed over, so that many share a backlog and none waits.
        """
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

        Raises StaleCase when the case is no longer at the revision before the change's, KeyTaken
        when another entry has its idempotency key, CaseExists when a new case's identity is taken,
        and NumberTaken when a document number belongs to another letter.
        """
        ...

    def finish(self, changes: Iterable[Change]) -> None:
        """Store them all or none, and commit: the work ends with it.

        A store may begin with the first while the next ones are still worked out. Raises as
        `save` does, and what `changes` raises; after that nothing of the work is kept.
        """
        ...

    def repair(
        self, repair: Repair, case: Case, records: Iterable[Record], alarms: Iterable[Alarm]
    ) -> None:
        """Put a case, some of its records and its timers as its history says they are.

        Raises BadInput when the case would not stand where its last entry leads.
        """
        ...

    def define(self, definition: Definition) -> bool:
        """Store a definition, unless its hash is known; whether it is stored as it is given.

        An active one is not stored where its duty has another active one.
        """
        ...

    def statuses(self, *, change: bool = False) -> Mapping[str, str]:
        """Every definition's status by hash; nobody else changes one before the end.

        With `change`, nobody else relies on one either: for who will `appoint`.
        """
        ...

    def appoint(self, appointments: Iterable[Appointment]) -> None:
        """Give definitions other statuses, in this order, and keep why.

        Raises Conflict where one has not the status it is said to have, or
        where a duty would have two active ones.
        """
        ...

    def pinned(self, definition: str, office: str | None = None) -> Mapping[str, int]:
        """How many cases that are not closed stand in each state of a definition.

        Of one office, or of all who share the store.
        """
        ...

    def plan(self, office: str, hash: str) -> Plan | None:
        """A plan of migration that was kept, and keep others from changing it."""
        ...

    def settle(self, alarms: Iterable[Alarm]) -> None:
        """Put timers as they now are, without an event (a stale, skipped or failing one)."""
        ...

    def keep_past(self, cases: Iterable[PastCase]) -> int:
        """Store earlier years' ledger lines; returns how many were new."""
        ...

    def keep_plan(self, plan: Plan) -> None:
        """Store a plan of migration as it now stands."""
        ...

    def keep_records(self, records: Iterable[Record]) -> None:
        """Add records that come from no event: what was promised, and what came of it.

        All or none; raises Conflict where one with the same key is there.
        """
        ...

    def number(self, office: str, text: str) -> Registered | None:
        """How a document number stands: its last turn, by its key."""
        ...

    def numbers_of(self, office: str, case: str) -> list[Registered]:
        """The document numbers that stand as this case's, in order."""
        ...

    def last_serial(self, office: str, agency: str, year: int | None) -> int:
        """The highest serial of a series that was ever written down, in one year or in all.

        0 where there is none.
        """
        ...

    def keep_numbers(self, turns: Iterable[Registered]) -> None:
        """Write down turns of document numbers, all or none; the store counts them.

        Raises NumberTaken for one that may not follow (`document_numbers.may_follow`),
        also where somebody else was faster.
        """
        ...


class Store(Joinable, Feeds, Protocol):
    """Keeps cases, their history, timers and outgoing work for good."""

    @property
    def outbox(self) -> Outbox:
        """What waits to leave."""
        ...

    @property
    def watch(self) -> Watch:
        """Who is at work, and what went wrong."""
        ...

    @property
    def tokens(self) -> Tokens:
        """Who may come in."""
        ...

    @property
    def links(self) -> Links:
        """By what members answer."""
        ...

    @property
    def webhooks(self) -> Webhooks:
        """Who wants to be told of what happens."""
        ...

    @property
    def exchanges(self) -> Exchanges:
        """What was exchanged with the provincial platforms."""
        ...

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
        self,
        office: str,
        case: str | None = None,
        *,
        status: str | None = None,
        limit: int = ALL,
    ) -> list[Alarm]:
        """Timers by due date; the first `limit` of them."""
        ...

    def due(self, office: str, now: datetime, limit: int) -> Sequence[Alarm]:
        """Pending timers that are due and not put off, oldest first; at most `limit`."""
        ...

    def failing(self, office: str, now: datetime) -> list[Alarm]:
        """Pending timers that were due and failed when they last rang, oldest first."""
        ...

    def next_due(self, office: str) -> datetime | None:
        """When the next pending timer is due, but for those that failed and were put off."""
        ...

    def definitions(self) -> list[Definition]:
        """Every stored definition, by name and version."""
        ...

    def appointments(self) -> list[Appointment]:
        """Every change of a definition's status, oldest first."""
        ...

    def past(self, office: str, year: int) -> list[PastCase]:
        """The ledger lines kept for an earlier year."""
        ...

    def messages(
        self,
        office: str,
        *,
        status: str | None = None,
        case: str | None = None,
        channel: str | None = None,
        limit: int = 1000,
    ) -> list[Message]:
        """Outgoing messages, oldest first."""
        ...

    def census(self, office: str, *, closed: bool = False) -> list[Headcount]:
        """How many open cases stand where, by definition and state; with `closed`, all cases.

        To count the closed ones takes as long as an office has been at work.
        """
        ...

    def clock(self) -> datetime | None:
        """What time it is where the store is; None where that is the machine we are on."""
        ...

    def plans(self, office: str) -> list[Plan]:
        """The plans of migration that were kept, the latest first."""
        ...

    def numbers(
        self,
        office: str,
        *,
        agency: str | None = None,
        year: int | None = None,
        status: str | None = None,
    ) -> list[Registered]:
        """Document numbers as they stand, by agency, year and serial."""
        ...

    def turns(self, office: str, text: str) -> list[Registered]:
        """Everything that was written of a document number, by its key, oldest first."""
        ...

    def paper(self, office: str, digest: str) -> Paper | None:
        """The file kept under this digest."""
        ...
