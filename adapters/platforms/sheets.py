"""A document of the exchange as a workbook: one sheet for each kind of record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bihuan.adapters.ledger.guard import LIMITS, check_archive
from bihuan.adapters.ledger.readers import file_format
from bihuan.adapters.ledger.tables import Sheet
from bihuan.adapters.ledger.worker import read_sheets
from bihuan.adapters.outside.archive import check_size
from bihuan.adapters.outside.errors import FileError
from bihuan.adapters.platforms.document import FORMAT, VERSION, checksum
from bihuan.engine.errors import BadExchange
from bihuan.engine.history import canonical_text

KINDS = {"交办": "assignment", "反馈": "feedback", "主办答复": "lead_answer"}
"""What a sheet is called, and what its rows are."""
NAMES = {"记录号": "id", "提案号": "proposal", "版本": "version"}
"""Headings every sheet has; the others are the platform's names of fields."""


def document_of(platform: str, file: Path) -> str:
    """A workbook as the JSON document it stands for; raises BadExchange by sheet and row.

    It is read in a child process, within the limits that ledgers from outside are read in.
    """
    try:
        check_size(file, LIMITS)
        if file_format(file) != "xlsx":
            raise BadExchange(platform, file.name, "is no workbook")
        check_archive(file)
        sheets = read_sheets(file)
    except FileError as error:
        raise BadExchange(platform, file.name, error.text("en")) from error
    records = [one for sheet in sheets for one in _records(platform, file.name, sheet)]
    return canonical_text({"format": FORMAT, "version": VERSION, "records": records})


def _records(platform: str, file: str, sheet: Sheet) -> Iterator[dict[str, Any]]:
    rows = [[cell.text for cell in row] for row in sheet.grid]
    if not any(any(row) for row in rows):
        return
    place = f"{file} {sheet.name}"
    if sheet.name not in KINDS:
        raise BadExchange(platform, place, "the sheet must be 交办, 反馈 or 主办答复")
    headings, *below = rows
    absent = [name for name in NAMES if name not in headings]
    if absent:
        raise BadExchange(platform, f"{place} 1", f"the heading {absent[0]} is missing")
    for no, (row, cells) in enumerate(zip(below, sheet.grid[1:], strict=True), start=2):
        if any(row):
            wrong = next((cell.text for cell in cells if cell.fault), None)
            if wrong is not None:
                raise BadExchange(platform, f"{place} {no}", f"a cell holds no value: {wrong}")
            yield _record(KINDS[sheet.name], headings, row)


def _record(kind: str, headings: Sequence[str], row: Sequence[str]) -> dict[str, Any]:
    cells = dict(zip(headings, row, strict=False))
    version = cells.get("版本", "")
    record: dict[str, Any] = {
        "id": cells.get("记录号", ""),
        "kind": kind,
        "proposal": cells.get("提案号", ""),
        "version": int(version) if version.isascii() and version.isdigit() else version,
        "fields": _fields(cells),
    }
    return {**record, "checksum": checksum(record)}


def _fields(cells: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in cells.items() if name and value and name not in NAMES}
