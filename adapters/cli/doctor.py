"""`bihuan doctor`: what is wrong here, and what to type against it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from bihuan.adapters.cli import reasons, tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.failures import PROBLEMS, failure_of
from bihuan.adapters.cli.layout import columns
from bihuan.adapters.cli.session import Session, pass_session

if TYPE_CHECKING:
    from bihuan.adapters.doctor.finding import Finding

SIGNS = {"sound": "✓", "note": "!", "wrong": "✗", "skipped": "-"}


@command()
@click.option("--only")
@click.option("--network", is_flag=True)
@click.option("--fix", is_flag=True)
@pass_session
def doctor(session: Session, only: str | None, network: bool, fix: bool) -> None:
    from bihuan.adapters.doctor import examine

    chosen = _chosen(only)
    found = list(examine(session, chosen, network=network))
    fixed = [one for one in found if fix and one.fix is not None]
    for one in fixed:
        assert one.fix is not None
        one.fix()
    if fixed:
        found = list(examine(session, chosen, network=network))
    told = [_told(session, one) for one in found]
    wrong = sum(one["grade"] == "wrong" for one in told)
    notes = sum(one["grade"] == "note" for one in told)
    lines = columns(
        [(SIGNS[one["grade"]], tongue.word(f"check.{one['check']}"), _line(one)) for one in told]
    )
    summary = session.say("doctor.summary", wrong=wrong, notes=notes)
    more = [session.say("doctor.fixed", count=len(fixed))] if fixed else []
    session.emit(
        {"findings": told, "fixed": len(fixed)},
        [*lines, *more, summary],
        exit_code=PROBLEMS if wrong else 0,
        problem=summary,
    )


def _chosen(only: str | None) -> list[str]:
    from bihuan.adapters.doctor import CHECKS
    from bihuan.engine.errors import BadInput

    chosen = [one.strip() for one in (only or "").split(",") if one.strip()]
    for one in chosen:
        if one not in CHECKS:
            raise BadInput("only", f"write one of {', '.join(CHECKS)}", one)
    return chosen


def _told(session: Session, one: Finding) -> dict[str, Any]:
    """A finding for programs, with its sentence and its cure."""
    if one.error is not None:
        failure = failure_of(one.error, session)
        said = {"message": failure.message, "cure": failure.hint, "code": failure.code}
    else:
        values = {name: _shown(name, value) for name, value in one.values.items()}
        cure = f"doctor_cure.{one.key}"
        said = {
            "message": session.say(f"doctor.{one.key}", **values),
            "cure": session.say(cure, **values) if tongue.has_words(cure) else "",
        }
    return {
        "check": one.check,
        "grade": str(one.grade),
        **said,
        "setting": one.setting,
        "fixable": one.fix is not None,
    }


def _shown(name: str, value: object) -> object:
    match value:
        case None | datetime():
            return tongue.instant(value)
        case list():
            return tongue.words("usage.comma").join(map(str, value))
        case _ if name == "needs":
            return tongue.word(f"check.{value}")
        case _ if name == "reason":
            return reasons.said(str(value))
    return value


def _line(told: dict[str, Any]) -> str:
    cure = f"  → {told['cure']}" if told["cure"] else ""
    return f"{told['message']}{cure}"
