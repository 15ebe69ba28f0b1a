"""A list as a workbook that is ready to print: A4 landscape, headings on every page.

Every text is written as text, so that no number loses its zeros and nothing is
a formula; dates are real dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bihuan.adapters.lists.pages import Cell, Page
from bihuan.adapters.outside.errors import MissingOffice
from bihuan.adapters.sheet_names import free_name
from bihuan.adapters.sheet_room import lines_in
from bihuan.engine.lists import Column
from bihuan.rules.words import label, say

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

A4 = 9
FONT = "宋体"
MARKS = {"": None, "soon": "#FFF2CC", "late": "#F8CBAD"}
"""The ground of a row: yellow for one that is due soon, red for one that is overdue."""
DATES = {"zh": 'yyyy"年"m"月"d"日"', "en": "yyyy-mm-dd"}
LINE, PADDING = 13, 4
"""The height of a line of text, and what is left above and below, in points."""
TITLE, ABOUT, HEADINGS = 0, 1, 2
"""Which row is which; those of the list follow."""


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Workbook, lang: str) -> None:
        self._book, self._lang = book, lang
        self._cells: dict[tuple[str, bool, str], Format] = {}
        self.title = self._new(font_name="黑体", font_size=16, align="center")
        self.about = self._new(align="left")
        self.heading = self._new(
            bold=True, text_wrap=True, align="center", border=1, bg_color="#D9E2F3"
        )

    def cell(self, column: Column, mark: str) -> Format:
        """The format of a column's cell in a row so marked.

        Only what is printed makes its row higher: a long note beside the paper does not.
        """
        kind = column.kind
        style = (kind, column.printed, mark)
        if style not in self._cells:
            told: dict[str, Any] = {"border": 1, "text_wrap": kind == "text" and column.printed}
            told["align"] = "left" if kind == "text" else "center"
            told["num_format"] = {"date": DATES[self._lang], "number": "0"}.get(kind, "@")
            if MARKS[mark]:
                told["bg_color"] = MARKS[mark]
            self._cells[style] = self._new(**told)
        return self._cells[style]

    def _new(self, **told: Any) -> Format:
        plain = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
        return self._book.add_format(plain | told)


def write_xlsx(made: Path, page: Page) -> None:
    """The list on a sheet, and where it is split each division's rows on one more."""
    try:
        import xlsxwriter
    except ImportError as problem:
        raise MissingOffice(made.name, "writer_missing") from problem
    # A row is given away once the next one begins: memory does not grow with the list.
    with xlsxwriter.Workbook(str(made), {"constant_memory": True}) as book:
        book.set_properties({"title": page.title, "comments": page.about})
        styles, names = Styles(book, page.lang), set[str]()
        _sheet(book, label(f"list_name.{page.listed.name}", page.lang), page, None, styles, names)
        for division, rows in page.by_division():
            _sheet(book, division, page, rows, styles, names)


def _sheet(
    book: Workbook,
    name: str,
    page: Page,
    only: list[int] | None,
    styles: Styles,
    names: set[str],
) -> None:
    columns = page.listed.columns
    printed = sum(one.printed for one in columns)
    sheet = book.add_worksheet(free_name(name, names))
    for at, one in enumerate(columns):
        sheet.set_column(at, at, one.width)
    rows: Iterable[int] = range(len(page.rows)) if only is None else only
    count = len(page.rows) if only is None else len(only)
    title = (
        page.title if only is None else say("list_page.of", page.lang, of=name, title=page.title)
    )
    _paper(sheet, page.lang, printed, HEADINGS + count)
    sheet.set_row(TITLE, 30)
    sheet.merge_range(TITLE, 0, TITLE, printed - 1, "", styles.title)
    sheet.write_string(TITLE, 0, title, styles.title)
    sheet.merge_range(ABOUT, 0, ABOUT, printed - 1, "", styles.about)
    sheet.write_string(ABOUT, 0, page.about, styles.about)
    sheet.set_row(HEADINGS, 28)
    for at, text in enumerate(page.headings):
        sheet.write_string(HEADINGS, at, text, styles.heading)
    sheet.autofilter(HEADINGS, 0, HEADINGS + count, len(columns) - 1)
    formats = {mark: [styles.cell(one, mark) for one in columns] for mark in MARKS}
    for at, row in enumerate(rows, start=HEADINGS + 1):
        marked = formats[page.lines[row].urgency]
        sheet.set_row(at, LINE * _height(columns, page.rows[row]) + PADDING)
        for column, value in enumerate(page.rows[row]):
            _write(sheet, at, column, value, marked[column])


def _height(columns: Sequence[Column], row: Sequence[Cell]) -> int:
    """How many lines the highest printed text of a row takes; programs do not work it out."""
    texts = zip(columns, row, strict=True)
    return max(
        (lines_in(text, one.width) for one, text in texts if one.printed and isinstance(text, str)),
        default=1,
    )


def _paper(sheet: Worksheet, lang: str, printed: int, last: int) -> None:
    """As wide as the page, as long as it takes."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADINGS)
    sheet.print_area(TITLE, 0, last, printed - 1)
    sheet.center_horizontally()
    sheet.freeze_panes(HEADINGS + 1, 0)
    sheet.set_footer(f"&C&9{say('list_page.foot', lang)}")


def _write(sheet: Worksheet, row: int, column: int, value: Cell, style: Format) -> None:
    if value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, str):
        sheet.write_string(row, column, value, style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, style)
    else:
        sheet.write_number(row, column, value, style)
