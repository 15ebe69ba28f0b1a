"""Taking in a calendar says what the file holds, what it may have forgotten, and can be checked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from support.checkout import ROOT
from support.terminal import Terminal

RECESS = '[source]\nname = "省两会"\n[recess]\n"2024-03-11..2024-03-15" = "两会"\n'
DAYS = '[source]\nname = "通知"\n[off]\n"2039-01-03" = "元旦"\n[work]\n"2039-01-08" = "调休"\n'


def takes_in(terminal: Terminal, text: str, *more: str) -> str:
    """Everything that the import says."""
    Path("own.toml").write_text(text, "utf-8")
    said = terminal.must("calendar", "import", "own.toml", *more)
    return said.out + said.err


def example(page: str) -> str:
    """The file that the page shows."""
    text = (ROOT / "docs/how-to" / page).read_text("utf-8")
    return "".join(re.findall(r"^```toml\n(.*?)^```$", text, re.M | re.S))


@pytest.mark.parametrize("text", [RECESS, DAYS, example("calendar.md")])
def test_a_calendar_taken_in_can_be_checked(terminal: Terminal, text: str) -> None:
    takes_in(terminal, text, "--apply", "--reason", "通知")

    assert "日历无问题" in terminal.must("calendar", "check").out


@pytest.mark.parametrize("page", ["calendar.md", "calendar.zh-CN.md"])
def test_the_file_in_the_manual_is_a_whole_year(terminal: Terminal, page: str) -> None:
    said = takes_in(terminal, example(page))

    assert "2027 年、放假 25 天、上班 2 天、停催 5 天" in said
    assert "法定假日" not in said
    assert "未公布" not in said


def test_days_of_a_year_that_the_file_does_not_list_are_told(terminal: Terminal) -> None:
    assert "文件没有写 years，2039年仍算未公布" in takes_in(terminal, DAYS)
    assert "years = [2039]" in takes_in(terminal, DAYS)


def test_a_recess_is_counted_and_asks_for_no_years(terminal: Terminal) -> None:
    said = takes_in(terminal, RECESS)

    assert "省两会：2024 年、停催 5 天" in said
    assert "years" not in said


def test_an_empty_file_says_so(terminal: Terminal) -> None:
    assert "本单位：没有写任何日子" in takes_in(terminal, '[source]\nname = "本单位"\n')
