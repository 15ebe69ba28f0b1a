"""What is known: frozen records, one class per kind of fact on file.

Every `Record` belongs to a case of an office. Its `KEY` names the fields that, after office and
case, tell records of one kind apart. Definitions belong to all offices, past cases to one alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from bihuan.engine.document_numbers import Registered
from bihuan.engine.letter_records import Paper
from bihuan.engine.messages import Message
from bihuan.engine.record import Record as Record
from bihuan.rules.facts import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """The handling of one proposal by one office.

    `seq` is the number of the last history entry and the revision for optimistic locking, `head`
    that entry's hash. `closing` is the feedback entry that closed the case.
    """

    office: str
    id: str
    kind: str
    """`deputy_suggestion` or `cppcc_proposal`."""
    role: str
    """`sole`, `lead`, `separate`, `support` or `reading`."""
    year: int
    assembly: str
    """Which congress or conference it was handed to, as printed."""
    session: str
    number: str
    """As printed; never a number."""
    number_key: str
    """For matching and for the rule that one proposal is one case."""
    title: str
    category: str = ""
    off_session: bool = False
    received_on: date
    assigned_on: date
    session_closed_on: date | None = None
    counterpart: str = ""
    """The lead unit, where this office only supports."""
    definition: str
    state: str
    final: bool
    round: int
    seq: int
    head: str
    held: Mapping[str, Value]
    host: str | None = None
    """The case this one is merged into."""
    closing: int | None = None
    due: date | None = None
    """The date that matters now, for lists."""
    changed_at: datetime


MOVING = (
    "state",
    "final",
    "round",
    "seq",
    "head",
    "held",
    "host",
    "closing",
    "due",
    "changed_at",
    "definition",
)
"""What events change of a case; the rest it was born with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member(Record):
    """Who wrote the proposal; `no` 1 is the lead member."""

    KEY: ClassVar = ("no",)

    no: int
    name: str
    lead: bool
    collective: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Round(Record):
    """One handling: its five assignments, and when it began, was dispatched and was answered."""

    KEY: ClassVar = ("round",)

    round: int
    began_on: date
    dispatched_on: date | None = None
    leader: str | None = None
    division: str | None = None
    officer: str | None = None
    task: str | None = None
    responsibility: str | None = None
    time: date | None = None
    answered_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline(Record):
    """A date that must be kept, with the rule and the calendar it came from."""

    KEY: ClassVar = ("round", "term")

    round: int
    term: str
    """`answer`, `co`, `object`, `reassign`, `feedback`, or `co:N` for request N."""
    start: date
    due: date
    source: str
    tentative: bool
    calendar: str
    extended: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Record):
    """A co-handling request to another unit or division."""

    KEY: ClassVar = ("no",)

    no: int
    round: int
    unit: str
    asked_on: date
    due: date
    status: str
    """`open`, `given`, `overdue`, `late` or `dropped`."""
    opinion: str = ""
    given_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Record):
    """One contact with the member (办前, 办中, 办后)."""

    KEY: ClassVar = ("seq",)

    seq: int
    round: int
    stage: str
    """`before`, `during` or `after`."""
    how: str
    """`visit`, `phone`, `meeting`, `video`, `message`, `letter`, `mail` or `onsite`."""
    on: date
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Record):
    """A letter that left: our answer, our opinion, or the lead unit's answer we were told of."""

    KEY: ClassVar = ("seq",)

    seq: int
    round: int
    what: str
    """`answer`, `opinion` or `lead_answer`."""
    on: date
    document: str = ""
    scheme: str = ""
    code: str = ""
    group: str = ""
    signer: str = ""
    public: str = ""
    paper: str = ""
    """The digest of the file that was sent, where it is kept here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback(Record):
    """One member's form, and how the round stands after it."""

    KEY: ClassVar = ("seq",)

    seq: int
    round: int
    member: int
    attitude: str | None
    result: str | None
    verdict: str
    """What this form says."""
    standing: str
    """What the round says after it: a verdict, or `none` while forms are missing."""
    comment: str = ""
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Urging(Record):
    """Who was urged, at which rung, by which channel."""

    KEY: ClassVar = ("seq", "recipient", "channel")

    seq: int
    round: int
    rung: str
    level: str
    recipient: str
    channel: str
    on: date
    late_days: int = 0
    """How many days the case was past its date."""
    lateness: int = 0
    """How many seconds after its instant the rung rang; more than a sweep where nobody looked."""
    muted: str = ""
    """Why nothing was sent for it, where nothing was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt(Record):
    """Somebody who was urged says that it arrived, and perhaps more."""

    KEY: ClassVar = ("seq",)

    seq: int
    urging: int
    """The entry that urged."""
    recipient: str
    reply: str = ""
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute(Record):
    """Until that day the case's urgings are recorded and not sent, for a reason given."""

    KEY: ClassVar = ("seq",)

    seq: int
    until: date
    reason: str
    on: date


