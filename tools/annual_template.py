"""Write the template of the yearly report from its description below: `--write` puts it in place.

Staff edit the docx, not this file. What stands here is the form of an official
paper (GB/T 9704: page, margins, fonts by name, 28.95 points a line), the
structure such reports have in print, and prose an office goes on writing.
"""

from __future__ import annotations

import io
import sys
import zipfile
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from bihuan.adapters.reports.word import LATIN
from bihuan.adapters.word_files import packed
from project import ROOT

FILE = ROOT / "adapters" / "annual" / "annual.docx"
TITLE, BODY, HEADING, PHRASE = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
LINE, LETTER = 28.95, 16
"""In points: the height of a line, the size of a character."""

PRACTICE = (
    (
        "一是坚持清单管理，压实办理责任。",
        "逐件落实{% if 五定 %}“五定”（{{ 五定 }}）{% else %}"
        "领导、人员、时间、任务和责任{% endif %}，"
        "在受理、交办、催办、会办、反馈等环节形成闭环。全年受理{{ 总件数 }}件，"
        "已交办{{ 已交办 }}件，形成任务清单、责任清单和台账，一件一档，全程留痕。",
    ),
    (
        "二是坚持规范流程，提高办理质效。",
        "对照期限分级提醒，全年提醒、催办{{ 催办次数 }}次，其中督办{{ 督办次数 }}次；"
        "征求会办意见{{ 会办件次 }}件次。答复按规定要素、规定格式起草、审核和签发，"
        "已答复{{ 已答复 }}件，其中按期{{ 按期答复 }}件，时效率{{ 时效率 }}。",
    ),
    (
        "三是坚持主动沟通，提升服务水平。",
        "办前、办中、办后主动联系代表、委员和党派团体，全年沟通{{ 沟通次数 }}次，"
        "主办件沟通率{{ 沟通率 }}、面商率{{ 面商率 }}。",
    ),
    (
        "四是坚持结果导向，推进成果转化。",
        "对办理工作不满意的，退回主办处室重新办理、再次答复，重新办理{{ 重新办理件数 }}件；"
        "收到反馈{{ 收回反馈表 }}件，首次办理满意率{{ 首次满意率 }}，最终满意率{{ 满意率 }}。",
    ),
)
NEXT = (
    "今后，{{ 单位 }}将继续把建议提案办理作为重要工作，完善办理机制、规范办理流程、加强督导考核，"
    "推动更多意见建议转化为工作成果。〔待补：存在的问题和下一步工作打算〕"
)
OPENING = "按照关于建议提案办理工作的要求，现将{{ 单位 }}办理的{{ 办理内容 }}办理工作情况报告如下。"
ANNEXES = ("总体情况", "分类", "处室", "结果类别", "满意度", "同比", "主题")
DRAWN = frozenset({"分类", "处室", "结果类别", "同比"})


def made() -> bytes:
    """The template."""
    document = docx.Document()
    _page(document)
    for half in ("关于{{ 年度 }}年代表建议和政协提案", "办理工作情况的报告"):
        _line(document, half, font=TITLE, size=22, align=WD_ALIGN_PARAGRAPH.CENTER, indent=0)
    _line(document, "", indent=0)
    _line(document, "{{ 主送机关 }}：", indent=0)
    _line(document, OPENING)
    _line(document, "一、总体办理情况", font=HEADING)
    _line(document, "{{ 收到情况 }}{% if 主题 %}建议提案主要涉及{{ 主题 }}等方面工作。{% endif %}")
    _line(document, "{{ 答复情况 }}")
    _line(document, "二、主要经验做法", font=HEADING)
    for phrase, prose in PRACTICE:
        _line(document, prose, phrase=phrase)
    _each(document, "例", "案例", "比如，{{ 例 }}")
    _line(document, "〔待补：本单位的其他做法和成果转化情况〕")
    _line(document, "三、下一步打算", font=HEADING)
    _line(document, NEXT, kept=True)
    _line(document, "", indent=0, kept=True)
    _line(document, "附件：建议提案办理情况统计表", kept=True)
    _line(document, "", indent=0, kept=True)
    _line(document, "", indent=0, kept=True)
    _line(document, "{{ 单位 }}", align=WD_ALIGN_PARAGRAPH.RIGHT, right=2, kept=True)
    _line(document, "{{ 成文日期 }}", align=WD_ALIGN_PARAGRAPH.RIGHT, right=4)
    _annex(document)
    return packed(document)


