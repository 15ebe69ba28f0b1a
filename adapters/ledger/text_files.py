"""Read a csv file as text cells: its encoding found, its quotation marks checked."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from bihuan.adapters.ledger.columns import KNOWN_HEADINGS
from bihuan.adapters.ledger.guard import LIMITS
from bihuan.adapters.ledger.headings import heading
from bihuan.adapters.ledger.tables import HEADING_SEARCH_ROWS, Cell, text_cell
from bihuan.adapters.outside.errors import HostileFile, UnreadableFile
from bihuan.adapters.outside.texts import decode

_DELIMITERS = ",\t;"


def read_csv(path: Path) -> tuple[list[list[Cell]], str]:
    """The cells and the encoding that was found."""
    text, encoding = decode(path)
    # The library's own limit is 131,072 characters and holds for the whole process.
    if csv.field_size_limit() < LIMITS.file_bytes:
        csv.field_size_limit(LIMITS.file_bytes)
    return _rows(path, text), encoding


def _rows(path: Path, text: str) -> list[list[Cell]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[list[Cell]] = []
    count = 0
    while True:
        begins = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return rows
        except csv.Error as problem:
            raise UnreadableFile(str(path), "quote_open", str(begins)) from problem
        count += len(row)
        if len(rows) >= LIMITS.rows or count > LIMITS.cells:
            raise HostileFile(str(path), "too_many_cells", f"{len(rows):,}")
        rows.append([_cell(value.strip()) for value in row])


def _cell(text: str) -> Cell:
    if len(text) > LIMITS.cell_characters:
        return Cell(text=text, fault="cell_long")
    return text_cell(text)


def _delimiter(text: str) -> str:
    """The mark that cuts one of the first lines into most headings; units are listed with ; too."""

    def headings(mark: str) -> int:
        named = ({heading(cell.strip('"')) for cell in line.split(mark)} for line in lines)
        return max((len(cells & KNOWN_HEADINGS) for cells in named), default=0)

    lines = text.splitlines()[:HEADING_SEARCH_ROWS]
    return max(_DELIMITERS, key=headings)
