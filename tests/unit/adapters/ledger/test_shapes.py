"""Shapes of real ledgers that are easily misread: sums, titles between rows, hidden sheets."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from bihuan.adapters.ledger import HostileFile, UnreadableLedger, read_ledger
from bihuan.adapters.ledger import child as child_module
from bihuan.adapters.ledger import worker as worker_module
from support.ledgers import package, write_csv

KNOWN = {"kind": "提案", "year": "2024"}


def test_units_listed_with_semicolons_do_not_make_them_the_delimiter(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("案号,案由,会办单位\n第1号,修路,发改委;科技部;财政部;农业部\n", "utf-8")

    _, found = read_ledger(path, defaults=KNOWN)

    assert found.records[0][1].co_units == ("发改委", "科技部", "财政部", "农业部")


@pytest.mark.parametrize("mark", ["\t", ";"])
def test_other_delimiters_are_known_by_the_headings(mark: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'"案号"{mark}案由\n第1号{mark}修路,修桥,修渠\n', "utf-8")

    _, found = read_ledger(path, defaults=KNOWN)

    assert found.records[0][1].title == "修路,修桥,修渠"


def test_sums_and_titles_between_the_rows_are_no_proposals(tmp_path: Path) -> None:
    rows = [
        ["案号", "案由", "主办单位"],
        ["一、农业类", "", ""],
        ["第1号", "一、二期道路", "交通局"],
        ["合 计", "1", ""],
    ]

    _, found = read_ledger(write_csv(tmp_path / "a.csv", rows), defaults=KNOWN)

    assert [row for row, _ in found.records] == [3]
    assert [(bad.row, bad.code, bad.value) for bad in found.asides] == [
        (2, "row_between", "一、农业类"),
        (4, "row_of_sums", "合 计"),
    ]


def test_a_visible_sheet_is_read_before_a_hidden_one(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, number in (("上年", "第9号"), ("台账", "第1号")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["案号", "案由"])
            sheet.write_row(1, 0, [number, "修路"])
        book.worksheets_objs[1].activate()
        book.worksheets_objs[1].set_first_sheet()
        book.worksheets_objs[0].hide()

    table, found = read_ledger(path, defaults=KNOWN)

    assert (table.sheet, table.other_sheets) == ("台账", ("上年",))
    assert [record.title for _, record in found.records] == ["修路"]


def test_a_text_no_cell_can_hold_is_refused_by_name(tmp_path: Path) -> None:
    rows = [["案号", "案由"], ["第1号", "长" * 32_768], ["第2号", "长" * 32_767]]

    _, found = read_ledger(write_csv(tmp_path / "a.csv", rows), defaults=KNOWN)

    assert [(bad.row, bad.field, bad.code) for bad in found.errors] == [(2, "title", "cell_long")]
    assert [row for row, _ in found.records] == [3]


def test_two_cells_that_span_a_huge_sheet_are_refused_before_reading(tmp_path: Path) -> None:
    data = '<row r="1"><c r="A1"><v>1</v></c></row><row r="50000"><c r="SR50000"><v>1</v></c></row>'
    path = package(tmp_path / "a.xlsx", data)

    with pytest.raises(HostileFile) as refused:
        read_ledger(path)

    assert (refused.value.reason, refused.value.detail) == ("too_many_cells", "R50000C512")


def test_the_child_does_not_get_our_passwords(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spy = tmp_path / "spy.py"
    spy.write_text("import os, sys; sys.exit(os.environ.get('BIHUAN_DATABASE__URL', 'none'))")
    monkeypatch.setattr(child_module, "__file__", str(spy))
    monkeypatch.setenv("BIHUAN_DATABASE__URL", "postgresql://secret")

    with pytest.raises(UnreadableLedger) as refused:
        worker_module.read_sheets(tmp_path / "a.xlsx")

    assert refused.value.detail == "none"
