"""What an xls hides from its reader: errors, macros, links, its epoch, and how it may be broken."""

from __future__ import annotations

import datetime
import struct
from pathlib import Path

import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st
from xlwt.CompoundDoc import XlsDoc

from bihuan.adapters.ledger import (
    FileError,
    HostileFile,
    UnreadableFile,
    read_ledger,
    read_table,
)
from bihuan.adapters.ledger.old_books import look_at_old_book
from support.ledgers import write_xls

KNOWN = {"kind": "提案", "year": "2024"}
ROWS = [["案号", "案由", "备注"], ["第1号", "修路", ""]]
BEGIN, END = (0x0809, struct.pack("<HH", 0x0600, 0x0005)), (0x000A, b"")


def by_hand(path: Path, *records: tuple[int, bytes]) -> Path:
    """A compound file whose workbook holds these records, and no sheet."""
    stream = b"".join(
        struct.pack("<HH", kind, len(data)) + data for kind, data in (BEGIN, *records, END)
    )
    XlsDoc().save(str(path), stream)
    return path


def test_errors_in_an_old_workbook_are_named(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    for column, text in enumerate(ROWS[0]):
        sheet.write(0, column, text)
    sheet.write(1, 0, "第1号")
    sheet.row(1).set_cell_error(1, "#REF!")
    book.save(str(tmp_path / "a.xls"))

    found = read_ledger(tmp_path / "a.xls", defaults=KNOWN)[1]

    assert [(bad.row, bad.field, bad.code, bad.value) for bad in found.errors] == [
        (2, "title", "cell_error", "#REF!")
    ]


def test_a_formula_without_a_result_is_a_warning_where_it_may_be_empty(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    for at, row in enumerate(ROWS):
        for column, text in enumerate(row):
            sheet.write(at, column, text)
    sheet = book.get_sheet(0)
    sheet.write(2, 0, "第2号")
    sheet.write(2, 1, "修桥")
    sheet.write(2, 2, xlwt.Formula("A2"))
    book.save(str(tmp_path / "a.xls"))

    found = read_ledger(tmp_path / "a.xls", defaults=KNOWN)[1]

    assert [row for row, _ in found.records] == [2, 3]
    assert [(bad.row, bad.field, bad.code) for bad in found.warnings] == [
        (3, "note", "formula_blank")
    ]


def test_an_old_workbook_says_when_it_counts_from_1904(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    book.dates_1904 = True
    sheet = book.add_sheet("台账")
    for column, text in enumerate(["案号", "案由", "交办日期"]):
        sheet.write(0, column, text)
    sheet.write(1, 0, "第1号")
    sheet.write(1, 2, 43998)
    sheet.write(2, 0, "第2号")
    sheet.write(2, 1, "修路")
    sheet.write(2, 2, datetime.date(2024, 6, 17), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    book.save(str(tmp_path / "a.xls"))

    found = read_ledger(tmp_path / "a.xls", defaults=KNOWN)[1]

    assert [(bad.row, bad.code) for bad in found.errors] == [(2, "date_1904")]
    assert found.records[0][1].received_date == datetime.date(2024, 6, 17)


@pytest.mark.parametrize(
    ("record", "refusal", "reason"),
    [
        ((0x01AE, struct.pack("<HH", 1, 9) + b"other.xls"), HostileFile, "external_links"),
        ((0x0085, struct.pack("<IBBBB", 0, 0, 1, 1, 0) + b"m"), HostileFile, "macros"),
        ((0x0085, struct.pack("<IBBBB", 0, 0, 6, 1, 0) + b"m"), HostileFile, "macros"),
        ((0x002F, struct.pack("<H", 1)), UnreadableFile, "locked"),
    ],
)
def test_links_macros_and_locks_of_an_old_workbook_are_refused(
    record: tuple[int, bytes], refusal: type[FileError], reason: str, tmp_path: Path
) -> None:
    path = by_hand(tmp_path / "a.xls", record)

    with pytest.raises(refusal) as refused:
        look_at_old_book(path)

    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("row", "column", "reason"), [(65535, 255, "far_cell"), (40000, 255, "too_many_cells")]
)
def test_a_far_cell_of_an_old_workbook_is_refused_before_it_is_laid_out(
    row: int, column: int, reason: str, tmp_path: Path
) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    sheet.write(0, 0, "案号")
    sheet.write(row, column, "x")
    book.save(str(tmp_path / "a.xls"))

    with pytest.raises(HostileFile) as refused:
        look_at_old_book(tmp_path / "a.xls")

    assert refused.value.reason == reason


def test_cells_merged_downwards_in_an_old_workbook_stand_in_every_row(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("台账")
    sheet.write_merge(0, 0, 0, 2, "某县建议台账")
    for column, text in enumerate(["届次", "案号", "案由"]):
        sheet.write(1, column, text)
    sheet.write_merge(2, 3, 0, 0, "县十届人大二次会议")
    for at, (number, title) in enumerate((("1", "修路"), ("2", "修桥")), 2):
        sheet.write(at, 1, number)
        sheet.write(at, 2, title)
    book.save(str(tmp_path / "a.xls"))

    table = read_table(tmp_path / "a.xls")

    assert [row.cells["届次"] for row in table.rows] == ["县十届人大二次会议"] * 2


def test_references_within_the_workbook_are_no_links(tmp_path: Path) -> None:
    path = by_hand(tmp_path / "a.xls", (0x01AE, struct.pack("<HH", 1, 0x0401)))

    assert look_at_old_book(path).sheets == {}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = write_xls(tmp_path_factory.mktemp("xls") / "a.xls", ROWS)
    return path.read_bytes()


@given(
    changes=st.lists(
        st.tuples(st.integers(0, 6000), st.binary(min_size=1, max_size=8)), max_size=4
    ),
    cut=st.integers(0, 8000),
)
def test_a_broken_old_workbook_is_looked_at_or_refused_in_words(
    changes: list[tuple[int, bytes]],
    cut: int,
    whole: bytes,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    data = bytearray(whole)
    for at, piece in changes:
        data[at : at + len(piece)] = piece
    path = tmp_path_factory.getbasetemp() / "broken.xls"
    path.write_bytes(data[: len(data) - cut if cut < len(data) else None])

    try:
        look_at_old_book(path)
    except FileError as refused:
        assert refused.text("zh")
        assert refused.cure("zh")
