"""`bihuan deadline recompute`: which deadlines a new calendar or policy moves, and moving them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.layout import columns
from bihuan.adapters.cli.session import Session, pass_session

if TYPE_CHECKING:
    from bihuan.engine.rescheduling import Move


@command()
@click.option("--policy", is_flag=True)
@click.option("--apply", is_flag=True)
@click.option("--reason")
@click.option("--actor", default="office", envvar="BIHUAN_ACTOR")
@pass_session
def recompute(session: Session, policy: bool, apply: bool, reason: str | None, actor: str) -> None:
    from bihuan.engine import rescheduling
    from bihuan.engine.actor import Actor
    from bihuan.engine.errors import BadInput

    if apply and not reason:
        raise BadInput("reason", "say why the deadlines move")
    every = list(rescheduling.moves(session.engine, policy=True))
    moved = [one for one in every if policy or one.why != "policy"]
    told: dict[str, Any] = {"moves": documents(moved)}
    lines = table(moved)
    if len(every) > len(moved):
        lines.append(session.say("moves.by_policy", count=len(every) - len(moved)))
    if not apply:
        lines.append(session.say("calendar.preview", count=len(moved)))
        session.emit({**told, "applied": False}, lines)
        return
    done = rescheduling.apply(session.engine, Actor(actor), reason or "", policy=policy)
    if done.left:
        lines.append(session.say("calendar.left", count=len(done.left)))
    lines.append(session.say("moves.applied", count=done.cases))
    session.emit({**told, "applied": True, "cases": done.cases, "left": done.left}, lines)


def table(moves: Iterable[Move]) -> list[str]:
    """Each deadline on a line: the case, the term, the old and the new day, and what moves it."""
    return columns([_row(one) for one in moves], indent=2)


def _row(move: Move) -> tuple[str, ...]:
    from bihuan.adapters.cli.cases_show import term_name
    from bihuan.engine.lookup import spell

    before, after = tongue.day(move.before), f"→ {tongue.day(move.after)}"
    if move.tentative:
        after += " " + tongue.words("show.tentative")
    why = tongue.words(f"moves.{move.why}", was=source(move.was), source=source(move.source))
    return spell(move.case), term_name(move.term), before, after, why


def source(name: str) -> str:
    """The instrument a term comes from, or that no instrument sets it."""
    return tongue.word(f"source.{name}")


def documents(moves: Iterable[Move]) -> list[dict[str, Any]]:
    """The same for programs."""
    return [
        {
            "case": one.case.id,
            "term": one.term,
            "before": one.before,
            "after": one.after,
            "tentative": one.tentative,
            "why": one.why,
            "was": one.was,
            "source": one.source,
        }
        for one in moves
    ]
