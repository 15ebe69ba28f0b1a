"""A table of text, as it stood in the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

HEADING_SEARCH_ROWS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The text of a cell, and the code of what is wrong with it."""

    text: str
    fault: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row under the headings; `number` is what a spreadsheet shows beside it."""

    number: int
    cells: Mapping[str, str]
    faults: Mapping[str, str] = field(default_factory=dict)
    """Heading to code, where a cell does not hold what was typed."""


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


Grid = Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet as a grid whose first cell is A1."""

    name: str
    grid: Grid
