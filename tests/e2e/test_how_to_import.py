"""The page on importing a ledger: its commands run, in both languages, and end as it says."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from bihuan.adapters.ledger import ColumnMap, load_map
from bihuan.adapters.ledger.columns import FIELDS
from support.ledgers import write_csv, write_xlsx

PAGES = Path(__file__).parents[2] / "docs" / "how-to"
ENDS = {
    "台账.xlsx --kind 提案 --role 主办 --year 2024": 7,
    "台账.xlsx --kind 提案 --role 主办 --year 2024 --apply --skip-bad": 6,
    "未导入.xlsx --kind 提案 --role 主办 --year 2024 --apply": 0,
    "旧台账.csv --map 列对应.toml --role 主办 --received 2024-03-04": 0,
    "台账.xlsx --kind 提案 --role 主办 --year 2024 --json": 7,
    "上年台账.csv --past --year 2023 --role 主办 --apply": 0,
}
"""How each command of the page ends, in its order."""


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text("utf-8"), re.M | re.S)


def prepare(folder: Path, page: Path) -> None:
    """The files the page speaks of."""
    head = ["案号", "案由", "交办日期"]
    good, bad = ["第1号", "关于修路的提案", "2024-03-04"], ["第2号", "关于修桥的提案", "3月4日"]
    write_xlsx(folder / "台账.xlsx", [head, good, bad])
    write_xlsx(folder / "未导入.xlsx", [head, ["第2号", "关于修桥的提案", "2024-03-04"]])
    write_csv(folder / "旧台账.csv", [["序号", "内容", "类型"], ["7", "修渠", "议案"]])
    write_csv(folder / "上年台账.csv", [["案号", "案由", "类型"], ["第9号", "修堤", "提案"]])
    (folder / "列对应.toml").write_text(blocks(page, "toml")[0], encoding="utf-8")


def test_every_command_of_the_page_runs_and_ends_as_it_says(tmp_path: Path) -> None:
    page = PAGES / "import-a-ledger.zh-CN.md"
    prepare(tmp_path, page)
    typed = [line for block in blocks(page, "sh") for line in block.splitlines()]
    command = str(Path(sys.executable).with_name("bihuan"))

    def run(line: str) -> int:
        words = [command, *shlex.split(line)[1:]]
        environment = {**os.environ, "PYTHONUTF8": "1"}
        ended = subprocess.run(
            words, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, check=False
        )
        return ended.returncode

    run("bihuan init --dir .")
    ends = {line.removeprefix("bihuan case import "): run(line) for line in typed}

    assert ends == ENDS
    assert list(ends) == list(ENDS)


def test_both_languages_give_the_same_commands() -> None:
    chinese, english = (PAGES / f"import-a-ledger{end}.md" for end in (".zh-CN", ""))

    assert blocks(chinese, "sh") == blocks(english, "sh")


@pytest.mark.parametrize("name", ["import-a-ledger.md", "import-a-ledger.zh-CN.md"])
def test_the_page_names_every_field_and_its_map_file_loads(name: str, tmp_path: Path) -> None:
    page = PAGES / name
    map_file = tmp_path / "map.toml"
    map_file.write_text(blocks(page, "toml")[0], encoding="utf-8")

    given = load_map(map_file)
    listed = re.search(r"`(kind year[^`]*)`", page.read_text("utf-8"))

    assert isinstance(given, ColumnMap)
    assert listed is not None
    assert set(listed[1].split()) == set(FIELDS)
