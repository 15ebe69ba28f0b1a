"""What the raw records of an xls tell that a reader does not: odd cells, macros, links, its epoch.

An xls is a small file system (MS-CFB) whose file `Workbook` is a row of records
(MS-XLS). Only what is needed to name what would else be lost is looked at; the
cells themselves are read by the reader in its own process.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from bihuan.adapters.ledger.extent import Extent, Notes
from bihuan.adapters.ledger.guard import LIMITS
from bihuan.adapters.ledger.notes import Look
from bihuan.adapters.ledger.tables import Cell
from bihuan.adapters.outside.errors import HostileFile, UnreadableFile

_END_OF_CHAIN = 0xFFFF_FFFA
_HEADER, _ENTRY = 512, 128
_SMALL_SECTOR = 64
_BEGIN, _END, _EPOCH, _LOCK, _SHEET, _BOOK = 0x0809, 0x000A, 0x0022, 0x002F, 0x0085, 0x01AE
_ERROR, _FORMULAS = 0x0205, frozenset((0x0006, 0x0206, 0x0406))
# Every record that holds the text, the number or the formula of a cell; blank ones do not count.
_CELLS = _FORMULAS | {_ERROR, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x027E}
_OWN_BOOKS = frozenset((0x0401, 0x3A01))
"""A reference to this workbook itself, and to functions of the suite."""

_MACRO_SHEETS = frozenset((1, 6))
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}

Record = tuple[int, bytes]


def look_at_old_book(path: Path) -> Look:
    """What is odd about an xls; HostileFile and UnreadableFile as for any other workbook."""
    try:
        return _look(path, _Files(path.read_bytes()))
    except (struct.error, IndexError, KeyError, ValueError) as problem:
        raise UnreadableFile(str(path), "damaged", "xls") from problem


class _Files:
    """The files inside a compound file, by name."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._size: int = 1 << struct.unpack_from("<H", data, 30)[0]
        if self._size not in (512, 4096):
            raise struct.error("sector size")
        self._most = len(data) // self._size + 1
        first, self._cutoff, small_table = struct.unpack_from("<I4xII", data, 48)
        self._table = self._sector_table()
        entries = self._chain(first, self._table)
        self._entries = {
            name: place
            for at in range(0, len(entries) - _ENTRY + 1, _ENTRY)
            for name, place in [_entry(entries[at : at + _ENTRY])]
        }
        root = self._entries.get("Root Entry", (_END_OF_CHAIN, 0))
        self._small = self._chain(root[0], self._table)
        self._small_table = _numbers(self._chain(small_table, self._table))

    @property
    def names(self) -> set[str]:
        return set(self._entries)

    def read(self, name: str) -> bytes:
        start, size = self._entries[name]
        if size >= self._cutoff:
            return self._chain(start, self._table)[:size]
        parts = (
            self._small[at * _SMALL_SECTOR : (at + 1) * _SMALL_SECTOR]
            for at in _walk(start, self._small_table, len(self._small) // _SMALL_SECTOR + 1)
        )
        return b"".join(parts)[:size]

    def _sector_table(self) -> tuple[int, ...]:
        """Which sector follows which: its own sectors are listed in the header and beyond."""
        listed = list(struct.unpack_from("<109I", self._data, 76))
        more, count = struct.unpack_from("<II", self._data, 68)
        for _ in range(min(count, self._most)):
            *others, more = _numbers(self._sector(more))
            listed += others
        used = islice((at for at in listed if at < _END_OF_CHAIN), self._most)
        return _numbers(b"".join(map(self._sector, used)))

    def _chain(self, start: int, table: tuple[int, ...]) -> bytes:
        return b"".join(map(self._sector, _walk(start, table, self._most)))

    def _sector(self, at: int) -> bytes:
        start = _HEADER if self._size == _HEADER else self._size
        return self._data[start + at * self._size : start + (at + 1) * self._size]


def _walk(at: int, table: tuple[int, ...], most: int) -> Iterator[int]:
    """The sectors of a chain, of which a file cannot have more than it has room for."""
    while at < _END_OF_CHAIN:
        most -= 1
        if most < 0:
            raise struct.error("a chain without an end")
        yield at
        at = table[at]


def _entry(entry: bytes) -> tuple[str, tuple[int, int]]:
    length = struct.unpack_from("<H", entry, 64)[0]
    name = entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
    start, size = struct.unpack_from("<II", entry, 116)
    return name, (start, size)


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _look(path: Path, files: _Files) -> Look:
    if "EncryptedPackage" in files.names:
        raise UnreadableFile(str(path), "locked")
    if macros := files.names & {"_VBA_PROJECT_CUR", "VBA", "Macros"}:
        raise HostileFile(str(path), "macros", min(macros))
    found = files.names & {"Workbook", "Book"}
    if not found:
        raise UnreadableFile(str(path), "not_a_table", "OLE")
    book = files.read(max(found))
    since_1904 = False
    sheets: dict[str, Notes] = {}
    for kind, data in _records(book, 0):
        if kind == _LOCK:
            raise UnreadableFile(str(path), "locked")
        if kind == _EPOCH:
            since_1904 = bool(data[0])
        elif kind == _BOOK and struct.unpack_from("<H", data, 2)[0] not in _OWN_BOOKS:
            raise HostileFile(str(path), "external_links", "xls")
        elif kind == _SHEET:
            start, sort = struct.unpack_from("<IxB", data)
            if sort in _MACRO_SHEETS:
                raise HostileFile(str(path), "macros", _sheet_name(data))
            sheets[_sheet_name(data)] = _notes(path, book, start)
    return Look(sheets=sheets, since_1904=since_1904)


def _records(book: bytes, at: int) -> Iterator[Record]:
    """The records from here to the end of what begins here, without what is nested in it."""
    depth = 0
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        depth += (kind == _BEGIN) - (kind == _END)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, book[at + 4 : at + 4 + length]
        at += 4 + length


def _notes(path: Path, book: bytes, start: int) -> Notes:
    notes = Notes()
    extent = Extent(LIMITS.rows, LIMITS.columns, LIMITS.cells, LIMITS.area)
    for kind, data in _records(book, start):
        if kind not in _CELLS:
            continue
        row, column = struct.unpack_from("<HH", data)
        if found := extent.holds(row + 1, column + 1):
            raise HostileFile(str(path), *found)
        if kind == _ERROR and data[7]:
            _note(notes, data, "cell_error", data[6])
        elif kind in _FORMULAS and data[12:14] == b"\xff\xff":
            if data[6] == 2:
                _note(notes, data, "cell_error", data[8])
            elif data[6] == 3:
                _note(notes, data, "formula_blank", 0)
    return notes


def _note(notes: Notes, data: bytes, code: str, error: int) -> None:
    row, column = (number + 1 for number in struct.unpack_from("<HH", data))
    text = _ERRORS.get(error, "#?") if code == "cell_error" else ""
    notes.odd[(row, column)] = Cell(text=text, fault=code)


def _sheet_name(data: bytes) -> str:
    """The name in the shape of 1997 and later; an older one is cut the same way as it stands."""
    length, wide = data[6], data[7]
    if wide == 1:
        return data[8 : 8 + 2 * length].decode("utf-16-le")
    if wide == 0:
        return data[8 : 8 + length].decode("latin-1")
    return data[7 : 7 + length].decode("gb18030", "replace")
