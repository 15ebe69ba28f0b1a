"""What the tags of a sheet tell as they stream by: how far it reaches, and which cells are odd.

A reader lays out a grid from the first cell to the last, so two cells in
opposite corners cost as much as a full sheet. Only cells that hold something
count: office suites write empty styled cells down to the last row.

A reader also shows a cell with an error, or a formula whose result was never
saved, as blank, and joins the words that a tab or a line break keeps apart in an
ods. Such cells are noted here, since the loss would be silent.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from bihuan.adapters.ledger.tables import Cell, text_cell

_XLSX_TAG = re.compile(rb"<(/?)(?:\w+:)?(row|c|f|v)\b([^<>]*)>([^<]*)")
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)(\d+)["']""")
_TYPE = re.compile(rb"""\bt\s*=\s*["'](\w+)["']""")
_ODS_TAG = re.compile(
    rb"<(/?)(?:\w+:)?(table|table-row|table-cell|covered-table-cell|annotation|p|span|a|s|tab"
    rb"|line-break)(?=[\s/>])([^<>]*)>([^<]*)"
)
_BREAKS = {b"tab": "\t", b"line-break": "\n"}
_BLANKS = re.compile(rb"""\bc\s*=\s*["'](\d+)["']""")
_REPEATED = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["'](\d+)["']""")
_SPANNED = re.compile(rb"""number-rows-spanned\s*=\s*["'](\d+)["']""")
_NAME = re.compile(rb"""\btable:name\s*=\s*["']([^"']*)["']""")
_UNKNOWN_ERROR = b"#?"
_UNSAVED = Cell(text="", fault="formula_unsaved")

Finding = tuple[str, str]


@dataclass(slots=True)
class Notes:
    """What is odd about one sheet; rows and columns count from 1."""

    odd: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: list[tuple[int, int, int]] = field(default_factory=list)
    """Row and column of a cell merged downwards, and over how many rows."""


class Extent:
    """How far the cells that hold something reach, and how many they are."""

    def __init__(self, rows: int, columns: int, cells: int, area: int) -> None:
        self._rows, self._columns, self._cells, self._area = rows, columns, cells, area
        self._row = self._column = self._count = 0
        self._last_row = self._last_column = 0

    def holds(self, row: int, column: int, count: int = 1) -> Finding | None:
        """Note a cell that holds something; the finding says what is wrong with it."""
        self._count += count
        if row > self._rows or column > self._columns:
            return "far_cell", f"R{row}C{column}"
        self._last_row = max(self._last_row, row)
        self._last_column = max(self._last_column, column)
        if self._count > self._cells or self._last_row * self._last_column > self._area:
            return "too_many_cells", f"R{self._last_row}C{self._last_column}"
        return None


class XlsxExtent(Extent):
    """The extent of one sheet of an xlsx workbook."""

    def __init__(self, rows: int, columns: int, cells: int, area: int) -> None:
        super().__init__(rows, columns, cells, area)
        self.notes = Notes()
        self._type = b""
        self._formula = False
        self._value: bytes | None = None

    def take(self, piece: bytes) -> Finding | None:
        """Look at the next piece of the sheet."""
        for end, tag, attributes, text in _XLSX_TAG.findall(piece):
            if tag == b"v":
                # A formula may well result in no text; only a text can be empty.
                if not end and (text.strip() or self._type == b"str"):
                    self._value = text
            elif tag == b"f":
                self._formula = True
            elif tag == b"row":
                if not end:
                    named = _REFERENCE.search(attributes)
                    self._row = _number(named[2]) if named else self._row + 1
                    self._column = 0
            elif end:
                self._close()
            elif found := self._open(attributes):
                return found
        return None

    def _open(self, attributes: bytes) -> Finding | None:
        named = _REFERENCE.search(attributes)
        if named and named[1]:
            self._row, self._column = _number(named[2]), _column(named[1])
        else:
            self._column += 1
        said = _TYPE.search(attributes)
        self._type, self._formula, self._value = said[1] if said else b"", False, None
        if attributes.rstrip().endswith(b"/"):
            return None
        return self.holds(self._row, self._column)

    def _close(self) -> None:
        at = (self._row, self._column)
        if self._type == b"e":
            self.notes.odd[at] = _error(self._value or _UNKNOWN_ERROR)
        elif self._formula and self._value is None:
            self.notes.odd[at] = _UNSAVED
        self._type, self._formula, self._value = b"", False, None


class OdsExtent(Extent):
    """The extent of the sheets of an ods workbook."""

    def __init__(self, rows: int, columns: int, cells: int, area: int) -> None:
        super().__init__(rows, columns, cells, area)
        self.sheets: dict[str, Notes] = {}
        self._notes = Notes()
        self._repeat = self._times = 1
        self._is_error = self._in_comment = False
        self._text = OdsText()

    def take(self, piece: bytes) -> Finding | None:
        """Look at the next piece of the content."""
        for end, tag, attributes, text in _ODS_TAG.findall(piece):
            if tag == b"annotation":
                self._in_comment = not end
            elif self._in_comment:
                continue
            elif tag == b"table":
                if not end:
                    self._begin_sheet(attributes)
            elif tag == b"table-row":
                if not end:
                    self._row += self._repeat
                    self._repeat, self._column = _repeated(attributes), 0
                    self._row += 1 if self._row == 0 else 0
            elif not tag.endswith(b"cell"):
                self._text.take(bool(end), tag, attributes, _text(text))
            elif end:
                self._close()
            elif found := self._open(attributes):
                return found
        return None

    def _begin_sheet(self, attributes: bytes) -> None:
        self._row, self._repeat = 0, 0
        self._last_row = self._last_column = 0
        named = _NAME.search(attributes)
        self._notes = self.sheets.setdefault(_text(named[1]) if named else "", Notes())

    def _open(self, attributes: bytes) -> Finding | None:
        self._times = times = _repeated(attributes)
        self._column += times
        self._text = OdsText()
        self._is_error = b'value-type="error"' in attributes
        typed = b"value-type" in attributes
        if b":formula=" in attributes and not typed:
            self._note(_UNSAVED)
        if spanned := _SPANNED.search(attributes):
            rows = min(_number(spanned[1]), self._rows)
            if rows > 1:
                self._notes.merged.append((self._row, self._column, rows))
        if not typed:
            return None
        return self.holds(self._row + self._repeat - 1, self._column, times * self._repeat)

    def _close(self) -> None:
        """The error's own name stands in the text of its cell."""
        if self._is_error:
            self._note(_error(self._text.whole.encode() or _UNKNOWN_ERROR))
        elif self._text.broken:
            self._note(text_cell(self._text.whole))
        self._is_error, self._text = False, OdsText()

    def _note(self, cell: Cell) -> None:
        columns = range(max(self._column - self._times, 0) + 1, self._column + 1)
        for row in range(self._row, self._row + self._repeat):
            self._notes.odd.update({(row, column): cell for column in columns})


class OdsText:
    """The text of one cell; the reader loses the tabs and line breaks inside a paragraph."""

    def __init__(self) -> None:
        self.broken = False
        self._parts: list[str] = []

    @property
    def whole(self) -> str:
        return "".join(self._parts)

    def take(self, end: bool, tag: bytes, attributes: bytes, text: str) -> None:
        """A tag inside the cell, and the text up to the next one."""
        if tag == b"p":
            if end:
                return
            self._parts += ["\n", text] if self._parts else [text]
            return
        if not end and tag in _BREAKS:
            self.broken = True
            self._parts.append(_BREAKS[tag])
        elif not end and tag == b"s":
            blanks = _BLANKS.search(attributes)
            self._parts.append(" " * min(_number(blanks[1]) if blanks else 1, 1000))
        self._parts.append(text)


def _error(text: bytes) -> Cell:
    return Cell(text=_text(text).strip()[:20], fault="cell_error")


def _text(data: bytes) -> str:
    return html.unescape(data.decode("utf-8", "replace"))


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
