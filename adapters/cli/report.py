"""`bihuan report`: the figures of a year as of a date, and the lists of its cases."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from bihuan.adapters.cli.commands import LazyGroup, command
from bihuan.adapters.cli.kinds import DAY, YEAR
from bihuan.adapters.cli.session import Session, pass_session

report = LazyGroup(
    "report",
    {"annual": f"{__name__}:annual", "list": "bihuan.adapters.cli.lists:list_"},
)


@command()
@click.option("--year", type=YEAR)
@click.option("--as-of", type=DAY)
@click.option("--to", default="")
@click.option("--out", type=click.Path(path_type=Path))
@pass_session
def annual(
    session: Session, year: int | None, as_of: date | None, to: str, out: Path | None
) -> None:
    from bihuan.adapters.annual import as_data, as_text
    from bihuan.engine.statistics import figures
    from bihuan.rules.instants import beijing_date

    engine = session.engine
    day = as_of or beijing_date(engine.clock.now())
    counted = figures(engine.store, engine.house, engine.library.machine, year or day.year, day)
    text = as_text(counted, engine.house, session.config.org.name, session.lang, to)
    if out is not None:
        out.write_text(text, "utf-8")
    session.emit(as_data(counted, engine.house), [text.rstrip()])
