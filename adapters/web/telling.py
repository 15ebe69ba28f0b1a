"""Records of the engine as they are answered, with the words for what they name."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from bihuan.adapters.cli import tongue
from bihuan.adapters.web import documents as told
from bihuan.adapters.web.problems import guards
from bihuan.adapters.web.rights import Visitor
from bihuan.engine.access import Role
from bihuan.engine.case_file import CaseFile
from bihuan.engine.deadlines import HOUSE
from bihuan.engine.outcome import Option
from bihuan.engine.records import Case, Deadline, Entry
from bihuan.rules.explaining import explain
from bihuan.rules.policy import Policy
from bihuan.rules.spans import Deadline as Reached


def summary(case: Case) -> told.CaseSummary:
    """A case in a list."""
    return told.CaseSummary(**_case(case))


def document(file: CaseFile, visitor: Visitor) -> told.CaseDocument:
    """A case with its records; how the office works on it is not a member's business."""
    inside = visitor.role is not Role.MEMBER
    return told.CaseDocument(
        **_case(file.case),
        members=[told.MemberTold.model_validate(one) for one in file.members],
        rounds=[told.RoundTold.model_validate(one) for one in file.rounds if inside],
        requests=[told.RequestTold.model_validate(one) for one in file.requests if inside],
        answers=[told.AnswerTold.model_validate(one) for one in file.answers],
        feedback=[told.FeedbackTold.model_validate(one) for one in file.feedback],
    )


def entry(one: Entry) -> told.EntryTold:
    """A line of history."""
    return told.EntryTold(**_fields(one), event_label=tongue.word(f"event.{one.event}"))


def option(one: Option) -> told.OptionTold:
    """An event that may be possible."""
    refused = one.refusal
    return told.OptionTold(
        event=one.event,
        event_label=tongue.word(f"event.{one.event}"),
        allowed=one.allowed,
        needs=one.needs.field if one.needs else None,
        reason=refused.reason if refused else None,
        reason_label=tongue.word(f"refusal.{refused.reason}") if refused else None,
        guards=[told.Guard(**each) for each in guards(refused.findings)] if refused else [],
    )


def deadline(kept: Deadline, reached: Reached | None, policy: Policy) -> told.DeadlineTold:
    """A date with the way it was reached; without one where a person set it."""

    def cited(source: str) -> str:
        return "" if source == HOUSE else policy.cite(source)

    steps = explain(reached, tongue.language(), cited) if reached else []
    return told.DeadlineTold(**_fields(kept), steps=steps)


def _case(case: Case) -> dict[str, Any]:
    return {**_fields(case), "state_label": tongue.word(f"state.{case.state}")}


def _fields(record: Any) -> dict[str, Any]:
    return {one.name: getattr(record, one.name) for one in fields(record)}
