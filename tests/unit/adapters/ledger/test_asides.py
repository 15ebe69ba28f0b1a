"""Rows between the proposals: named and set aside, and no proposal is taken for one of them."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from bihuan.adapters.ledger import Reading, read_ledger
from support.ledgers import Rows, write_csv

HEADINGS = ["序号", "案号", "案由", "主办单位"]
ROW = ["1", "第1号", "关于修路的提案", "市交通局"]


def reading(path: Path, *rows: list[str]) -> Reading:
    table: Rows = [HEADINGS, ROW, *rows]
    return read_ledger(write_csv(path / "a.csv", table), defaults={"kind": "提案", "year": "2024"})[
        1
    ]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["合计", "", "24", ""], "row_of_sums"),
        (["", "总 计：", "24件", ""], "row_of_sums"),
        (["小计(件)", "", "", "3"], "row_of_sums"),
        (["共24件", "", "", ""], "row_of_sums"),
        (["一、农业类", "", "", ""], "row_between"),
        (["（二）工业类", "", "", ""], "row_between"),
        (["城乡建设", "", "", ""], "row_between"),
        (HEADINGS, "heading_again"),
        (["注：带星号的为重点提案", "", "", ""], "row_note"),
        (["填表人：某科员", "", "审核人：某处长", ""], "row_note"),
        (["填报日期：2024年3月4日", "", "", ""], "row_note"),
    ],
)
def test_a_row_that_is_no_proposal_is_set_aside(row: list[str], code: str, tmp_path: Path) -> None:
    found = reading(tmp_path, row)

    assert [(bad.row, bad.code, bad.severity) for bad in found.problems] == [(3, code, "aside")]
    assert [number for number, _ in found.records] == [2]


@pytest.mark.parametrize(
    "row",
    [
        ["2", "第2号", "合计整治河道的提案", ""],
        ["2", "第2号", "一、二期道路", "市交通局"],
        ["2", "第五号", "关于修桥的提案", ""],
        ["", "", "说明文字太少的提案", "市交通局"],
        ["2", "第2号", "共同富裕示范区建设的提案", ""],
    ],
)
def test_a_proposal_that_only_looks_like_one_is_kept(row: list[str], tmp_path: Path) -> None:
    found = reading(tmp_path, row)

    assert [number for number, _ in found.records] == [2, 3]


def test_a_number_all_alone_is_an_error_since_it_may_be_the_rest_of_a_proposal(
    tmp_path: Path,
) -> None:
    found = reading(tmp_path, ["", "2024年建议台账", "", ""])

    assert [(bad.row, bad.code) for bad in found.errors] == [(3, "row_alone")]


def test_rows_of_a_workbook_are_set_aside_alike(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.merge_range(1, 0, 1, 3, "一、农业类")
        sheet.write_row(2, 0, ROW)
        sheet.write_row(3, 0, ["合计"])
        sheet.write_formula(3, 2, "=COUNTA(C3:C3)", None, "")

    found = read_ledger(path, defaults={"kind": "提案", "year": "2024"})[1]

    assert [(bad.row, bad.code) for bad in found.asides] == [(2, "row_between"), (4, "row_of_sums")]
    assert found.errors == ()
