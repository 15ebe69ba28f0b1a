"""Chinese unless English is asked for, before the command or behind it, or by a variable."""

from __future__ import annotations

import pytest

from support.terminal import Terminal

EMPTY = {"zh": "共 0 件\n", "en": "cases: 0\n"}


def test_chinese_is_spoken_unless_asked_otherwise(terminal: Terminal) -> None:
    assert terminal.must("case", "list").out == EMPTY["zh"]


@pytest.mark.parametrize(
    "words",
    [
        ("--lang", "en", "case", "list"),
        ("--lang=en", "case", "list"),
        ("case", "list", "--lang", "en"),
        ("case", "list", "--lang=en"),
    ],
)
def test_the_language_may_stand_anywhere(words: tuple[str, ...], terminal: Terminal) -> None:
    assert terminal.must(*words).out == EMPTY["en"]


def test_a_variable_names_the_language_and_the_option_wins(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIHUAN_LANG", "en")

    assert terminal.must("case", "list").out == EMPTY["en"]
    assert terminal.must("case", "list", "--lang", "zh").out == EMPTY["zh"]


def test_errors_of_the_very_typing_speak_it_too(terminal: Terminal) -> None:
    said = terminal("case", "lst", "--lang", "en")

    assert said.err == (
        "error[E-USAGE] there is no command lst; did you mean list or close?\n"
        "what to do: bihuan case --help\n"
    )


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_the_front_page_speaks_both(flag: str, terminal: Terminal) -> None:
    assert terminal.must(flag).out.startswith("用法：bihuan")
    assert terminal.must(flag, "--lang", "en").out.startswith("Usage: bihuan")


@pytest.mark.parametrize("flag", ["--version", "-V"])
def test_the_version_is_told_as_people_ask_for_it(flag: str, terminal: Terminal) -> None:
    assert terminal.must(flag).out == terminal.must("version").out
