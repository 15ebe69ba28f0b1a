"""A list on its way to a file: its title, its headings and its cells, in one language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from bihuan.adapters.reports.naming import role_word
from bihuan.engine.errors import BadInput
from bihuan.engine.handled import Handled
from bihuan.engine.lists import Column, Line, Listed, Value, lines
from bihuan.engine.scene import House
from bihuan.rules.words import label, say, say_day

Cell = str | int | date | None
LONGEST = 32_767
"""So many characters a cell of a spreadsheet holds; it would cut the rest off in silence."""
_LOST = re.compile("[\x00\ud800-\udfff\ufffe\uffff]")
"""What no spreadsheet, or no reader of one, brings back as it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One list as it is written down."""

    listed: Listed
    lang: str
    title: str
    about: str
    """The unit, the date, how many rows."""
    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    rows: tuple[tuple[Cell, ...], ...]
    """Cells in the language, dates and numbers as such."""

    def by_division(self) -> list[tuple[str, list[int]]]:
        """The divisions by name, each with its rows; nothing where there are not several."""
        named = sorted(
            (line.case.now.division, at)
            for at, line in enumerate(self.lines)
            if line.case.now.division
        )
        found = [
            (name, [at for _, at in rows]) for name, rows in groupby(named, lambda pair: pair[0])
        ]
        return found if self.listed.split and len(found) > 1 else []


def page(
    listed: Listed,
    cases: Sequence[Handled],
    house: House,
    org: str,
    as_of: date,
    year: int,
    lang: str = "zh",
) -> Page:
    """The list of these cases; raises BadInput for a text that a file would not give back."""
    told = tuple(lines(listed, cases, house, as_of))
    rows = tuple(tuple(cell(one, line, house, lang) for one in listed.columns) for line in told)
    for line, row in zip(told, rows, strict=True):
        _refuse_lost(line, listed.columns, row)
    about = {"org": org, "day": say_day(as_of, lang), "count": counted(listed, len(rows), lang)}
    return Page(
        listed=listed,
        lang=lang,
        title=say(f"list_title.{listed.name}", lang, year=year),
        about=say("list_page.about" if org else "list_page.about_nobody", lang, **about),
        headings=tuple(heading(one, lang) for one in listed.columns),
        lines=told,
        rows=rows,
    )


def counted(listed: Listed, count: int, lang: str) -> str:
    """How many rows there are, in the word for what they are."""
    return say("list_page.cases" if listed.of_cases else "list_page.entries", lang, count=count)


def heading(column: Column, lang: str) -> str:
    """What stands above a column."""
    return say(f"sheet.{column.name}", lang)


def cell(column: Column, line: Line, house: House, lang: str) -> Cell:
    """What stands in a cell; nothing for a value that is not there."""
    value = column.read(line)
    if value in (None, "", ()):
        return None
    if isinstance(value, tuple):
        return say("list_page.comma", lang).join(value)
    if column.words == "role":
        return role_word(house, str(value), lang)
    if column.words:
        return label(f"{column.words}.{value}", lang).strip()
    return value


def as_data(page: Page) -> dict[str, object]:
    """The list for programs: values as they are stored, dates in ISO form."""
    columns = page.listed.columns
    return {
        "list": page.listed.name,
        "title": page.title,
        "about": page.about,
        "columns": [
            {"name": one.name, "heading": text, "kind": one.kind}
            for one, text in zip(columns, page.headings, strict=True)
        ],
        "rows": [{one.name: _plain(one.read(line)) for one in columns} for line in page.lines],
    }


def _plain(value: Value) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _refuse_lost(line: Line, columns: Sequence[Column], row: Sequence[Cell]) -> None:
    for column, text in zip(columns, row, strict=True):
        if not isinstance(text, str):
            continue
        name = f"{line.case.number or line.case.id} {column.name}"
        if len(text) > LONGEST:
            raise BadInput(name, f"is longer than the {LONGEST} characters a cell holds")
        if lost := _LOST.search(text):
            raise BadInput(name, "holds a character no spreadsheet keeps", ascii(lost[0])[1:-1])
