"""Reports of a span and of a day have the figures they were counted from, in every format."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest

from bihuan.adapters.reports import board as of_day
from bihuan.adapters.reports import period as of_span
from bihuan.adapters.reports.files import Told, write_report
from bihuan.engine.board import Board, board
from bihuan.engine.period import Period, period
from support.annual import charts, grids, paragraphs, sheets
from support.people import Desk

DAY = date(2024, 6, 17)
SPAN = (date(2024, 3, 1), date(2024, 3, 31))


@pytest.fixture
def spanned(lived: Desk) -> Period:
    """March."""
    engine = lived.engine
    return period(engine.store, engine.house, engine.library.machine, *SPAN, DAY)


@pytest.fixture
def standing(lived: Desk) -> Board:
    """The day, on which a supported case is past its date."""
    lived.do("case-00004", "dispatch", division="丙处")
    engine = lived.engine
    return board(engine.store, engine.house, engine.library.machine, 2024, DAY)


def told(found: Period | Board, lang: str = "zh") -> Told:
    """The report."""
    if isinstance(found, Period):
        title, tables = of_span.title(found, lang), of_span.tables(found, lang)
        data = of_span.as_data(found)
    else:
        title, tables = of_day.title(found, lang), of_day.tables(found, lang)
        data = of_day.as_data(found)
    return Told(title=title, org="某厅", as_of=DAY, tables=tables, data=data, lang=lang)


def test_a_span_is_told_by_kind_and_by_division(spanned: Period) -> None:
    happened, divisions = of_span.tables(spanned)

    rows = {row[0]: row[1:] for row in happened.rows}
    assert happened.headings == ("项目", "代表建议", "政协提案", "合计")
    assert rows["收到（件）"] == (3, 1, 4)
    assert rows["答复（件）"] == (3, 0, 3)
    assert rows["重新办理（件次）"] == (1, 0, 1)
    assert rows["满意率"][2] == spanned.satisfaction
    assert [row[0] for row in divisions.rows] == ["乙处", "甲处"]


def test_a_day_is_told_by_state_and_division_with_what_presses(standing: Board) -> None:
    named = {table.name: table for table in of_day.tables(standing)}

    assert ("在办", 4) in named["standing"].rows
    assert {row[:2] for row in named["states"].rows} == {("已反馈", 3), ("已交办", 1)}
    assert [row[0] for row in named["late"].rows] == ["提案第0009号"]
    assert named["late"].rows[0][2] == "丙处"
    assert named["soon"].rows == ()


@pytest.mark.parametrize("which", ["spanned", "standing"])
def test_sheets_and_pages_have_the_same_tables(
    which: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    report = told(request.getfixturevalue(which))
    for form in ("xlsx", "docx"):
        write_report(tmp_path / f"a.{form}", report, form)

    book, paper = sheets(tmp_path / "a.xlsx"), (tmp_path / "a.docx").read_bytes()
    shown = [table for table in report.tables if table.rows]

    assert list(book) == [table.title for table in shown]
    assert [grid[0] for grid in grids(paper)] == [list(table.headings) for table in shown]
    assert paragraphs(paper)[:2] == [report.title, "某厅　截至2024年6月17日"]
    assert charts(io.BytesIO(paper)) == charts(tmp_path / "a.xlsx")


def test_they_are_told_in_english(spanned: Period, standing: Board, tmp_path: Path) -> None:
    write_report(tmp_path / "a.xlsx", told(spanned, "en"), "xlsx")
    write_report(tmp_path / "b.docx", told(standing, "en"), "docx")

    assert list(sheets(tmp_path / "a.xlsx")) == ["In the span", "Divisions"]
    assert "where they stand" in paragraphs((tmp_path / "b.docx").read_bytes())[0]


def test_the_data_are_written_as_one_document(spanned: Period, tmp_path: Path) -> None:
    write_report(tmp_path / "a.json", told(spanned), "json")

    data = json.loads((tmp_path / "a.json").read_text("utf-8"))

    assert data == of_span.as_data(spanned)
    assert data["kinds"]["cppcc_proposal"]["counts"]["received"] == 1


def test_the_same_report_gives_the_same_pages(standing: Board, tmp_path: Path) -> None:
    for name in ("a.docx", "b.docx"):
        write_report(tmp_path / name, told(standing), "docx")

    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()
