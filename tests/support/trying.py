"""Somebody who tries one event after another on a case; what is refused does not happen."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from support.people import CLERK, Desk

EVENTS = (
    *("dispatch", "contact", "co_handle", "opinion", "extend", "answer", "opine", "redo_opinion"),
    *("lead_answered", "feedback", "correct_feedback", "reassign", "close", "note", "withdraw"),
    *("resume", "return_to_assigner", "refuse_return", "urge"),
)


def try_something(desk: Desk, case: str, pick: Random) -> None:
    """One event the case takes, if it takes the one picked."""
    event = pick.choice(EVENTS)
    args = desk.words(event)
    if event == "extend" and (due := desk.case(case).due):
        args["until"] = due + timedelta(days=20)
    if event in ("feedback", "correct_feedback"):
        args |= {"verdict": pick.choice(("满意", "不满意")), "comment": "理由"}
    if event == "opine":
        args["document"] = "某函"
    options = {one.event for one in desk.engine.can(case, actor=CLERK) if one.refusal is None}
    machine = desk.engine.library.machine(desk.case(case).definition)
    allowed = event in options or event in machine.events
    if allowed and desk.engine.why_not(case, event, args, actor=CLERK) is None:
        desk.engine.fire(case, event, args, actor=CLERK)
