"""Read one workbook in a process of its own, and print its cells as lines of JSON.

The reader can abort the whole process on a hostile file, and no handler stops
that; so it runs where nothing else does, within limits of memory and time.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 30
OUTPUT_BYTES = 256 << 20
MISSING_OFFICE, UNREADABLE, TOO_MANY = 3, 4, 5
# A reader lays out every cell between the first and the last, empty or not.
AREA = 5_000_000
# Beyond 15 digits a spreadsheet has already replaced what was typed.
EXACT_BELOW = 10**15

Value = int | float | str | bool | time | date | datetime | timedelta


def limit_resources() -> None:
    """Hold this process to its limits, where the system knows such limits."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, OUTPUT_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        ceiling = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (ceiling, ceiling))


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


def main(arguments: Sequence[str]) -> int:
    """Print each sheet's name, then its rows."""
    limit_resources()
    try:
        from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum
    except ImportError:
        return MISSING_OFFICE
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    try:
        # By its bytes: many an xlsx is called xls.
        with (
            Path(arguments[0]).open("rb") as file,
            CalamineWorkbook.from_filelike(file) as workbook,
        ):
            # Hidden sheets last: what nobody sees is no ledger while a visible sheet is one.
            sheets = sorted(
                workbook.sheets_metadata, key=lambda each: each.visible != SheetVisibleEnum.Visible
            )
            for each in sheets:
                name = each.name
                sheet = workbook.get_sheet_by_name(name)
                if sheet.total_height * sheet.total_width > AREA:
                    sys.stderr.write(f"{sheet.total_height:,} x {sheet.total_width:,}\n")
                    return TOO_MANY
                _print({"sheet": name, "hidden": each.visible != SheetVisibleEnum.Visible})
                for row in grid(sheet):
                    _print(row)
        _print({"end": True})
    except (CalamineError, OSError, MemoryError) as problem:
        sys.stderr.write(f"{type(problem).__name__}: {problem}\n")
        return UNREADABLE
    return 0


def _print(line: Any) -> None:
    sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
