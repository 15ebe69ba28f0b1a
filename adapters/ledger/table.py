"""A table as it stands in a file: text cells, their rows, and the cells that lost something."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """A row that holds something; `number` counts the rows of the file from 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """A cell whose text is not what its author wrote; row and column count from 1.

    Column 0 stands for the row as a whole.
    """

    row: int
    column: int
    code: str
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """The rows of one sheet, before anybody has looked for headings."""

    sheet: str
    rows: tuple[TableRow, ...]
    flaws: tuple[Flaw, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A sheet with its headings found; every row has exactly one cell for each heading."""

    path: Path
    sheet: str
    format: str
    encoding: str | None
    header_row: int
    headers: tuple[str, ...]
    rows: tuple[TableRow, ...]
    flaws: tuple[Flaw, ...] = ()
    other_sheets: tuple[str, ...] = field(default=())


def column_number(letters: str) -> int:
    """The number of a column such as A or XFD."""
    number = 0
    for letter in letters:
        if not "A" <= letter <= "Z" or number > 1_000_000:
            raise ValueError(f"{letters[:9]!r} is no column")
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    """The letters of a column counted from 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
