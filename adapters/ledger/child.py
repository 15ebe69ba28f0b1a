"""Parse one spreadsheet under hard limits and print its rows as lines of JSON.

`python -m bihuan.adapters.ledger.child PATH`. The parser can abort the whole
process, so it never runs in ours. This file needs nothing else of bihuan: it is
started by its path, before the limits leave room for much.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

MEMORY = 1 << 30
CPU_SECONDS = 30
OUTPUT = 256_000_000
OUTCOMES = {3: "library_missing", 4: "damaged", 5: "password"}
EXACT = 10**15
"""Doubles carry 15 digits of any number; a longer one has already been changed."""


def main(path: str) -> int:
    """Print every visible sheet; the other results are listed in OUTCOMES."""
    limit()
    try:
        import python_calamine
    except ImportError:
        return 3
    try:
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            for sheet in book.sheets_metadata:
                if sheet.visible == python_calamine.SheetVisibleEnum.Visible:
                    _print_sheet(book.get_sheet_by_name(sheet.name))
    except python_calamine.PasswordError:
        return 5
    except python_calamine.CalamineError as refusal:
        sys.stderr.write(str(refusal)[:500])
        return 4
    _print({"end": True})
    return 0


def limit() -> None:
    """Bound memory, time and output, where the system can."""
    try:
        import resource
    except ImportError:  # not a POSIX system: the parent's clock is the only limit
        return
    for what, amount in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (amount, amount))


def text_of(value: object) -> tuple[str, str | None]:
    """The text of a cell as a person reads it, and what is wrong with it."""
    match value:
        case str():
            return value, None
        case bool():
            return ("是" if value else "否"), None
        case int() | float():
            return _number_text(value)
        case datetime() if (value.hour, value.minute, value.second, value.microsecond) == (0,) * 4:
            return value.date().isoformat(), None
        case datetime():
            return value.isoformat(" ", "seconds"), None
        case date() | time():
            return value.isoformat(), None
        case timedelta() | None:
            return ("" if value is None else str(value)), None
    return str(value), "odd_cell"


def _number_text(value: int | float) -> tuple[str, str | None]:
    if value != value or value in (float("inf"), float("-inf")):
        return str(value), "odd_cell"
    if abs(value) >= EXACT:
        return f"{value:.0f}", "digits_lost"
    return (str(int(value)) if value == int(value) else f"{value:.15g}"), None


def _print_sheet(sheet: Any) -> None:
    left = sheet.start[1] if sheet.start else 0
    merges = sheet.merged_cell_ranges or []
    _print({"sheet": sheet.name, "merges": [_box(merge) for merge in merges[:10_000]]})
    for number, values in enumerate(sheet.iter_rows(), start=1):
        if any(value != "" for value in values):
            _print_row(number, left, values)


def _print_row(number: int, left: int, values: Iterable[object]) -> None:
    texts = [text_of(value) for value in values]
    flaws = [[left + at, code] for at, (_, code) in enumerate(texts, start=1) if code]
    _print({"row": number, "cells": [""] * left + [text for text, _ in texts], "flaws": flaws})


def _box(merge: tuple[tuple[int, int], tuple[int, int]]) -> list[int]:
    (top, left), (bottom, right) = merge
    return [top + 1, left + 1, bottom + 1, right + 1]


def _print(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
