"""Read one workbook, in the child process that `adapters/outside/child.py` is."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

# A reader lays out every cell between the first and the last, empty or not.
AREA = 5_000_000
# Beyond 15 digits a spreadsheet has already replaced what was typed.
EXACT_BELOW = 10**15


class TooManyCells(Exception):
    """A sheet is too large to be laid out."""

    reason = "too_many_cells"


Value = int | float | str | bool | time | date | datetime | timedelta


def cell(value: Value) -> str | list[str]:
    """A cell as text; with what is wrong with it and how it was stored, unless it was a text."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _numeric(value)
    if isinstance(value, datetime):
        midnight = value.time() == time()
        text = value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
        return [text, "", "date"]
    if isinstance(value, date):
        return [value.isoformat(), "", "date"]
    return value.isoformat() if isinstance(value, time) else str(value)


def _numeric(value: int | float) -> str | list[str]:
    if not math.isfinite(value):
        return repr(value)
    if abs(value) >= EXACT_BELOW:
        return [f"{value:.0f}", "digits_lost", "number"]
    return [str(int(value)) if value == int(value) else repr(value), "", "number"]


def grid(sheet: CalamineSheet) -> list[list[str | list[str]]]:
    """The sheet from A1 on; a cell merged downwards stands in every row it covers."""
    rows = [[cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        for at in range(top + 1, min(bottom + 1, len(rows))):
            if left < len(rows[at]) and rows[at][left] == "":
                rows[at][left] = rows[top][left]
    for row in rows:
        while row and row[-1] == "":
            row.pop()
    return rows


def read(path: Path) -> Iterator[Any]:
    """Each sheet's name, then its rows."""
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    # By its bytes: many an xlsx is called xls.
    with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as workbook:
        # Hidden sheets last: what nobody sees is no ledger while a visible sheet is one.
        sheets = sorted(
            workbook.sheets_metadata, key=lambda each: each.visible != SheetVisibleEnum.Visible
        )
        for each in sheets:
            sheet = workbook.get_sheet_by_name(each.name)
            if sheet.total_height * sheet.total_width > AREA:
                raise TooManyCells(f"{sheet.total_height:,} x {sheet.total_width:,}")
            yield {"sheet": each.name, "hidden": each.visible != SheetVisibleEnum.Visible}
            yield from grid(sheet)
