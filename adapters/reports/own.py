"""A report that an installed package brings: its figures are its own, its form is the house's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bihuan.adapters.extensions import REPORTS, find, must_be
from bihuan.adapters.reports.tables import Table
from bihuan.engine.engine import Engine
from bihuan.engine.errors import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnReport:
    """What it says: tables for people, and the same for programs."""

    title: str
    tables: Sequence[Table]
    data: Mapping[str, Any]


Make = Callable[[Engine, int, date, str], OwnReport]
"""What a package brings: from an engine, a year, a day and a language (`zh` or `en`)."""


def own_report(name: str, engine: Engine, year: int, day: date, lang: str) -> OwnReport:
    """The report of this name; raises BadInput where no installed package brings it."""
    try:
        make: Make = find(REPORTS, name)
    except ValueError as error:
        raise BadInput("report", str(error), name) from error
    made = make(engine, year, day, lang) if callable(make) else make
    try:
        return must_be(made, OwnReport)
    except ValueError as error:
        raise BadInput("report", str(error), name) from error
