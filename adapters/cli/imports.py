"""`bihuan case import`: a ledger's rows, looked at first and then registered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.failures import PARTLY, PROBLEMS
from bihuan.adapters.cli.kinds import DAY, FILE, KIND, NUMBER, ROLE
from bihuan.adapters.cli.session import Session, pass_session

if TYPE_CHECKING:
    from bihuan.adapters.importing import Defaults, Plan
    from bihuan.adapters.ledger import Reading, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to become of the files."""

    apply: bool
    skip_bad: bool
    reason: str | None
    actor: str


@command()
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--map", "mapping", type=FILE)
@click.option("--year", type=NUMBER)
@click.option("--role", type=ROLE)
@click.option("--kind", type=KIND)
@click.option("--received", type=DAY)
@click.option("--apply", is_flag=True)
@click.option("--skip-bad", is_flag=True)
@click.option("--past", is_flag=True)
@click.option("--reason")
@click.option("--actor", default="office", envvar="BIHUAN_ACTOR")
@pass_session
def import_(
    session: Session,
    files: tuple[Path, ...],
    mapping: Path | None,
    year: int | None,
    role: str | None,
    kind: str | None,
    received: date | None,
    past: bool,
    **wish: Any,
) -> None:
    from bihuan.adapters.importing import Defaults
    from bihuan.adapters.ledger import read_ledger

    defaults = Defaults(year=year, role=role, received=received)
    said = {"kind": kind or "", "year": str(year or "")}
    readings = [(file, *read_ledger(file, map_file=mapping, defaults=said)) for file in files]
    if past:
        _keep_past(session, [reading for _, _, reading in readings], defaults, Wish(**wish))
    else:
        _take_in(session, readings, defaults, Wish(**wish))


def _take_in(
    session: Session, readings: list[tuple[Path, Table, Reading]], defaults: Defaults, wish: Wish
) -> None:
    """Preview all files; when asked, register all of them, or none while rows are bad."""
    from bihuan.adapters.importing import apply, plan
    from bihuan.engine.actor import Actor

    plans = [
        (file, table, reading, plan(session.engine, reading, defaults))
        for file, table, reading in readings
    ]
    bad = sum(len(one.bad_rows) for *_, one in plans)
    lines = [line for told in plans for line in _preview(*told)]
    data: dict[str, Any] = {"files": [_document(*told) for told in plans], "applied": False}
    if not wish.apply or (bad and not wish.skip_bad):
        lines.append(session.say("import.refused" if wish.apply else "import.preview"))
        problem = session.say("import.problem", bad=bad) if bad else ""
        session.emit(data, lines, exit_code=PROBLEMS if bad else 0, problem=problem)
        return
    actor = Actor(wish.actor)
    received = sum(apply(session.engine, one, actor, wish.reason or "") for *_, one in plans)
    known = sum(len(one.known) + len(one.repeated) for *_, one in plans)
    data |= {"applied": True, "received": received, "skipped": bad, "known": known}
    lines.append(session.say("import.applied", received=received, known=known, skipped=bad))
    problem = session.say("import.problem", bad=bad) if bad else ""
    session.emit(data, lines, exit_code=PARTLY if bad else 0, problem=problem)


def _preview(file: Path, table: Table, reading: Reading, plan: Plan) -> Iterator[str]:
    yield tongue.words("import.read", file=file.name, rows=len(table.rows))
    if reading.unmapped:
        yield tongue.words(
            "import.unmapped", columns=tongue.words("usage.comma").join(reading.unmapped)
        )
    counts = {
        "new": len(plan.new),
        "known": len(plan.known),
        "repeated": len(plan.repeated),
        "bad": len(plan.bad_rows),
    }
    yield tongue.words("import.counts", **counts)
    for row, name in plan.known:
        yield tongue.words("import.known_row", row=row, name=name)
    for row, first in plan.repeated:
        yield tongue.words("import.repeated_row", row=row, first=first)
    for row, text in sorted(_findings(plan)):
        yield tongue.words("import.row", row=row, text=text)


def _findings(plan: Plan) -> Iterator[tuple[int, str]]:
    for one in plan.problems:
        if one.severity == "error":
            text, cure = (
                (one.zh, one.cure_zh) if tongue.language() == "zh" else (one.en, one.cure_en)
            )
            yield one.row, tongue.words("import.problem_cure", text=text, cure=cure)
    for row, field in plan.missing:
        yield row, tongue.words(f"import.no_{field}")


def _document(file: Path, table: Table, reading: Reading, plan: Plan) -> dict[str, Any]:
    return {
        "file": str(file),
        "rows": len(table.rows),
        "unmapped": reading.unmapped,
        "new": [
            {"row": row, "number": intake.number, "title": intake.title} for row, intake in plan.new
        ],
        "known": [{"row": row, "number": name} for row, name in plan.known],
        "repeated": [{"row": row, "first": first} for row, first in plan.repeated],
        "problems": plan.problems,
        "missing": [{"row": row, "field": field} for row, field in plan.missing],
    }


def _keep_past(session: Session, readings: list[Reading], defaults: Defaults, wish: Wish) -> None:
    """Keep an earlier year's lines, for comparing this year's figures with."""
    from bihuan.adapters.importing import keep_past

    kept = sum(keep_past(session.engine, one, defaults, apply=wish.apply) for one in readings)
    key = "import.past_kept" if wish.apply else "import.past_preview"
    session.emit({"past": kept, "applied": wish.apply}, [session.say(key, count=kept)])
