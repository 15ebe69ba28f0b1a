"""A letter typed elsewhere goes through the installed command."""

from __future__ import annotations

import pytest

from support.docx_files import HOSTILE, write_docx
from support.letters import ANSWER, spoiled
from support.terminal import Office

LETTER = ANSWER[1:]


@pytest.mark.slow
def test_a_word_file_is_held_against_its_case(nowhere: Office) -> None:
    office = nowhere
    office.must("init", "--org", "吉林省水利厅", "--policy", "jilin_2025")
    said = ("--title", "关于支持农村道路建设的建议", "--received", "2024-03-04")
    members = ("--member", "甲某丁", "--member", "乙某丙")
    known = ("--kind", "建议", "--role", "主办", "--number", "第123号")
    office.must("case", "add", *known, *said, *members)
    write_docx(office.folder / "答复.docx", LETTER)
    write_docx(office.folder / "错.docx", [text.replace("甲某丁", "甲某甲") for text in LETTER])

    sound = office.must("doc", "check", "答复.docx", "--case", "123", "--json")
    wrong = office("doc", "check", "错.docx", "--case", "123")

    assert sound.data["findings"] == []
    assert wrong.code == 7
    assert "✗ 第3段“甲某甲、乙某丙代表：”：抬头中的“甲某甲”不是提出人" in wrong.out


@pytest.mark.slow
def test_a_letter_is_checked_where_nothing_was_set_up(nowhere: Office) -> None:
    write_docx(nowhere.folder / "答复.docx", spoiled("2024年6月17日", "2024年6月")[1:])

    said = nowhere("--lang", "en", "doc", "check", "答复.docx", "--policy", "jilin_2025")

    assert said.code == 7
    assert any("2024年6月" in line and line.startswith("✗ paragraph 10") for line in said.lines)
    assert not (nowhere.folder / "bihuan.db").exists()


@pytest.mark.slow
def test_hostile_files_are_refused_one_after_the_other(nowhere: Office) -> None:
    for name in ("ratio", "a document type", "a nested archive"):
        HOSTILE[name][1](nowhere.folder / "a.docx")

        said = nowhere("doc", "check", "a.docx", "--json")

        assert said.code == 2
        assert said.document["error"]["code"] == "E-HOSTILE-FILE"
