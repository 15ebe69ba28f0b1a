"""The yearly report as a workbook."""

from __future__ import annotations

from pathlib import Path

from bihuan.adapters.annual.tables import tables
from bihuan.adapters.reports.sheets import write_xlsx
from bihuan.engine.scene import House
from bihuan.engine.statistics import Figures
from bihuan.rules.words import say, say_day


def as_xlsx(made: Path, figures: Figures, house: House, org: str, lang: str = "zh") -> None:
    """Write it into an empty file; raises MissingOffice where the library is not installed."""
    title = say("report_table.annual", lang, year=figures.year)
    about = say("report_table.about", lang, org=org, day=say_day(figures.as_of, lang))
    write_xlsx(made, title, about, tables(figures, house, lang), lang)
