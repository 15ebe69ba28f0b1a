"""What can be said to a case: one class for each event that people fire.

Written by `python tools/commands.py --write` from the declared machines; not edited by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeAlias

from bihuan.engine.command import Command

# fmt: off
__all__ = [
    "AcceptReturn", "Acknowledge", "Answer", "Close", "CoHandle", "Command", "Contact",
    "CorrectFeedback", "Countersign", "Dispatch", "Draft", "Extend", "Feedback", "LateOpinion",
    "LeadAnswered", "Merge", "Mute", "Note", "Opine", "Opinion", "Reassign", "Redispatch",
    "RedoOpinion", "RefuseReturn", "Reschedule", "Resume", "ReturnToAssigner", "Review",
    "SendBack", "Sign", "Unmerge", "Urge", "Withdraw",
]
# fmt: on

Stage: TypeAlias = Literal["before", "during", "after"]
Way: TypeAlias = Literal[
    "visit", "phone", "meeting", "video", "message", "letter", "mail", "onsite"
]
Request: TypeAlias = str | Mapping[str, Any]
"""A unit that is asked, or `{"unit": ..., "due": ...}`."""
Promise: TypeAlias = str | Mapping[str, Any]
"""What is promised, or `{"text": ..., "due": ...}`."""
Written: TypeAlias = Mapping[str, Any]
"""A letter's `file`, `name`, `lines` and `document`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment(Command):
    """What assignments have in common."""

    leader: str | None = None
    """The leader in charge."""
    officer: str | None = None
    """The officer who handles it."""
    task: str | None = None
    """What is to be done."""
    division: str | None = None
    """The division that handles it."""
    responsibility: str | None = None
    """Who is responsible; the division unless said."""
    time: date | None = None
    """The day to finish by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter(Command):
    """What letters have in common."""

    file: bytes | None = None
    """The content of the letter's file."""
    name: str | None = None
    """What the file is called."""
    lines: Sequence[str] | None = None
    """The letter's paragraphs."""
    document: str | None = None
    """The document number."""
    signer: str | None = None
    """Who signed."""
    public: str | None = None
    """How it is made public."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form(Command):
    """What forms have in common."""

    member: int | None = None
    """Whose form it is, by number; the lead member's unless said."""
    attitude: str | None = None
    """The grade for the attitude: 满意, 基本满意, 不满意 or its code."""
    result: str | None = None
    """The grade for the result."""
    verdict: str | None = None
    """One grade for both."""
    comment: str | None = None
    """What the member wrote; an unsatisfied one's reasons are needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch(Assignment, event="dispatch"):
    """交办: dispatch; by office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Urge(Command, event="urge"):
    """催办: urge; by office, clock."""

    rung: str | None = None
    """The rung of the ladder."""
    level: str | None = None
    """How urgent."""
    to: Sequence[str] | None = None
    """Whom to urge, by role."""
    channels: Sequence[str] | None = None
    """By which channels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoHandle(Command, event="co_handle"):
    """请求会办: ask for co-handling; by office, division."""

    requests: Sequence[Request]
    """The units asked, each with its day where one is set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion(Command, event="opinion"):
    """收到会办意见: opinion received; by office, division."""

    request: int | str | None = None
    """Which request, by its number or its unit."""
    unit: str | None = None
    """Whose it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LateOpinion(Command, event="late_opinion"):
    """补收逾期会办意见: late opinion received; by office, division."""

    request: int | str | None = None
    """Which request, by its number or its unit."""
    unit: str | None = None
    """Whose it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer(Letter, event="answer"):
    """答复: answer; by office, division."""

    scheme: str | None = None
    """The scheme of result classes; the region's unless said."""
    code: str | None = None
    """The result class, such as A."""
    letters: Mapping[str, str] | None = None
    """The document numbers of the merged cases' letters, by case."""
    paper: str | None = None
    """The digest of the signed file."""
    commitments: Sequence[Promise] | None = None
    """What the letter promises, each with its day where one is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback(Form, event="feedback"):
    """登记反馈: record feedback; by office, lead unit, member."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectFeedback(Form, event="correct_feedback"):
    """更正反馈: correct feedback; by office, lead unit, member."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Close(Command, event="close"):
    """办结: close; by office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassign(Assignment, event="reassign"):
    """重新办理: reassign; by office."""

    ordered_by: str | None = None
    """Who ordered the new round, where the region asks for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Command, event="contact"):
    """沟通: contact; by office, division."""

    stage: Stage | None = None
    """When, seen from the handling; during it unless said."""
    how: Way
    """By which way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extend(Command, event="extend"):
    """延期: extend; by office."""

    until: date
    """To the end of this day."""
    consent: str | None = None
    """Whose consent there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reschedule(Command, event="reschedule"):
    """时限调整: reschedule; by office, clock."""

    policy: bool | None = None
    """Whether another policy moves the deadlines too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Redispatch(Assignment, event="redispatch"):
    """内部改派: re-dispatch; by office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge(Command, event="acknowledge"):
    """催办回执: acknowledge an urging; by office, division, co-handling unit, lead unit."""

    urging: int | None = None
    """Which urging, by its entry; the last one unless said."""
    recipient: str | None = None
    """Whom it had urged."""
    reply: str | None = None
    """What came back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute(Command, event="mute"):
    """暂停催办通知: mute urgings; by office."""

    until: date | None = None
    """To the end of this day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft(Command, event="draft"):
    """拟稿: draft the letter; by office, division."""

    file: bytes
    """The content of the letter's file."""
    name: str
    """What the file is called."""
    lines: Sequence[str]
    """The letter's paragraphs."""
    template: str | None = None
    """The template the letter was made from."""
    countersigners: Sequence[str] | None = None
    """The units that must countersign."""
    originals: Mapping[str, Written] | None = None
    """The letters of the merged cases, by case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Countersign(Command, event="countersign"):
    """会签: countersign the letter; by office, division, co-handling unit."""

    unit: str | None = None
    """Whose it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Command, event="review"):
    """核稿: review the letter; by office."""

    reviewer: str | None = None
    """Who reviewed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign(Letter, event="sign"):
    """签发: sign the letter; by office."""

    scheme: str | None = None
    """The scheme of result classes; the region's unless said."""
    code: str | None = None
    """The result class, such as A."""
    letters: Mapping[str, str] | None = None
    """The document numbers of the merged cases' letters, by case."""
    originals: Mapping[str, Written] | None = None
    """The letters of the merged cases, by case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendBack(Command, event="send_back"):
    """退回修改: send the letter back; by office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnToAssigner(Command, event="return_to_assigner"):
    """退回交办机关: return to the assigner; by office."""

    proposed_unit: str | None = None
    """Which unit should have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptReturn(Command, event="accept_return"):
    """同意退回: accept the return; by office, assigner."""

    proposed_unit: str | None = None
    """Which unit should have it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseReturn(Command, event="refuse_return"):
    """不同意退回: refuse the return; by office, assigner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume(Command, event="resume"):
    """恢复办理: resume; by office, assigner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(Command, event="withdraw"):
    """撤回: withdraw; by office."""

    all_agree: bool | None = None
    """Whether every member agrees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge(Command, event="merge"):
    """并案: merge; by office."""

    host: str
    """The case it is merged into."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmerge(Command, event="unmerge"):
    """撤销并案: undo the merge; by office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opine(Letter, event="opine"):
    """发出会办意见: send our opinion; by office, division."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedoOpinion(Command, event="redo_opinion"):
    """会办意见重办: redo the opinion; by office, lead unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadAnswered(Letter, event="lead_answered"):
    """主办单位已答复: lead unit answered; by office, lead unit."""

    letters: Mapping[str, str] | None = None
    """The document numbers of the merged cases' letters, by case."""
    paper: str | None = None
    """The digest of the signed file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Command, event="note"):
    """阅知: note; by office, division."""
