"""`bihuan case import`: a ledger's rows, looked at first and then registered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from errno import EEXIST
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.failures import PARTLY, PROBLEMS, failure_of
from bihuan.adapters.cli.kinds import DAY, FILE, KIND, ROLE, YEAR
from bihuan.adapters.cli.session import Session, pass_session

if TYPE_CHECKING:
    from bihuan.adapters.cli.import_lines import Look
    from bihuan.adapters.importing import Applied, Defaults, Plan
    from bihuan.engine.engine import Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to become of the files."""

    apply: bool
    skip_bad: bool
    past: bool
    left_out: Path | None
    reason: str | None
    actor: str


@command()
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--map", "mapping", type=FILE)
@click.option("--sheet", "sheets", multiple=True)
@click.option("--reader")
@click.option("--year", type=YEAR)
@click.option("--role", type=ROLE)
@click.option("--kind", type=KIND)
@click.option("--received", type=DAY)
@click.option("--apply", is_flag=True)
@click.option("--skip-bad", is_flag=True)
@click.option("--left-out", type=click.Path(path_type=Path))
@click.option("--past", is_flag=True)
@click.option("--reason")
@click.option("--actor", default="office", envvar="BIHUAN_ACTOR")
@pass_session
def import_(
    session: Session,
    files: tuple[Path, ...],
    mapping: Path | None,
    sheets: tuple[str, ...],
    reader: str | None,
    year: int | None,
    role: str | None,
    kind: str | None,
    received: date | None,
    actor: str,
    **wish: Any,
) -> None:
    from bihuan.adapters.importing import Defaults

    unit = session.config.org.name
    defaults = Defaults(year=year, role=role, received=received, unit=unit)
    said = {"kind": kind or "", "year": str(year or "")}
    wished = Wish(actor=actor, **wish)
    if wished.left_out and wished.left_out.exists():
        raise FileExistsError(EEXIST, "", str(wished.left_out))
    named = [(file, file) for file in files]
    found = looks(
        session.engine,
        named,
        defaults,
        actor=actor,
        past=wished.past,
        map_file=mapping,
        sheets=sheets,
        said=said,
        reader=reader,
    )
    _import(session, found, wished)


def looks(
    engine: Engine,
    files: Sequence[tuple[Path, Path]],
    defaults: Defaults,
    *,
    actor: str,
    past: bool = False,
    map_file: Path | None = None,
    sheets: Sequence[str] = (),
    said: Mapping[str, str] | None = None,
    reader: str | None = None,
) -> list[Look]:
    """Every ledger of every file, and what would become of its rows; nothing is written.

    Each file comes with what it is called, which need not be where it lies.
    """
    from bihuan.adapters.cli.import_lines import Look
    from bihuan.adapters.importing import Planner, apart, with_returned
    from bihuan.adapters.ledger import read_ledgers
    from bihuan.adapters.lists.returned import Returns, coded
    from bihuan.engine.actor import Actor

    ledgers = [
        (called, *ledger)
        for file, called in files
        for ledger in read_ledgers(
            file, map_file=map_file, defaults=said, sheets=sheets, reader=reader
        )
    ]
    planner = Planner(engine, defaults)
    returns = Returns(engine, Actor(actor))
    found = []
    for file, table, columns, reading in ledgers:
        name = table.sheet if len(files) == 1 else f"{file.name} {table.sheet}"
        ours = [] if past else coded(table)
        if past:
            plan = planner.look_back(reading)
        else:
            plan = planner.look(apart(reading, {row.number for row, _ in ours}), name)
            plan = with_returned(plan, returns.look(ours, name))
        found.append(Look(file=file, table=table, columns=columns, plan=plan, ours=len(ours)))
    return found


def _import(session: Session, looks: list[Look], wish: Wish) -> None:
    """Show what would happen; when asked, do all of it, or nothing while rows are bad."""
    from bihuan.adapters.cli.import_lines import document, preview

    lines = [line for look in looks for line in preview(look)]
    bad = sum(len(look.plan.bad_rows) for look in looks)
    data: dict[str, Any] = {"files": [document(look) for look in looks], "applied": False}
    problem = session.say("import.problem", bad=bad) if bad else ""
    if not wish.apply or (bad and not wish.skip_bad):
        if bad and wish.left_out:
            lines += _leave_out(session, looks, wish, data)
        lines.append(session.say("import.refused" if wish.apply else "import.preview"))
        session.emit(data, lines, exit_code=PROBLEMS if bad else 0, problem=problem)
        return
    applied = [_apply(session, look.plan, wish) for look in looks]
    failed = sum(len(one.failed) for one in applied)
    counts = {
        "received": sum(one.received for one in applied),
        "changed": sum(one.changed for one in applied),
        "known": sum(len(look.plan.known) + len(look.plan.repeated) for look in looks)
        + sum(len(one.meanwhile) for one in applied),
        "skipped": bad + failed,
    }
    data |= {"applied": True, **counts}
    looks = [look.after(one) for look, one in zip(looks, applied, strict=True)]
    lines += [line for look in looks for line in look.failures()]
    lines.append(session.say("import.kept" if wish.past else "import.applied", **counts))
    if counts["changed"]:
        lines.append(session.say("import.changed", changed=counts["changed"]))
    if bad or failed:
        lines += _leave_out(session, looks, wish, data)
        problem = session.say("import.problem", bad=bad + failed)
    session.emit(data, lines, exit_code=PARTLY if problem else 0, problem=problem)


def _apply(session: Session, plan: Plan, wish: Wish) -> Applied:
    from bihuan.adapters.importing import apply, keep_past
    from bihuan.engine.actor import Actor

    if wish.past:
        return keep_past(session.engine, plan)
    return apply(session.engine, plan, Actor(wish.actor), wish.reason or "")


def _leave_out(
    session: Session, looks: Sequence[Look], wish: Wish, data: dict[str, Any]
) -> Iterator[str]:
    """Write the rows that stay out into a workbook, and say where it lies.

    What was imported is imported, so a file that cannot be written is only a warning.
    """
    from bihuan.adapters.ledger import MissingOffice
    from bihuan.adapters.ledger.left_out import write_left_out

    parts = [part for look in looks if (part := look.left_out())]

    def write(path: Path) -> None:
        write_left_out(path, parts, tongue.language())

    try:
        path = _written(write, wish.left_out, session.today())
    except (MissingOffice, OSError) as problem:
        said = failure_of(problem)
        session.warn(session.say("import.problem_cure", text=said.message, cure=said.hint))
        return
    data["left_out"] = str(path)
    yield session.say("import.left_out", file=path)


def _written(write: Callable[[Path], None], wanted: Path | None, today: date) -> Path:
    """The file that was written: the one wanted, or the first of today's names that is free."""
    if wanted is not None:
        write(wanted)
        return wanted
    number = 1
    while True:
        path = Path(f"import-{today:%Y%m%d}-{number}.xlsx")
        try:
            write(path)
        except FileExistsError:
            number += 1
        else:
            return path
