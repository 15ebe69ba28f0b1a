"""Cells a spreadsheet has spoilt are named, and none of them comes in as a blank or a guess."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from bihuan.adapters.ledger import HostileFile, Reading, read_ledger, read_table
from support.ledgers import package, text_cell, write_csv, write_ods_content

KNOWN = {"kind": "提案", "year": "2024"}
HEADINGS = ["案号", "案由", "交办日期", "备注"]


def workbook(path: Path, *rows: dict[int, Any], since_1904: bool = False) -> Path:
    """Rows of columns to values: a text, a number, a date, or a formula with its result."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        book.date_1904 = since_1904
        sheet = book.add_worksheet("台账")
        sheet.write_row(0, 0, HEADINGS)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for at, row in enumerate(rows, 1):
            for column, value in row.items():
                if isinstance(value, tuple):
                    sheet.write_formula(at, column, value[0], None, value[1])
                elif isinstance(value, datetime.date):
                    sheet.write_datetime(at, column, value, day)
                else:
                    sheet.write(at, column, value)
    return path


def read(path: Path) -> Reading:
    return read_ledger(path, defaults=KNOWN)[1]


def errors(found: Reading) -> list[tuple[int, str, str, str]]:
    return [(bad.row, bad.field, bad.code, bad.value) for bad in found.errors]


@pytest.mark.parametrize("word", ["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!"])
def test_an_error_cell_is_named(word: str, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {0: "第1号", 1: ("=X1", word)}, {0: "第2号", 1: "修路"})

    found = read(path)

    assert errors(found) == [(2, "title", "cell_error", word)]
    assert [row for row, _ in found.records] == [3]


def test_a_formula_saved_without_its_result_is_named(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {0: "第1号", 1: ('="修"&"路"', "")})

    assert errors(read(path)) == [(2, "title", "formula_unsaved", "")]


def test_a_formula_with_its_result_is_read_and_never_evaluated(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {0: "第1号", 1: ("=1+1", "修路")})

    assert read(path).records[0][1].title == "修路"


def test_a_formula_whose_result_is_no_text_is_blank(tmp_path: Path) -> None:
    data = (
        f'<row r="1">{text_cell("A1", "案号")}{text_cell("B1", "案由")}{text_cell("C1", "备注")}'
        f'</row><row r="2">{text_cell("A2", "第1号")}{text_cell("B2", "修路")}'
        '<c r="C2" t="str"><f>""</f><v></v></c></row>'
    )

    assert read(package(tmp_path / "a.xlsx", data)).problems == ()


def test_a_command_in_a_cell_stays_a_text(tmp_path: Path) -> None:
    command = "=cmd|' /C calc'!A0"
    xlsx = workbook(tmp_path / "a.xlsx", {0: "第1号", 1: command})
    csv = write_csv(tmp_path / "a.csv", [HEADINGS, ["第1号", command, "", ""]])

    assert read(xlsx).records[0][1].title == command
    assert read(csv).records[0][1].title == command


@pytest.mark.parametrize("word", ["#REF!", "#N/A", "########", "Err:502"])
def test_the_word_for_an_error_is_no_text_in_any_format(word: str, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [HEADINGS, ["第1号", word, "", ""]])

    assert errors(read(path)) == [(2, "title", "cell_error", word)]


def test_errors_and_unsaved_formulas_of_an_ods_are_named(tmp_path: Path) -> None:
    cells = (
        '<table:table-cell office:value-type="string"><text:p>第1号</text:p></table:table-cell>'
        '<table:table-cell table:formula="of:=1/0" office:value-type="string"'
        ' office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p>'
        '</table:table-cell><table:table-cell table:formula="of:=[.A1]"/>'
    )
    path = write_ods_content(tmp_path / "a.ods", HEADINGS[:3], cells)

    assert errors(read(path)) == [
        (2, "title", "cell_error", "#DIV/0!"),
        (2, "received_date", "formula_unsaved", ""),
    ]


def test_words_that_a_break_keeps_apart_in_an_ods_are_not_joined(tmp_path: Path) -> None:
    cells = (
        '<table:table-cell office:value-type="string"><text:p>第1号</text:p></table:table-cell>'
        '<table:table-cell office:value-type="string"><office:annotation><text:p>批注</text:p>'
        "</office:annotation><text:p>修<text:span>路</text:span><text:line-break/>修"
        '<text:s text:c="2"/>桥<text:tab/>&lt;急&gt;</text:p><text:p>修渠</text:p>'
        "</table:table-cell>"
    )

    ((_, record),) = read(write_ods_content(tmp_path / "a.ods", HEADINGS[:2], cells)).records

    assert record.title == "修路\n修  桥\t<急>\n修渠"


def test_cells_merged_downwards_in_an_ods_stand_in_every_row(tmp_path: Path) -> None:
    first = (
        '<table:table-cell office:value-type="string" table:number-rows-spanned="2"'
        ' table:number-columns-spanned="1"><text:p>第1号</text:p></table:table-cell>'
        '<table:table-cell office:value-type="string"><text:p>修路</text:p></table:table-cell>'
        "</table:table-row><table:table-row><table:covered-table-cell/>"
        '<table:table-cell office:value-type="string"><text:p>修桥</text:p></table:table-cell>'
    )

    table = read_table(write_ods_content(tmp_path / "a.ods", HEADINGS[:2], first))

    assert [row.cells["案号"] for row in table.rows] == ["第1号", "第1号"]


