"""A clerk imports the office's files with the installed command, whatever format they have."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bihuan.adapters.ledger import read_table
from bihuan.adapters.sql import open_store
from bihuan.engine.records import Entry
from support.ledgers import (
    CASES,
    HOSTILE,
    Rows,
    cases,
    write_csv,
    write_ods,
    write_xls,
    write_xlsx,
)

COMMAND = Path(sys.executable).with_name("bihuan")
SAID = ("--role", "lead", "--received", "2024-03-04")
WRITERS: dict[str, tuple[str, Callable[[Path, Rows], Path]]] = {
    "utf-8": ("a.csv", write_csv),
    "utf-8 with a mark": ("a.csv", partial(write_csv, encoding="utf-8-sig")),
    "gb18030": ("a.csv", partial(write_csv, encoding="gb18030")),
    "xlsx": ("a.xlsx", write_xlsx),
    "xls": ("a.xls", write_xls),
    "ods": ("a.ods", write_ods),
}
LEDGER = [
    ["某市2024年提案交办清单", "", "", "", "", "", ""],
    ["案号", "案由", "第一提案人", "主办单位", "会办单位", "交办日期", "办理时限"],
    ["第0012号", "关于修路的提案", "某委员", "市交通局", "市财政局", "2024.3.4", "3个月"],
    ["第0013号", "关于修桥的提案", "某委员", "市交通局", "", "2024年3月4日", "2024.6.31"],
    ["", "", "", "", "", "", ""],
    ["合计", "2", "", "", "", "", ""],
]


@dataclass(frozen=True)
class Desk:
    """A folder with a configuration and an empty database."""

    folder: Path

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [COMMAND, *map(str, words)],
            cwd=self.folder,
            env={**os.environ, "PYTHONUTF8": "1", "BIHUAN_LANG": "zh"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )

    def take_in(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        return self.run("case", "import", *words)

    def told(self, *words: str | Path) -> tuple[int, dict[str, Any]]:
        """The exit code and the one JSON document."""
        ended = self.run(*words, "--json")
        document: dict[str, Any] = json.loads(ended.stdout)
        return ended.returncode, document["data"]

    def histories(self) -> list[list[Entry]]:
        """What the database holds when the command has ended."""
        with closing(open_store(f"sqlite:///{self.folder / 'bihuan.db'}")) as store:
            return list(store.all_history("office"))


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    Desk(folder).run("init", "--dir", ".")
    return folder


@pytest.fixture
def desk(fresh: Path, tmp_path: Path) -> Desk:
    shutil.copytree(fresh, tmp_path, dirs_exist_ok=True)
    return Desk(tmp_path)


def rows_of(look: dict[str, Any]) -> list[int]:
    """Every row the document speaks of, once for each place it stands in."""
    bad = {found["row"] for found in look["problems"] if found["severity"] in ("error", "aside")}
    places = [found["row"] for name in ("new", "known", "repeated") for found in look[name]]
    return sorted([*places, *bad])


@pytest.mark.parametrize("name", WRITERS)
def test_every_published_row_is_imported_or_named(name: str, desk: Desk) -> None:
    file, write = WRITERS[name]
    path = write(desk.folder / file, cases())

    code, data = desk.told("case", "import", path, *SAID)

    (look,) = data["files"]
    assert code == 7
    assert rows_of(look) == list(range(2, 234))
    assert len(look["new"]) == 230
    assert [
        (found["row"], found["field"], found["value"])
        for found in look["problems"]
        if found["severity"] == "error"
    ] == [(92, "received_date", "3月19日"), (165, "received_date", "2023年4月")]
    assert all(found["message"] and found["cure"] for found in look["problems"])
    assert desk.histories() == []


def test_importing_twice_imports_nothing_twice(desk: Desk) -> None:
    xls = write_xls(desk.folder / "again.xls", cases())

    first = desk.take_in(CASES, *SAID, "--apply", "--skip-bad")
    second = desk.take_in(CASES, *SAID, "--apply", "--skip-bad")
    third = desk.take_in(xls, *SAID, "--apply", "--skip-bad")

    assert (first.returncode, second.returncode, third.returncode) == (6, 6, 6)
    assert "已导入 230 件，已在库 0 件，跳过 2 行" in first.stdout
    assert "已导入 0 件，已在库 230 件，跳过 2 行" in second.stdout
    assert "已导入 0 件，已在库 230 件，跳过 2 行" in third.stdout


def test_rows_left_out_are_mended_and_imported(desk: Desk) -> None:
    code, data = desk.told("case", "import", CASES, *SAID, "--apply", "--skip-bad")
    left = desk.folder / data["left_out"]
    table = read_table(left)
    dates = ["2024-03-19", "2023-04-03"]
    mended = [list(table.headers)]
    for row, day in zip(table.rows, dates, strict=True):
        cells = {**row.cells, "received_date": day}
        mended.append([cells[name] for name in table.headers])

    unmended = desk.take_in(left, *SAID)
    ended = desk.take_in(write_xlsx(desk.folder / "b.xlsx", mended), *SAID, "--apply")

    assert code == 6
    assert [row.cells["原行号"] for row in table.rows] == ["92", "165"]
    assert "缺年份" in table.rows[0].cells["未导入原因"]
    assert unmended.returncode == 7
    assert ended.returncode == 0
    assert "已导入 2 件" in ended.stdout


def test_an_offices_own_list_is_shown_with_its_columns_its_problems_and_their_cures(
    desk: Desk,
) -> None:
    path = write_xlsx(desk.folder / "2024年提案交办清单.xlsx", LEDGER)

    ended = desk.take_in(path, "--kind", "提案", "--role", "主办", "--year", "2024")

    assert ended.returncode == 7
    assert "案号→编号" in ended.stdout
    assert "可导入 1   已在库 0   重复 0   有问题 1" in ended.stdout
    assert "第 4 行  办理时限：日期“2024.6.31”无法识别（没有这一天）" in ended.stdout
    assert "第 6 行  “合计”行不是建议提案，不导入" in ended.stdout
    assert "预览完毕，未写入" in ended.stdout


def test_bad_rows_stop_the_whole_import_unless_they_may_be_skipped(desk: Desk) -> None:
    path = write_csv(desk.folder / "a.csv", LEDGER)
    said = ("--kind", "提案", "--role", "主办", "--year", "2024", "--apply")

    refused = desk.take_in(path, *said)
    partly = desk.take_in(path, *said, "--skip-bad", "--left-out", "rest.xlsx")

    assert (refused.returncode, partly.returncode) == (7, 6)
    assert "整批未写入" in refused.stdout
    assert len(desk.histories()) == 1
    assert read_table(desk.folder / "rest.xlsx").rows[0].cells["案号"] == "第0013号"


def test_a_file_for_the_rows_left_out_that_is_there_already_stops_before_anything_is_written(
    desk: Desk,
) -> None:
    path = write_csv(desk.folder / "a.csv", LEDGER)
    (desk.folder / "rest.xlsx").write_text("mine", encoding="utf-8")

    ended = desk.take_in(path, *SAID, "--apply", "--skip-bad", "--left-out", "rest.xlsx")

    assert ended.returncode != 0
    assert "rest.xlsx：已经有了" in ended.stderr
    assert desk.histories() == []


def test_a_map_file_and_two_languages(desk: Desk) -> None:
    path = write_csv(desk.folder / "a.csv", [["序号", "内容", "提案人"], ["7", "修路"], ["8"]])
    (desk.folder / "map.toml").write_text(
        '[columns]\nnumber = "序号"\ntitle = "内容"\n[defaults]\nkind = "建议"\nyear = 2024\n',
        encoding="utf-8",
    )

    chinese = desk.take_in(path, "--map", "map.toml", *SAID)
    english = desk.run("--lang", "en", "case", "import", path, "--map", "map.toml", *SAID)

    assert "可导入 1" in chinese.stdout
    assert "该行只有“8”一格有内容" in chinese.stdout
    assert "new 1" in english.stdout
    assert "“8” is all the row holds; fill in the title, or delete the row" in english.stdout


def test_the_whole_row_is_kept_as_printed_in_the_history(desk: Desk) -> None:
    path = write_csv(desk.folder / "a.csv", LEDGER[:3])

    desk.take_in(path, "--kind", "提案", "--role", "主办", "--year", "2024", "--apply")

    ((birth,),) = desk.histories()
    assert birth.args["printed"] == dict(zip(LEDGER[1], LEDGER[2], strict=True))


@pytest.mark.parametrize("name", ["ratio", "both corners", "a document type"])
def test_a_hostile_file_is_refused_in_words(name: str, desk: Desk) -> None:
    path = HOSTILE[name][1](desk.folder / "a.xlsx")

    ended = desk.take_in(path, *SAID)

    assert ended.returncode == 2
    assert ended.stderr.startswith("错误[E-HOSTILE-FILE]")
    assert "办法：" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_file_cut_short_or_misnamed_is_refused_in_words(desk: Desk) -> None:
    whole = write_xlsx(desk.folder / "a.xlsx", LEDGER).read_bytes()
    (desk.folder / "cut.xlsx").write_bytes(whole[: len(whole) // 2])
    (desk.folder / "page.xls").write_text("<html><body>登录</body></html>", encoding="utf-8")

    for name in ("cut.xlsx", "page.xls"):
        ended = desk.take_in(name, *SAID)

        assert ended.returncode == 2
        assert ended.stderr.startswith("错误[E-UNREADABLE-FILE]")
