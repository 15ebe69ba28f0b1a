"""A report as a workbook ready to print: a sheet for each table, with a chart Excel draws itself.

Every text is written as text and nothing is a formula; a rate is a number with
a percent format, rounded as it is printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bihuan.adapters.lists.sheets import A4, FONT
from bihuan.adapters.outside.errors import MissingOffice
from bihuan.adapters.reports.charts import add_chart
from bihuan.adapters.reports.tables import Cell, Table, refuse_lost, shown
from bihuan.adapters.sheet_names import free_name
from bihuan.adapters.sheet_room import breadth, lines_in
from bihuan.rules.formulas import Rate
from bihuan.rules.words import say

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

TITLE, ABOUT, HEADINGS = 0, 1, 2
"""Which row is which; those of the table follow."""
SIZE = 10.5
"""Of the letters in a cell, in points."""
NARROW, FIRST, WIDE, LEAST = 9.5, 24, 44, 60
UPRIGHT = 100
"""Widths in characters: of a figure, of names at least, of a column at most, of all at least.

A table wider than `UPRIGHT` lies across its page.
"""
GAP = 1
"""Empty rows between what stands below each other."""


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._cells: dict[tuple[str, bool], Format] = {}
        self.title = self._new(font_name="黑体", font_size=16, align="center", text_wrap=True)
        self.about = self._new(align="center", font_color="#595959")
        self.note = self._new(align="left", text_wrap=True, font_size=9, font_color="#595959")
        self.heading = self._new(
            bold=True, text_wrap=True, align="center", border=1, bg_color="#D9E2F3"
        )

    def cell(self, kind: str, *, bold: bool) -> Format:
        """The format of a text, a count, nothing, or a percentage with so many digits."""
        if (kind, bold) not in self._cells:
            told: dict[str, Any] = {"border": 1, "bold": bold, "align": "center"}
            told["num_format"] = kind or "@"
            if kind == "@":
                told |= {"align": "left", "text_wrap": True, "indent": 1}
            if bold:
                told["bg_color"] = "#F2F2F2"
            self._cells[kind, bold] = self._new(**told)
        return self._cells[kind, bold]

    def _new(self, **told: Any) -> Format:
        plain = {"font_name": FONT, "font_size": SIZE, "valign": "vcenter"}
        return self._book.add_format(plain | told)


def write_xlsx(made: Path, title: str, about: str, tables: Sequence[Table], lang: str) -> None:
    """A sheet for each table that has rows, and a hidden one that holds what their charts draw."""
    tables = [table for table in tables if table.rows]
    refuse_lost(tables)
    try:
        import xlsxwriter
    except ImportError as problem:
        raise MissingOffice(made.name, "writer_missing") from problem
    with xlsxwriter.Workbook(str(made)) as book:
        book.set_properties({"title": title, "comments": about})
        styles, names = Styles(book), set[str]()
        sheets = [book.add_worksheet(free_name(table.title, names)) for table in tables]
        ends = [
            _table(sheet, table, f"{title}　{table.title}", about, styles, lang)
            for sheet, table in zip(sheets, tables, strict=True)
        ]
        _charts(book, zip(sheets, tables, ends, strict=True), names, lang)


def _charts(
    book: Workbook, placed: Iterable[tuple[Worksheet, Table, int]], names: set[str], lang: str
) -> None:
    drawn = [
        (sheet, table.chart, end, _pixels(table)) for sheet, table, end in placed if table.chart
    ]
    if not drawn:
        return
    data = book.add_worksheet(free_name(say("report_table.drawn", lang), names))
    data.set_column(0, 0, FIRST)
    top = 0
    for sheet, chart, end, wide in drawn:
        made = add_chart(book, data, chart, top=top, wide=wide)
        sheet.insert_chart(end + GAP, 0, made)
        top += len(chart.names) + 1 + GAP
    data.hide()


def _table(
    sheet: Worksheet, table: Table, title: str, about: str, styles: Styles, lang: str
) -> int:
    """Write the table; returns the row below it."""
    widths = _widths(table)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    _across(sheet, TITLE, widths, title, styles.title, 30)
    _across(sheet, ABOUT, widths, about, styles.about, 20)
    sheet.set_row(HEADINGS, 32)
    for column, text in enumerate(table.headings):
        sheet.write_string(HEADINGS, column, text, styles.heading)
    for at, cells in enumerate(table.rows):
        lines = max(map(lines_in, map(shown, cells), widths))
        sheet.set_row(HEADINGS + 1 + at, 6 + 14 * lines)
        for column, value in enumerate(cells):
            _write(sheet, HEADINGS + 1 + at, column, value, styles, bold=at in table.sums)
    end = HEADINGS + 1 + len(table.rows)
    for note in table.notes:
        _across(sheet, end, widths, note, styles.note, 16)
        end += 1
    _paper(sheet, sum(widths), lang)
    return end


def _across(
    sheet: Worksheet, row: int, widths: Sequence[float], text: str, style: Format, high: float
) -> None:
    """One text over the whole width of the table, in as many lines of a height as it takes."""
    size = style.font_size / SIZE
    sheet.set_row(row, high * lines_in(text, sum(widths) / size))
    if len(widths) > 1:
        sheet.merge_range(row, 0, row, len(widths) - 1, "", style)
    sheet.write_string(row, 0, text, style)


def _widths(table: Table) -> list[float]:
    """Each column as wide as its texts, within reason, and together wide enough for a title."""
    widths = []
    for column in range(len(table.headings)):
        texts = [row[column] for row in table.rows if isinstance(row[column], str)]
        longest = max((breadth(str(text)) for text in texts), default=0)
        least = FIRST if column == 0 else NARROW
        widths.append(min(max(longest + 3, least), WIDE))
    widths[0] += max(0, LEAST - sum(widths))
    return widths


def _pixels(table: Table) -> int:
    """How wide the table is on the screen."""
    return round(sum(width * 7 + 5 for width in _widths(table)))


def _write(
    sheet: Worksheet, row: int, column: int, value: Cell, styles: Styles, *, bold: bool
) -> None:
    if isinstance(value, Rate) and value.value is not None:
        whole = value.text.rstrip("%").isdecimal() or value.digits == 0
        digits = 0 if whole else value.digits
        style = styles.cell(f"0.{'0' * digits}%" if digits else "0%", bold=bold)
        sheet.write_number(row, column, float(value.value / 100), style)
    elif isinstance(value, int):
        sheet.write_number(row, column, value, styles.cell("0", bold=bold))
    elif isinstance(value, str):
        sheet.write_string(row, column, value, styles.cell("@", bold=bold))
    else:
        sheet.write_string(row, column, shown(value), styles.cell("", bold=bold))


def _paper(sheet: Worksheet, width: float, lang: str) -> None:
    """A4, as wide as the page; upright unless the table is wide."""
    if width > UPRIGHT:
        sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADINGS)
    sheet.center_horizontally()
    sheet.freeze_panes(HEADINGS + 1, 1)
    sheet.set_footer(f"&C&9{say('list_page.foot', lang)}")
