"""Take in a ledger over HTTP: looked at first, and then row by row, as the command line does."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from fastapi import APIRouter, Query

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.import_lines import Look, document
from bihuan.adapters.web import asked
from bihuan.adapters.web import documents as told
from bihuan.adapters.web.desk import Admitted, AtDesk, Desk, Guarded
from bihuan.adapters.web.errors import BadRequest
from bihuan.engine.actor import Actor

router = APIRouter(route_class=Guarded)


@router.post("/v1/cases:import", response_model=told.ImportTold)
def import_cases(
    desk: AtDesk,
    visitor: Admitted,
    ledger: asked.Ledger,
    dry_run: Annotated[bool, Query(description="only look; nothing is written")] = True,
    skip_bad: Annotated[bool, Query(description="take the other rows in all the same")] = False,
) -> told.ImportTold:
    """Look through a ledger; without `dry_run` take it in, or nothing while rows are bad."""
    from bihuan.adapters.importing import apply

    looks = _looks(desk, ledger, visitor.actor)
    bad = sum(len(look.plan.bad_rows) for look in looks)
    sheets = [document(look) for look in looks]
    if dry_run or (bad and not skip_bad):
        return told.ImportTold(applied=False, bad=bad, received=0, changed=0, sheets=sheets)
    done = [apply(desk.engine, look.plan, visitor.actor, ledger.reason) for look in looks]
    return told.ImportTold(
        applied=True,
        bad=bad + sum(len(one.failed) for one in done),
        received=sum(one.received for one in done),
        changed=sum(one.changed for one in done),
        sheets=sheets,
    )


def _looks(desk: Desk, ledger: asked.Ledger, actor: Actor) -> list[Look]:
    from bihuan.adapters.cli.imports import looks
    from bihuan.adapters.importing import Defaults
    from bihuan.adapters.outside.errors import FileError

    name, content = asked.content_of(ledger.file, "file")
    defaults = Defaults(
        year=ledger.year, role=ledger.role, received=ledger.received_on, unit=desk.org
    )
    said: dict[str, Any] = {"kind": ledger.kind or "", "year": str(ledger.year or "")}
    with TemporaryDirectory(prefix="bihuan-") as folder:
        file = Path(folder) / f"ledger{Path(name).suffix.lower()[:8]}"
        file.write_bytes(content)
        try:
            return looks(
                desk.engine,
                [(file, Path(name))],
                defaults,
                actor=actor.id,
                sheets=ledger.sheets,
                said=said,
            )
        except FileError as error:
            text = f"{error.text(tongue.language())} {error.cure(tongue.language())}"
            raise BadRequest("file", text.replace(str(file), name)) from None
