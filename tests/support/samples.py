"""Valid samples for every store: a definition, cases, and the steps a case takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bihuan.engine.history import FIRST, digest_of, seal
from bihuan.engine.letter_records import Draft, LetterStep, Paper
from bihuan.engine.messages import Message
from bihuan.engine.promises import Commitment, Fulfilment
from bihuan.engine.records import (
    Alarm,
    Answer,
    Case,
    Change,
    Contact,
    Deadline,
    Definition,
    Entry,
    Feedback,
    Member,
    Mute,
    PastCase,
    Receipt,
    Record,
    Repair,
    Request,
    Round,
    Urging,
)
from bihuan.states.canonical import canonical, digest
from bihuan.states.lead import LEAD

OFFICE = "某厅"
OTHER_OFFICE = "另一厅"
CASE = "c-1"
NOON = datetime(2024, 3, 4, 4, 0, 0, 123456, tzinfo=UTC)
TODAY = date(2024, 3, 4)
RARE = "𬭎䶮·〇㐂"
"""Characters that two-byte encodings lose."""

DEFINITION = Definition(
    hash=digest(LEAD),
    name=LEAD.name,
    version=LEAD.version,
    duty=LEAD.duty.value,
    text=canonical(LEAD),
    states={state.name: state.final for state in LEAD.states},
    proof={"configurations": 42},
    proved_at=NOON,
)


def case(no: int = 1, **changes: Any) -> Case:
    """A case that has just been received."""
    known = Case(
        office=OFFICE,
        id=f"c-{no}",
        kind="deputy_suggestion",
        role="lead",
        year=2024,
        assembly=f"某省第十四届人民代表大会{RARE}",
        session="第二次会议",
        number=f"第{no:04d}号",
        number_key=str(no),
        title=f"关于示例事项的建议（{no}）",
        received_on=TODAY,
        assigned_on=TODAY,
        definition=DEFINITION.hash,
        state="received",
        final=False,
        round=1,
        seq=1,
        head="",
        held=LEAD.start(),
        changed_at=NOON,
    )
    return replace(known, **changes)


def entry(of: Case, *, source: str, previous: str, **changes: Any) -> Entry:
    """The sealed entry that explains where the case now stands."""
    told = Entry(
        office=of.office,
        case=of.id,
        seq=of.seq,
        row="L10" if of.seq > 1 else "receive",
        event="dispatch" if of.seq > 1 else "receive",
        source=source,
        target=of.state,
        round=of.round,
        actor="王某",
        party="office",
        effective_on=TODAY,
        recorded_at=NOON,
        args={"note": RARE, "list": [1, True, None]},
        given={"five_assigned": True, "contacts": 2},
        deadlines={"answer": {"due": "2024-06-04", "tentative": False}},
        definition=of.definition,
        key=None,
        timer=None,
        previous=previous,
        hash="",
    )
    return seal(replace(told, **changes))


def birth(no: int = 1, *, key: str | None = None, case_: Case | None = None, **put: Any) -> Change:
    """A new case, with its first entry."""
    new = case_ or case(no)
    first = entry(new, source="", previous=FIRST, key=key)
    return Change(case=replace(new, head=first.hash), entry=first, born=True, **put)


def step(
    before: Change,
    state: str | None = None,
    *,
    key: str | None = None,
    put: dict[str, Any] | None = None,
    **changes: Any,
) -> Change:
    """What takes the case one entry further; it stays in its state unless one is named."""
    target = state or before.case.state
    now = replace(
        before.case,
        state=target,
        final=DEFINITION.states.get(target, False),
        seq=before.case.seq + 1,
        **changes,
    )
    told = entry(now, source=before.case.state, previous=before.case.head, key=key)
    return Change(case=replace(now, head=told.hash), entry=told, **(put or {}))


def feedback(of: Change, standing: str = "satisfied", **changes: Any) -> Change:
    """The next step, with a member's form on file."""
    moved = step(of, "feedback", **changes)
    form = Feedback(
        office=moved.case.office,
        case=moved.case.id,
        seq=moved.case.seq,
        round=moved.case.round,
        member=1,
        attitude=None,
        result=standing,
        verdict=standing,
        standing=standing,
        comment="",
        on=TODAY,
    )
    return replace(moved, records=(form,))


