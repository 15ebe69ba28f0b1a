"""What follows from what a platform says and what we have: pure decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from bihuan.engine.history import BIRTH, plain
from bihuan.engine.intake import Intake
from bihuan.engine.platforms import Held, Incoming, Outgoing
from bihuan.engine.records import Answer, Case, Entry, Feedback, Member
from bihuan.rules.proposals import proposal_key

PARTICULARS = (
    "kind",
    "role",
    "year",
    "number",
    "title",
    "members",
    "assembly",
    "session",
    "category",
    "assigned_on",
    "session_closed_on",
    "off_session",
    "counterpart",
)
"""What an assignment may say of a case."""
FORM = ("attitude", "result", "verdict", "comment")
"""What a member's feedback says."""


class Doing(StrEnum):
    """What is to be done with a record."""

    NOTHING = "nothing"
    """It is known, or older than what is known."""
    RECEIVE = "receive"
    """A new case begins."""
    APPLY = "apply"
    """An event happens to the case."""
    UPDATE = "update"
    """What was agreed on changes, and nothing contradicts it."""
    WAIT = "wait"
    """It cannot be applied before something else comes."""
    REFUSE = "refuse"
    """It cannot be understood."""
    CONFLICT = "conflict"
    """A person has to decide."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One field, and what each side says."""

    field: str
    theirs: Any
    ours: Any
    agreed: Any


@dataclass(frozen=True, slots=True)
class Action:
    """What is to be done, and what stands against it."""

    doing: Doing
    event: str = ""
    disagreements: tuple[Disagreement, ...] = ()


def newest(records: Iterable[Incoming]) -> list[Incoming]:
    """Of each record the latest version, assignments first, whatever order they came in."""
    latest: dict[str, Incoming] = {}
    for one in records:
        if one.key not in latest or latest[one.key].version < one.version:
            latest[one.key] = one
    return sorted(latest.values(), key=lambda one: (one.kind != "assignment", one.key))


def known_already(record: Incoming, before: Held | None) -> bool:
    """Whether nothing has to be done: the same version was seen, or a later one.

    A version of which another content came under the same number is not known.
    """
    if before is None or before.status in ("waiting", "refused"):
        return before is not None and record.version < before.version
    if record.version == before.version:
        return record.checksum == before.checksum
    return record.version < before.version


def disagreements(
    theirs: Mapping[str, Any], ours: Mapping[str, Any], agreed: Mapping[str, Any]
) -> tuple[Disagreement, ...]:
    """Field by field, what differs now and is not known to differ.

    A field in which they say what was agreed on last is no news: there our own change, or a
    person's decision, stands.
    """
    return tuple(
        Disagreement(name, value, ours[name], agreed.get(name))
        for name, value in sorted(theirs.items())
        if name in ours and ours[name] != value and agreed.get(name, _NOTHING) != value
    )


_NOTHING = object()


def planned(
    record: Incoming,
    before: Held | None,
    ours: Mapping[str, Any] | None,
) -> Action:
    """What follows from a record, given what was agreed before and what we have.

    `ours` is, of an assignment, the case's particulars and, of feedback, the member's last form;
    None where we have neither yet.
    """
    if record.fault:
        return Action(Doing.REFUSE)
    if known_already(record, before):
        return Action(Doing.NOTHING)
    agreed = before.agreed if before is not None else {}
    if ours is None:
        event = {"feedback": "feedback", "lead_answer": "lead_answered"}.get(record.kind, "")
        return Action(Doing.APPLY, event) if event else Action(Doing.RECEIVE)
    found = disagreements(record.fields, ours, agreed)
    if not found:
        return Action(Doing.UPDATE)
    if record.kind == "feedback" and agreed and _as_agreed(ours, agreed):
        return Action(Doing.APPLY, "correct_feedback")
    return Action(Doing.CONFLICT, disagreements=found)


def _as_agreed(ours: Mapping[str, Any], agreed: Mapping[str, Any]) -> bool:
    """Whether nobody here has changed what was agreed on."""
    return all(ours[name] == agreed[name] for name in FORM if name in agreed and name in ours)


def intake_of(fields: Mapping[str, Any], today: date) -> Intake:
    """An assignment as a proposal that reaches the office today; raises BadInput."""
    told = {name: fields[name] for name in PARTICULARS if name in fields}
    number, title = str(told.get("number", "")), str(told.get("title", ""))
    return Intake(
        **{
            "kind": "",
            "role": "",
            "year": today.year,
            **told,
            "number": number,
            "title": title,
            "members": tuple(told.get("members", ())),
            "number_key": proposal_key(number, title),
            "received_on": today,
        }
    )


def particulars(case: Case, members: Sequence[Member]) -> dict[str, Any]:
    """What we have of a case, as an assignment would say it."""
    told = {name: plain(getattr(case, name)) for name in PARTICULARS if name != "members"}
    return {**told, "members": [one.name for one in members]}


def form(forms: Sequence[Feedback], member: int, round: int) -> dict[str, Any] | None:
    """The last form of a member in a round, as feedback would say it."""
    theirs = [one for one in forms if (one.member, one.round) == (member, round)]
    if not theirs:
        return None
    return {name: getattr(theirs[-1], name) or "" for name in FORM}


PROGRESS = (
    "dispatch",
    "redispatch",
    "co_handle",
    "extend",
    "return_to_assigner",
    "withdraw",
    "merge",
    "unmerge",
    "feedback",
    "correct_feedback",
    "reassign",
    "close",
)
"""Events a platform is told of as progress; what else happens stays in the house."""


def outgoing(entry: Entry, case: Case, proposal: str, answers: Sequence[Answer]) -> Outgoing | None:
    """What the platform is told of an entry of history; None where it is none of its business."""
    on = entry.effective_on.isoformat()
    told: dict[str, Any] = {"on": on, "round": entry.round}
    paper = ""
    match entry.event:
        case event if event == BIRTH:
            kind, told = "acceptance", {**told, "number": case.number}
        case "contact":
            kind, told = "contact", {**told, **_said(entry, "stage", "how", "note")}
        case "answer" | "opine":
            kind = "answer" if entry.event == "answer" else "opinion"
            letter = next((one for one in answers if one.seq == entry.seq), None)
            names = ("document", "scheme", "code", "signer", "public")
            told |= {name: getattr(letter, name) for name in names} if letter else {}
            paper = letter.paper if letter else ""
        case event if event in PROGRESS:
            kind, told = "progress", {**told, "event": event, "state": entry.target}
        case _:
            return None
    key = f"{entry.case}:{entry.seq}"
    return Outgoing(key=key, kind=kind, proposal=proposal, fields=told, paper=paper)


def _said(entry: Entry, *names: str) -> dict[str, Any]:
    return {name: plain(entry.args[name]) for name in names if entry.args.get(name)}
