"""A letter's path as it is typed: from the rendered draft to the answer that leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from bihuan.adapters.outside.letters import read_letter
from support.terminal import Terminal

BODY = """一、关于加大支持力度。
会同有关单位研究，已安排专项资金，2024年底前完成。
"""
CONFIG = """[org]
name = "某省科学技术厅"
telephone = "0431-00000000"
[numbers]
letter = { prefix = "某科函" }
"""


@pytest.fixture
def case(terminal: Terminal) -> Terminal:
    """A dispatched case whose member was contacted, and the office's settings."""
    Path("bihuan.toml").write_text(CONFIG, "utf-8")
    Path("body.txt").write_text(BODY, "utf-8")
    terminal.receives("123", "--member", "某甲", "--session", "省政协十三届二次会议")
    terminal.dispatches("123")
    terminal.must("case", "contact", "123", "--how", "走访")
    terminal.must("doc", "render", "123", "--body", "body.txt", "--out", "答复.docx")
    return terminal


def test_a_rendered_letter_is_drafted_signed_and_sent(case: Terminal) -> None:
    case.must("case", "draft", "123", "答复.docx")
    case.must("case", "review", "123", "--reviewer", "某主任")
    case.must("case", "sign", "123", "--signer", "某厅长", "--document", "next", "--code", "A")
    case.must("case", "reply", "123")

    answer = case.must("--json", "case", "show", "123").data["answers"][0]
    assert (answer["document"], answer["signer"]) == ("某科函〔2024〕1号", "某厅长")
    assert answer["paper"].startswith("sha256:")


def test_what_was_open_in_the_draft_is_filled_in_when_it_is_signed(case: Terminal) -> None:
    case.must("case", "draft", "123", "答复.docx")
    case.must("case", "review", "123")
    case.must("case", "sign", "123", "--signer", "某厅长", "--document", "next")
    case.must("case", "letter", "123", "--no", "1", "--out", "first.docx")
    case.must("case", "letter", "123", "--out", "signed.docx")

    first, signed = (
        "\n".join(read_letter(Path(name)).paragraphs) for name in ("first.docx", "signed.docx")
    )
    assert "{{ 文号 }}" in first
    assert "{{" not in signed
    assert "某科函〔2024〕1号" in signed
    assert "2024年3月4日" in signed


def test_a_draft_is_not_blamed_for_what_its_signature_will_fill_in(case: Terminal) -> None:
    said = case.must("case", "draft", "123", "答复.docx")

    assert "成文日期" not in said.err
    assert "{{" not in said.err


def test_a_letter_with_faults_is_not_signed_and_they_are_told(case: Terminal) -> None:
    Path("short.txt").write_text("关于第123号提案的答复\n某甲委员：\n已办。\n", "utf-8")
    case.must("case", "draft", "123", "short.txt")
    case.must("case", "review", "123")

    said = case("case", "sign", "123", "--signer", "某厅长", "--document", "某科函〔2024〕5号")

    assert said.code == 3
    assert "没有落款单位" in said.err
    assert "文稿必备要素齐全" in said.err
    assert case.must("--json", "case", "letter", "123").data["letter"] == "reviewed"


def test_the_path_is_told_step_by_step(case: Terminal) -> None:
    case.must("case", "draft", "123", "答复.docx", "--countersign", "乙处")
    case.must("case", "countersign", "123", "--unit", "乙处", "--note", "同意")
    case.must("case", "review", "123", "--reviewer", "某主任")
    case.must("case", "send-back", "123", "--reason", "口径需再核实")

    said = case.must("case", "letter", "123")

    assert said.lines[:5] == [
        "2024年提案123：文稿无",
        "  第1稿     2024年3月4日  答复.docx",
        "  会签      2024年3月4日  乙处       同意",
        "  核稿      2024年3月4日  某主任",
        "  退回修改  2024年3月4日  office     口径需再核实",
    ]


def test_a_number_another_letter_has_is_refused_by_name(case: Terminal) -> None:
    case.receives("124")
    case.dispatches("124")
    case.must("case", "contact", "124", "--how", "走访")
    answer = ("--signer", "某厅长", "--code", "A", "--document", "某科函〔2024〕9号")
    case.must("case", "reply", "124", *answer)
    case.must("case", "draft", "123", "答复.docx")
    case.must("case", "review", "123")

    said = case("case", "sign", "123", "--signer", "某厅长", "--document", "某科函[2024]9号")

    assert said.code == 3
    assert "文号未被占用" in said.err
    assert "doc number next" in said.err


def test_each_merged_case_has_its_own_letter(case: Terminal) -> None:
    case.receives("124", "--member", "某乙", "--session", "省政协十三届二次会议")
    case.must("case", "merge", "124", "--into", "123")
    case.must("doc", "render", "124", "--body", "body.txt", "--out", "另一件.docx")
    case.must("case", "draft", "123", "答复.docx", "--original", "124=另一件.docx")
    case.must("case", "review", "123")
    signing = ("--signer", "某厅长", "--document", "next", "--letter", "124=某科函〔2024〕2号")
    signing += ("--code", "A")
    case.must("case", "sign", "123", *signing)
    case.must("case", "reply", "123")

    answer = case.must("--json", "case", "show", "124").data["answers"][0]
    assert answer["document"] == "某科函〔2024〕2号"
    assert answer["paper"].startswith("sha256:")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("draft", "123", "答复.docx", "--original", "124"), "办件=文件"),
        (("sign", "123", "--signer", "某厅长", "--letter", "124"), "办件=文号"),
        (("letter", "123", "--no", "3", "--out", "x.docx"), "现有各稿"),
    ],
)
def test_what_is_typed_wrongly_is_said(case: Terminal, typed: tuple[str, ...], told: str) -> None:
    said = case("case", *typed)

    assert said.code == 2
    assert told in said.err


def test_a_file_is_not_written_over(case: Terminal) -> None:
    case.must("case", "draft", "123", "答复.docx")

    assert case("case", "letter", "123", "--out", "答复.docx").code == 2
