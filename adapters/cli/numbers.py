"""`bihuan doc number`: the register of document numbers, and how the next one is had."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.kinds import YEAR, spellings
from bihuan.adapters.cli.layout import columns
from bihuan.adapters.cli.session import Session, pass_session

if TYPE_CHECKING:
    from bihuan.engine.document_numbers import Registered, Series
    from bihuan.engine.records import Case

STATUS = spellings(reserved="已留用 留用", used="已用", void="已作废 作废")
LETTER, OPINION = "letter", "opinion"
"""The series of answers, and that of co-handlers' opinions where an office has one apart."""


@command()
@click.option("--case")
@click.option("--series")
@click.option("--reason", default="")
@click.option("--actor", default="office", envvar="BIHUAN_ACTOR")
@pass_session
def next_(session: Session, case: str | None, series: str | None, reason: str, actor: str) -> None:
    from bihuan.engine.actor import Actor
    from bihuan.engine.numbering import next_number

    found = session.case(case) if case else None
    given = next_number(
        session.engine,
        series_of(session, series, found),
        actor=Actor(actor),
        case=found.id if found else None,
        reason=reason,
    )
    _given(session, given, found)


@command()
@click.argument("number")
@click.option("--case")
@click.option("--series")
@click.option("--reason", default="")
@click.option("--actor", default="office", envvar="BIHUAN_ACTOR")
@pass_session
def reserve(
    session: Session, number: str, case: str | None, series: str | None, reason: str, actor: str
) -> None:
    from bihuan.engine import numbering
    from bihuan.engine.actor import Actor

    found = session.case(case) if case else None
    given = numbering.reserve(
        session.engine,
        _named(session, number, series, found),
        actor=Actor(actor),
        case=found.id if found else None,
        reason=reason,
    )
    _given(session, given, found)


@command()
@click.argument("number")
@click.option("--series")
@click.option("--reason", required=True)
@click.option("--actor", default="office", envvar="BIHUAN_ACTOR")
@pass_session
def void(session: Session, number: str, series: str | None, reason: str, actor: str) -> None:
    from bihuan.engine import numbering
    from bihuan.engine.actor import Actor

    named = _named(session, number, series, None)
    gone = numbering.void(session.engine, named, actor=Actor(actor), reason=reason)
    session.emit(_document(gone), [session.say("number.voided", number=gone.text)])


@command()
@click.option("--series")
@click.option("--year", type=YEAR)
@click.option("--status", type=STATUS)
@pass_session
def list_(session: Session, series: str | None, year: int | None, status: str | None) -> None:
    engine = session.engine
    agency = series_of(session, series, None).prefix if series else None
    found = engine.store.numbers(engine.house.office, agency=agency, year=year, status=status)
    rows = [(one.text, *_row(session, one)) for one in found]
    counts = {name: sum(one.status == name for one in found) for name in STATUS.shown}
    end = session.say("number.counts", count=len(found), **counts)
    session.emit([_document(one) for one in found], [*columns(rows), end])


@command()
@click.argument("number")
@pass_session
def show(session: Session, number: str) -> None:
    from bihuan.engine.document_numbers import key_of

    engine, key = session.engine, key_of(number)
    turns = engine.store.turns(engine.house.office, key)
    lines = columns([_row(session, one) for one in turns])
    if not turns:
        lines = [session.say("number.unknown", number=key or number)]
    session.emit([_document(one) for one in turns], lines)


def _given(session: Session, given: Registered, case: Case | None) -> None:
    """The number alone on standard output, so that a script can take it from there."""
    from bihuan.engine.lookup import spell

    said = {"number": given.text, "case": spell(case) if case else ""}
    session.emit(_document(given), [given.text])
    session.note(session.say("number.kept_for" if case else "number.kept", **said))


def _row(session: Session, one: Registered) -> tuple[object, ...]:
    return (
        tongue.word(f"number_status.{one.status}"),
        _whose(session, one),
        tongue.instant(one.at),
        one.actor,
        one.reason,
    )


def _whose(session: Session, one: Registered) -> str:
    """The case as people call it; a dash for none."""
    from bihuan.engine.lookup import spell

    return spell(session.engine.store.case(one.office, one.case)) if one.case else "-"


def series_of(session: Session, name: str | None, case: Case | None) -> Series:
    """The series asked for, or the one for the letters this case has to write."""
    from bihuan.adapters.config import BadConfig
    from bihuan.engine.errors import BadInput

    known = session.engine.house.series
    supports = case is not None and case.role == "support"
    wanted = name or (OPINION if supports and OPINION in known else LETTER)
    if wanted in known:
        return known[wanted]
    if name is None:
        missing = "no series is configured; write letter.prefix under [numbers]"
        raise BadConfig(session.config.place, f"numbers.{wanted}", missing)
    names = ", ".join(known) or "-"
    raise BadInput(
        "series", f"there is no such series; [numbers] of the configuration has {names}", name
    )


def _named(session: Session, number: str, series: str | None, case: Case | None) -> str:
    """The number meant: a serial alone is one of this year's."""
    from bihuan.rules.letters.document_number import spelled

    if not (number.isascii() and number.isdigit() and int(number)):
        return number
    return spelled(series_of(session, series, case).prefix, session.today().year, int(number))


def _document(one: Registered) -> dict[str, Any]:
    """One turn for programs."""
    return {
        "number": one.text,
        "agency": one.agency,
        "year": one.year,
        "serial": one.serial,
        "status": one.status,
        "case": one.case,
        "reason": one.reason,
        "actor": one.actor,
        "at": one.at,
    }
