"""Shapes of real ledgers that are easily misread: sums, titles between rows, hidden sheets."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from bihuan.adapters.ledger import (
    HostileFile,
    UnreadableFile,
    match_columns,
    read_ledger,
    read_ledgers,
)
from bihuan.adapters.ledger import child as child_module
from bihuan.adapters.ledger import worker as worker_module
from bihuan.adapters.ledger.headings import heading
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


def two_sheets(path: Path, *, hidden: bool = False) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name, number in (("主办", "第1号"), ("协办", "第2号"), ("说明", "")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["案号", "案由"] if number else ["填表说明"])
            sheet.write_row(1, 0, [number, "修路"] if number else [])
        if hidden:
            book.worksheets_objs[1].hide()
    return path


def test_every_sheet_with_headings_is_read(tmp_path: Path) -> None:
    found = read_ledgers(two_sheets(tmp_path / "a.xlsx"), defaults=KNOWN)

    assert [(table.sheet, table.other_sheets) for table, _, _ in found] == [
        ("主办", ("说明",)),
        ("协办", ("说明",)),
    ]


def test_sheets_may_be_picked_even_hidden_ones(tmp_path: Path) -> None:
    path = two_sheets(tmp_path / "a.xlsx", hidden=True)

    visible = read_ledgers(path, defaults=KNOWN)
    picked = read_ledgers(path, defaults=KNOWN, sheets=["协办"])

    assert [table.sheet for table, _, _ in visible] == ["主办"]
    assert [(table.sheet, table.other_sheets) for table, _, _ in picked] == [
        ("协办", ("主办", "说明"))
    ]


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("案号", "number"), ("提案编号", "number"), ("编号（案号）", "number"), ("序 号", "serial"),
        ("案由", "title"), ("案由（标题）", "title"), ("建议\n标题", "title"),
        ("第一提案人", "proposer"), ("领衔代表(姓名)", "proposer"), ("附议人", "cosigners"),
        ("主办单位", "handling_unit"), ("主办（分办）单位", "handling_unit"),
        ("会办单位", "co_units"), ("协办单位(会办)", "co_units"), ("*交办日期", "received_date"),
        ("交办时间：", "received_date"), ("办理时限", "due"), ("办结期限（月）", "due"),
        ("办理方式", "role"), ("届次", "session"), ("会议届次", "session"), ("年 度", "year"),
        ("答复文号", "doc_number"), ("办理结果（A/B/C）", "result_class"),
        ("满意度", "satisfaction"),
        ("联系人及电话", "contact"), ("联系方式", "phone"), ("类别", "category"), ("备注", "note"),
    ],
)  # fmt: skip
def test_the_headings_of_offices_are_known(printed: str, key: str) -> None:
    columns = match_columns([heading(printed)])

    assert columns.heading_of == {key: heading(printed)}


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
    spy.write_text(
        "import os\ndef read(_): raise OSError(str('BIHUAN_DATABASE__URL' in os.environ))"
    )
    monkeypatch.setattr(child_module, "__file__", str(spy))
    monkeypatch.setenv("BIHUAN_DATABASE__URL", "postgresql://secret")

    with pytest.raises(UnreadableFile) as refused:
        worker_module.read_sheets(tmp_path / "a.xlsx")

    assert refused.value.detail == "OSError: False"
