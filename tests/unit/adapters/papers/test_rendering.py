"""A template is filled as it was meant, and what was not known yet is filled in later."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

import docx
import pytest

from bihuan.adapters.outside.errors import FileError
from bihuan.adapters.papers.errors import BadField, BrokenTemplate, PaperError
from bihuan.adapters.papers.filling import Form
from bihuan.adapters.papers.rendering import Placed, fields_in, render, render_all
from support.docx_files import package
from support.templates import said, saved, small, table, template


def test_a_field_is_shown_where_its_tag_stood() -> None:
    paper = render(template("关于{{ 标题 }}的答复"), {"标题": "第1号建议 A & B <C> “D”"})

    assert said(paper) == ["关于第1号建议 A & B <C> “D”的答复"]


@pytest.mark.parametrize(
    "tag",
    [
        "｛｛ 编号 ｝｝",
        "{{　编号　}}",
        "｛{编号}｝",
        "{¦{ 编¦号 }¦}",
        "｛¦｛编号｝¦｝",
        "{{\u00a0编号\u200b }}",
        "{{ 编号 ｜ 补零（2） }}",
        "{｛ 一组［“号”］ ｝}",
        "{{ 一组.号 }}",
        "｛％ if 编号 ＝＝ “12” ％｝12｛％ endif ％｝",
    ],
)
def test_a_tag_is_understood_however_staff_or_word_have_written_it(tag: str) -> None:
    paper = render(template(f"第{tag}号"), {"编号": "12", "一组": {"号": "12"}})

    assert said(paper) == ["第12号"]


def raw(body: str) -> bytes:
    """A template whose body is this XML."""
    with tempfile.TemporaryDirectory() as folder:
        return package(Path(folder, "a.docx"), body).read_bytes()


def run(text: str, more: str = "") -> str:
    """A run as Word writes it."""
    return f'<w:r>{more}<w:t xml:space="preserve">{text}</w:t></w:r>'


def test_a_tag_is_whole_whatever_word_has_put_between_its_parts() -> None:
    torn = (
        f"<w:p>{run('关于{')}<w:proofErr w:type='spellStart'/>"
        f"{run('{ 标', '<w:rPr><w:b/></w:rPr>')}"
        "<w:bookmarkStart w:id='1' w:name='a'/><w:bookmarkEnd w:id='1'/>"
        f"<w:ins w:id='2' w:author='某人'>{run('题')}</w:ins>"
        f"<w:hyperlink w:anchor='a'>{run(' }')}</w:hyperlink>{run('}的答复')}</w:p>"
    )

    assert said(render(raw(torn), {"标题": "甲"})) == ["关于甲的答复"]


def test_a_tag_in_a_text_box_is_filled_for_every_program_that_shows_the_box() -> None:
    box = f"<w:txbxContent><w:p>{run('{{ 标')}{run('题 }}')}</w:p></w:txbxContent>"
    boxed = (
        "<w:p><w:r><mc:AlternateContent>"
        f"<mc:Choice Requires='wps'><wps:txbx>{box}</wps:txbx></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback>"
        f"</mc:AlternateContent></w:r>{run('正文')}</w:p>"
    )

    paper = render(raw(boxed), {"标题": "甲 & 乙"})

    with zipfile.ZipFile(io.BytesIO(paper)) as archive:
        text = archive.read("word/document.xml").decode()
    assert text.count("甲 &amp; 乙") == 2
    assert said(paper) == ["正文"]


def test_a_new_line_is_a_new_paragraph_of_the_same_form() -> None:
    made = docx.Document()
    made.add_paragraph("{{ 正文 }}").paragraph_format.first_line_indent = 320_040
    paper = render(saved(made), {"正文": "一\r\n二\n\n三"})

    found = docx.Document(io.BytesIO(paper)).paragraphs

    assert [one.text for one in found] == ["一", "二", "", "三"]
    assert {one.paragraph_format.first_line_indent for one in found} == {320_040}


def test_paragraphs_and_rows_repeat_and_vanish_with_their_tags() -> None:
    letter = template(
        "{%p for 段 in 正文 %}", "{{ 段 }}", "{%p endfor %}", "{%p if 有 %}", "有", "{%p endif %}"
    )
    listed = table(
        ("{%tr for 项 in 意见 %}", ""), ("{{ 项.单位 }}", "{{ 项.内容 }}"), ("{%tr endfor %}", "")
    )
    told = [{"单位": "甲处室", "内容": "同意"}, {"单位": "乙处室", "内容": "补充"}]

    assert said(render(letter, {"正文": ["一", "二"], "有": False})) == ["一", "二"]
    assert said(render(listed, {"意见": told})) == ["甲处室", "同意", "乙处室", "补充"]


def test_what_is_not_known_yet_stays_and_is_filled_in_later() -> None:
    draft = render(
        template("{{ 标题 }}", "{{ 文号 }}", header="{{ 文号 }}"), {"标题": "答复"}, late=["文号"]
    )
    edited = docx.Document(io.BytesIO(draft))
    edited.add_paragraph("工作人员补写的一段")
    number = "某函〔2024〕3号"

    paper = render(saved(edited), {"标题": "答复", "文号": number}, late=["文号"])

    assert said(draft) == ["答复", "{{ 文号 }}"]
    assert fields_in(draft) == (Placed("文号", 2), Placed("文号", 1, "header"))
    assert said(paper) == ["答复", number, "工作人员补写的一段"]
    assert docx.Document(io.BytesIO(paper)).sections[0].header.paragraphs[0].text == number
    assert fields_in(paper) == ()


def test_the_fields_of_a_template_are_told_with_their_places() -> None:
    form = template(
        "", "{{ 标题 }}", "{%p for 段 in 正文 %}", "{{ 段 }}{{ loop.index }}", "{%p endfor %}"
    )

    assert fields_in(form) == (Placed("标题", 1), Placed("正文", 2))


def test_the_same_fields_give_the_same_bytes_at_any_time() -> None:
    form = template("{{ 标题 }}", header="{{ 标题 }}")

    papers = {render(form, {"标题": "甲"}) for _ in range(2)}

    assert len(papers) == 1
    with zipfile.ZipFile(io.BytesIO(papers.pop())) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_many_papers_are_made_by_few_processes() -> None:
    papers = list(render_all(small("{{ 编号 }}"), [{"编号": n} for n in range(105)]))

    assert [said(paper.content) for paper in papers] == [[str(n)] for n in range(105)]


@pytest.mark.parametrize(
    ("value", "reason", "field"),
    [
        ("\ud800", "field_character", "正文"),
        ("a\0", "field_character", "正文"),
        ("\x0c", "field_character", "正文"),
        ("\ufffe", "field_character", "正文"),
        (["好", {"单位": "\x07"}], "field_character", "正文[2].单位"),
        ("{{ 标题 }}", "field_marks", "正文"),
        ("｛％ if", "field_marks", "正文"),
        (None, "field_kind", "正文"),
        (1.5, "field_kind", "正文"),
        (object(), "field_kind", "正文"),
        (b"x", "field_kind", "正文"),
        ({"a b": ""}, "field_name", "正文"),
        ("长" * 500_001, "too_long", "正文"),
    ],
)
def test_a_value_no_paper_can_show_is_refused_by_the_name_of_its_field(
    value: object, reason: str, field: str
) -> None:
    with pytest.raises(BadField) as refused:
        render(template("{{ 正文 }}"), {"正文": value}, name="答复函.docx")

    assert (refused.value.reason, refused.value.field) == (reason, field)
    assert f"“{field}”" in refused.value.text()
    assert refused.value.path == "答复函.docx"


BROKEN = {
    "an unknown field": ("{{ 标题目 }}", "unknown_field", "是否“标题”？"),
    "an unknown part": ("{{ 人.姓 }}", "unknown_part", "是否“姓名”？"),
    "a tag that does not end": ("关于{{ 标题 }的答复", "tag_open", "补上"),
    "a tag that does not begin": ("关于标题 }}的答复", "tag_unopened", "补上"),
    "a loop that does not end": ("{% for 人 in 名单 %}{{ 人 }}", "block_open", "endfor"),
    "a choice that does not end": ("{%p if 标题 %}", "block_open", "endif"),
    "an end without a beginning": ("{% endif %}", "tag_syntax", "改写"),
    "a blank in a name": ("{{ 标 题 }}", "tag_syntax", "空格"),
    "text beside a paragraph's tag": ("甲{%p if 标题 %}", "tag_alone", "独占"),
    "a row's tag outside a table": ("{%tr if 标题 %}", "tag_alone", "独占"),
    "a tag of another kind": ("{{r 标题 }}", "tag_kind", "只用"),
    "a call": ("{{ 标题.upper() }}", "not_allowed", "只能"),
    "an unknown filter": ("{{ 标题 | safe }}", "no_filter", "连接"),
    "a list shown as it is": ("{{ 名单 }}", "not_text", "逐项"),
    "yes or no shown as it is": ("{{ 是 }}", "not_text", "逐项"),
    "a late field asked about": ("{% if 文号 %}{% endif %}", "late_bare", "{{ 文号 }}"),
    "a tab inside a tag": ("{{ 标\t题 }}", "tag_cut", "一行"),
    "a filter that cannot work": ("{{ 标题 | 中文数字 }}", "tag_fails", "改写"),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_template_is_told_with_its_paragraph_and_a_cure(broken: str) -> None:
    tag, reason, cure = BROKEN[broken]
    fields = {"标题": "答复", "人": {"姓名": "某委员"}, "名单": ["某委员"], "是": True}

    with pytest.raises(BrokenTemplate) as refused:
        render(template("首段", "", tag), fields, late=["文号"], name="答复函.docx")

    assert (refused.value.reason, refused.value.paragraph) == (reason, 2)
    assert refused.value.text().startswith("第2段：")
    assert cure in refused.value.cure()
    assert refused.value.text("en").startswith("paragraph 2: ")


def test_what_is_wrong_in_a_header_is_said_of_the_header() -> None:
    with pytest.raises(BrokenTemplate) as refused:
        render(template("甲", header="{{ 没有 }}"), {})

    assert refused.value.text().startswith("页眉第1段：")


@pytest.mark.parametrize("damage", ["half", "flipped", "replaced"])
def test_a_damaged_template_is_refused_by_its_own_name(damage: str) -> None:
    whole = template("{{ 标题 }}")
    broken = {
        "half": whole[: len(whole) // 2],
        "flipped": whole[:200] + bytes(byte ^ 255 for byte in whole[200:600]) + whole[600:],
        "replaced": b"PK\x03\x04",
    }[damage]

    with pytest.raises(FileError) as refused:
        render(broken, {"标题": "甲"}, name="答复函.docx")

    assert refused.value.path == "答复函.docx"


def test_braces_that_meet_are_no_tag_in_the_paper() -> None:
    with pytest.raises(PaperError) as refused:
        render(template("{{ 甲 }}{{ 乙 }}"), {"甲": "{", "乙": "{ 文号 }}"[:-1]})

    assert refused.value.reason == "tag_left"


def test_a_form_is_understood_once_and_filled_often() -> None:
    form = Form(template("{{ 甲 }}"))

    assert [said(form.filled({"甲": text})) for text in ("一", "二")] == [["一"], ["二"]]
