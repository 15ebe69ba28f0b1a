"""What the commands that write reports share: which format it is, and the line that says so."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.layout import columns
from bihuan.adapters.cli.session import Session
from bihuan.adapters.reports.tables import Table, shown
from bihuan.engine.errors import BadInput

ON_SCREEN = ("text", "json")


def format_of(out: Path | None, said: str | None, formats: Collection[str], usual: str) -> str:
    """The format said, else that of the file's ending; raises BadInput where a file is needed."""
    if out is None:
        if said not in (None, *ON_SCREEN):
            raise BadInput("out", "name the file to write it into", said)
        return said or "text"
    ending = out.suffix.lower().removeprefix(".")
    return said or (ending if ending in formats else usual)


def written(session: Session, name: str, out: Path, form: str, day: date, data: Any) -> None:
    """Say which report was written where."""
    line = session.say(
        "report_table.written",
        file=out,
        name=tongue.word(f"report_name.{name}"),
        day=tongue.day(day),
    )
    session.emit({"report": name, "file": str(out), "format": form, "figures": data}, [line])


def on_screen(title: str, about: str, tables: Sequence[Table]) -> Iterator[str]:
    """The tables in aligned columns, one below the other; those without rows are left out."""
    yield title
    yield about
    for table in tables:
        if table.rows:
            yield ""
            yield table.title
            cells = [table.headings, *(tuple(map(shown, row)) for row in table.rows)]
            figures = {at for at in range(len(table.headings)) if _is_figure(table, at)}
            yield from columns(cells, indent=2, right=figures)
            yield from (f"  {note}" for note in table.notes)


def _is_figure(table: Table, column: int) -> bool:
    return not any(isinstance(row[column], str) for row in table.rows)
