"""`report list` and the way back through `case import`, as they are typed."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from support.paper import edited, rows
from support.terminal import Terminal


@pytest.fixture
def dispatched(terminal: Terminal) -> Terminal:
    """A dispatched case."""
    terminal.receives()
    terminal.dispatches("123")
    return terminal


def heads(file: str) -> list[str]:
    with Path(file).open(encoding="utf-8-sig", newline="") as opened:
        return next(csv.reader(opened))


def test_a_list_is_written_as_its_file_is_called(dispatched: Terminal) -> None:
    said = dispatched.must("report", "list", "台账", "--out", "a.csv")

    assert said.lines == ["已写入 a.csv：台账 1 件，截至2024年3月4日"]
    assert heads("a.csv")[:4] == ["序号", "类型", "届次", "编号"]


@pytest.mark.parametrize("name", ["tasks", "duties", "ledger", "feedback", "contacts"])
def test_every_list_can_be_had_in_every_format(dispatched: Terminal, name: str) -> None:
    for form in ("xlsx", "csv", "json"):
        told = dispatched.must(
            "--json", "report", "list", name, "--format", form, "--out", f"list.{form}.new"
        )
        assert (told.data["list"], told.data["format"]) == (name, form)


def test_one_division_s_list_has_its_cases_only(dispatched: Terminal) -> None:
    dispatched.must("report", "list", "ledger", "--division", "乙处", "--out", "a.xlsx")
    dispatched.must("report", "list", "ledger", "--division", "甲处", "--out", "b.xlsx")

    assert [len(rows(Path(name))) for name in ("a.xlsx", "b.xlsx")] == [0, 1]


def test_a_file_of_that_name_is_replaced_only_when_told(dispatched: Terminal) -> None:
    words = ("report", "list", "tasks", "--out", "a.xlsx")
    dispatched.must(*words)

    assert dispatched(*words).code == 2
    dispatched.must(*words, "--replace")


def test_an_edited_ledger_is_previewed_and_then_applied(dispatched: Terminal) -> None:
    dispatched.must("report", "list", "ledger", "--out", "a.xlsx")
    edited(Path("a.xlsx"), lambda row: row.update(经办人="某经办二"))

    shown = dispatched.must("case", "import", "a.xlsx")
    assert "  本系统导出的台账：改动 1   未改 0   有问题 0" in shown.lines
    assert "  第 4 行  2024年提案123 内部改派：经办人 某经办 → 某经办二" in shown.lines
    assert not any("列对应" in line for line in shown.lines)

    done = dispatched.must("case", "import", "a.xlsx", "--apply", "--reason", "调整分工")
    assert done.lines[-1] == "已按台账改动 1 件。"
    history = dispatched.must("case", "history", "123").out
    assert "某经办二" in history
    assert "调整分工" in history
    assert "改动 0   未改 1" in dispatched.must("case", "import", "a.xlsx").out


def test_programs_are_told_what_would_change(dispatched: Terminal) -> None:
    dispatched.must("report", "list", "ledger", "--out", "a.csv")
    edited(Path("a.csv"), lambda row: row.update(经办人="某经办二"))

    (file,) = dispatched.must("--json", "case", "import", "a.csv").data["files"]

    assert file["changes"] == [
        {
            "row": 2,
            "case": file["changes"][0]["case"],
            "event": "redispatch",
            "on": None,
            "cells": [{"name": "officer", "old": "某经办", "new": "某经办二"}],
        }
    ]
    assert (file["new"], file["known"], file["unchanged"]) == ([], [], 0)


def test_a_cell_that_may_not_be_changed_ends_with_its_cure(dispatched: Terminal) -> None:
    dispatched.must("report", "list", "ledger", "--out", "a.xlsx")
    edited(Path("a.xlsx"), lambda row: row.update(案由="另一件事"))

    said = dispatched("case", "import", "a.xlsx", "--apply")

    assert said.code == 7
    assert "案由：由“关于第123件事的提案”改为“另一件事”，这一栏不能在台账里改；改回原值" in said.out


def test_an_event_that_would_be_refused_is_refused_in_the_preview(dispatched: Terminal) -> None:
    dispatched.must("report", "list", "ledger", "--out", "a.xlsx")
    edited(Path("a.xlsx"), lambda row: row.update(满意度="满意"))

    said = dispatched("case", "import", "a.xlsx")

    assert said.code == 7
    assert "第 4 行  " in said.out


def test_a_row_added_by_hand_is_a_new_case(dispatched: Terminal) -> None:
    dispatched.must("report", "list", "ledger", "--out", "a.csv")
    file = Path("a.csv")
    with file.open(encoding="utf-8-sig", newline="") as opened:
        head, row = csv.reader(opened)
    changed = {"编号": "456", "案由": "关于另一件事的提案", "识别码": ""}
    added = [changed.get(name, cell) for name, cell in zip(head, row, strict=True)]
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([head, row, added])

    said = dispatched.must("case", "import", "a.csv", "--apply")

    assert "已导入 1 件" in said.out
    assert "456" in dispatched.must("case", "list").out
