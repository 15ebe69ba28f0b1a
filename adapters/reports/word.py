"""Put a report's tables and charts into a Word document, where its template says they belong.

A paragraph that reads `〔表：处室〕` becomes the table of that title, `〔图：处室〕` its chart.
One for a table without rows goes, and its paragraph with it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bihuan.adapters.papers.errors import BrokenTemplate, nearest
from bihuan.adapters.reports.tables import Cell, Table, refuse_lost, shown
from bihuan.adapters.reports.word_charts import put_chart
from bihuan.adapters.word_files import packed

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph

_MARK = re.compile(r"〔(表|图)：(.+)〕")
FONT, TITLE_FONT = "宋体", "黑体"
SIZE, TITLE_SIZE, NOTE_SIZE = 9, 12, 8
"""In points."""
LATIN = "Times New Roman"
"""Digits and letters, whatever the font of the Chinese around them."""
NARROW, WIDE = 6, 30
"""How wide a column is beside the others, by its longest text: at least, and at most."""
TOGETHER = 24
"""A table with no more rows stays on one page."""
GROUND = "F2F2F2"
"""Behind headings and sums."""


def with_tables(paper: bytes, tables: Sequence[Table], name: str) -> bytes:
    """The paper with every mark replaced; raises BrokenTemplate, which calls it by `name`."""
    import docx
    from docx.shared import Pt

    refuse_lost(tables)
    document = docx.Document(io.BytesIO(paper))
    known = {table.title: table for table in tables}
    charts = grids = 0
    for no, paragraph in enumerate(_written(document), start=1):
        if (mark := _MARK.fullmatch(paragraph.text.strip())) is None:
            continue
        what, title = mark.groups()
        if title not in known:
            near = nearest(title, list(known))
            raise BrokenTemplate(name, "unknown_table", field=title, paragraph=no, near=near)
        table = known[title]
        _empty(paragraph)
        if what == "图" and table.chart is not None and table.rows:
            charts += 1
            paragraph.paragraph_format.space_before = Pt(6)
            put_chart(paragraph, table.chart, charts)
            continue
        if what == "表" and table.rows:
            grids += 1
            _put_table(document, paragraph, table, grids)
        paragraph._p.getparent().remove(paragraph._p)
    return packed(document)


def _written(document: Document) -> list[Paragraph]:
    """The paragraphs with text in them, as the errors of templates count them."""
    return [one for one in document.paragraphs if one.text]


def _empty(paragraph: Paragraph) -> None:
    for run in list(paragraph.runs):
        paragraph._p.remove(run._r)


def _put_table(document: Document, before: Paragraph, table: Table, no: int) -> None:
    """Title, grid and notes, above a paragraph."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    title = before.insert_paragraph_before()
    _set(title, f"{no}　{table.title}", TITLE_FONT, TITLE_SIZE, align=WD_ALIGN_PARAGRAPH.CENTER)
    title.paragraph_format.keep_with_next = True
    before._p.addprevious(_grid(document, table))
    for note in table.notes:
        _set(before.insert_paragraph_before(), note, FONT, NOTE_SIZE)


def _grid(document: Document, table: Table) -> Any:
    from docx.enum.table import WD_TABLE_ALIGNMENT

    grid = document.add_table(len(table.rows) + 1, len(table.headings))
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    grid.autofit = False
    _line(grid)
    section = document.sections[-1]
    assert section.page_width and section.left_margin and section.right_margin
    room = section.page_width - section.left_margin - section.right_margin
    parts = [_breadth(table, at) for at in range(len(table.headings))]
    for column, part in zip(grid.columns, parts, strict=True):
        column.width = int(room * part / sum(parts))
    for at, texts in enumerate([table.headings, *table.rows]):
        row = grid.rows[at]
        _whole(row, repeated=at == 0)
        strong = at == 0 or at - 1 in table.sums
        for cell, value, part in zip(row.cells, texts, parts, strict=True):
            cell.width = int(room * part / sum(parts))
            _fill(cell, value, strong=strong, left=part > 2 * NARROW and at > 0)
            together = at < len(table.rows) <= TOGETHER
            cell.paragraphs[0].paragraph_format.keep_with_next = together
    return grid._tbl


def _breadth(table: Table, column: int) -> int:
    """The width of the column's longest text, in Latin letters, within reason."""
    texts = [table.headings[column], *(shown(row[column]) for row in table.rows)]
    longest = max(sum(1 if char.isascii() else 2 for char in text) for text in texts)
    return min(max(longest, NARROW), WIDE)


def _fill(cell: _Cell, value: Cell, *, strong: bool, left: bool) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    align = WD_ALIGN_PARAGRAPH.LEFT if left else WD_ALIGN_PARAGRAPH.CENTER
    _set(cell.paragraphs[0], shown(value), FONT, SIZE, align=align, bold=strong)
    if strong:
        ground = f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{GROUND}"/>'
        cell._tc.get_or_add_tcPr().append(parse_xml(ground))


def _set(
    paragraph: Paragraph,
    text: str,
    font: str,
    size: float,
    *,
    align: Any = None,
    bold: bool = False,
) -> None:
    """Say it in a font, with lines as high as they need to be and nothing indented."""
    from docx.enum.text import WD_LINE_SPACING
    from docx.oxml.ns import qn
    from docx.shared import Pt

    form = paragraph.paragraph_format
    form.alignment = align
    form.line_spacing_rule = WD_LINE_SPACING.SINGLE
    form.space_before = form.space_after = Pt(2)
    form.first_line_indent = Pt(0)
    run = paragraph.add_run(text)
    run.bold, run.font.size, run.font.name = bold, Pt(size), LATIN
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)


def _line(grid: Any) -> None:
    """Thin lines around every cell, whatever styles the template has."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="000000"/>' for side in sides)
    borders = f"<w:tblBorders {nsdecls('w')}>{lines}</w:tblBorders>"
    grid._tbl.tblPr.append(parse_xml(borders))
    room = "".join(f'<w:{side} w:w="40" w:type="dxa"/>' for side in ("left", "right"))
    grid._tbl.tblPr.append(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{room}</w:tblCellMar>"))


def _whole(row: Any, *, repeated: bool) -> None:
    """Keep a row on one page; headings are there again on the next."""
    from docx.oxml import OxmlElement

    about = row._tr.get_or_add_trPr()
    about.append(OxmlElement("w:cantSplit"))
    if repeated:
        about.append(OxmlElement("w:tblHeader"))


def as_pages(title: str, about: str, tables: Sequence[Table]) -> bytes:
    """A plain document: the title, then each table with rows and its chart."""
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    center = WD_ALIGN_PARAGRAPH.CENTER
    _set(document.add_paragraph(), title, TITLE_FONT, 16, align=center)
    _set(document.add_paragraph(), about, FONT, 10.5, align=center)
    for table in tables:
        if table.rows:
            document.add_paragraph(f"〔表：{table.title}〕")
            if table.chart is not None:
                document.add_paragraph(f"〔图：{table.title}〕").alignment = center
    saved = io.BytesIO()
    document.save(saved)
    return with_tables(saved.getvalue(), tables, title)
