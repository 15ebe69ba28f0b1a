"""`bihuan report period`, `board`, `own`: a span, where everything stands, what packages bring."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.kinds import DAY, YEAR, spellings
from bihuan.adapters.cli.session import Session, pass_session

if TYPE_CHECKING:
    from bihuan.adapters.reports.files import Told
    from bihuan.adapters.reports.tables import Table

FORMAT = spellings(docx="", xlsx="", json="", text="文本")


def to_a_file(function: Callable[..., None]) -> Callable[..., None]:
    """The options of a report that may go into a file: which, in what form, and over another."""
    for option in (
        click.option("--replace", is_flag=True),
        click.option("--format", "form", type=FORMAT),
        click.option("--out", type=click.Path(path_type=Path)),
    ):
        function = option(function)
    return function


@command()
@click.option("--from", "first", type=DAY, required=True)
@click.option("--to", "last", type=DAY, required=True)
@click.option("--as-of", type=DAY)
@to_a_file
@pass_session
def period(
    session: Session,
    first: date,
    last: date,
    as_of: date | None,
    out: Path | None,
    form: str | None,
    replace: bool,
) -> None:
    from bihuan.adapters.reports import period as told_by
    from bihuan.engine.period import period as count

    engine = session.engine
    day = as_of or _today(session)
    found = count(engine.store, engine.house, engine.library.machine, first, last, day)
    tables, data = told_by.tables(found, session.lang), told_by.as_data(found)
    told = _told(session, told_by.title(found, session.lang), day, tables, data)
    _out(session, "period", told, out, form, replace=replace)


@command()
@click.option("--year", type=YEAR)
@click.option("--as-of", type=DAY)
@to_a_file
@pass_session
def board(
    session: Session,
    year: int | None,
    as_of: date | None,
    out: Path | None,
    form: str | None,
    replace: bool,
) -> None:
    from bihuan.adapters.reports import board as told_by
    from bihuan.engine.board import board as count

    engine = session.engine
    day = as_of or _today(session)
    found = count(engine.store, engine.house, engine.library.machine, year or day.year, day)
    tables, data = told_by.tables(found, session.lang), told_by.as_data(found)
    told = _told(session, told_by.title(found, session.lang), day, tables, data)
    _out(session, "board", told, out, form, replace=replace)


@command()
@click.argument("name")
@click.option("--year", type=YEAR)
@click.option("--as-of", type=DAY)
@to_a_file
@pass_session
def own(
    session: Session,
    name: str,
    year: int | None,
    as_of: date | None,
    out: Path | None,
    form: str | None,
    replace: bool,
) -> None:
    from bihuan.adapters.reports.own import own_report

    day = as_of or _today(session)
    made = own_report(name, session.engine, year or day.year, day, session.lang)
    told = _told(session, made.title, day, made.tables, made.data)
    _out(session, name, told, out, form, replace=replace)


def _today(session: Session) -> date:
    from bihuan.rules.instants import beijing_date

    return beijing_date(session.engine.clock.now())


def _told(
    session: Session, title: str, day: date, tables: Sequence[Table], data: Mapping[str, Any]
) -> Told:
    from bihuan.adapters.reports.files import Told

    org = session.config.org.name
    return Told(title=title, org=org, as_of=day, tables=tables, data=data, lang=session.lang)


def _out(
    session: Session, name: str, told: Told, out: Path | None, form: str | None, *, replace: bool
) -> None:
    """Write it into the file, or show it."""
    from bihuan.adapters.cli.written import format_of, on_screen, written
    from bihuan.adapters.reports.files import FORMATS, write_report

    form = format_of(out, form, FORMATS, "xlsx")
    if out is None:
        session.emit(told.data, on_screen(told.title, told.about, told.tables))
        return
    write_report(out, told, form, instead=replace)
    written(session, name, out, form, told.as_of, told.data)
