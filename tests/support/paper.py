"""Lists on their way out and back: written into a file, read bare, edited as staff do."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

from bihuan.adapters.ledger import read_ledgers
from bihuan.adapters.lists import Page, page, write_list
from bihuan.adapters.lists.returned import Returned, Returns, coded
from bihuan.engine.lists import LISTS, cases_for
from bihuan.rules.instants import beijing_date
from support.people import CLERK, Desk

Change = Callable[[dict[str, Any]], None]
TOP = 2
"""Rows above the headings of a sheet."""


def paged(
    desk: Desk,
    name: str = "ledger",
    as_of: date | None = None,
    lang: str = "zh",
    year: int = 2024,
) -> Page:
    """The list of 2024, of today unless said otherwise."""
    engine = desk.engine
    day = as_of or beijing_date(engine.clock.now())
    machine = engine.library.machine
    listed = LISTS[name]
    cases = cases_for(listed, engine.store, engine.house, machine, year=year, as_of=day)
    return page(listed, cases, engine.house, "某厅", day, year, lang)


def written(desk: Desk, file: Path, name: str = "ledger", lang: str = "zh") -> Path:
    """The list in a file of the format its name ends with."""
    write_list(file, paged(desk, name, lang=lang), file.suffix[1:])
    return file


def cells(file: Path, sheet: int = 0) -> list[list[Any]]:
    """Every cell of a sheet, as another program reads it."""
    with CalamineWorkbook.from_path(str(file)) as book:
        return book.get_sheet_by_index(sheet).to_python(skip_empty_area=False)


def rows(file: Path, sheet: int = 0) -> list[dict[str, Any]]:
    """The rows under the headings, by heading."""
    head, *below = cells(file, sheet)[TOP:]
    return [dict(zip(head, row, strict=True)) for row in below]


def sheets(file: Path) -> list[str]:
    """The names of a workbook's sheets."""
    with CalamineWorkbook.from_path(str(file)) as book:
        return list(book.sheet_names)


def xml(file: Path) -> str:
    """Every sheet of a workbook as it is stored."""
    with zipfile.ZipFile(file) as archive:
        names = [one for one in archive.namelist() if one.startswith("xl/worksheets/sheet")]
        return "".join(archive.read(one).decode() for one in names)


def edited(file: Path, change: Change, at: int = 0, sheet: int = 0) -> Path:
    """The file as somebody saves it who has changed one row; a workbook keeps that sheet alone."""
    if file.suffix == ".csv":
        return _edited_csv(file, change, at)
    kept = cells(file, sheet)
    row = dict(zip(kept[TOP], kept[TOP + 1 + at], strict=True))
    change(row)
    kept[TOP + 1 + at] = list(row.values())
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd"}) as book:
        paper = book.add_worksheet(f"台账{sheet}")
        for number, line in enumerate(kept):
            for column, value in enumerate(line):
                if isinstance(value, date):
                    paper.write_datetime(number, column, value)
                elif isinstance(value, str):
                    paper.write_string(number, column, value)
                else:
                    paper.write_number(number, column, value)
    return file


def _edited_csv(file: Path, change: Change, at: int) -> Path:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        told = list(csv.DictReader(opened))
    change(told[at])
    with file.open("w", encoding="gb18030", newline="") as opened:
        writer = csv.DictWriter(opened, list(told[0]))
        writer.writeheader()
        writer.writerows(told)
    return file


def returned(desk: Desk, *files: Path) -> Returned:
    """What came back in the files, all taken together."""
    returns = Returns(desk.engine, CLERK)
    found = [
        returns.look(coded(table), f"{file.name} {table.sheet}")
        for file in files
        for table, _, _ in read_ledgers(file)
    ]
    return Returned(
        unchanged=tuple(row for one in found for row in one.unchanged),
        wanted=tuple(row for one in found for row in one.wanted),
        problems=tuple(bad for one in found for bad in one.problems),
        refused=tuple(bad for one in found for bad in one.refused),
    )
