"""The page on making papers: its commands run, in both languages, and end well."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from support.terminal import Office

PAGES = Path(__file__).parents[2] / "docs" / "how-to"


def blocks(page: str, language: str) -> list[str]:
    """The blocks of a language on a page."""
    text = (PAGES / page).read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.M | re.S)


def typed(page: str) -> list[str]:
    """The commands of a page."""
    lines = [line for block in blocks(page, "sh") for line in block.splitlines()]
    return [line.removeprefix("bihuan ") for line in lines]


@pytest.mark.slow
def test_every_command_of_the_page_ends_well(nowhere: Office) -> None:
    nowhere.must("init", "--org", "吉林省水利厅", "--policy", "jilin_2025")
    (settings,) = blocks("papers.zh-CN.md", "toml")
    written = nowhere.folder / "bihuan.toml"
    before = re.sub(r"^\[org\]\n(?:.+\n)+", "", written.read_text("utf-8"), flags=re.M)
    written.write_text(settings + before, "utf-8")
    said = ("--title", "关于支持农村道路建设的建议", "--received", "2024-03-04", "--number", "123")
    nowhere.must("case", "add", "--kind", "建议", "--role", "主办", *said, "--member", "甲某丁")
    five = ("--leader", "某领导", "--division", "甲处", "--officer", "某经办", "--task", "办理")
    nowhere.must("case", "assign", "123", *five, "--time", "2024-05-31", "--at", "2024-03-05")
    (nowhere.folder / "正文.txt").write_text("一、关于资金\n已安排。\n", "utf-8")

    ended = {line: nowhere(*shlex.split(line)) for line in typed("papers.zh-CN.md")}

    assert {line: one.err for line, one in ended.items() if one.code} == {}
    assert len(list(nowhere.folder.glob("*.docx"))) == 5


def test_both_pages_type_the_same_commands_and_settings() -> None:
    for language in ("sh", "toml"):
        assert blocks("papers.md", language) == blocks("papers.zh-CN.md", language)
