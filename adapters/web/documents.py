"""What is answered: one model for each kind of answer, which the OpenAPI document is made from."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from bihuan.rules.instants import BEIJING

Instant = Annotated[
    datetime,
    PlainSerializer(lambda at: at.astimezone(BEIJING).isoformat(), return_type=str),
]
"""An instant, written in Beijing time."""
Data = Annotated[dict[str, Any], BeforeValidator(dict)]
"""Plain data, as the engine keeps it."""


class Told(BaseModel):
    """What every answer has in common: it is read from a record of ours, and stays as it is."""

    model_config = ConfigDict(from_attributes=True, frozen=True)


class CaseSummary(Told):
    """A case as a list shows it. `seq` is its revision, which `If-Match` takes."""

    id: str
    kind: str
    role: str
    year: int
    number: str
    title: str
    assembly: str
    session: str
    category: str
    state: str
    state_label: str
    final: bool
    round: int
    seq: int
    due: date | None
    received_on: date
    assigned_on: date
    counterpart: str
    host: str | None
    definition: str
    changed_at: Instant


class MemberTold(Told):
    """Who wrote the proposal."""

    no: int
    name: str
    lead: bool
    collective: bool


class RoundTold(Told):
    """One handling, with its five assignments."""

    round: int
    began_on: date
    dispatched_on: date | None
    leader: str | None
    division: str | None
    officer: str | None
    task: str | None
    responsibility: str | None
    time: date | None
    answered_on: date | None


class RequestTold(Told):
    """A co-handling request to another unit or division."""

    no: int
    round: int
    unit: str
    asked_on: date
    due: date
    status: str
    opinion: str
    given_on: date | None


class AnswerTold(Told):
    """A letter that left."""

    seq: int
    round: int
    what: str
    on: date
    document: str
    scheme: str
    code: str
    signer: str
    public: str


class FeedbackTold(Told):
    """What a member said of the answer."""

    seq: int
    round: int
    member: int
    verdict: str
    standing: str
    attitude: str | None
    result: str | None
    comment: str
    on: date


class CaseDocument(CaseSummary):
    """A case with what is on file about it; a member is told of letters and feedback only."""

    members: list[MemberTold]
    rounds: list[RoundTold]
    requests: list[RequestTold]
    answers: list[AnswerTold]
    feedback: list[FeedbackTold]


class CasePage(Told):
    """A page of cases; `next` is the cursor of the following one."""

    cases: list[CaseSummary]
    next: str | None


class EntryTold(Told):
    """One line of a case's history."""

    seq: int
    row: str
    event: str
    event_label: str
    source: str
    target: str
    round: int
    actor: str
    party: str
    effective_on: date
    recorded_at: Instant
    args: Data
    given: Data
    timer: str | None
    hash: str


class HistoryPage(Told):
    """Lines of history, the oldest first; `next` is what `after` continues from."""

    entries: list[EntryTold]
    next: int | None


class EventTold(Told):
    """Something that happened in the office, at its place in the feed, which it keeps."""

    position: int
    case: str
    entry: EntryTold


class FeedPage(Told):
    """A piece of the feed; `next` is what `after` continues from, at once where there is `more`."""

    events: list[EventTold]
    next: int
    more: bool


class FileTold(Told):
    """A file of a letter, kept under its digest; `version` of a draft (第 n 稿)."""

    digest: str
    name: str
    version: int | None
    on: date
    sent: bool


class ImportTold(Told):
    """What an import would do or did, sheet by sheet; nothing was written unless `applied`."""

    applied: bool
    bad: int = Field(description="rows that cannot be taken in")
    received: int
    changed: int
    sheets: list[dict[str, Any]]


class DayTold(Told):
    """A day that is not what its weekday says."""

    date: date
    kind: str
    name: str
    source: str
    tentative: bool


class CalendarTold(Told):
    """A year of the office's calendar; `status` says whether it is published yet."""

    year: int
    status: str
    workdays: int
    version: str
    days: list[DayTold]


class DefinitionTold(Told):
    """A stored machine."""

    hash: str
    name: str
    version: str
    duty: str
    status: str
    proved_at: Instant


class Guard(Told):
    """A condition of an event, and the value it met."""

    fact: str
    label: str
    op: str
    expected: Any
    value: Any
    held: bool
    needed: bool


class OptionTold(Told):
    """An event, and what would come of it without arguments."""

    event: str
    event_label: str
    allowed: bool
    needs: str | None = Field(description="the first argument it asks for")
    reason: str | None
    reason_label: str | None
    guards: list[Guard]


class Options(Told):
    """What the bearer may do with the case as it stands."""

    case: str
    state: str
    state_label: str
    seq: int
    options: list[OptionTold]


class DeadlineTold(Told):
    """A date that must be kept; `steps` tell, in words, how it came about."""

    round: int
    term: str
    start: date
    due: date
    source: str
    tentative: bool
    calendar: str
    extended: int
    note: str
    steps: list[str]


class TimerTold(Told):
    """A timer of a case."""

    id: str
    key: str
    round: int
    event: str
    due_at: Instant
    status: str
    fired_at: Instant | None
    attempts: int


class UrgingTold(Told):
    """Who was urged, at which rung, by which channel."""

    seq: int
    round: int
    rung: str
    level: str
    recipient: str
    channel: str
    on: date
    late_days: int
    muted: str


class Moved(Told):
    """What an event did; `repeated` where the key shows that it had been done before."""

    case: CaseSummary
    entry: EntryTold
    repeated: bool


class ListDocument(Told):
    """A list of the office: its columns and rows, values as they are stored."""

    name: str
    title: str
    about: str
    year: int
    as_of: date
    columns: list[dict[str, str]]
    rows: list[dict[str, Any]]


class Me(Told):
    """Whom the token speaks for."""

    token: str
    role: str
    actor: str
    unit: str
    expires_at: Instant


class Health(Told):
    """Whether the service can do its work."""

    status: str = Field(description="`ok` or `fail`")


class Problem(BaseModel):
    """What went wrong (RFC 9457), with a cure; of a refusal also every guard."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    code: str
    detail: str
    cure: str
    guards: list[Guard] | None = None


class LinkTold(Told):
    """A link for a member; its address is told this once."""

    address: str
    id: str
    member: int
    round: int
    expires_at: Instant


MEDIA_TYPE = "application/problem+json"


def problem_answer(text: str) -> dict[str, Any]:
    """How the OpenAPI document tells of an answer that is a problem."""
    schema = {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}}
    return {"description": text, "content": {MEDIA_TYPE: schema}}
