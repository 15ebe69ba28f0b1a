"""Columns line up where a Chinese character is as wide as two letters, and fit the page."""

from __future__ import annotations

from collections.abc import Iterator

import click
import pytest

from bihuan.adapters.cli import front, layout, tongue
from bihuan.adapters.cli.layout import columns, cut, definitions, width, wrap
from bihuan.adapters.cli.root import root


def test_a_chinese_character_is_two_columns_wide() -> None:
    assert [width(text) for text in ("ab", "甲乙", "a甲", "〔1〕", "é")] == [2, 4, 3, 5, 1]


def test_cells_are_padded_to_the_widest_and_numbers_stand_right() -> None:
    lines = columns([("甲", 1, "x"), ("abcde", 20, "y")], right={1})

    assert lines == ["甲      1  x", "abcde  20  y"]


def test_nothing_gives_no_lines() -> None:
    assert columns([]) == []
    assert definitions([], 80) == []


def test_a_line_is_broken_at_blanks_and_between_characters() -> None:
    assert wrap("one two three", 8) == ["one two", "three"]
    assert wrap("甲乙丙丁", 6) == ["甲乙丙", "丁"]


def test_a_mark_never_begins_a_line() -> None:
    assert wrap("甲乙丙，丁", 6) == ["甲乙", "丙，丁"]


def test_what_is_cut_off_leaves_a_mark_and_fits() -> None:
    assert cut("关于加强科技创新的提案", 10) == "关于加强…"
    assert width(cut("关于加强科技创新的提案", 10)) <= 10
    assert cut("短", 10) == "短"


def test_a_table_is_cut_on_a_terminal_and_whole_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    row = [("提案1", "关于加强科技创新的提案")]

    whole = columns(row)
    monkeypatch.setattr(layout, "screen", lambda: 20)

    assert whole == ["提案1  关于加强科技创新的提案"]
    assert columns(row) == ["提案1  关于加强科…"]
    assert columns(row, whole=True) == whole


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_of_help_fits_eighty_columns(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    tongue.speak(lang)

    try:
        pages = [front.page(lang), *_pages()]
    finally:
        tongue.speak("zh")

    assert len(pages) > 45
    assert [line for page in pages for line in page.splitlines() if width(line) > 80] == []


def _pages() -> Iterator[str]:
    group = root()
    waiting: list[tuple[click.Command, click.Context]] = []
    waiting.append((group, click.Context(group, info_name="bihuan")))
    while waiting:
        command, context = waiting.pop()
        yield command.get_help(context)
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                child = command.get_command(context, name)
                assert child is not None
                waiting.append((child, child.context_class(child, info_name=name, parent=context)))
