"""A list in a file: ready to print, never a formula, there whole or not at all."""

from __future__ import annotations

import csv
import json
import os
import re
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest

from bihuan.adapters.ledger import MissingOffice
from bihuan.adapters.lists import write_list
from bihuan.adapters.lists.files import DANGEROUS
from bihuan.engine.errors import BadInput
from support.paper import cells, paged, rows, sheets, written, xml
from support.people import Desk

FORMULA = "=cmd|' /C calc'!A0"


def test_dates_are_dates_and_numbers_of_cases_are_text(desk: Desk, tmp_path: Path) -> None:
    desk.do(desk.receive(number="0012"), "dispatch", time=date(2024, 4, 1))

    (row,) = rows(written(desk, tmp_path / "a.xlsx"))

    assert (row["编号"], row["序号"]) == ("0012", 1)
    assert (row["收到日期"], row["定办结时间"]) == (date(2024, 3, 4), date(2024, 4, 1))


def test_a_sheet_is_ready_for_paper(desk: Desk, case: str, tmp_path: Path) -> None:
    del case
    file = written(desk, tmp_path / "a.xlsx")
    (title, *_), (about, *_), *_ = cells(file)
    stored = xml(file)

    assert (title, about[:4]) == ("2024年建议提案办理台账", "单位：某")
    assert re.search(r'<pageSetup paperSize="9"[^>]*orientation="landscape"', stored)
    assert 'fitToHeight="0"' in stored
    assert "第 &amp;P 页 共 &amp;N 页" in stored
    assert '<pane ySplit="3"' in stored
    assert '<autoFilter ref="A3:AH4"/>' in stored


def test_headings_stand_on_every_page_and_the_code_on_none(desk: Desk, tmp_path: Path) -> None:
    with zipfile.ZipFile(written(desk, tmp_path / "a.xlsx")) as archive:
        book = archive.read("xl/workbook.xml").decode()

    assert "台账!$3:$3" in book
    assert "台账!$A$1:$S$3" in book


def test_every_division_has_a_sheet_of_its_own(desk: Desk, tmp_path: Path) -> None:
    for no, division in enumerate(("甲处", "乙处", "甲处"), start=1):
        desk.do(desk.receive(no), "dispatch", division=division)
    file = written(desk, tmp_path / "a.xlsx")

    assert sheets(file) == ["台账", "乙处", "甲处"]
    assert [len(rows(file, sheet)) for sheet in range(3)] == [3, 1, 2]
    assert cells(file, 1)[0][0] == "2024年建议提案办理台账（乙处）"
    assert sheets(written(desk, tmp_path / "b.xlsx", "tasks")) == ["任务清单"]


def test_a_division_may_be_called_what_no_sheet_is(desk: Desk, tmp_path: Path) -> None:
    long = "负责综合协调与督促检查工作的办公室（政策法规处、行政审批处）合署"
    for no, division in enumerate(("甲/乙[处]", "甲:乙*处?", "\x01", long), start=1):
        desk.do(desk.receive(no), "dispatch", division=division)

    found = sheets(written(desk, tmp_path / "a.xlsx"))

    assert sorted(found) == sorted(["台账", "_", "甲_乙_处_", "甲_乙_处_-2", long[:31]])


def test_rows_that_are_near_or_late_have_their_ground(desk: Desk, tmp_path: Path) -> None:
    desk.do(desk.receive(), "dispatch")
    styles = {}
    for day in ("2024-03-05", "2024-06-03", "2024-06-14"):
        file = tmp_path / f"{day}.xlsx"
        write_list(file, paged(desk, as_of=date.fromisoformat(day)), "xlsx")
        with zipfile.ZipFile(file) as archive:
            styles[day] = set(re.findall("FFF2CC|F8CBAD", archive.read("xl/styles.xml").decode()))

    assert list(styles.values()) == [set(), {"FFF2CC"}, {"F8CBAD"}]


@pytest.mark.parametrize("text", [FORMULA, "+1", "-1", "@x", "\t=1", "＝1+1"])
def test_no_text_becomes_a_formula(desk: Desk, tmp_path: Path, text: str) -> None:
    desk.receive(title=text, note=text)
    book, table = written(desk, tmp_path / "a.xlsx"), written(desk, tmp_path / "a.csv")

    assert "<f>" not in xml(book)
    assert rows(book)[0]["备注"] == text
    with table.open(encoding="utf-8-sig", newline="") as opened:
        for row in csv.reader(opened):
            assert not any(cell.startswith(DANGEROUS) for cell in row)
            assert f"'{text}" in row or row[0] == "序号"


def test_a_csv_file_opens_rightly_and_says_dates_as_people_do(desk: Desk, tmp_path: Path) -> None:
    desk.receive()
    file = written(desk, tmp_path / "a.csv")

    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "2024年3月4日" in file.read_text("utf-8-sig")


def test_a_json_file_is_one_document(desk: Desk, tmp_path: Path) -> None:
    desk.receive()

    told = json.loads(written(desk, tmp_path / "a.json").read_text("utf-8"))

    assert (told["list"], len(told["rows"])) == ("ledger", 1)


def test_a_long_note_beside_the_paper_makes_no_row_higher(desk: Desk, tmp_path: Path) -> None:
    desk.receive(title="题" * 90, note="注" * 90)

    with zipfile.ZipFile(written(desk, tmp_path / "a.xlsx")) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        formats = archive.read("xl/styles.xml").decode().partition("<cellXfs")[2]
    wrapped = ["wrapText" in one for one in re.findall("<xf .*?(?:</xf>|/>)", formats)]
    style = {cell: wrapped[int(at)] for cell, at in re.findall(r'<c r="(\w+4)" s="(\d+)"', sheet)}

    assert (style["E4"], style["AG4"]) == (True, False)


def test_a_file_that_is_there_stays_unless_it_is_to_go(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("mine")

    with pytest.raises(BadInput, match="already"):
        write_list(file, paged(desk), "csv")
    assert file.read_text() == "mine"

    write_list(file, paged(desk), "csv", instead=True)
    assert "识别码" in file.read_text("utf-8-sig")


def test_a_full_disk_leaves_nothing_behind(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="space"):
        write_list(tmp_path / "a.xlsx", paged(desk), "xlsx")

    assert list(tmp_path.iterdir()) == []


def test_a_list_is_for_whoever_the_folder_is_for(desk: Desk, tmp_path: Path) -> None:
    file = written(desk, tmp_path / "a.xlsx")

    assert file.stat().st_mode & 0o077 == 0o066 & ~_umask()


def _umask() -> int:
    before = os.umask(0)
    os.umask(before)
    return before


def test_without_the_library_it_says_what_to_install(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)

    with pytest.raises(MissingOffice):
        write_list(tmp_path / "a.xlsx", paged(desk), "xlsx")

    assert list(tmp_path.iterdir()) == []
