"""Read xlsx, xls and ods in a child process that may die without taking us along."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from bihuan.adapters.ledger.child import OUTCOMES
from bihuan.adapters.ledger.errors import OfficeMissing, UnreadableFile
from bihuan.adapters.ledger.parts import MAX_CELLS, MAX_ROWS
from bihuan.adapters.ledger.table import Flaw, Grid, TableRow

WALL_SECONDS = 60.0

# A parser of foreign files has no use for the passwords in our environment.
_PASSED_ON = ("PATH", "PYTHONPATH", "PYTHONHOME", "SYSTEMROOT", "LD_LIBRARY_PATH", "TMPDIR", "TEMP")


@dataclass(slots=True)
class _Sheet:
    name: str
    merges: list[list[int]]
    rows: dict[int, list[str]] = field(default_factory=dict)
    flaws: list[Flaw] = field(default_factory=list)


def read_office(
    path: Path, hidden_flaws: Mapping[str, tuple[Flaw, ...]], wall_seconds: float = WALL_SECONDS
) -> tuple[Grid, ...]:
    """The visible sheets; UnreadableFile when the child gave up, died or took too long."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as complaints:
        status = _run(path, output, complaints, wall_seconds)
        complaints.seek(0)
        _check(path, status, complaints.read(500).decode("utf-8", "replace"))
        output.seek(0)
        sheets = _sheets(path, output)
    return tuple(_grid(sheet, hidden_flaws.get(sheet.name, ())) for sheet in sheets)


def _run(path: Path, output: IO[bytes], complaints: IO[bytes], wall_seconds: float) -> int:
    """Start the child by its path: neither bihuan nor the working directory is imported there."""
    command = [sys.executable, "-P", str(Path(__file__).with_name("child.py")), str(path.resolve())]
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    try:
        return subprocess.run(  # noqa: S603 - our own interpreter and file, no shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=complaints,
            env=environment,
            timeout=wall_seconds,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired as slow:
        raise UnreadableFile(
            str(path), "parser_too_slow", values={"seconds": wall_seconds}
        ) from slow


def _check(path: Path, status: int, complaint: str) -> None:
    if status == 0:
        return
    reason = OUTCOMES.get(status, "parser_died")
    if reason == "library_missing":
        raise OfficeMissing(str(path), reason)
    detail = complaint.strip() if reason == "damaged" else str(status)
    raise UnreadableFile(str(path), reason, values={"detail": detail})


def _sheets(path: Path, output: Iterable[bytes]) -> list[_Sheet]:
    """Put the printed lines together again; without the last line the child did not finish."""
    sheets: list[_Sheet] = []
    rows = cells = 0
    for line in _lines(path, output):
        if "sheet" in line:
            sheets.append(_Sheet(name=line["sheet"], merges=line["merges"]))
        elif "row" in line:
            rows, cells = rows + 1, cells + len(line["cells"])
            if rows > MAX_ROWS or cells > MAX_CELLS:
                raise UnreadableFile(str(path), "too_many_rows", values={"limit": MAX_ROWS})
            number = line["row"]
            sheets[-1].rows[number] = line["cells"]
            for column, code in line["flaws"]:
                text = line["cells"][column - 1]
                sheets[-1].flaws.append(Flaw(row=number, column=column, code=code, value=text))
        else:
            return sheets
    raise UnreadableFile(str(path), "parser_died", values={"detail": "no end"})


def _lines(path: Path, output: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    for line in output:
        try:
            yield json.loads(line)
        except ValueError as broken:
            raise UnreadableFile(
                str(path), "parser_died", values={"detail": str(broken)}
            ) from broken


def _grid(sheet: _Sheet, hidden: Iterable[Flaw]) -> Grid:
    merged = [flaw for merge in sheet.merges for flaw in _spread(sheet.rows, *merge)]
    rows = tuple(
        TableRow(number=number, cells=tuple(cells)) for number, cells in sorted(sheet.rows.items())
    )
    known = {row.number for row in rows}
    flaws = (*sheet.flaws, *(flaw for flaw in hidden if flaw.row in known), *merged)
    return Grid(sheet=sheet.name, rows=rows, flaws=flaws)


def _spread(
    rows: dict[int, list[str]], top: int, left: int, bottom: int, right: int
) -> Iterator[Flaw]:
    """Give every row of a cell merged downwards its text; a cell merged sideways is noted."""
    text = rows[top][left - 1] if top in rows and left <= len(rows[top]) else ""
    if not text:
        return
    if right - left >= 2:
        yield Flaw(row=top, column=0, code="merged_across", value=text)
    for number in range(top + 1, min(bottom, max(rows)) + 1):
        if number in rows and len(rows[number]) >= left and not rows[number][left - 1]:
            rows[number][left - 1] = text
            yield Flaw(row=number, column=left, code="merged_down", value=text)
