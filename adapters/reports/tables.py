"""A table of a report, before anybody has said whether it goes on a sheet or into a document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bihuan.engine.errors import BadInput
from bihuan.engine.tally import Tally
from bihuan.rules.formulas import Rate
from bihuan.rules.words import say

Cell = str | int | Rate | None
"""A text, a count, a rate with its counts, or nothing."""


_LOST = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
Form = Literal["column", "bar", "pie"]
STANDING, DRAWN = 12, 20
"""So many columns stand side by side and can be read; so many bars fit on a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One picture: names along it, and a series of counts or several."""

    form: Form
    title: str
    names: tuple[str, ...]
    series: tuple[tuple[str, tuple[int, ...]], ...]
    """What each counts, and as many counts as there are names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Headings and rows under a title, in one language."""

    name: str
    """In JSON, and of its sheet in the catalogue under `report_sheet`."""
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    """What the columns are counted from."""
    chart: Chart | None = None
    sums: frozenset[int] = field(default_factory=frozenset)
    """Which rows are sums of others."""


def refuse_lost(tables: Iterable[Table]) -> None:
    """Raise BadInput for a text that a file would not give back, by its table, column and row."""
    for table in tables:
        for no, row in enumerate(table.rows, start=1):
            for heading, cell in zip(table.headings, row, strict=True):
                if isinstance(cell, str) and (found := _LOST.search(cell)):
                    where = f"{table.title} {heading} {no}"
                    raise BadInput(where, "holds a character no file keeps", ascii(found[0])[1:-1])


def crowd(names: Sequence[str]) -> tuple[Form, int]:
    """How a chart of so many names is drawn, and how many of them: many lie below each other."""
    return ("column" if len(names) <= STANDING else "bar"), min(len(names), DRAWN)


def headings(names: Iterable[str], lang: str) -> tuple[str, ...]:
    """What stands above columns of these names."""
    return tuple(say(f"report_column.{name}", lang) for name in names)


def shown(cell: Cell) -> str:
    """A cell as it is read; a rate that has no base is a dash."""
    if cell is None:
        return ""
    return cell.text if isinstance(cell, Rate) else str(cell)


def tally_cells(tally: Tally | None, columns: Iterable[str]) -> tuple[Cell, ...]:
    """What a group of cases comes to, column by column; nothing for a group that is not there."""
    return tuple(_TALLY[name](tally) if tally else None for name in columns)


_TALLY: Mapping[str, Callable[[Tally], Cell]] = {
    "led": lambda tally: tally.led,
    "answered": lambda tally: tally.answered,
    "answered_rate": lambda tally: tally.answer_rate,
    "in_time": lambda tally: tally.in_time,
    "on_time": lambda tally: tally.on_time,
    "done": lambda tally: tally.done,
    "again": lambda tally: tally.again,
}
