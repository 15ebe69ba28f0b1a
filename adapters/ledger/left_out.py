"""Write the rows an import left out into a workbook, so that they can be mended and imported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bihuan.adapters.ledger.columns import OWN
from bihuan.adapters.ledger.guard import LIMITS
from bihuan.adapters.ledger.tables import Table, TableRow
from bihuan.adapters.outside.errors import MissingOffice
from bihuan.adapters.sheet_names import free_name
from bihuan.rules.words import say

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_UNKNOWN = "########"
"""A spreadsheet's own sign for what it cannot show; the importer refuses it by name."""

_WIDTH = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """The rows of one ledger that stayed out: row to what is wrong, and row to the cures."""

    table: Table
    reasons: Mapping[int, Sequence[str]]
    cures: Mapping[int, Sequence[str]]


def write_left_out(path: Path, parts: Sequence[LeftOut], lang: str = "zh") -> None:
    """A new workbook with one sheet for each ledger; FileExistsError when the file is there.

    Every cell is text, so that no number loses its zeros and nothing is a formula.
    A cell that did not hold what was typed is marked as unknown and never guessed,
    so a row imported again without being mended is refused again.
    """
    try:
        import xlsxwriter
    except ImportError as problem:
        raise MissingOffice(str(path), "writer_missing") from problem
    names: set[str] = set()
    with path.open("xb") as file, xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        bold = book.add_format({"num_format": "@", "bold": True, "text_wrap": True})
        for part in parts:
            sheet = book.add_worksheet(free_name(part.table.sheet, names))
            _fill(sheet, part, lang, text, bold)


def _fill(sheet: Worksheet, part: LeftOut, lang: str, text: Format, bold: Format) -> None:
    theirs = [name for name in part.table.headers if name not in OWN]
    ours = [say(f"leftout.{name}", lang) for name in ("row", "reason", "cure")]
    sheet.set_column(0, len(ours) + len(theirs), _WIDTH, text)
    sheet.freeze_panes(1, 0)
    for column, name in enumerate((*ours, *theirs)):
        sheet.write_string(0, column, name, bold)
    kept = [row for row in part.table.rows if row.number in part.reasons]
    for at, row in enumerate(kept, start=1):
        said = (
            str(row.number),
            "\n".join(part.reasons[row.number]),
            "\n".join(part.cures[row.number]),
            *(_cell(row, name) for name in theirs),
        )
        for column, value in enumerate(said):
            if value:
                sheet.write_string(at, column, value, text)


def _cell(row: TableRow, name: str) -> str:
    value = row.cells.get(name, "")
    fault = row.faults.get(name)
    lost = fault not in (None, "cell_error", "formula_blank")
    return _UNKNOWN if lost or len(value) > LIMITS.cell_characters else value
