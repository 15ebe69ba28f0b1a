"""The yearly report as a workbook."""

from __future__ import annotations

from pathlib import Path

from bihuan.adapters.annual.sentences import Report
from bihuan.adapters.annual.tables import tables
from bihuan.adapters.reports.sheets import write_xlsx
from bihuan.rules.words import say


def as_xlsx(made: Path, report: Report) -> None:
    """Write it into an empty file; raises MissingOffice where the library is not installed."""
    lang = report.lang
    title = say("report_table.annual", lang, year=report.figures.year)
    about = say("report_table.about", lang, org=report.org, day=report.day())
    told = tables(report.figures, report.house, lang, report.shares)
    write_xlsx(made, title, about, told, lang)
