"""`bihuan report`: the figures of a year or a span, where everything stands, and lists of cases."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bihuan.adapters.cli.commands import LazyGroup, command
from bihuan.adapters.cli.kinds import DAY, YEAR, Number, spellings
from bihuan.adapters.cli.session import Session, pass_session

if TYPE_CHECKING:
    from bihuan.engine.stories import Story

report = LazyGroup(
    "report",
    {
        "annual": f"{__name__}:annual",
        "period": "bihuan.adapters.cli.spans:period",
        "board": "bihuan.adapters.cli.spans:board",
        "list": "bihuan.adapters.cli.lists:list_",
        "own": "bihuan.adapters.cli.spans:own",
        "template": f"{__name__}:template",
    },
)
FORMAT = spellings(docx="", xlsx="", json="", text="文本")
ROUNDING = spellings(
    half_up="四舍五入", truncate="截断", forced_largest="由最大项凑足", forced_100="按余数凑足"
)


@command()
@click.option("--year", type=YEAR)
@click.option("--as-of", type=DAY)
@click.option("--to", default="")
@click.option("--case", "cases", multiple=True)
@click.option("--out", type=click.Path(path_type=Path))
@click.option("--format", "form", type=FORMAT)
@click.option("--template", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--digits", type=Number(0, 4, "usage.no_number"), default=1)
@click.option("--rounding", type=ROUNDING, default="half_up")
@click.option("--replace", is_flag=True)
@pass_session
def annual(
    session: Session,
    year: int | None,
    as_of: date | None,
    to: str,
    cases: tuple[str, ...],
    out: Path | None,
    form: str | None,
    template: Path | None,
    digits: int,
    rounding: str,
    replace: bool,
) -> None:
    from bihuan.adapters.annual import FORMATS, Report, as_data, as_text, write_annual
    from bihuan.adapters.cli.written import format_of, written
    from bihuan.engine.statistics import figures
    from bihuan.rules.formulas import Rounding, Shares
    from bihuan.rules.instants import beijing_date

    engine, house = session.engine, session.engine.house
    day = as_of or beijing_date(engine.clock.now())
    form = format_of(out, form, FORMATS, "text")
    counted = figures(engine.store, house, engine.library.machine, year or day.year, day)
    told = Report(
        figures=counted,
        house=house,
        org=session.config.org.name,
        to=to,
        lang=session.lang,
        cases=_named(session, counted.stories, cases) if cases else None,
        shares=Shares(digits=digits, rounding=Rounding(rounding)),
    )
    data = as_data(counted, house, told.shares)
    if out is None:
        session.emit(data, [as_text(told).rstrip()])
        return
    own = template or _own_template(session)
    write_annual(out, told, form, template=own, instead=replace)
    written(session, "annual", out, form, day, data)


def _named(session: Session, stories: tuple[Story, ...], names: tuple[str, ...]) -> list[Story]:
    """The cases to be told at length, in the order named."""
    from bihuan.engine.errors import BadInput

    known = {one.case.id: one for one in stories}
    found = [session.case(name) for name in names]
    for case, name in zip(found, names, strict=True):
        if case.id not in known:
            raise BadInput("case", "is none of the year's cases on that day", name)
    return [known[case.id] for case in found]


def _own_template(session: Session) -> Path | None:
    """The one in the folder of the office's templates, by its Chinese name or by ours."""
    from bihuan.adapters.annual.document import TEMPLATES

    folder = session.config.documents.templates
    places = [session.base / folder / name for name in TEMPLATES] if folder else []
    return next((place for place in places if place.is_file()), None)


@command()
@click.option("--out", type=click.Path(path_type=Path), required=True)
@click.option("--replace", is_flag=True)
@pass_session
def template(session: Session, out: Path, replace: bool) -> None:
    from bihuan.adapters.annual.document import template as shipped
    from bihuan.adapters.whole_files import FOR_THE_OFFICE, whole_file

    with whole_file(out, mode=FOR_THE_OFFICE, instead=replace) as made:
        made.write_bytes(shipped())
    session.emit({"file": str(out)}, [session.say("report_table.template_written", file=out)])
