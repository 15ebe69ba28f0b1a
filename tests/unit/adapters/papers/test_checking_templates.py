"""A template broken by editing is told with paragraph and cure, before anything is made of it."""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import pytest
from docx.document import Document

from bihuan.adapters.papers.catalog import PAPERS, find_template
from bihuan.adapters.papers.checking import TemplateReport, check_template
from bihuan.rules.policy import load
from support.templates import saved

ANSWER = PAPERS["answer_suggestion"]
SHIPPED = find_template(ANSWER, None).content


def edited(change: Callable[[Document], object]) -> bytes:
    """The template of the answer, after somebody edited it."""
    document = docx.Document(io.BytesIO(SHIPPED))
    change(document)
    return saved(document)


def checked(template: bytes, policy: str = "jilin_2025") -> TemplateReport:
    return check_template(template, ANSWER, load(policy), "答复函（建议）.docx")


def rewritten(old: str, new: str) -> Callable[[Document], object]:
    """Write something else wherever a text stands."""

    def change(document: Document) -> None:
        cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
        for paragraph in [
            *document.paragraphs,
            *(one for cell in cells for one in cell.paragraphs),
        ]:
            if old in paragraph.text:
                paragraph.runs[0].text = paragraph.text.replace(old, new)
                for run in paragraph.runs[1:]:
                    run.text = ""

    return change


def without(text: str) -> Callable[[Document], object]:
    """Delete the paragraphs that hold a text."""

    def change(document: Document) -> None:
        for paragraph in document.paragraphs:
            if text in paragraph.text:
                paragraph._p.getparent().remove(paragraph._p)

    return change


def without_form(document: Document) -> None:
    """Delete the enclosed form, and leave its name in the letter."""
    kept = False
    for element in list(document.element.body):
        text = "".join(node.text or "" for node in element.iter() if node.tag.endswith("}t"))
        kept = kept or text == "附件"
        if kept and not element.tag.endswith("}sectPr"):
            document.element.body.remove(element)


TEN = {
    "an unknown field": (
        rewritten("{{ 收件人 }}", "{{ 收件 }}"),
        "第4段：没有名为“收件”的字段",
        "是否“收件人”？",
    ),
    "an unclosed tag": (rewritten("{{ 文号 }}", "{{ 文号 }"), "第2段：标记没有写完", "补上 }}"),
    "a tag without its beginning": (
        rewritten("{{ 文号 }}", "文号 }}"),
        "第2段：标记缺了开头",
        "补上 {{",
    ),
    "an unclosed loop": (without("{%p endfor %}"), "for 或 if 没有结束", "endfor"),
    "a part that is not there": (
        rewritten("段.文字", "段.内容"),
        "第8段：这一组里没有“内容”",
        "括号",
    ),
    "text beside a paragraph's tag": (
        rewritten("{%p endfor %}", "{%p endfor %}完"),
        "旁边还有文字",
        "独占一段",
    ),
    "a missing field": (without("{{ 成文日期 }}"), "没有用到字段“成文日期”", "写 {{ 成文日期"),
    "a missing element": (rewritten("收悉。", "在案。"), "没有“收悉，现答复如下”的开头", "收悉"),
    "the wrong enclosure": (
        rewritten("人大代表建议办理情况征询意见表", "政协提案办理情况征询意见表"),
        "是另一类件的表",
        "换成本类件的表",
    ),
    "an enclosure that is not there": (without_form, "后面却没有这张表", "另起一页附上"),
    "an enclosure nobody names": (without("附件：人大"), "却没有写明", "附件："),
    "a calculation": (rewritten("{{ 编号 }}", "{{ 编号 * 2 }}"), "不能用“mul”", "只能显示字段"),
}
"""How the template of the answer is broken, what is said of it, and how it is mended."""


@pytest.mark.parametrize("broken", TEN)
def test_a_broken_template_gets_a_message_with_paragraph_and_cure(broken: str) -> None:
    change, said, cure = TEN[broken]
    if broken == "a missing element":
        template = edited(lambda made: (change(made), rewritten("现答复如下", "已经办理")(made)))
    else:
        template = edited(change)

    report = checked(template)

    told = [(flaw.text(), flaw.cure()) for flaw in report.flaws]
    told += [(f"第{one.paragraph}段：{one.sentence()}", one.cure()) for one in report.findings]
    assert any(said in text and cure in mend for text, mend in told), told


def test_everything_that_can_be_seen_is_told_at_once() -> None:
    template = edited(
        lambda made: (
            rewritten("{{ 文号 }}", "{{ 文号 }")(made),
            rewritten("{{ 成文日期 }}", "成文日期 }}")(made),
        )
    )

    assert [flaw.reason for flaw in checked(template).flaws] == [
        "tag_open",
        "tag_unopened",
        "tag_open",
    ]


def test_what_is_missing_is_said_once() -> None:
    report = checked(edited(without("{{ 成文日期 }}")))

    assert [flaw.field for flaw in report.flaws] == ["成文日期"]
    assert report.findings == ()


def test_what_the_region_asks_for_is_asked_of_the_template() -> None:
    template = edited(
        lambda made: (without_form(made), without("附件：")(made), without("结语")(made))
    )
    plain = edited(
        lambda made: (
            without_form(made),
            without("附件：")(made),
            rewritten("请填写随函附寄的征询意见表，将意见反馈我们。", "")(made),
        )
    )

    assert "enclosure_missing" in [flaw.reason for flaw in checked(template).flaws]
    assert [one.code for one in checked(plain, "chongqing_2017").findings] == ["missing"]
    assert checked(plain, "jilin_2025").findings == ()


def test_a_notice_is_no_letter_and_needs_only_its_fields() -> None:
    paper = PAPERS["urging"]

    report = check_template(find_template(paper, None).content, paper, load("jilin_2025"), "x")

    assert report.sound
