"""What follows the answer: the member's feedback, closing, and handling again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.kinds import DAY, NUMBER, TEXT
from bihuan.adapters.cli.session import Session, pass_session
from bihuan.adapters.cli.writing import Write, act, fire, sentence, told, writes

if TYPE_CHECKING:
    from bihuan.engine.outcome import Outcome


@command()
@click.argument("case")
@click.option("--verdict")
@click.option("--attitude")
@click.option("--result")
@click.option("--comment")
@click.option("--member", type=NUMBER)
@click.option("--correct", is_flag=True)
@click.option("--ordered-by")
@click.option("--no-follow-up", is_flag=True)
@writes
@pass_session
def feedback(
    session: Session,
    write: Write,
    case: str,
    correct: bool,
    ordered_by: str | None,
    no_follow_up: bool,
    **said: object,
) -> None:
    event = "correct_feedback" if correct else "feedback"
    outcome = fire(session, session.case(case), event, said, write)
    lines, data = [sentence(outcome)], told(outcome)
    data["verdict"] = outcome.case.held.get("verdict")
    if outcome.case.state == "feedback" and not no_follow_up:
        followed = _follow_up(session, outcome, write.and_then, ordered_by)
        if followed is not None:
            data["followed_by"] = told(followed)
            lines += [_why(followed), sentence(followed)]
    session.emit(data, lines)


def _follow_up(
    session: Session, outcome: Outcome, write: Write, ordered_by: str | None
) -> Outcome | None:
    """Close on a satisfied verdict, begin the next round on an unsatisfied one."""
    from bihuan.engine.errors import Refused

    unsatisfied = outcome.case.held.get("verdict") == "unsatisfied"
    event = "reassign" if unsatisfied else "close"
    try:
        return fire(session, outcome.case, event, {"ordered_by": ordered_by}, write)
    except Refused as refused:
        missing = [tongue.word(f"fact.{one.fact}") for one in refused.findings if not one.held]
        session.warn(
            session.say(
                "done.not_followed",
                event=tongue.word(f"event.{event}"),
                missing=tongue.words("usage.comma").join(missing)
                or tongue.word(f"refusal.{refused.reason}"),
            )
        )
        return None


def _why(followed: Outcome) -> str:
    if followed.entry.event == "close":
        return tongue.words("done.closes_itself")
    return tongue.words("done.reopens_itself", round=followed.case.round)


@command()
@click.argument("case")
@writes
@pass_session
def close(session: Session, write: Write, case: str) -> None:
    act(session, case, "close", {}, write)


@command()
@click.argument("case")
@click.option("--leader")
@click.option("--division")
@click.option("--officer")
@click.option("--time", type=DAY)
@click.option("--task")
@click.option("--responsibility")
@click.option("--ordered-by", type=TEXT)
@writes
@pass_session
def reassign(session: Session, write: Write, case: str, time: date | None, **said: object) -> None:
    act(session, case, "reassign", {**said, "time": time}, write)
