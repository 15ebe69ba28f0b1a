"""`bihuan case commitment`, and the commitments of `bihuan case reply`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.terminal import LETTER, Terminal

ROAD = ("--commitment", "修通东路=2024年9月30日", "--commitment", "加强宣传")


@pytest.fixture
def answered(terminal: Terminal) -> Terminal:
    """An office whose answer promised two things."""
    terminal.receives("1")
    terminal.dispatches("1")
    terminal.must("case", "contact", "1", "--how", "电话")
    terminal.must("case", "reply", "1", *LETTER, "某函〔2024〕1号", *ROAD)
    return terminal


def test_what_an_answer_promises_is_listed_with_its_day(answered: Terminal) -> None:
    listed = answered.must("case", "commitment", "list", "1")

    assert [line.split() for line in listed.lines] == [
        ["1", "修通东路", "至", "2024年9月30日", "未报告"],
        ["2", "加强宣传", "未报告"],
    ]
    shown = answered.must("case", "show", "1")
    assert "  承诺事项" in shown.lines


def test_what_came_of_it_is_told_and_kept(answered: Terminal) -> None:
    answered.clock.set("2024-10-08")

    said = answered.must(
        *("case", "commitment", "report", "1", "1", "--status", "延期"),
        *("--due", "2024-12-31", "--note", "资金未到位", "--at", "2024-09-30"),
    )

    assert said.lines[0].split() == [
        *("1", "修通东路", "至", "2024年12月31日", "延期", "2024年9月30日", "资金未到位")
    ]
    told = answered.must("case", "commitment", "list", "1", "--json").data[0]
    assert (told["status"], told["promised_for"], told["due"]) == (
        "postponed",
        "2024-09-30",
        "2024-12-31",
    )
    assert [one["note"] for one in told["reports"]] == ["资金未到位"]


def test_a_commitment_may_be_registered_afterwards(answered: Terminal) -> None:
    said = answered.must("case", "commitment", "add", "1", "--text", "增设路灯", "--json").data

    assert (said["commitment"], said["text"], said["promised_for"]) == (3, "增设路灯", None)


def test_it_must_be_said_which_commitment_is_meant(answered: Terminal) -> None:
    refused = answered("case", "commitment", "report", "1", "--status", "已落实")

    assert refused.code == 2
    assert "写明第几项；有 1、2" in refused.err


def test_a_case_without_commitments_says_so(terminal: Terminal) -> None:
    terminal.receives("1")

    assert terminal.must("case", "commitment", "list", "1").lines == ["没有承诺事项"]
    refused = terminal("case", "commitment", "add", "1", "--text", "修路")
    assert refused.code == 2
    assert "还没有答复" in refused.err


def test_a_day_that_is_none_is_refused_before_the_answer_leaves(terminal: Terminal) -> None:
    terminal.receives("1")
    terminal.dispatches("1")
    terminal.must("case", "contact", "1", "--how", "电话")

    refused = terminal(
        "case", "reply", "1", *LETTER, "某函〔2024〕1号", "--commitment", "修路=九月"
    )

    assert refused.code == 2
    assert "九月" in refused.err


@pytest.mark.parametrize("name", ["commitments", "承诺事项", "承诺事项台账"])
def test_the_list_of_commitments_is_written_by_its_name(answered: Terminal, name: str) -> None:
    answered.must("report", "list", name, "--out", "c.json")

    told = json.loads(Path("c.json").read_text("utf-8"))
    assert [row["commitment"] for row in told["rows"]] == ["修通东路", "加强宣传"]
    assert told["title"] == "2024年建议提案办理承诺事项台账"
