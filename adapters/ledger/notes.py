"""Bring what the raw file tells about single cells to the sheets a reader gave."""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from bihuan.adapters.ledger.extent import Notes
from bihuan.adapters.ledger.tables import Cell, Grid, Sheet

_SHEET = re.compile(r"<(?:\w+:)?sheet\s([^<>]*)>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s([^<>]*)>")
_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_SINCE_1904 = re.compile(r"""\bdate1904\s*=\s*["'](?:1|true|on)["']""")
# Both lists are short; a longer one is no list of sheets.
_MOST = 5_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a look at the raw file found."""

    sheets: Mapping[str, Notes] = field(default_factory=dict)
    since_1904: bool = False


def named(archive: zipfile.ZipFile, members: Mapping[str, Notes]) -> Look:
    """The notes on the members of an xlsx, by the names of their sheets.

    What belongs to no named sheet is left out: no reader opens such a member.
    """
    book = _text(archive, "xl/workbook.xml")
    places = {
        said.get("Id", ""): posixpath.normpath(posixpath.join("/xl", said.get("Target", "")))
        for said in _all(_RELATION, _text(archive, "xl/_rels/workbook.xml.rels"))
    }
    by_place = {f"/{name.lstrip('/')}".lower(): notes for name, notes in members.items()}
    sheets = {}
    for said in _all(_SHEET, book):
        relation = next((value for key, value in said.items() if key.endswith(":id")), "")
        notes = by_place.get(places.get(relation, "").lower())
        if notes is not None:
            sheets[said.get("name", "")] = notes
    return Look(sheets=sheets, since_1904=bool(_SINCE_1904.search(book)))


def annotated(sheets: Iterable[Sheet], look: Look) -> tuple[Sheet, ...]:
    """The sheets with every odd cell in its place, and merged cells filled downwards."""
    return tuple(
        replace(sheet, grid=_annotate(sheet.grid, look.sheets[sheet.name]))
        if sheet.name in look.sheets
        else sheet
        for sheet in sheets
    )


def _annotate(grid: Grid, notes: Notes) -> Grid:
    rows = [list(row) for row in grid]
    for (row, column), cell in notes.odd.items():
        _put(rows, row - 1, column - 1, cell)
    for row, column, count in notes.merged:
        if row > len(rows) or column > len(rows[row - 1]):
            continue
        cell = rows[row - 1][column - 1]
        for at in range(row, min(row + count - 1, len(rows))):
            if column > len(rows[at]) or not rows[at][column - 1].text:
                _put(rows, at, column - 1, cell)
    return rows


def _put(rows: Grid, row: int, column: int, cell: Cell) -> None:
    blank = Cell(text="")
    rows += ([] for _ in range(row + 1 - len(rows)))
    rows[row] += [blank] * (column + 1 - len(rows[row]))
    rows[row][column] = cell


def _all(shape: re.Pattern[str], text: str) -> list[dict[str, str]]:
    return [
        {
            key: html.unescape(double or single)
            for key, double, single in _ATTRIBUTE.findall(attributes)
        }
        for attributes in shape.findall(text)
    ]


def _text(archive: zipfile.ZipFile, name: str) -> str:
    """A member by its name, however its case and first slash are written."""
    for member in archive.infolist():
        if member.filename.lstrip("/").lower() == name.lower() and member.file_size < _MOST:
            return archive.read(member).decode("utf-8", "replace")
    return ""
