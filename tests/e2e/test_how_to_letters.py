"""The page on checking letters: its commands run, in both languages, and end as it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from support.docx_files import write_docx
from support.letters import ANSWER
from support.terminal import Office

PAGES = Path(__file__).parents[2] / "docs" / "how-to"
ENDS = {
    "doc check 答复.docx --case 123": 0,
    "doc check 答复.docx --policy shanghai_2015": 7,
    "doc fields --policy shandong_2017 --kind 建议": 0,
    "doc check 答复.docx --json": 0,
}
"""How each command of the page ends, in its order."""


def typed(page: Path) -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```", page.read_text("utf-8"), re.M | re.S)
    return [line.removeprefix("bihuan ") for block in blocks for line in block.splitlines()]


@pytest.mark.slow
def test_every_command_of_the_page_runs_and_ends_as_it_says(nowhere: Office) -> None:
    nowhere.must("init", "--org", "吉林省水利厅", "--policy", "jilin_2025")
    said = ("--title", "关于支持农村道路建设的建议", "--received", "2024-03-04")
    members = ("--member", "甲某丁", "--member", "乙某丙")
    nowhere.must(
        "case", "add", "--kind", "建议", "--role", "主办", "--number", "123", *said, *members
    )
    write_docx(nowhere.folder / "答复.docx", ANSWER[1:])

    ended = {line: nowhere(*shlex.split(line)).code for line in typed(PAGES / "letters.zh-CN.md")}

    assert ended == ENDS


def test_both_pages_type_the_same_commands() -> None:
    assert typed(PAGES / "letters.md") == typed(PAGES / "letters.zh-CN.md")