def test_an_error_in_a_column_nobody_knows_is_a_warning(tmp_path: Path) -> None:
    rows = [["案号", "案由", "走访"], ["第1号", "修路", "#REF!"]]

    found = read(write_csv(tmp_path / "a.csv", rows))

    assert [(bad.field, bad.code, bad.severity) for bad in found.problems] == [
        ("走访", "cell_error", "warning")
    ]
    assert found.records[0][1].printed["走访"] == "#REF!"


@pytest.mark.parametrize(
    ("value", "code"),
    [(6.1, "number_decimal"), (datetime.date(2024, 6, 11), "number_dated")],
)
def test_a_number_the_spreadsheet_may_have_changed_is_refused(
    value: object, code: str, tmp_path: Path
) -> None:
    found = read(workbook(tmp_path / "a.xlsx", {0: value, 1: "修路"}))

    assert found.records == ()
    assert [bad.code for bad in found.errors] == [code]


def test_whole_numbers_lose_the_point_a_spreadsheet_gave_them(tmp_path: Path) -> None:
    xlsx = read(workbook(tmp_path / "a.xlsx", {0: 123.0, 1: "修路"}))
    csv = read(write_csv(tmp_path / "a.csv", [HEADINGS, ["123.0", "修路", "", ""]]))

    assert [record.number and record.number.raw for _, record in xlsx.records] == ["123"]
    assert [record.number and record.number.raw for _, record in csv.records] == ["123"]
    assert [bad.code for bad in csv.problems] == ["number_floated"]
    assert csv.records[0][1].printed["案号"] == "123.0"


def test_a_decimal_number_typed_as_text_stays_what_it_is(tmp_path: Path) -> None:
    rows = [HEADINGS, ["第6.11号", "修路", "", ""], ["6.10", "修桥", "", ""]]

    found = read(write_csv(tmp_path / "a.csv", rows))

    assert [record.number and record.number.raw for _, record in found.records] == [
        "第6.11号",
        "6.10",
    ]


def test_an_apostrophe_that_marks_a_text_is_no_part_of_it(tmp_path: Path) -> None:
    rows = [HEADINGS, ["'0123", "'十四五'规划的建议", "'2024-06-17", ""]]

    ((_, record),) = read(write_csv(tmp_path / "a.csv", rows)).records

    assert record.number is not None
    assert (record.number.raw, record.number.match_key) == ("0123", "123")
    assert record.title == "'十四五'规划的建议"
    assert record.received_date == datetime.date(2024, 6, 17)


def test_full_width_digits_are_the_same_number(tmp_path: Path) -> None:
    rows = [HEADINGS, ["第０１２３号", "修路", "２０２４．６．１７", ""]]

    ((_, record),) = read(write_csv(tmp_path / "a.csv", rows)).records

    assert record.number is not None
    assert (record.number.raw, record.number.match_key) == ("第０１２３号", "123")
    assert record.received_date == datetime.date(2024, 6, 17)


def test_a_date_whose_format_got_lost_is_read_and_named(tmp_path: Path) -> None:
    found = read(workbook(tmp_path / "a.xlsx", {0: "第1号", 1: "修路", 2: 45460}))

    assert found.records[0][1].received_date == datetime.date(2024, 6, 17)
    assert [bad.text() for bad in found.warnings] == ["日期为序列值 45460，按 2024-06-17 收录"]


def test_a_date_counted_from_1904_is_refused_and_a_real_one_read(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        {0: "第1号", 1: "修路", 2: 43998},
        {0: "第2号", 1: "修桥", 2: datetime.date(2024, 6, 17)},
        since_1904=True,
    )

    found = read(path)

    assert errors(found) == [(2, "received_date", "date_1904", "43998")]
    assert found.records[0][1].received_date == datetime.date(2024, 6, 17)


@pytest.mark.parametrize("printed", ["20246", "45460", "202285", "2024.6.31", "6月17日"])
def test_a_text_that_is_no_whole_date_is_refused(printed: str, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [HEADINGS, ["第1号", "修路", printed, ""]])

    assert errors(read(path)) == [(2, "received_date", "date_unreadable", printed)]


@pytest.mark.parametrize(
    ("member", "reason"),
    [
        ("xl/vbaProject.bin", "macros"),
        ("xl/macrosheets/sheet1.xml", "macros"),
        ("Basic/Standard/Module1.xml", "macros"),
        ("Scripts/python/a.py", "macros"),
        ("xl/externalLinks/externalLink1.xml", "external_links"),
        ("xl/connections.xml", "external_links"),
    ],
)
def test_macros_and_links_to_other_files_are_refused(
    member: str, reason: str, tmp_path: Path
) -> None:
    path = package(tmp_path / "a.xlsx", "", members={member: b"x"})

    with pytest.raises(HostileFile) as refused:
        read_table(path)

    assert (refused.value.reason, refused.value.detail) == (reason, member)
    assert refused.value.cure("en")


def test_a_table_fed_from_elsewhere_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        source = '<table:table><table:table-source xlink:href="http://x/a.ods"/></table:table>'
        archive.writestr("content.xml", source)

    with pytest.raises(HostileFile) as refused:
        read_table(path)

    assert refused.value.reason == "external_links"