def _annex(document: Any) -> None:
    """On pages of their own: tables and charts, who was not satisfied, what is counted."""
    _line(document, "附件", font=HEADING, indent=0, new_page=True)
    _line(
        document,
        "建议提案办理情况统计表",
        font=TITLE,
        size=18,
        align=WD_ALIGN_PARAGRAPH.CENTER,
        indent=0,
    )
    _line(
        document,
        "（{{ 单位 }}，截至{{ 截至日期 }}）",
        size=12,
        align=WD_ALIGN_PARAGRAPH.CENTER,
        indent=0,
    )
    for name in ANNEXES:
        _mark(document, f"〔表：{name}〕")
        if name in DRAWN:
            _mark(document, f"〔图：{name}〕")
    _paragraph_tag(document, "{%p if 重新办理情况 %}")
    _line(document, "重新办理情况", font=HEADING, size=12, indent=0, tight=True)
    _paragraph_tag(document, "{%p endif %}")
    _each(document, "件", "重新办理情况", "{{ 件 }}", size=10.5)
    _line(document, "数据口径", font=HEADING, size=12, indent=0, tight=True)
    _each(document, "条", "口径", "{{ 条 }}", size=10.5)


def _each(document: Any, one: str, of: str, text: str, size: float = LETTER) -> None:
    """A paragraph for each item of a list."""
    _paragraph_tag(document, f"{{%p for {one} in {of} %}}")
    _line(document, text, size=size, tight=size < LETTER)
    _paragraph_tag(document, "{%p endfor %}")


def _paragraph_tag(document: Any, tag: str) -> None:
    document.add_paragraph(tag)


def _mark(document: Any, mark: str) -> None:
    """Where a table or a chart will stand; lines are as high as what is in them."""
    paragraph = document.add_paragraph(mark)
    form = paragraph.paragraph_format
    form.alignment = WD_ALIGN_PARAGRAPH.CENTER
    form.line_spacing_rule = WD_LINE_SPACING.SINGLE
    form.space_before = form.space_after = Pt(6)


def _line(
    document: Any,
    text: str,
    *,
    font: str = BODY,
    size: float = LETTER,
    align: Any = None,
    indent: int = 2,
    right: int = 0,
    phrase: str = "",
    tight: bool = False,
    new_page: bool = False,
    kept: bool = False,
) -> None:
    """A paragraph; `indent` and `right` count characters, `phrase` is what it begins with.

    One that is `kept` stands on the page of the next.
    """
    paragraph = document.add_paragraph()
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):
        paragraph._p.get_or_add_pPr().append(_off(name))
    form = paragraph.paragraph_format
    form.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY if align is None else align
    form.page_break_before = new_page
    form.first_line_indent = Pt(indent * size) if align is None else Pt(0)
    form.right_indent = Pt(right * size)
    form.space_before = form.space_after = Pt(0)
    form.widow_control = False
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    form.line_spacing = Pt(size * 1.5 if tight else max(LINE, size * 1.4))
    form.keep_with_next = kept or font == HEADING
    if phrase:
        _run(paragraph, phrase, PHRASE, size)
    _run(paragraph, text, font, size)


def _off(name: str) -> Any:
    """A property that is not wanted: here, gaps between Chinese and digits."""
    element = OxmlElement(name)
    element.set(qn("w:val"), "0")
    return element


def _run(paragraph: Any, text: str, font: str, size: float) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.font.name = Pt(size), LATIN
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _page(document: Any) -> None:
    """A4 as GB/T 9704 has it: 28 characters a line, 22 lines a page, numbers outside below."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(28)
    document.settings.odd_and_even_pages_header_footer = True
    for footer, align, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT, "right_indent"),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, "left_indent"),
    ):
        paragraph = footer.paragraphs[0]
        paragraph.alignment = align
        setattr(paragraph.paragraph_format, side, Pt(14))
        _run(paragraph, "— ", "宋体", 14)
        _field(paragraph, "PAGE")
        _run(paragraph, " —", "宋体", 14)


def _field(paragraph: Any, code: str) -> None:
    """A number that Word counts."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    paragraph._p.append(field)
    run = paragraph.add_run("1")
    run.font.size, run.font.name = Pt(14), "宋体"
    field.append(run._r)


def main() -> int:
    """Write it, or say whether the one in place is this one."""
    if "--write" in sys.argv[1:]:
        FILE.write_bytes(made())
    same = FILE.exists() and _members(FILE.read_bytes()) == _members(made())
    print("annual template: ok" if same else f"{FILE.name} differs; run this with --write")
    return 0 if same else 1


def _members(file: bytes) -> dict[str, bytes]:
    """What is in a file; how it is packed depends on the machine."""
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


if __name__ == "__main__":
    sys.exit(main())
