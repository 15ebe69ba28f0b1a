"""A table of text, as it stood in the file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

HEADING_SEARCH_ROWS = 30
Stored = Literal["text", "number", "date"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The text of a cell, the code of what is wrong with it, and how the file stored it."""

    text: str
    fault: str | None = None
    stored: Stored = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row under the headings; `number` is what a spreadsheet shows beside it."""

    number: int
    cells: Mapping[str, str]
    faults: Mapping[str, str] = field(default_factory=dict)
    """Heading to code, where a cell does not hold what was typed."""
    stored: Mapping[str, Stored] = field(default_factory=dict)
    """Heading to how the file stored the cell, where that is not as text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The one ledger of a file; blank rows are left out."""

    sheet: str
    header_row: int
    headers: tuple[str, ...]
    rows: tuple[TableRow, ...]
    format: str
    encoding: str | None = None
    other_sheets: tuple[str, ...] = ()
    """Sheets that hold something and were not read."""
    since_1904: bool = False
    """Whether the workbook counts days from 1904, as old ones from a Mac do."""


Grid = list[list[Cell]]
_NO_VALUE = re.compile(
    r"#(?:REF|N/A|VALUE|DIV/0|NAME|NULL|NUM|SPILL|CALC|FIELD|BLOCKED)[!?]?|Err:[0-9]+|#{3,}"
)


def text_cell(text: str) -> Cell:
    """A cell that holds a text; a spreadsheet's word for an error is no text.

    `###` is what a column too narrow shows, and what then gets copied.
    """
    text = text.strip()
    if text.startswith(("#", "Err:")) and _NO_VALUE.fullmatch(text):
        return Cell(text=text, fault="cell_error")
    return Cell(text=text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet as a grid whose first cell is A1."""

    name: str
    grid: Grid
    hidden: bool = False
