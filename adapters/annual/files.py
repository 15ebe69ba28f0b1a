"""Write the yearly report into a file, which appears at its place whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

from bihuan.adapters.annual.data import as_data
from bihuan.adapters.annual.document import TEMPLATE, as_docx
from bihuan.adapters.annual.sentences import Report
from bihuan.adapters.annual.sheets import as_xlsx
from bihuan.adapters.annual.text import as_text
from bihuan.adapters.whole_files import FOR_THE_OFFICE, whole_file

FORMATS = ("docx", "xlsx", "json", "text")


def write_annual(
    file: Path,
    report: Report,
    form: str,
    *,
    template: Path | None = None,
    instead: bool = False,
) -> None:
    """Write it; `template` is the office's own for a docx.

    Raises BadInput where a file is there already, unless it is to stand instead.
    """
    with whole_file(file, mode=FOR_THE_OFFICE, instead=instead) as made:
        match form:
            case "docx":
                own = template.read_bytes() if template is not None else None
                name = template.name if template is not None else TEMPLATE
                made.write_bytes(as_docx(report, own, name))
            case "xlsx":
                as_xlsx(made, report)
            case "json":
                data = as_data(report.figures, report.house, report.shares)
                made.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")
            case _:
                made.write_text(as_text(report), "utf-8")