def closing(of: Change, by: int | None = None, **changes: Any) -> Change:
    """The next step, which closes the case by a feedback entry, the last one unless named."""
    return step(of, "closed", closing=by or of.case.seq, **changes)


PAPER = Paper(
    office=OFFICE,
    digest=digest_of(b"PK\x03\x04\x00\xff"),
    name=f"答复{RARE}.docx",
    content=b"PK\x03\x04\x00\xff",
)
"""A file that is no text."""


def every_record(of: Change) -> tuple[Record, ...]:
    """One record of each kind but feedback, for the entry of this change."""
    office, id_, seq = of.case.office, of.case.id, of.case.seq
    own: dict[str, Any] = {"office": office, "case": id_}
    return (
        Member(**own, no=1, name=f"代表{RARE}", lead=True),
        Member(**own, no=2, name="某界别", lead=False, collective=True),
        Round(**own, round=1, began_on=TODAY, leader="赵厅长", time=date(2024, 6, 30)),
        Deadline(
            **own,
            round=1,
            term="answer",
            start=TODAY,
            due=date(2024, 6, 4),
            source="law",
            tentative=False,
            calendar="cn-2024.1",
            extended=1,
            note="依法延长",
        ),
        Request(
            **own, no=1, round=1, unit="财政厅", asked_on=TODAY, due=date(2024, 4, 1), status="open"
        ),
        Contact(**own, seq=seq, round=1, stage="before", how="visit", on=TODAY, note="登门"),
        Answer(**own, seq=seq, round=1, what="answer", on=TODAY, code="A", group="一"),
        Urging(
            **own,
            seq=seq,
            round=1,
            rung="before-10wd",
            level="1",
            recipient="officer",
            channel="mail",
            on=TODAY,
            late_days=3,
            lateness=7,
            muted=RARE,
        ),
        Receipt(**own, seq=seq, urging=1, recipient="甲处室", reply=RARE, on=TODAY),
        Mute(**own, seq=seq, until=date(2024, 6, 4), reason=RARE, on=TODAY),
        Commitment(
            **own, no=1, round=1, seq=seq, text=RARE, due=TODAY, on=TODAY, actor="王某", at=NOON
        ),
        Fulfilment(**own, no=1, turn=1, status="done", on=TODAY, note=RARE, actor="王某", at=NOON),
        Draft(
            **own,
            no=1,
            of=id_,
            seq=seq,
            round=1,
            digest=PAPER.digest,
            name=PAPER.name,
            lines=f"关于某事的答复\n{RARE}",
            countersigners="甲局\n乙局",
            on=TODAY,
        ),
        LetterStep(
            **own,
            seq=seq,
            round=1,
            draft=1,
            step="signed",
            by=RARE,
            on=TODAY,
            document="某函〔2024〕1号",
            documents={CASE: "某函〔2024〕2号"},
        ),
        Repair(**own, at=NOON, seq=seq, actor="王某", reason="核对", before={"due": "2024-06-04"}),
    )


def alarm(no: int = 1, hours: float = 1, of: str = CASE, **changes: Any) -> Alarm:
    """A pending timer of a case, due some hours from noon."""
    known = Alarm(
        office=OFFICE,
        case=of,
        key=f"urge:rung-{no}",
        round=1,
        generation="2024-06-04",
        event="urge",
        due_at=NOON + timedelta(hours=hours),
    )
    return replace(known, **changes)


def message(no: int = 1, **changes: Any) -> Message:
    """A notice that waits to be sent."""
    known = Message(
        office=OFFICE,
        key=f"urging/{CASE}/1/{no}",
        case=CASE,
        seq=1,
        topic="urging",
        channel="mail",
        recipient="officer",
        body={"text": RARE, "rung": 1},
        created_at=NOON + timedelta(seconds=no),
        next_at=NOON + timedelta(seconds=no),
    )
    return replace(known, **changes)


def past_case(no: int = 1, year: int = 2023) -> PastCase:
    """A line of last year's ledger."""
    return PastCase(
        office=OFFICE,
        year=year,
        key=str(no),
        kind="deputy_suggestion",
        role="lead",
        number=f"第{no}号",
        title="",
    )
