"""`bihuan doc number`: numbers are given, kept back, made void and looked up."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.terminal import Terminal

SERIES = """
[numbers]
letter = { prefix = "某函", starts = { 2024 = 38 } }
opinion = { prefix = "某提函" }
order = { prefix = "某令", restart = "never" }
"""


@pytest.fixture
def terminal(terminal: Terminal) -> Terminal:
    """An office with series, that began to use them at 38 in 2024."""
    config = Path("bihuan.toml")
    config.write_text(config.read_text("utf-8") + SERIES, "utf-8")
    return terminal


def test_the_number_alone_is_printed_and_whose_it_is_is_told_beside_it(terminal: Terminal) -> None:
    terminal.receives("123")

    said = terminal.must("doc", "number", "next", "--case", "123")

    assert said.lines == ["某函〔2024〕38号"]
    assert said.err == "某函〔2024〕38号 留给 2024年提案123\n"


def test_a_case_that_asks_again_is_given_its_number_again(terminal: Terminal) -> None:
    terminal.receives("1")
    terminal.receives("2")

    given = [
        terminal.must("doc", "number", "next", "--case", case).out.strip()
        for case in ("1", "2", "1", "2")
    ]

    assert given == ["某函〔2024〕38号", "某函〔2024〕39号"] * 2


def test_the_number_that_waits_for_a_case_stands_on_its_page(terminal: Terminal) -> None:
    terminal.receives("1")
    before = terminal.must("case", "show", "1")
    terminal.must("doc", "number", "next", "--case", "1")

    shown = terminal.must("case", "show", "1")

    assert "已留文号" not in before.out
    assert next(line.split() for line in shown.lines if "已留文号" in line)[1] == "某函〔2024〕38号"
    (kept,) = terminal.must("case", "show", "1", "--json").data["numbers"]
    assert (kept["text"], kept["status"]) == ("某函〔2024〕38号", "reserved")


def test_opinions_are_counted_apart_where_the_office_does_so(terminal: Terminal) -> None:
    terminal.receives("1", role="协办")

    own = terminal.must("doc", "number", "next", "--case", "1", "--json").data
    other = terminal.must("doc", "number", "next", "--case", "1", "--series", "letter")

    assert (own["number"], own["agency"], own["serial"]) == ("某提函〔2024〕1号", "某提函", 1)
    assert other.lines == ["某函〔2024〕38号"]


def test_a_series_begins_anew_each_year_unless_it_goes_on(terminal: Terminal) -> None:
    for series in ("letter", "order"):
        terminal.must("doc", "number", "next", "--series", series)
    terminal.clock.set("2025-01-02")

    given = [
        terminal.must("doc", "number", "next", "--series", series).out.strip()
        for series in ("letter", "order", "order")
    ]

    assert given == ["某函〔2025〕1号", "某令〔2025〕2号", "某令〔2025〕3号"]


def test_the_year_of_a_number_is_that_of_beijing(terminal: Terminal) -> None:
    terminal.clock.set("2024-12-31T16:30:00+00:00")

    assert terminal.must("doc", "number", "next").lines == ["某函〔2025〕1号"]


@pytest.mark.parametrize(
    "typed",
    ["某函〔2024〕40号", "某函[2024]40号", "某函(２０２４)040号", "40", " 某函【2024】第40号 "],
)
def test_a_number_kept_back_is_passed_over_however_it_is_typed(
    terminal: Terminal, typed: str
) -> None:
    terminal.must("doc", "number", "reserve", typed, "--reason", "另行发文")

    assert terminal.must("doc", "number", "next").lines == ["某函〔2024〕41号"]
    refused = terminal("doc", "number", "reserve", "某函〔2024〕40号")
    assert refused.code == 5
    assert refused.err.splitlines()[0] == "错误[E-NUMBER-TAKEN] 文号 某函〔2024〕40号 已留用"


def test_a_void_number_stays_void(terminal: Terminal) -> None:
    terminal.receives("1")
    number = terminal.must("doc", "number", "next", "--case", "1").out.strip()

    terminal.must("doc", "number", "void", number, "--reason", "印错")

    assert terminal("doc", "number", "reserve", number).code == 5
    assert terminal("doc", "number", "void", number, "--reason", "再作废").code == 5
    assert terminal.must("doc", "number", "next", "--case", "1").lines == ["某函〔2024〕39号"]
    shown = terminal.must("doc", "number", "show", "某函(2024)38号")
    assert [line.split()[0] for line in shown.lines] == ["已留用", "已作废"]
    assert shown.lines[1].endswith("印错")


def test_the_register_is_listed_with_its_counts(terminal: Terminal) -> None:
    terminal.receives("1")
    terminal.must("doc", "number", "next", "--case", "1", "--actor", "某经办")
    terminal.must("doc", "number", "void", "9", "--reason", "印错")

    listed = terminal.must("doc", "number", "list")
    void = terminal.must("doc", "number", "list", "--status", "作废", "--json").data

    assert [line.split()[:3] for line in listed.lines[:-1]] == [
        ["某函〔2024〕9号", "已作废", "-"],
        ["某函〔2024〕38号", "已留用", "2024年提案1"],
    ]
    assert listed.lines[-1] == "文号 2 个：已用 0，已留用 1，已作废 1"
    assert [(one["number"], one["reason"]) for one in void] == [("某函〔2024〕9号", "印错")]
    assert terminal.must("doc", "number", "list", "--series", "opinion", "--json").data == []
    assert terminal.must("doc", "number", "list", "--year", "2023", "--json").data == []


def test_what_is_no_document_number_is_refused_with_how_to_write_it(terminal: Terminal) -> None:
    for typed in ("某函2024年12号", "某函〔2024〕号", "某函〔2024", "0", "无"):
        refused = terminal("doc", "number", "reserve", typed)

        assert refused.code == 2
        assert "写全，如 吉科函〔2024〕12号" in refused.err


def test_without_a_series_nothing_is_given_and_it_is_said_where_to_write_one(
    terminal: Terminal,
) -> None:
    terminal.under("jilin_2025")

    refused = terminal("doc", "number", "next")

    assert refused.code == 78
    assert "numbers.letter" in refused.err
    unknown = terminal("doc", "number", "next", "--series", "order")
    assert unknown.code == 2


def test_a_prefix_that_makes_no_number_is_refused_where_it_is_written(terminal: Terminal) -> None:
    Path("bihuan.toml").write_text('[numbers]\nletter = { prefix = "某函2024" }\n', "utf-8")

    refused = terminal("doc", "number", "next")

    assert refused.code == 78
    assert "numbers.letter.prefix" in refused.err
    assert "写代字" in refused.err


def test_a_number_that_was_never_registered_has_no_story(terminal: Terminal) -> None:
    said = terminal.must("doc", "number", "show", "某函〔2024〕1号")

    assert said.lines == ["某函〔2024〕1号 没有登记过"]
