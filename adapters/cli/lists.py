"""`bihuan report list`: a list the office prints and works with, as a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.kinds import DAY, YEAR, spellings
from bihuan.adapters.cli.session import Session, pass_session

NAME = spellings(
    tasks="任务清单",
    duties="责任清单",
    ledger="台账",
    feedback="反馈汇总",
    contacts="沟通记录",
    commitments="承诺事项 承诺事项台账",
)
FORMAT = spellings(xlsx="", csv="", json="")


@command()
@click.argument("name", type=NAME)
@click.option("--out", type=click.Path(path_type=Path), required=True)
@click.option("--format", "form", type=FORMAT)
@click.option("--as-of", type=DAY)
@click.option("--year", type=YEAR)
@click.option("--division")
@click.option("--replace", is_flag=True)
@pass_session
def list_(
    session: Session,
    name: str,
    out: Path,
    form: str | None,
    as_of: date | None,
    year: int | None,
    division: str | None,
    replace: bool,
) -> None:
    from bihuan.adapters.lists import FORMATS, counted, page, write_list
    from bihuan.engine.lists import LISTS, cases_for
    from bihuan.rules.instants import beijing_date

    engine = session.engine
    store, house = engine.store, engine.house
    day = as_of or beijing_date(engine.clock.now())
    of = year or day.year
    found = cases_for(
        LISTS[name],
        store,
        house,
        engine.library.machine,
        year=of,
        as_of=day,
        division=division,
    )
    made = page(LISTS[name], found, house, session.config.org.name, day, of, session.lang)
    ending = out.suffix.lower().removeprefix(".")
    form = form or (ending if ending in FORMATS else "xlsx")
    write_list(out, made, form, instead=replace)
    told = {"list": name, "file": str(out), "format": form, "rows": len(made.rows), "as_of": day}
    named, said = tongue.word(f"list_name.{name}"), tongue.day(day)
    count = counted(made.listed, len(made.rows), session.lang)
    line = session.say("list_page.written", file=out, name=named, count=count, day=said)
    session.emit({**told, "year": of, "division": division}, [line])
