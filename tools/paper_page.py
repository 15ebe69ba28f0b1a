"""A page of GB/T 9704-2012 in the form of a letter (信函格式), made with python-docx.

Lengths come from the standard: margins 37, 35, 28 and 26 mm, 28 characters by 22 lines of
3号 (16 pt), a red double line of 170 mm below the letterhead and another 20 mm above the edge.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

SONG, FANG, KAI, HEI = "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体"
RED = "FF0000"
LINE = 28.95
"""Points from line to line: 22 of them fill 225 mm."""
_LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)
_OUTWARD = (-454, -340)
"""How far a line of 170 mm reaches over the type area on each side, in twentieths of a point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a kind of paragraph looks; lengths in points, indents in characters."""

    font: str = FANG
    size: float = 16
    line: float = LINE
    align: str = "both"
    first: int = 0
    left: float = 0
    right: float = 0
    before: float = 0
    after: float = 0
    keep: bool = False
    """With the paragraph after it, on one page."""
    frame: str = ""
    """Where its frame stands, as attributes; set in each paragraph, for LibreOffice's sake."""
    tight: bool = False
    """Without the space before and after where its neighbour is of the same kind."""
    new_page: bool = False


_TOP_RIGHT = (
    'w:w="4800" w:wrap="around" w:vAnchor="page" w:hAnchor="margin" w:xAlign="right" w:y="1077"'
)
_AT_BOTTOM = (
    'w:w="8844" w:wrap="notBeside" w:vAnchor="margin" w:hAnchor="margin" w:xAlign="left"'
    ' w:yAlign="bottom"'
)

STYLES: Mapping[str, Style] = {
    "类别标注": Style(align="right", frame=_TOP_RIGHT),
    "发文字号": Style(align="right"),
    "函件标题": Style(
        font=SONG, size=22, line=35, align="center", before=2 * LINE, after=LINE, tight=True
    ),
    "主送": Style(align="left"),
    "正文段": Style(first=2),
    "一级标题": Style(font=HEI, first=2, keep=True),
    "二级标题": Style(font=KAI, first=2, keep=True),
    "结语": Style(first=2, keep=True),
    "附件说明": Style(first=2, before=LINE, keep=True),
    "落款": Style(align="center", left=13.5, before=2 * LINE, keep=True),
    "成文日期": Style(align="right", right=4, after=LINE / 2, keep=True),
    "附注": Style(first=2, align="left", keep=True),
    "抄送机关": Style(size=14, line=22, align="left", left=4, frame=_AT_BOTTOM),
    "附件标记": Style(font=HEI, align="left", new_page=True),
    "表题": Style(font=SONG, size=22, line=35, align="center", before=LINE / 2, after=LINE / 2),
    "表头": Style(font=HEI, size=12, line=20, align="center"),
    "表文": Style(size=12, line=20, align="left"),
    "表注": Style(size=12, line=20, align="left", before=6),
}


def page(title: str, *, letter: bool) -> Document:
    """An empty paper with its styles; one that is a `letter` has a letterhead and its red lines."""
    made = docx.Document()
    _bare(made)
    body = made.element.body
    for element in list(body)[:-1]:
        body.remove(element)
    _normal(made)
    for name, style in STYLES.items():
        _add(made, name, style)
    _section(made, letter)
    facts = made.core_properties
    facts.author = facts.comments = facts.last_modified_by = facts.keywords = ""
    facts.title, facts.language = title, "zh-CN"
    facts.created = facts.modified = _LONG_AGO
    return made


def add(made: Document, style: str, text: str) -> None:
    """A paragraph of a style."""
    added = made.add_paragraph(style=style)
    added.add_run(text)
    if frame := STYLES[style].frame:
        properties = added._p.get_or_add_pPr()
        placed = parse_xml(f"<w:framePr {nsdecls('w')} {frame}/>")
        properties.insert_element_before(placed, "w:widowControl", "w:spacing", "w:jc")


