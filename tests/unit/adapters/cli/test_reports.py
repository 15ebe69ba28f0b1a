"""`bihuan report annual`, `period`, `board` and `template`, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.annual import grids, paragraphs, sheets
from support.templates import template
from support.terminal import Terminal


@pytest.fixture
def dispatched(terminal: Terminal) -> Terminal:
    """A dispatched case."""
    terminal.receives()
    terminal.dispatches("123")
    return terminal


def test_the_format_follows_the_ending(dispatched: Terminal) -> None:
    said = dispatched.must("report", "annual", "--to", "某机关", "--out", "年报.docx")
    dispatched.must("report", "annual", "--out", "年报.xlsx")
    dispatched.must("report", "annual", "--out", "年报.json")
    dispatched.must("report", "annual", "--out", "年报.md")

    assert said.lines == ["已写入 年报.docx：年度报告，截至2024年3月4日"]
    assert "某机关：" in paragraphs(Path("年报.docx").read_bytes())
    assert "分类" in sheets(Path("年报.xlsx"))
    assert json.loads(Path("年报.json").read_text("utf-8"))["total"] == 1
    assert Path("年报.md").read_text("utf-8").startswith("# 关于2024年")


def test_a_file_that_is_there_is_written_over_only_when_told(dispatched: Terminal) -> None:
    words = ("report", "annual", "--out", "a.docx")
    dispatched.must(*words)

    assert dispatched(*words).code == 2
    dispatched.must(*words, "--replace")


def test_a_document_needs_a_file(dispatched: Terminal) -> None:
    for name in (("annual",), ("board",)):
        refused = dispatched("report", *name, "--format", "docx")

        assert refused.code == 2
        assert "写明要写入的文件" in refused.err


def test_the_template_is_exported_edited_and_used(dispatched: Terminal) -> None:
    dispatched.must("report", "template", "--out", "模板.docx")
    assert dispatched("report", "template", "--out", "模板.docx").code == 2

    dispatched.must("report", "annual", "--template", "模板.docx", "--out", "a.docx")
    dispatched.must("report", "annual", "--out", "b.docx")

    assert Path("a.docx").read_bytes() == Path("b.docx").read_bytes()


def test_the_office_s_own_template_is_used_from_its_folder(dispatched: Terminal) -> None:
    Path("bihuan.toml").write_text('[documents]\ntemplates = "模板"\n', "utf-8")
    Path("模板").mkdir()
    Path("模板", "年度报告.docx").write_bytes(template("{{ 单位 }}收到{{ 总件数 }}件。"))

    dispatched.must("report", "annual", "--out", "a.docx")

    assert paragraphs(Path("a.docx").read_bytes())[0].endswith("收到1件。")


def test_cases_to_be_told_are_named(dispatched: Terminal) -> None:
    text = dispatched.must("report", "annual", "--case", "123").out

    assert "典型案例" in text
    assert "由甲处主办" in text
    refused = dispatched("report", "annual", "--year", "2023", "--case", "123")
    assert (refused.code, "不是截至当天这一年的件" in refused.err) == (2, True)


def test_shares_are_rounded_as_said(dispatched: Terminal) -> None:
    for no in (5, 6):
        dispatched.receives(str(no), kind="建议")
    words = ("report", "annual", "--rounding", "由最大项凑足", "--digits", "0", "--out", "a.docx")
    dispatched.must(*words)

    kinds = grids(Path("a.docx").read_bytes())[1]
    assert [row[:3] for row in kinds if not row[0].startswith("　")][1:] == [
        ["代表建议", "2", "67%"],
        ["政协提案", "1", "33%"],
        ["合计", "3", "100%"],
    ]


def test_a_span_is_shown_and_written(dispatched: Terminal) -> None:
    words = ("report", "period", "--from", "2024-03-01", "--to", "2024-03-31")

    shown = dispatched.must(*words)
    data = dispatched.must("--json", *words).data
    dispatched.must(*words, "--out", "三月.xlsx")

    assert shown.lines[0] == "2024年3月1日至2024年3月31日建议提案办理情况"
    assert any(line.split() == ["交办（件）", "0", "1", "1"] for line in shown.lines)
    assert data["counts"]["dispatched"] == 1
    assert data["rates"]["on_time"]["base"] == "answered"
    assert list(sheets(Path("三月.xlsx"))) == ["期间情况", "处室"]


def test_where_everything_stands_is_shown_and_written(dispatched: Terminal) -> None:
    shown = dispatched.must("report", "board")
    data = dispatched.must("--json", "report", "board").data
    dispatched.must("report", "board", "--out", "现状.docx")

    assert shown.lines[0] == "2024年建议提案办理现状"
    assert data["divisions"]["甲处"]["states"] == {"dispatched": 1}
    assert grids(Path("现状.docx").read_bytes())[1][1][0] == "已交办"


def test_a_span_that_ends_before_it_begins_is_refused(dispatched: Terminal) -> None:
    refused = dispatched("report", "period", "--from", "2024-04-01", "--to", "2024-03-01")

    assert refused.code == 2
    assert "早于起始日" in refused.err
