"""`bihuan case commitment`: what answers promised, and what has come of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.kinds import DAY, NUMBER, spellings
from bihuan.adapters.cli.layout import columns
from bihuan.adapters.cli.session import Session, pass_session

if TYPE_CHECKING:
    from bihuan.engine.promises import Promise

STATUS = spellings(
    under_way="推进中",
    partly="部分落实",
    done="已落实 落实",
    postponed="延期",
    failed="未能落实",
)


@command()
@click.argument("case")
@pass_session
def list_(session: Session, case: str) -> None:
    found = _kept(session, session.case(case).id)
    rows = [line(one) for one in found]
    lines = columns(rows, whole=True) or [session.say("commitment.none")]
    session.emit([_document(one) for one in found], lines)


@command()
@click.argument("case")
@click.option("--text", required=True)
@click.option("--due", type=DAY)
@click.option("--actor", default="office", envvar="BIHUAN_ACTOR")
@pass_session
def add(session: Session, case: str, text: str, due: date | None, actor: str) -> None:
    from bihuan.engine import promising
    from bihuan.engine.actor import Actor

    found = session.case(case)
    made = promising.add(session.engine, found.id, text, due=due, actor=Actor(actor))
    _tell(session, found.id, made.no)


@command()
@click.argument("case")
@click.argument("commitment", type=NUMBER, required=False)
@click.option("--status", type=STATUS, required=True)
@click.option("--at", type=DAY)
@click.option("--due", type=DAY)
@click.option("--note", default="")
@click.option("--actor", default="office", envvar="BIHUAN_ACTOR")
@pass_session
def report(
    session: Session,
    case: str,
    commitment: int | None,
    status: str,
    at: date | None,
    due: date | None,
    note: str,
    actor: str,
) -> None:
    from bihuan.engine import promising
    from bihuan.engine.actor import Actor

    found = session.case(case)
    made = promising.report(
        session.engine,
        found.id,
        commitment,
        status,
        on=at,
        due=due,
        note=note,
        actor=Actor(actor),
    )
    _tell(session, found.id, made.no)


def line(promise: Promise) -> tuple[str, ...]:
    """One commitment in a line: its number and words, when it is due, what came of it."""
    last = promise.last
    due = "" if promise.due is None else tongue.words("show.until", day=tongue.day(promise.due))
    return (
        str(promise.commitment.no),
        promise.commitment.text,
        due,
        tongue.word(f"fulfilment.{promise.status}"),
        tongue.day(last.on) if last else "",
        last.note if last else "",
    )


def _kept(session: Session, case: str) -> list[Promise]:
    from bihuan.engine.promising import kept

    with session.engine.store.look() as work:
        return kept(work, session.engine.house.office, case)


def _tell(session: Session, case: str, no: int) -> None:
    """How the commitment now stands."""
    told = next(one for one in _kept(session, case) if one.commitment.no == no)
    session.emit(_document(told), columns([line(told)], whole=True))


def _document(promise: Promise) -> dict[str, Any]:
    """A commitment for programs, with every report on it."""
    own = promise.commitment
    return {
        "case": own.case,
        "commitment": own.no,
        "round": own.round,
        "text": own.text,
        "on": own.on,
        "due": promise.due,
        "promised_for": own.due,
        "status": promise.status,
        "reports": list(promise.reports),
    }
