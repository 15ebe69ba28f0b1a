"""Ledgers of every format: the same rows, whoever wrote them, and nothing lost on the way."""

from __future__ import annotations

import datetime
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import xlsxwriter
import xlwt

from bihuan.adapters.ledger import (
    BadHeadings,
    MissingOffice,
    Reading,
    UnreadableFile,
    read_ledger,
    read_table,
)
from bihuan.adapters.ledger import worker as worker_module
from support.ledgers import (
    CASES,
    Rows,
    cases,
    package,
    sheet_rows,
    write_csv,
    write_ods,
    write_xls,
    write_xlsx,
)

WRITERS: dict[str, tuple[str, Callable[[Path, Rows], Path]]] = {
    "utf-8": ("a.csv", write_csv),
    "utf-8 with a mark": ("a.csv", partial(write_csv, encoding="utf-8-sig")),
    "gb18030": ("a.csv", partial(write_csv, encoding="gb18030")),
    "utf-16": ("a.csv", partial(write_csv, encoding="utf-16")),
    "xlsx": ("a.xlsx", write_xlsx),
    "xls": ("a.xls", write_xls),
    "ods": ("a.ods", write_ods),
    "xlsx named xls": ("b.xls", write_xlsx),
}
HEADINGS = ["案号", "案由", "年度", "类型"]
ROW = ["第0123号", "关于修路的建议", "2024", "建议"]


@pytest.fixture(scope="module")
def published() -> Reading:
    return read_ledger(CASES)[1]


def test_every_published_row_is_a_record_or_is_named(published: Reading) -> None:
    left_out = sorted({found.row for found in published.errors})
    table = Counter((found.severity, found.code, found.field) for found in published.problems)

    assert len(published.records) + len(left_out) == 232
    assert sorted([row for row, _ in published.records] + left_out) == list(range(2, 234))
    assert [(found.row, found.field, found.value) for found in published.errors] == [
        (92, "received_date", "3月19日"),
        (165, "received_date", "2023年4月"),
    ]
    assert table[("warning", "number_missing", "number")] == 101
    assert published.unmapped == ("signer_printed", "contact_printed")


def test_every_published_text_survives(published: Reading) -> None:
    headings, *rows = cases()

    for row, record in published.records:
        printed = dict(zip(headings, (text.strip() for text in rows[row - 2]), strict=True))
        assert record.title == printed["title"]
        assert (record.number.raw if record.number else "") == printed["number"]
        assert (record.session.raw if record.session else "") == printed["session"]
        assert (record.doc_number.raw if record.doc_number else "") == printed["doc_number"]
        assert record.answer_date or record.extra.get("answer_date", "") == printed["answer_date"]


@pytest.mark.parametrize("name", WRITERS)
def test_the_published_cases_read_alike_from(name: str, tmp_path: Path, published: Reading) -> None:
    file, write = WRITERS[name]

    _, found = read_ledger(write(tmp_path / file, cases()))

    assert found == published


def test_title_rows_above_and_blank_rows_between_are_stepped_over(tmp_path: Path) -> None:
    rows = [["某县建议台账"], [], HEADINGS, ["", "", "", ""], ROW, [], [*ROW[:1], "修桥"]]

    for write, name in ((write_csv, "a.csv"), (write_xlsx, "a.xlsx"), (write_ods, "a.ods")):
        table = read_table(write(tmp_path / name, rows))

        assert table.header_row == 3
        assert [row.number for row in table.rows] == [5, 7]


NOON = datetime.datetime.fromisoformat("2024-06-17 10:30")


def test_numbers_dates_and_truth_become_text(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["案号", "案由", "电话", "交办日期", "备注", "公开", "次数"])
        sheet.write_row(1, 0, [27, "修路", 13800138000.0])
        printed = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_datetime(1, 3, datetime.date(2024, 6, 17), printed)
        sheet.write_datetime(1, 4, NOON, printed)
        sheet.write_boolean(1, 5, True)
        sheet.write_number(1, 6, 6.11)

    cells = read_table(path).rows[0].cells

    assert list(cells.values()) == [
        "27", "修路", "13800138000", "2024-06-17", "2024-06-17 10:30:00", "TRUE", "6.11",
    ]  # fmt: skip


