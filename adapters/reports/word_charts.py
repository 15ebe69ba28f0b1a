"""A chart inside a Word document: the very chart of the workbook, with its cells packed beside it.

XlsxWriter writes the chart; its part is moved into the document as it is. Word and WPS draw it
with the fonts that are there and let a person change its figures; LibreOffice draws it too.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bihuan.adapters.outside.errors import MissingOffice
from bihuan.adapters.reports.charts import WIDTH, add_chart, height
from bihuan.adapters.reports.tables import Chart

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph

_CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_LONG_AGO = datetime(2000, 1, 1)  # noqa: DTZ001  # a file property, the same at every writing
_SHOWN = ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")
_LABELS = re.compile(rf'(?:<c:(?:{"|".join(_SHOWN)}) val="1"/>)+')
_PER_PIXEL = 9525
"""How many of Word's units of length a pixel has."""


def put_chart(paragraph: Paragraph, chart: Chart, no: int) -> None:
    """Put the chart, the `no`-th of its document, into an empty paragraph."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    try:
        book = _book(chart)
    except ImportError as problem:
        raise MissingOffice(chart.title, "writer_missing") from problem
    package = paragraph.part.package
    assert package is not None
    cells = Part(PackURI(f"/word/embeddings/chart{no}.xlsx"), _BOOK, book, package)
    part = Part(PackURI(f"/word/charts/chart{no}.xml"), _CHART, b"", package)
    to_cells = part.relate_to(cells, f"{_RELATION}/package")
    part._blob = _drawn(book, to_cells)  # python-docx has no other way to fill a part late
    to_chart = paragraph.part.relate_to(part, f"{_RELATION}/chart")
    paragraph.add_run()._r.append(_frame(to_chart, chart, no))


def _book(chart: Chart) -> bytes:
    """A workbook of nothing but what is drawn, the same bytes whenever it is made."""
    import xlsxwriter

    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.set_properties({"created": _LONG_AGO})
        sheet = book.add_worksheet()
        sheet.insert_chart(0, 5, add_chart(book, sheet, chart))
    return made.getvalue()


def _drawn(book: bytes, to_cells: str) -> bytes:
    """The chart's own part, which says where its cells are."""
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        drawn = parts.read("xl/charts/chart1.xml").decode()
    told = f'<c:externalData r:id="{to_cells}"><c:autoUpdate val="0"/></c:externalData>'
    drawn = drawn.replace("<c:printSettings>", f"{told}<c:printSettings>")
    return _LABELS.sub(_every_choice, drawn).encode()


def _every_choice(labels: re.Match[str]) -> str:
    """What a label shows, said of everything it may: what is left out some programs show."""
    chosen = labels[0]
    return "".join(f'<c:{name} val="{int(f"<c:{name} " in chosen)}"/>' for name in _SHOWN)


def _frame(to_chart: str, chart: Chart, no: int) -> Any:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    frame = parse_xml(
        f"<w:drawing {nsdecls('w')} xmlns:wp='{_DRAWING}/wordprocessingDrawing'"
        f" xmlns:a='{_DRAWING}/main' xmlns:c='{_DRAWING}/chart' xmlns:r='{_RELATION}'>"
        "<wp:inline distT='0' distB='0' distL='0' distR='0'>"
        f"<wp:extent cx='{WIDTH * _PER_PIXEL}' cy='{height(chart) * _PER_PIXEL}'/>"
        f"<wp:docPr id='{1000 + no}' name='chart{no}'/><wp:cNvGraphicFramePr/>"
        f"<a:graphic><a:graphicData uri='{_DRAWING}/chart'><c:chart r:id='{to_chart}'/>"
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    frame[0].find(f"{{{_DRAWING}/wordprocessingDrawing}}docPr").set("descr", chart.title)
    return frame
