"""A year to report about, and what is read back from the files of its report."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import docx
import python_calamine

from bihuan.adapters.annual import Report
from bihuan.engine.statistics import figures
from support.people import Desk

DAY = date(2024, 6, 17)


def live(desk: Desk) -> None:
    """Three led cases that were answered, one of them twice, and one that is supported."""
    for no, verdicts in enumerate((("满意",), ("不满意", "满意"), ("基本满意",)), start=1):
        case = desk.receive(no, category=f"主题{no % 2}", collective=no == 3)
        desk.do(case, "dispatch", division=("甲处", "乙处")[no % 2])
        for again, verdict in enumerate(verdicts):
            if again:
                desk.do(case, "reassign")
            desk.do(case, "contact", how="visit")
            desk.do(case, "answer", document=f"某函〔2024〕{no + 10 * again}号", public="主动公开")
            desk.do(case, "feedback", verdict=verdict, comment="不够具体")
    desk.receive(9, kind="cppcc_proposal", role="support", title="=1+1 关于<A&B>“引号”的提案")


def report(desk: Desk, as_of: date = DAY, **changes: Any) -> Report:
    """The report about the desk's year."""
    house = desk.engine.house
    counted = figures(desk.engine.store, house, desk.engine.library.machine, 2024, as_of)
    told = {"figures": counted, "house": house, "org": "某厅", "to": "某机关"}
    return Report(**{**told, **changes})


def paragraphs(paper: bytes) -> list[str]:
    """What a document says outside its tables, paragraph by paragraph."""
    document = docx.Document(io.BytesIO(paper))
    return [one.text for one in document.paragraphs if one.text.strip()]


def grids(paper: bytes) -> list[list[list[str]]]:
    """The tables of a document, row by row."""
    document = docx.Document(io.BytesIO(paper))
    return [[[cell.text for cell in row.cells] for row in grid.rows] for grid in document.tables]


def sheets(file: Path) -> dict[str, list[list[Any]]]:
    """The sheets of a workbook that are shown, with the values of their cells."""
    book = python_calamine.CalamineWorkbook.from_path(file)
    shown = [
        one.name
        for one in book.sheets_metadata
        if one.visible == python_calamine.SheetVisibleEnum.Visible
    ]
    return {name: book.get_sheet_by_name(name).to_python() for name in shown}


def charts(file: Path | io.BytesIO) -> list[dict[str, Any]]:
    """The charts of a workbook or a document: form, names, and each series with its values."""
    with zipfile.ZipFile(file) as parts:
        names = sorted(name for name in parts.namelist() if re.search(r"/charts/chart\d+\.", name))
        return [_chart(parts.read(name).decode()) for name in names]


def _chart(text: str) -> dict[str, Any]:
    form = re.search(r"<c:(bar|pie)Chart>", text)
    series = [
        [float(value) for value in _values(one, "val")]
        for one in re.findall(r"<c:ser>.*?</c:ser>", text, re.DOTALL)
    ]
    assert form is not None
    return {"form": form[1], "names": _values(text, "cat"), "series": series}


def _values(text: str, of: str) -> list[str]:
    """The texts or numbers that are kept in the chart itself, of its first series."""
    found = re.search(rf"<c:{of}>(.*?)</c:{of}>", text, re.DOTALL)
    return re.findall(r"<c:v>(.*?)</c:v>", found[1]) if found else []
