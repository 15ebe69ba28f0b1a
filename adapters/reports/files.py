"""Write a report of tables into a file, which appears at its place whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bihuan.adapters.reports.sheets import write_xlsx
from bihuan.adapters.reports.tables import Table
from bihuan.adapters.reports.word import as_pages
from bihuan.adapters.whole_files import FOR_THE_OFFICE, whole_file
from bihuan.rules.words import say, say_day

FORMATS = ("docx", "xlsx", "json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A report of tables: what it is called, its tables, and the same for programs."""

    title: str
    org: str
    as_of: date
    tables: Sequence[Table]
    data: Mapping[str, Any]
    lang: str

    @property
    def about(self) -> str:
        """The unit and the day."""
        day = say_day(self.as_of, self.lang)
        return say("report_table.about", self.lang, org=self.org, day=day)


def write_report(file: Path, told: Told, form: str, *, instead: bool = False) -> None:
    """Write it; raises BadInput where a file is there already, unless it is to stand instead."""
    with whole_file(file, mode=FOR_THE_OFFICE, instead=instead) as made:
        match form:
            case "xlsx":
                write_xlsx(made, told.title, told.about, told.tables, told.lang)
            case "docx":
                made.write_bytes(as_pages(told.title, told.about, told.tables))
            case _:
                text = json.dumps(told.data, ensure_ascii=False, indent=1)
                made.write_text(text + "\n", "utf-8")
