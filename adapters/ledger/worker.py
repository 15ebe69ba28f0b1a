"""Have a child process read a workbook, and survive whatever happens to it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO, Any

from bihuan.adapters.ledger import child
from bihuan.adapters.ledger.child import MISSING_OFFICE, TOO_MANY
from bihuan.adapters.ledger.errors import (
    HostileFile,
    LedgerError,
    MissingOffice,
    UnreadableLedger,
)
from bihuan.adapters.ledger.tables import Cell, Sheet, text_cell

WALL_SECONDS = 60.0
_COMPLAINT_CHARS = 300
_PASSED_ON = ("PATH", "PYTHONPATH", "PYTHONHOME", "SYSTEMROOT", "LD_LIBRARY_PATH", "TMPDIR", "TEMP")


def read_sheets(path: Path, wall_seconds: float = WALL_SECONDS) -> tuple[Sheet, ...]:
    """Every sheet of the workbook as text; LedgerError when the child did not finish."""
    # -P keeps the folder the person stands in off the child's path. By its own path the
    # child starts without the rest of bihuan, and without the passwords in our environment.
    command = [sys.executable, "-P", str(Path(child.__file__)), str(path.resolve())]
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as complaints:
        try:
            ended = subprocess.run(  # noqa: S603  our own module and no shell
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=complaints,
                env=environment,
                timeout=wall_seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise UnreadableLedger(str(path), "parser_stopped", f"{wall_seconds:g} s") from None
        if ended.returncode:
            raise _failure(str(path), ended.returncode, complaints)
        return _sheets(str(path), output)


def _failure(path: str, returncode: int, complaints: IO[bytes]) -> LedgerError:
    if returncode == MISSING_OFFICE:
        return MissingOffice(path, "office_missing")
    complaints.seek(0)
    lines = complaints.read(100_000).decode(errors="replace").strip().splitlines()
    last = lines[-1][:_COMPLAINT_CHARS] if lines else f"exit {returncode}"
    if returncode == TOO_MANY:
        return HostileFile(path, "too_many_cells", last)
    if "password" in last.lower():
        return UnreadableLedger(path, "locked")
    if returncode < 0:
        return UnreadableLedger(path, "parser_stopped", f"signal {-returncode}")
    return UnreadableLedger(path, "damaged", last)


def _sheets(path: str, output: IO[bytes]) -> tuple[Sheet, ...]:
    output.seek(0)
    sheets: list[Sheet] = []
    rows: list[list[Cell]] = []
    ended = False
    for line in output:
        item = json.loads(line)
        if isinstance(item, list):
            rows.append([cell_of(value) for value in item])
        elif "sheet" in item:
            rows = []
            sheets.append(Sheet(name=item["sheet"], grid=rows, hidden=item["hidden"]))
        else:
            ended = True
    if not ended:
        raise UnreadableLedger(path, "parser_stopped", "output")
    return tuple(sheets)


def cell_of(value: Any) -> Cell:
    """A cell as the child printed it."""
    if isinstance(value, str):
        return text_cell(value)
    text, fault, stored = value
    return Cell(text=text, fault=fault or None, stored=stored)
