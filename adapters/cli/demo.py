"""`bihuan demo`: a whole year in fast motion."""

from __future__ import annotations

from pathlib import Path

import click

from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.kinds import FOLDER, NUMBER
from bihuan.adapters.cli.session import Session, pass_session


@command()
@click.option("--dir", "folder", type=FOLDER, default=Path("bihuan-demo"))
@click.option("--seed", type=NUMBER, default=2024)
@pass_session
def demo(session: Session, folder: Path, seed: int) -> None:
    from bihuan.adapters.annual import as_data
    from bihuan.adapters.demo.show import run

    shown = run(folder, session.note, seed=seed, lang=session.lang)
    places = {"database": shown.database, "report": shown.report, "diagram": shown.diagram}
    lines = [
        shown.opening,
        "",
        session.say("demo.end", cases=shown.figures.total, entries=shown.entries, **places),
    ]
    told = {name: str(place) for name, place in places.items()}
    session.emit({**told, "entries": shown.entries, "figures": as_data(shown.figures)}, lines)
