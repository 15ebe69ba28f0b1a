"""Write a list into a file, which appears at its place whole or not at all."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

from bihuan.adapters.lists.pages import Cell, Page, as_data
from bihuan.adapters.lists.sheets import write_xlsx
from bihuan.adapters.whole_files import FOR_THE_OFFICE, whole_file
from bihuan.rules.words import say_day

DANGEROUS = tuple("=+-@\t\r\0＝＋－＠")  # full-width ones are formulas to some
"""What a spreadsheet takes a CSV cell for a formula by, or strips before it looks."""
GUARD = "'"


def guarded(text: str) -> str:
    """The text as it may stand in a CSV cell: never a formula to whoever opens it."""
    return GUARD + text if text.startswith(DANGEROUS) else text


def write_csv(made: Path, page: Page) -> None:
    """Headings and rows, in UTF-8 with the mark by which Excel and WPS know it."""
    with made.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(page.headings)
        writer.writerows([_text(value, page.lang) for value in row] for row in page.rows)


def _text(value: Cell, lang: str) -> str:
    if value is None or isinstance(value, str):
        return guarded(value or "")
    return str(value) if isinstance(value, int) else say_day(value, lang)


def write_json(made: Path, page: Page) -> None:
    """One document, values as they are stored."""
    text = json.dumps(as_data(page), ensure_ascii=False, indent=1)
    made.write_text(text + "\n", "utf-8")


FORMATS: dict[str, Callable[[Path, Page], None]] = {
    "xlsx": write_xlsx,
    "csv": write_csv,
    "json": write_json,
}


def write_list(file: Path, page: Page, form: str, *, instead: bool = False) -> None:
    """Write it; raises BadInput where a file is there already, unless it is to stand instead."""
    with whole_file(file, mode=FOR_THE_OFFICE, instead=instead) as made:
        FORMATS[form](made, page)
