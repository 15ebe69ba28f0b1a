"""Workbooks built to do harm are refused before a reader opens them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from bihuan.adapters.ledger import HostileFile, ReaderStopped, UnreadableFile, read_table
from bihuan.adapters.ledger.guard import Limits, check_archive
from bihuan.adapters.ledger.worker import read_sheets
from bihuan.adapters.outside.archive import check_size
from bihuan.adapters.outside.worker import Quota
from support.ledgers import HOSTILE, package, sheet_rows, text_cell, write_ods, write_xlsx

NO_WORKER = "the guard must refuse the file before a child is started"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_refused_before_it_is_parsed(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_worker(path: Path) -> None:
        pytest.fail(NO_WORKER)

    monkeypatch.setattr("bihuan.adapters.ledger.readers.read_sheets", no_worker)
    reason, build = HOSTILE[name]
    path = build(tmp_path / "a.xlsx")

    with pytest.raises(HostileFile) as refused:
        read_table(path)

    assert refused.value.reason == reason
    assert refused.value.cure()


def _ods(path: Path, content: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return path


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            '<table:table><table:table-row table:number-rows-repeated="1048576">'
            '<table:table-cell office:value-type="string"/></table:table-row></table:table>',
            "far_cell",
        ),
        (
            '<table:table><table:table-row table:number-rows-repeated="1000000">'
            "<table:table-cell/></table:table-row><table:table-row>"
            '<table:table-cell office:value-type="string"/></table:table-row></table:table>',
            "far_cell",
        ),
        (
            '<table:table><table:table-row table:number-rows-repeated="40000"><table:table-cell'
            ' table:number-columns-repeated="500" office:value-type="string"/>'
            "</table:table-row></table:table>",
            "too_many_cells",
        ),
        ("<!DOCTYPE x><table:table/>", "xml_dtd"),
    ],
)
def test_a_hostile_ods_is_refused(content: str, reason: str, tmp_path: Path) -> None:
    with pytest.raises(HostileFile) as refused:
        check_archive(_ods(tmp_path / "a.ods", content))

    assert refused.value.reason == reason


def test_the_padding_an_office_suite_leaves_in_an_ods_is_harmless(tmp_path: Path) -> None:
    content = (
        '<table:table><table:table-row><table:table-cell office:value-type="string"/>'
        '<table:table-cell table:number-columns-repeated="16383"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048575">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
    )

    check_archive(_ods(tmp_path / "a.ods", content))


def test_honest_workbooks_pass(tmp_path: Path) -> None:
    rows = [[f"第{n}号", "关于修路的建议", "某县交通局"] for n in range(3000)]

    check_archive(write_xlsx(tmp_path / "a.xlsx", rows))
    check_archive(write_ods(tmp_path / "a.ods", rows[:100]))


def test_a_document_type_across_two_pieces_is_seen(tmp_path: Path) -> None:
    before = f"<!--{'x' * 65_470}--><!DOCTYPE w>"
    for shift in range(60, 100):
        path = package(tmp_path / "a.xlsx", "", before=f"<!--{'x' * shift}-->{before}")

        with pytest.raises(HostileFile) as refused:
            check_archive(path)
        assert refused.value.reason == "xml_dtd"


def test_a_far_cell_behind_a_megabyte_of_cells_is_seen(tmp_path: Path) -> None:
    data = sheet_rows([["字" * 200] * 5] * 1000)
    far = f'<row r="60000">{text_cell("A60000", "x")}</row>'

    with pytest.raises(HostileFile) as refused:
        check_archive(package(tmp_path / "a.xlsx", data + far))

    assert refused.value.detail == "R60000C1"


def test_a_file_beyond_the_size_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * 1000)

    with pytest.raises(HostileFile):
        check_size(path, Limits(file_bytes=999))


def test_a_locked_member_is_called_locked(tmp_path: Path) -> None:
    path = package(tmp_path / "a.xlsx", "")
    data = bytearray(path.read_bytes())
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)

    with pytest.raises(UnreadableFile) as refused:
        check_archive(path)

    assert refused.value.reason == "locked"


def test_a_reader_that_aborts_takes_only_its_child_with_it(tmp_path: Path) -> None:
    path = HOSTILE["both corners"][1](tmp_path / "a.xlsx")

    with pytest.raises((HostileFile, ReaderStopped)) as refused:
        read_sheets(path)

    assert refused.value.reason in {"stopped", "too_many_cells"}


def test_a_reader_that_takes_too_long_is_stopped(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [["案号", "案由"]])

    with pytest.raises(ReaderStopped):
        read_sheets(path, Quota(wall_seconds=0.001))
