"""How far a sheet reaches, counted from its tags as they stream by.

A reader lays out a grid from the first cell to the last, so two cells in
opposite corners cost as much as a full sheet. Only cells that hold something
count: office suites write empty styled cells down to the last row.
"""

from __future__ import annotations

import re

_XLSX_TAG = re.compile(rb"<(?:\w+:)?(row|c)\b([^<>]*)>")
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)(\d+)["']""")
_ODS_TAG = re.compile(
    rb"<(/?)(?:\w+:)?(table|table-row|table-cell|covered-table-cell)(?=[\s/>])([^<>]*)>"
)
_REPEATED = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["'](\d+)["']""")

Finding = tuple[str, str]


class _Extent:
    def __init__(self, rows: int, columns: int, cells: int, area: int) -> None:
        self._rows, self._columns, self._cells, self._area = rows, columns, cells, area
        self._row = self._column = self._count = 0
        self._last_row = self._last_column = 0

    def _holds(self, row: int, column: int, count: int = 1) -> Finding | None:
        """Note a cell that holds something; the finding says what is wrong with it."""
        self._count += count
        if row > self._rows or column > self._columns:
            return "far_cell", f"R{row}C{column}"
        self._last_row = max(self._last_row, row)
        self._last_column = max(self._last_column, column)
        if self._count > self._cells or self._last_row * self._last_column > self._area:
            return "too_many_cells", f"R{self._last_row}C{self._last_column}"
        return None


class XlsxExtent(_Extent):
    """The extent of one sheet of an xlsx workbook."""

    def take(self, piece: bytes) -> Finding | None:
        """Look at the next piece of the sheet."""
        for tag, attributes in _XLSX_TAG.findall(piece):
            if tag == b"row":
                named = _REFERENCE.search(attributes)
                self._row = _number(named[2]) if named else self._row + 1
                self._column = 0
            elif found := self._cell(attributes):
                return found
        return None

    def _cell(self, attributes: bytes) -> Finding | None:
        named = _REFERENCE.search(attributes)
        if named and named[1]:
            self._row, self._column = _number(named[2]), _column(named[1])
        else:
            self._column += 1
        if attributes.rstrip().endswith(b"/"):
            return None
        return self._holds(self._row, self._column)


class OdsExtent(_Extent):
    """The extent of the sheets of an ods workbook."""

    def __init__(self, rows: int, columns: int, cells: int, area: int) -> None:
        super().__init__(rows, columns, cells, area)
        self._repeat = 1

    def take(self, piece: bytes) -> Finding | None:
        """Look at the next piece of the content."""
        for end, tag, attributes in _ODS_TAG.findall(piece):
            if end:
                continue
            if tag == b"table":
                self._row, self._repeat = 0, 0
                self._last_row = self._last_column = 0
            elif tag == b"table-row":
                self._row += self._repeat
                self._repeat, self._column = _repeated(attributes), 0
                self._row += 1 if self._row == 0 else 0
            elif found := self._cell(attributes):
                return found
        return None

    def _cell(self, attributes: bytes) -> Finding | None:
        times = _repeated(attributes)
        self._column += times
        if b"value-type" not in attributes:
            return None
        return self._holds(self._row + self._repeat - 1, self._column, times * self._repeat)


def _number(digits: bytes) -> int:
    return int(digits[:12])


def _column(letters: bytes) -> int:
    index = 0
    for letter in letters.upper()[:8]:
        index = index * 26 + letter - 64
    return index


def _repeated(attributes: bytes) -> int:
    named = _REPEATED.search(attributes)
    return max(_number(named[1]), 1) if named else 1
