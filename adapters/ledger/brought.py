"""Read a file that no spreadsheet program wrote, by a reader that an installed package brings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

from bihuan.adapters.extensions import IMPORTERS, find
from bihuan.adapters.ledger.columns import KNOWN_HEADINGS
from bihuan.adapters.ledger.errors import BadHeadings, LedgerError
from bihuan.adapters.ledger.headings import cut, find_headings, heading
from bihuan.adapters.ledger.tables import Grid, Table, text_cell
from bihuan.adapters.outside.errors import UnreadableFile
from bihuan.engine.errors import BadInput

Read = Callable[[Path], Iterable[Sequence[object]]]
"""What a package brings: from a file to its rows, the headings among the first of them."""


def read_brought(path: Path, reader: str, *, headings: Collection[str] = ()) -> Table:
    """The ledger in a file, as that reader gives its rows; an empty cell is None or "".

    Raises BadInput where no package brings the reader, and FileError for a file it cannot read.
    """
    try:
        read: Read = find(IMPORTERS, reader)
    except ValueError as error:
        raise BadInput("reader", str(error), reader) from error
    if not path.is_file():
        raise UnreadableFile(str(path), "file_missing")
    grid = _grid(path, read)
    at = find_headings(grid, KNOWN_HEADINGS | {heading(text) for text in headings})
    if at is None:
        raise BadHeadings(str(path), "no_heading_row")
    headers, rows = cut(str(path), grid, at, wide_is_wrong=True)
    return Table(sheet=path.stem, header_row=at + 1, headers=headers, rows=rows, format=reader)


def _grid(path: Path, read: Read) -> Grid:
    try:
        return [
            [text_cell("" if cell is None else str(cell)) for cell in row] for row in read(path)
        ]
    except (OSError, ValueError, TypeError, LookupError) as error:
        raise LedgerError(str(path), "reader_failed", str(error)) from error