def add_table(made: Document, rows: Sequence[tuple[str, ...]], widths: Sequence[float]) -> None:
    """A table with a line around each cell; odd columns are heads. A row of two spans the rest.

    Widths are in millimetres; a text with new lines makes a tall cell.
    """
    grid = made.add_table(0, len(widths))
    grid.style = made.styles["Table Grid"]
    grid.autofit = False
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Mm(width)
    for texts in rows:
        cells = grid.add_row().cells
        for cell, width in zip(cells, widths, strict=True):
            cell.width = Mm(width)
        if len(texts) == 2:
            cells[1].merge(cells[-1])
        for no, text in enumerate(texts):
            _cell(cells[no], text, "表头" if no % 2 == 0 else "表文")
        _whole(grid.rows[-1])


def _cell(cell: Any, text: str, style: str) -> None:
    lines = text.split("\n")
    cell.paragraphs[0].style = style
    cell.paragraphs[0].add_run(lines[0])
    for line in lines[1:]:
        cell.add_paragraph(style=style).add_run(line)
    cell.vertical_alignment = 1


def _whole(row: Any) -> None:
    """Keep a row on one page and at least 11 mm high."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    row.height = Mm(11)


def packed(made: Document) -> bytes:
    """The file, the same bytes whenever it is made, without the library's own preview."""
    saved, file = io.BytesIO(), io.BytesIO()
    package = made.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[key]
    made.save(saved)
    with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(file, "w") as archive:
        for part in parts.infolist():
            member = zipfile.ZipInfo(part.filename)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            archive.writestr(member, parts.read(part))
    return file.getvalue()


def _bare(made: Document) -> None:
    """Leave out the library's own styles, of which the office sees none and each paper has all."""
    styles = made.styles.element
    for style in list(styles.style_lst):
        if style.get(qn("w:styleId")) not in _KEPT:
            styles.remove(style)
    for key, relation in list(made.part.rels.items()):
        if relation.reltype.endswith(("/stylesWithEffects", "/numbering", "/customXml")):
            del made.part.rels[key]


_KEPT = frozenset({"Normal", "DefaultParagraphFont", "TableNormal", "NoList", "TableGrid"})


def _normal(made: Document) -> None:
    """What every paragraph of the paper is, unless its style says otherwise."""
    style = made.styles["Normal"]
    _look(style, Style())
    rest = style.element.rPr
    closer = parse_xml(f'<w:spacing {nsdecls("w")} w:val="-5"/>')
    rest.insert_element_before(closer, "w:w", "w:kern", "w:position", "w:sz", "w:szCs")
    rest.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="en-US" w:eastAsia="zh-CN"/>'))


def _add(made: Document, name: str, style: Style) -> None:
    added = made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    added.base_style = made.styles["Normal"]
    added.quick_style = True
    _look(added, style)


def _look(target: Any, style: Style) -> None:
    element = target.element
    fonts = element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for key in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{key}"), style.font)
    fonts.set(qn("w:hint"), "eastAsia")
    target.font.size = Pt(style.size)
    old = element.pPr
    if old is not None:
        element.remove(old)
    element.insert_element_before(parse_xml(_properties(style)), "w:rPr", "w:tblPr")


def _properties(style: Style) -> str:
    """The paragraph's properties, in the order the schema wants."""
    ns = nsdecls("w")
    spacing = (
        f'<w:spacing w:before="{_twentieths(style.before)}" w:after="{_twentieths(style.after)}"'
        f' w:line="{_twentieths(style.line)}" w:lineRule="exact"/>'
    )
    keep = "<w:keepNext/>" if style.keep else ""
    new_page = "<w:pageBreakBefore/>" if style.new_page else ""
    tight = "<w:contextualSpacing/>" if style.tight else ""
    left, right = (round(part * style.size * 20) for part in (style.left, style.right))
    hanging = style.frame == _AT_BOTTOM
    indent = f'<w:ind w:left="{left}" w:right="{right}"'
    if style.first:
        wide = round(style.first * style.size * 20)
        indent += f' w:firstLineChars="{style.first * 100}" w:firstLine="{wide}"'
    if hanging:
        indent += f' w:hanging="{left - round(style.size * 20)}"'
    return (
        f'<w:pPr {ns}>{keep}{new_page}<w:widowControl w:val="0"/>'
        f'<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>{spacing}{indent}/>{tight}'
        f'<w:jc w:val="{style.align}"/></w:pPr>'
    )


