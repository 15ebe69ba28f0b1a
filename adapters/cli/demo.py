"""`bihuan demo`: a whole year in fast motion."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.kinds import FOLDER, NUMBER, Number
from bihuan.adapters.cli.session import Session, pass_session

if TYPE_CHECKING:
    from bihuan.adapters.demo.show import Shown

PORT = Number(0, 65535, "usage.no_number")


@command()
@click.option("--dir", "folder", type=FOLDER, default=Path("bihuan-demo"))
@click.option("--seed", type=NUMBER, default=2024)
@click.option("--serve", is_flag=True)
@click.option("--port", type=PORT, default=8080)
@pass_session
def demo(session: Session, folder: Path, seed: int, serve: bool, port: int) -> None:
    from bihuan.adapters.annual import as_data
    from bihuan.adapters.demo.ending import ending
    from bihuan.adapters.demo.show import run

    try:
        shown = run(folder, session.note, url=session.url, seed=seed, lang=session.lang)
    except KeyboardInterrupt:
        session.note(session.say("demo.interrupted", folder=folder))
        raise
    places = {
        "database": shown.database,
        "report": str(shown.reports[0]),
        "diagram": str(shown.diagram),
        "config": str(shown.config),
        "notices": str(shown.notices),
    }
    tables = [str(file) for file in shown.reports[1:]]
    lists, papers = ([str(file) for file in files] for files in (shown.lists, shown.papers))
    twice = max(shown.figures.handled_again, key=lambda story: story.case.now.round)
    command = f"{_typed()} -c {shown.config}"
    lines = [
        "",
        *ending(shown.figures, shown.house, shown.delivered, shown.entries, session.lang),
        "",
        session.say("demo.end_places", **places),
        *(session.say("demo.end_tables", file=file) for file in tables),
        *(session.say("demo.end_list", file=file) for file in lists),
        *_letters(session, shown.papers),
        "",
        session.say(
            "demo.end_next",
            bihuan=command,
            number=twice.case.number.strip("第号"),
            muted=shown.delivered.muted.strip("第号"),
        ),
    ]
    told = {
        "entries": shown.entries,
        "figures": as_data(shown.figures, shown.house),
        "delivered": asdict(shown.delivered),
    }
    session.emit({**places, "tables": tables, "lists": lists, "papers": papers, **told}, lines)
    if serve:
        _serve(session, shown, session.url or f"sqlite:///{shown.database}", port)


def _serve(session: Session, shown: Shown, database: str, port: int) -> None:
    """Let its pages be looked at, until told to stop; each who may come in has a token."""
    from bihuan.adapters.web.errors import WebMissing

    try:
        from bihuan.adapters.web.app import create_app
        from bihuan.adapters.web.serving import address_of, listening, run
    except ModuleNotFoundError as missing:
        raise WebMissing(missing.name or "fastapi") from missing
    from bihuan.adapters.assembly import open_engine
    from bihuan.adapters.demo.cast import ORG
    from bihuan.adapters.demo.serving import tokens

    house = shown.house
    server = listening("127.0.0.1", port)
    with open_engine(
        database, office=house.office, policy=house.policy, calendar=house.calendar
    ) as engine:
        session.note(session.say("demo.serving", address=address_of(server)))
        for role, secret in tokens(engine):
            session.note(f"  {tongue.word(f'web_role.{role}')}  {secret}")
        run(create_app(engine, org=ORG, correct_within=3), server)


def _letters(session: Session, papers: Sequence[Path]) -> Iterator[str]:
    """Where the signed letters lie, and how many."""
    if papers:
        yield session.say("demo.end_papers", folder=papers[0].parent, count=len(papers))


def _typed() -> str:
    """How this command is called from here: by its name, or by its place when that is not found."""
    called = Path(sys.argv[0])
    found = shutil.which(called.name)
    same = found is not None and called.exists() and Path(found).resolve() == called.resolve()
    if same or called.name == "__main__.py":
        return "bihuan" if same else f"{Path(sys.executable).name} -m bihuan"
    here = Path.cwd()
    return str(called.relative_to(here) if called.is_relative_to(here) else called)
