"""A paper is whole, says what it must, and was read back; or there is none."""

from __future__ import annotations

import io
import pickle
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from bihuan.adapters.papers.catalog import PAPERS, Template, find_template
from bihuan.adapters.papers.errors import (
    BadField,
    BrokenTemplate,
    ConverterFailed,
    IncompletePaper,
    PaperError,
    UnknownTemplate,
    WrongPaper,
)
from bihuan.adapters.papers.making import make, write
from bihuan.adapters.papers.samples import sample
from bihuan.engine.errors import BadInput
from bihuan.engine.paper_names import LATE
from support.templates import said, saved, small

ANSWER = PAPERS["answer_suggestion"]
TEMPLATE = find_template(ANSWER, None)
FIELDS = sample(ANSWER)
FILED = {name: value for name, value in FIELDS.items() if name not in LATE}


def own(content: bytes) -> Template:
    """A template of the office's own."""
    return Template(paper=ANSWER, file="答复函（建议）.docx", own=True, content=content)


def test_a_draft_keeps_what_is_decided_when_it_is_signed() -> None:
    draft = make(TEMPLATE, FILED)

    assert draft.late == ("文号", "成文日期", "类别标注", "公开标注")
    assert "{{ 文号 }}" in said(draft.content)


def test_an_edited_draft_is_completed_when_it_is_signed(tmp_path: Path) -> None:
    draft = docx.Document(io.BytesIO(make(TEMPLATE, FILED).content))
    draft.paragraphs[8].insert_paragraph_before("工作人员补写的一段。")

    signed = make(own(saved(draft)), FIELDS)
    write(signed, tmp_path / "a.docx")

    text = said((tmp_path / "a.docx").read_bytes())
    assert signed.late == ()
    assert {"某函〔2024〕3号", "2024年6月1日", "类别：A", "工作人员补写的一段。"} <= set(text)


@pytest.mark.parametrize("name", ["收件人", "正文", "联系电话", "标题"])
def test_what_a_letter_needs_and_is_empty_is_named_with_its_place(name: str) -> None:
    with pytest.raises(IncompletePaper) as refused:
        make(TEMPLATE, {**FIELDS, name: [] if name == "正文" else ""})

    assert refused.value.field == name
    assert name in refused.value.text()
    assert refused.value.cure()


def test_all_that_is_empty_is_named_at_once() -> None:
    with pytest.raises(IncompletePaper) as refused:
        make(TEMPLATE, {**FIELDS, "联系人": "", "联系电话": ""})

    assert refused.value.field == "联系人、联系电话"
    assert "telephone" in refused.value.cure() and "contact" in refused.value.cure()


def test_the_file_is_there_whole_and_is_not_overwritten(tmp_path: Path) -> None:
    made = make(TEMPLATE, FIELDS)
    file = tmp_path / "a.docx"

    write(made, file)

    assert file.read_bytes() == made.content
    with pytest.raises(BadInput):
        write(made, file)
    write(made, file, instead=True)
    assert [one.name for one in tmp_path.iterdir()] == ["a.docx"]


def test_a_file_that_does_not_say_a_field_is_not_left_behind(tmp_path: Path) -> None:
    made = make(TEMPLATE, FIELDS)
    other = replace(made, says={**made.says, "收件人": ("另一委员",)})

    with pytest.raises(WrongPaper) as refused:
        write(other, tmp_path / "a.docx")

    assert (refused.value.reason, refused.value.field) == ("not_read_back", "收件人")
    assert list(tmp_path.iterdir()) == []


def test_a_file_with_a_tag_that_is_not_late_is_not_left_behind(tmp_path: Path) -> None:
    made = replace(make(TEMPLATE, FILED), late=("文号",))

    with pytest.raises(WrongPaper) as refused:
        write(made, tmp_path / "a.docx")

    assert refused.value.reason == "tag_left"
    assert list(tmp_path.iterdir()) == []


def test_a_truncated_file_is_not_left_behind(tmp_path: Path) -> None:
    made = make(TEMPLATE, FIELDS)
    broken = replace(made, content=made.content[: len(made.content) // 2])

    with pytest.raises(Exception, match="damaged"):
        write(broken, tmp_path / "a.docx")

    assert list(tmp_path.iterdir()) == []


def test_a_field_a_template_hides_is_not_asked_for_in_the_file(tmp_path: Path) -> None:
    write(make(own(small("{{ 标题 }}")), FIELDS), tmp_path / "a.docx")

    assert said((tmp_path / "a.docx").read_bytes()) == [FIELDS["标题"]]


@pytest.mark.parametrize(
    "error",
    [
        BrokenTemplate("a.docx", "unknown_field", field="标题", paragraph=3, near="题目"),
        BadField("a.docx", "field_character", "U+0007", field="正文[2]"),
        WrongPaper("a.docx", "tag_left", "{{", paragraph=1, place="header"),
        UnknownTemplate("答复", "unknown_template", near="答复函"),
        IncompletePaper("答复函", {"联系人": "contact", "联系电话": "telephone"}),
        ConverterFailed("soffice", "not_converted", "exit 1"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_survives_a_journey_between_processes(error: PaperError) -> None:
    again = pickle.loads(pickle.dumps(error))

    assert type(again) is type(error)
    assert vars(again) == vars(error)
    assert (str(again), again.text(), again.cure()) == (str(error), error.text(), error.cure())