def test_old_workbooks_give_the_same_dates_and_numbers(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    for column, text in enumerate(["案号", "案由", "交办日期"]):
        sheet.write(0, column, text)
    sheet.write(1, 0, 27)
    sheet.write(1, 2, datetime.date(2024, 6, 17), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    book.save(str(tmp_path / "a.xls"))

    cells = read_table(tmp_path / "a.xls").rows[0].cells

    assert cells == {"案号": "27", "案由": "", "交办日期": "2024-06-17"}


def test_an_identity_number_typed_as_a_number_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["案号", "案由", "年度", "类型"])
        sheet.write_row(1, 0, [310104199001011234, "修路", 2024, "建议"])

    _, found = read_ledger(path)

    assert found.records == ()
    assert [(bad.row, bad.field, bad.code) for bad in found.errors] == [
        (2, "number", "digits_lost")
    ]


def test_a_cell_merged_downwards_stands_in_every_row_it_covers(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 3, "某县建议台账")
        sheet.write_row(1, 0, ["届次", "案号", "案由"])
        sheet.merge_range(2, 0, 3, 0, "县十届人大二次会议")
        sheet.write_row(2, 1, ["1", "修路"])
        sheet.write_row(3, 1, ["2", "修桥"])

    table = read_table(path)

    assert [row.cells["届次"] for row in table.rows] == ["县十届人大二次会议"] * 2


def test_a_wrong_dimension_tag_hides_no_row(tmp_path: Path) -> None:
    rows = [HEADINGS, *([f"第{n}号", "修路", "2024", "建议"] for n in range(1000))]
    path = package(tmp_path / "a.xlsx", sheet_rows(rows), dimension='<dimension ref="A1:D10"/>')

    assert len(read_table(path).rows) == 1000


def test_an_empty_styled_cell_in_the_last_row_does_no_harm(tmp_path: Path) -> None:
    far = '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    path = package(tmp_path / "a.xlsx", sheet_rows([HEADINGS, ROW]) + far)

    assert len(read_table(path).rows) == 1


def test_other_sheets_with_content_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("说明").write(0, 0, "填表说明")
        book.add_worksheet("台账").write_row(0, 0, HEADINGS)
        book.add_worksheet("空")

    table = read_table(path)

    assert (table.sheet, table.other_sheets) == ("台账", ("说明",))
    with pytest.raises(UnreadableFile) as refused:
        read_table(path, sheet="提案")
    assert refused.value.reason == "no_sheet"


def test_a_field_of_two_hundred_thousand_characters_is_read_whole(tmp_path: Path) -> None:
    long = "修" * 200_000

    table = read_table(write_csv(tmp_path / "a.csv", [HEADINGS, ["1", long, "2024", "建议"]]))

    assert table.rows[0].cells["案由"] == long


def test_an_open_quotation_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('案号,案由\n1,修路\n2,"修桥\n3,修渠\n', encoding="utf-8")

    with pytest.raises(UnreadableFile) as refused:
        read_table(path)

    assert refused.value.text() == "第 3 行的引号没有配对"


def test_a_comma_outside_quotation_marks_moves_no_cell_silently(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("案号,案由,年度,类型\n1,修路,修桥,2024,建议\n", encoding="utf-8")

    _, found = read_ledger(path)

    assert found.records == ()
    assert "row_wide" in [bad.code for bad in found.errors]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<html><table><tr><td>x</td></tr></table></html>", "not_a_table"),
        (b"%PDF-1.7\0\0", "not_a_table"),
        (b"PK\x03\x04 and nothing more", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and nothing more", "damaged"),
        ("案号,案由\n1,修".encode() + b"\xff\xff\n", "encoding"),
    ],
)
def test_a_file_that_is_no_table_is_refused(content: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(content)

    with pytest.raises(UnreadableFile) as refused:
        read_table(path)

    assert refused.value.reason == reason


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_table(tmp_path / "none.csv")

    assert refused.value.text() == "没有这个文件"


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n"])
def test_a_file_without_headings_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(BadHeadings) as refused:
        read_table(path)

    assert refused.value.reason == "no_heading_row"


def test_without_calamine_the_cure_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "python_calamine.py").write_text("raise ImportError", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    with pytest.raises(MissingOffice) as refused:
        read_table(write_xlsx(tmp_path / "a.xlsx", [HEADINGS]))

    assert 'pip install "bihuan[office]"' in refused.value.cure()


def test_a_module_in_the_folder_one_stands_in_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(9)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    assert read_table(write_xlsx(tmp_path / "a.xlsx", [HEADINGS, ROW])).rows


def test_calamine_is_met_in_the_child_only() -> None:
    folder = Path(worker_module.__file__).parent
    users = [path.name for path in folder.rglob("*.py") if "import Calamine" in path.read_text()]
    code = "import sys, bihuan.adapters.ledger; sys.exit('python_calamine' in sys.modules)"

    ended = subprocess.run([sys.executable, "-c", code], check=False)

    assert users == ["child.py"]
    assert ended.returncode == 0
