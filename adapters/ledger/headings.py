"""Find the row of headings in a grid, and cut the grid into named rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from bihuan.adapters.ledger.errors import BadHeadings
from bihuan.adapters.ledger.tables import HEADING_SEARCH_ROWS, Cell, Grid, TableRow
from bihuan.rules.identifiers import plain

_ASIDE = re.compile(r"\([^()]*\)")


def heading(text: str) -> str:
    """A heading as it is compared: without blanks, line breaks and the star of a required field."""
    return re.sub(r"[\s*]+", "", plain(text)).strip(":.")


def known_as(name: str, known: Collection[str]) -> str:
    """The known heading a heading stands for: 案由（标题） is 案由."""
    return name if name in known else _ASIDE.sub("", name)


def find_headings(grid: Grid, known: Collection[str]) -> int | None:
    """The index of the row with the most known headings; fewer than two make no heading row."""
    best, most = None, 1
    for index, row in enumerate(grid[:HEADING_SEARCH_ROWS]):
        headings = {known_as(heading(cell.text), known) for cell in row if cell.text}
        found = len(headings & set(known))
        if found > most:
            best, most = index, found
    return best


def cut(
    path: str, grid: Grid, at: int, *, wide_is_wrong: bool
) -> tuple[tuple[str, ...], tuple[TableRow, ...]]:
    """The headings and the rows below; a column with content and no heading gets a made-up one."""
    below = grid[at + 1 :]
    headers = _headers(path, grid[at], below, wide_is_wrong)
    rows = []
    for number, cells in enumerate(below, at + 2):
        if any(cell.text or cell.fault for cell in cells):
            rows.append(_row(number, headers, cells))
    return tuple(name for name in headers if name), tuple(rows)


def _headers(path: str, row: Sequence[Cell], below: Grid, wide_is_wrong: bool) -> list[str]:
    headers = [heading(cell.text) for cell in row]
    twice = [name for name, times in Counter(headers).items() if name and times > 1]
    if twice:
        raise BadHeadings(path, "heading_twice", "、".join(twice))
    while headers and not headers[-1]:
        headers.pop()
    width = len(headers) if wide_is_wrong else max((len(row) for row in below), default=0)
    headers += [""] * (width - len(headers))
    filled = {at for row in below for at, cell in enumerate(row) if cell.text}
    return [name or (f"第{at + 1}列" if at in filled else "") for at, name in enumerate(headers)]


def _row(number: int, headers: Sequence[str], cells: Sequence[Cell]) -> TableRow:
    padded = (*cells[: len(headers)], *[Cell(text="")] * (len(headers) - len(cells)))
    named = [(name, cell) for name, cell in zip(headers, padded, strict=True) if name]
    faults = {name: cell.fault for name, cell in named if cell.fault}
    values = {name: cell.text for name, cell in named}
    stored = {name: cell.stored for name, cell in named if cell.stored != "text"}
    beyond = [cell.text for cell in cells[len(headers) :] if cell.text]
    if beyond:
        faults[""] = "row_wide"
        values[""] = "、".join(beyond)
    return TableRow(number=number, cells=values, faults=faults, stored=stored)
