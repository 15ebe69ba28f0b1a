"""Fire an event from the command line and say what came of it."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict

from bihuan.adapters.cli.errors import called
from bihuan.adapters.cli.session import Session
from bihuan.engine.engine import Outcome
from bihuan.rules.words import label


class Write(TypedDict):
    """The shared options of every write."""

    reason: str
    at: date | None
    key: str | None
    actor: str | None
    seq: int | None


def fire(session: Session, name: str, event: str, args: dict[str, Any], write: Write) -> Outcome:
    """Fire the event on the case a person means; empty arguments are left out."""
    case = session.case(name)
    said = {key: value for key, value in args.items() if value not in (None, "", ())}
    if write["reason"]:
        said["reason"] = write["reason"]
    return session.engine.fire(
        case.id,
        event,
        said,
        actor=session.actor(write["actor"]),
        on=write["at"],
        key=write["key"],
        seq=write["seq"],
    )


def tell(session: Session, *outcomes: Outcome) -> None:
    """Print what the last event left, after naming each."""
    lines = [line_of(session, one) for one in outcomes]
    last = outcomes[-1]
    data = {
        "case": last.case.id,
        "seq": last.entry.seq,
        "state": last.case.state,
        "round": last.case.round,
        "due": last.case.due,
        "repeated": last.repeated,
        "events": [one.entry.event for one in outcomes],
    }
    session.emit(data, lines)


def line_of(session: Session, outcome: Outcome) -> str:
    """提案第0123号  交办 → 已交办  时限 2024-06-04  （第 2 条）."""
    return session.say(
        "cli.moved_again" if outcome.repeated else "cli.moved",
        case=called(outcome.case, session.lang),
        event=label(f"event.{outcome.entry.event}", session.lang),
        state=label(f"state.{outcome.case.state}", session.lang),
        due=outcome.case.due or "—",
        seq=outcome.entry.seq,
        round=outcome.case.round,
    )
