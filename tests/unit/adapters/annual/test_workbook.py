"""The report as a workbook: real numbers, texts as texts, and charts over the same figures."""

from __future__ import annotations

import re
import sys
import zipfile
from pathlib import Path

import pytest

from bihuan.adapters.annual import write_annual
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.memory import MemoryStore
from bihuan.adapters.outside.errors import MissingOffice
from bihuan.engine.errors import BadInput
from bihuan.rules.formulas import Rounding, Shares
from support.annual import charts, report, sheets
from support.people import FIRST_DAY, Desk, an_engine, policy_with


@pytest.fixture
def book(lived: Desk, tmp_path: Path) -> Path:
    """The workbook of the year."""
    file = tmp_path / "年报.xlsx"
    write_annual(file, report(lived), "xlsx")
    return file


def test_each_table_that_has_rows_has_a_sheet(book: Path) -> None:
    assert list(sheets(book)) == [
        *("总体情况", "分类", "处室", "结果类别", "满意度", "主题", "提出人", "轮次", "公开属性"),
    ]


def test_rates_are_numbers_that_are_printed_as_percentages(book: Path) -> None:
    rows = {row[0]: row[1:] for row in sheets(book)["总体情况"]}

    assert rows["办复率"][:4] == [0.75, 3.0, 4.0, "接收件数"]
    assert rows["收到"][0] == 4.0
    assert rows["首次办理满意率"][0] == 0.667
    with zipfile.ZipFile(book) as parts:
        styles = parts.read("xl/styles.xml").decode()
    assert set(re.findall(r'formatCode="([^"]*%)"', styles)) == {"0%", "0.0%"}


def test_titles_and_notes_say_whose_and_as_of_when(book: Path) -> None:
    title, about, *rows = sheets(book)["处室"]

    assert title[0] == "2024年建议提案办理情况　处室"
    assert about[0] == "某厅　截至2024年6月17日"
    assert rows[-1][0].startswith("按最近一次交办的处室计")


def test_its_charts_are_drawn_from_the_figures(book: Path) -> None:
    drawn = charts(book)

    assert [one["form"] for one in drawn] == ["bar", "bar", "pie", "bar"]
    assert drawn[1]["names"] == ["乙处", "甲处"]
    assert drawn[1]["series"] == [[2.0, 1.0], [2.0, 1.0]]


def test_many_divisions_lie_below_each_other_and_the_largest_are_drawn(
    empty: Desk, tmp_path: Path
) -> None:
    for no in range(1, 31):
        empty.do(empty.receive(no), "dispatch", division=f"第{no:02}处")
    write_annual(tmp_path / "a.xlsx", report(empty), "xlsx")

    drawn = charts(tmp_path / "a.xlsx")[1]

    assert drawn["names"] == [f"第{no:02}处" for no in range(1, 21)]
    assert len(sheets(tmp_path / "a.xlsx")["处室"]) == 3 + 30 + 2


def test_a_class_with_a_letter_is_told_with_its_words(tmp_path: Path) -> None:
    clock = FrozenClock(FIRST_DAY)
    policy = policy_with("national_law_2025", class_scheme="npc_national")
    desk = Desk(an_engine(MemoryStore(), policy, clock=clock), clock)
    desk.walk(desk.receive(), "dispatch", "contact", "answer")
    write_annual(tmp_path / "a.xlsx", report(desk), "xlsx")

    row = sheets(tmp_path / "a.xlsx")["结果类别"][3]

    assert row[:3] == ["A（已经解决或者基本解决）", 1, 1]


def test_nothing_becomes_a_formula(empty: Desk, tmp_path: Path) -> None:
    empty.do(empty.receive(1, category="=1+1"), "dispatch", division="=HYPERLINK(1)")
    write_annual(tmp_path / "a.xlsx", report(empty), "xlsx")

    with zipfile.ZipFile(tmp_path / "a.xlsx") as parts:
        texts = [parts.read(name).decode() for name in parts.namelist() if "/sheet" in name]

    assert not any("<f>" in text for text in texts)
    assert sheets(tmp_path / "a.xlsx")["处室"][3][0] == "=HYPERLINK(1)"


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_a_character_no_file_keeps_is_named_with_its_place(
    empty: Desk, tmp_path: Path, form: str
) -> None:
    empty.do(empty.receive(), "dispatch", division="甲\ufffe处")

    with pytest.raises(BadInput, match=r"处室 处室 1: holds a character no file keeps"):
        write_annual(tmp_path / f"a.{form}", report(empty), form)
    assert list(tmp_path.iterdir()) == []


def test_shares_may_be_forced_to_sum_to_100(empty: Desk, tmp_path: Path) -> None:
    for no in (1, 2, 3):
        empty.receive(no, category=f"主题{no}")
    shares = Shares(digits=0, rounding=Rounding.FORCED_LARGEST)
    write_annual(tmp_path / "a.xlsx", report(empty, shares=shares), "xlsx")

    rows = sheets(tmp_path / "a.xlsx")["主题"][3:6]

    assert [row[2] for row in rows] == [0.34, 0.33, 0.33]


def test_a_file_that_is_there_is_not_written_over(book: Path, lived: Desk) -> None:
    before = book.read_bytes()

    with pytest.raises(BadInput):
        write_annual(book, report(lived), "docx")
    assert book.read_bytes() == before

    write_annual(book, report(lived), "docx", instead=True)
    assert book.read_bytes() != before


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_without_its_library_it_says_so_and_leaves_nothing(
    lived: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)

    with pytest.raises(MissingOffice):
        write_annual(tmp_path / f"a.{form}", report(lived), form)

    assert list(tmp_path.iterdir()) == []
