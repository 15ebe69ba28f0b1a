"""The rows an import leaves out can be mended in a spreadsheet, and are never mended silently."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest

from bihuan.adapters.ledger import MissingOffice, Table, TableRow, read_ledger, read_table
from bihuan.adapters.ledger.left_out import LeftOut, write_left_out

KNOWN = {"kind": "提案", "year": "2024"}


def part(*rows: TableRow, sheet: str = "台账") -> LeftOut:
    headers = tuple(dict.fromkeys(name for row in rows for name in row.cells))
    table = Table(sheet=sheet, header_row=1, headers=headers, rows=rows, format="csv")
    numbers = [row.number for row in rows]
    return LeftOut(
        table=table,
        reasons={number: ["案由为空", "类型无法识别"] for number in numbers},
        cures={number: ["请补充"] for number in numbers},
    )


def row(number: int = 7, **cells: str) -> TableRow:
    return TableRow(number=number, cells={"案号": "0012", "案由": "修路", **cells})


def test_a_row_left_out_stands_there_as_it_was_with_its_reasons(tmp_path: Path) -> None:
    write_left_out(tmp_path / "a.xlsx", [part(row(备注="=1+1"))])

    (left,) = read_table(tmp_path / "a.xlsx").rows

    assert left.cells == {
        "原行号": "7",
        "未导入原因": "案由为空\n类型无法识别",
        "改正办法": "请补充",
        "案号": "0012",
        "案由": "修路",
        "备注": "=1+1",
    }
    assert left.stored == {}


def test_nothing_in_it_is_a_formula(tmp_path: Path) -> None:
    write_left_out(tmp_path / "a.xlsx", [part(row(备注="=cmd|' /C calc'!A0", 案由="@x"))])

    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")

    assert b"<f>" not in sheet


def test_our_own_columns_say_nothing_of_the_proposal(tmp_path: Path) -> None:
    write_left_out(tmp_path / "a.xlsx", [part(row())])

    _, found = read_ledger(tmp_path / "a.xlsx", defaults=KNOWN)

    assert found.unmapped == ()
    assert found.records[0][1].printed == {"案号": "0012", "案由": "修路"}


def test_left_out_twice_its_columns_stand_there_once(tmp_path: Path) -> None:
    write_left_out(tmp_path / "a.xlsx", [part(row())])
    again = read_table(tmp_path / "a.xlsx")

    write_left_out(tmp_path / "b.xlsx", [part(*again.rows)])

    assert read_table(tmp_path / "b.xlsx").headers == again.headers


@pytest.mark.parametrize("fault", ["digits_lost", "formula_unsaved", "cell_long"])
def test_a_cell_that_lost_its_text_is_refused_again_until_it_is_mended(
    fault: str, tmp_path: Path
) -> None:
    spoilt = TableRow(
        number=7, cells={"案号": "310104199001011000", "案由": "修路"}, faults={"案号": fault}
    )
    write_left_out(tmp_path / "a.xlsx", [part(spoilt)])

    _, found = read_ledger(tmp_path / "a.xlsx", defaults=KNOWN)

    assert [(bad.field, bad.code) for bad in found.errors] == [("number", "cell_error")]


def test_each_ledger_has_its_sheet_whatever_it_is_called(tmp_path: Path) -> None:
    names = ["主办", "主办", "a/b[1]:?", "长" * 40, "长" * 40]

    write_left_out(tmp_path / "a.xlsx", [part(row(), sheet=name) for name in names])

    first = read_table(tmp_path / "a.xlsx")
    assert (first.sheet, *first.other_sheets) == (
        "主办", "主办-2", "a_b_1___", "长" * 31, "长" * 27 + "-2",
    )  # fmt: skip


def test_no_file_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("mine", encoding="utf-8")

    with pytest.raises(FileExistsError):
        write_left_out(tmp_path / "a.xlsx", [part(row())])

    assert (tmp_path / "a.xlsx").read_text(encoding="utf-8") == "mine"


def test_without_a_writer_the_cure_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)

    with pytest.raises(MissingOffice) as refused:
        write_left_out(tmp_path / "a.xlsx", [part(row())])

    assert 'pip install "bihuan[office]"' in refused.value.cure()
