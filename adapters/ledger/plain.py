"""Read a CSV file strictly, in whichever of the usual Chinese encodings it is."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path

from bihuan.adapters.ledger.errors import BadLayout, HostileFile, UnreadableFile
from bihuan.adapters.ledger.guard import MAX_FILE
from bihuan.adapters.ledger.parts import MAX_ROWS
from bihuan.adapters.ledger.table import Grid, TableRow

# Without a mark, UTF-8 cannot be mistaken for anything else; then GB18030,
# never gbk, which lacks the rare characters of names.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_GUESSES = ("utf-8", "gb18030")
_MARKUP = ("<", "mime-version:", "{\\rtf")


def read_plain(path: Path) -> tuple[Grid, str]:
    """The rows and the name of the encoding."""
    file = str(path)
    if path.stat().st_size > MAX_FILE:
        raise HostileFile(file, "too_large", str(path.stat().st_size))
    text, encoding = _decoded(file, path.read_bytes())
    if text.lstrip().lower().startswith(_MARKUP):
        raise UnreadableFile(file, "markup")
    return Grid(sheet="", rows=tuple(_rows(file, text))), encoding


def _decoded(file: str, data: bytes) -> tuple[str, str]:
    marked = [name for mark, name in _MARKS if data.startswith(mark)]
    for encoding in marked or _GUESSES:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError as failure:
            at = failure.start
    line = data.count(b"\n", 0, at) + 1
    raise UnreadableFile(file, "unknown_encoding", str(line))


def _rows(file: str, text: str) -> Iterator[TableRow]:
    lines = text.splitlines(keepends=True) if "\n" not in text else text.split("\n")
    source = (line if line.endswith("\r") and "\n" not in text else f"{line}\n" for line in lines)
    reader = csv.reader(source, delimiter=_delimiter(text), strict=True)
    number = begun = 0
    while True:
        number, begun = number + 1, reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as failure:
            raise _failure(file, begun, str(failure)) from failure
        if number > MAX_ROWS:
            raise UnreadableFile(file, "too_many_rows", values={"limit": MAX_ROWS})
        if any(cell.strip() for cell in cells):
            yield TableRow(number=number, cells=tuple(cells))


def _delimiter(text: str) -> str:
    """A tab when the first lines hold more tabs than commas, as spreadsheets save "Unicode text"."""
    head = text[:20_000]
    return "\t" if head.count("\t") > head.count(",") else ","


def _failure(file: str, line: int, words: str) -> BadLayout | HostileFile:
    if "field limit" in words:
        return HostileFile(file, "field_too_big", str(line))
    if "end of data" in words:
        return BadLayout(file, "quote_open", str(line))
    return BadLayout(file, "quote_misplaced", str(line))