def _twentieths(points: float) -> int:
    return round(points * 20)


def _section(made: Document, letter: bool) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(30), Mm(19)
    section.different_first_page_header_footer = True
    made.settings.odd_and_even_pages_header_footer = True
    if letter:
        _letterhead(section.first_page_header.paragraphs[0])
        _red_line(section.first_page_footer.paragraphs[0])
    for header in (section.header, section.even_page_header):
        _set(header.paragraphs[0], "left", line=8)
    _page_number(section.footer.paragraphs[0], "right")
    _page_number(section.even_page_footer.paragraphs[0], "left")


def _letterhead(paragraph: Any) -> None:
    """The office's name in red, and the double line 4 mm below it."""
    _set(paragraph, "center", line=40, after=14, outward=True)
    border = (
        f'<w:pBdr {nsdecls("w")}><w:bottom w:val="thickThinSmallGap" w:sz="24" w:space="11"'
        f' w:color="{RED}"/></w:pBdr>'
    )
    paragraph._p.pPr.insert_element_before(
        parse_xml(border), "w:autoSpaceDE", "w:spacing", "w:ind", "w:jc"
    )
    run = paragraph.add_run("{{ 承办单位 }}")
    run.font.size = Pt(30)
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    for key in ("ascii", "hAnsi", "eastAsia"):
        fonts.set(qn(f"w:{key}"), SONG)
    run.font.color.rgb = RGBColor.from_string(RED)


def _red_line(paragraph: Any) -> None:
    _set(paragraph, "left", line=2, outward=True)
    border = (
        f'<w:pBdr {nsdecls("w")}><w:top w:val="thinThickSmallGap" w:sz="24" w:space="1"'
        f' w:color="{RED}"/></w:pBdr>'
    )
    paragraph._p.pPr.insert_element_before(
        parse_xml(border), "w:autoSpaceDE", "w:spacing", "w:ind", "w:jc"
    )


def _page_number(paragraph: Any, align: str) -> None:
    """— 2 —, one character in from the edge."""
    _set(paragraph, align, line=14, after=8, indent=280)
    for part in ("— ", "PAGE", " —"):
        run = paragraph.add_run() if part == "PAGE" else paragraph.add_run(part)
        run.font.size = Pt(14)
        fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
        for key in ("ascii", "hAnsi", "eastAsia"):
            fonts.set(qn(f"w:{key}"), "宋体")
        if part == "PAGE":
            for kind, code in (
                ("begin", ""),
                ("", " PAGE "),
                ("separate", ""),
                ("t", "2"),
                ("end", ""),
            ):
                run._r.append(_field(kind, code))


_FIELD = (("begin", ""), ("", " PAGE "), ("separate", ""), ("t", "2"), ("end", ""))


def _field(kind: str, code: str) -> Any:
    ns = nsdecls("w")
    if kind == "t":
        return parse_xml(f"<w:t {ns}>{code}</w:t>")
    if code:
        return parse_xml(f'<w:instrText {ns} xml:space="preserve">{code}</w:instrText>')
    return parse_xml(f'<w:fldChar {ns} w:fldCharType="{kind}"/>')


def _set(
    paragraph: Any,
    align: str,
    *,
    line: float,
    after: float = 0,
    outward: bool = False,
    indent: int = 0,
) -> None:
    left, right = _OUTWARD if outward else (indent, indent)
    old = paragraph._p.pPr
    if old is not None:
        paragraph._p.remove(old)
    paragraph._p.insert(
        0,
        parse_xml(
            f'<w:pPr {nsdecls("w")}><w:spacing w:before="0" w:after="{_twentieths(after)}"'
            f' w:line="{_twentieths(line)}" w:lineRule="exact"/>'
            f'<w:ind w:left="{left}" w:right="{right}"/><w:jc w:val="{align}"/></w:pPr>'
        ),
    )
