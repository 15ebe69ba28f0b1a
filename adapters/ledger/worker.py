"""Have a child process read a workbook, and take its cells from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bihuan.adapters.ledger import child
from bihuan.adapters.ledger.tables import Cell, Sheet, text_cell
from bihuan.adapters.outside.worker import QUOTA, Quota, read_apart


def read_sheets(path: Path, quota: Quota = QUOTA) -> tuple[Sheet, ...]:
    """Every sheet of the workbook as text; FileError when the child did not finish."""
    sheets: list[Sheet] = []
    rows: list[list[Cell]] = []
    for item in read_apart(path, child, quota):
        if isinstance(item, list):
            rows.append([cell_of(value) for value in item])
        else:
            rows = []
            sheets.append(Sheet(name=item["sheet"], grid=rows, hidden=item["hidden"]))
    return tuple(sheets)


def cell_of(value: Any) -> Cell:
    """A cell as the child printed it."""
    if isinstance(value, str):
        return text_cell(value)
    text, fault, stored = value
    return Cell(text=text, fault=fault or None, stored=stored)