UNEXPLAINED = "a repair leads to where the last entry of the history leads"


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair(Record):
    """What was put right without an event, because history said otherwise; never removed."""

    KEY: ClassVar = ("at",)

    at: datetime
    """From then on the case is as it was put right."""
    seq: int
    """The last entry of the history that was followed."""
    actor: str
    reason: str
    before: Mapping[str, object]
    """What stood there wrongly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a case's history; never changed, never removed.

    `effective_on` is the legal date of what happened, `recorded_at` when it
    was written down. `given` keeps the facts the decision stood on, so that
    the history can be decided again, and `deadlines` the days that the policy
    and the calendar of that time made of it, by term.
    """

    office: str
    case: str
    seq: int
    row: str
    event: str
    source: str
    target: str
    round: int
    actor: str
    party: str
    effective_on: date
    recorded_at: datetime
    args: Mapping[str, object]
    given: Mapping[str, Value]
    deadlines: Mapping[str, Mapping[str, object]]
    definition: str
    key: str | None
    timer: str | None
    previous: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A timer row: at `due_at`, fire `event` on the case, unless it was cancelled.

    `key` tells timer and rung (`urge:before-10wd`), `generation` the date it
    hangs on, so that a moved deadline is a new clock and the same one never
    rings twice. One that fails stays pending, is put off and tried again.
    """

    office: str
    case: str
    key: str
    round: int
    generation: str
    event: str
    due_at: datetime
    status: str = "pending"
    """`pending`, `fired`, `cancelled` or `skipped`."""
    fired_at: datetime | None = None
    attempts: int = 0
    """How often it failed."""
    put_off: datetime | None = None
    """After a failure, when it may be tried again."""
    error: str = ""
    """Why it failed last."""

    @property
    def id(self) -> str:
        """The timer's name in history."""
        return alarm_id(self.key, self.round, self.generation)


def alarm_id(key: str, round: int, generation: str) -> str:
    """The name in history of a timer with this key."""
    return f"{key}/{round}/{generation}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A proven machine as stored: its text is the truth, its hash its name."""

    hash: str
    name: str
    version: str
    duty: str
    text: str
    states: Mapping[str, bool]
    """Every state, and whether it is final."""
    proof: Mapping[str, object]
    proved_at: datetime
    status: str = "active"
    """`draft`, `active`, `draining` or `retired`; of one duty at most one is active."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCase:
    """A line of an earlier year's ledger, kept for comparison; it has no machine and no state."""

    office: str
    year: int
    key: str
    kind: str
    role: str
    number: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """All that one event does, stored whole or not at all."""

    case: Case
    entry: Entry
    records: tuple[Record, ...] = ()
    """Put in place of any record with the same key."""
    alarms: tuple[Alarm, ...] = ()
    """New or changed timers, put by key, round and generation."""
    messages: tuple[Message, ...] = ()
    numbers: tuple[Registered, ...] = ()
    """Turns of document numbers: those its letters leave under."""
    papers: tuple[Paper, ...] = ()
    """Files that came with the event; one already kept stays as it is."""
    born: bool = False
    """Whether the case itself is new."""
