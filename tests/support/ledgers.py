"""Write one table in every format an office uses, and workbooks built to do harm."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.teletype import addTextToElement
from odf.text import P

Rows = Sequence[Sequence[str]]
CASES = Path(__file__).parents[1] / "data" / "cases.csv"

_SHEET = (
    '<?xml version="1.0" encoding="UTF-8"?>{before}'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{dimension}'
    "<sheetData>{data}</sheetData></worksheet>"
)
_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.spreadsheetml.sheet.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


def cases() -> list[list[str]]:
    """The published cases, headings first."""
    with CASES.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def write_csv(path: Path, rows: Rows, encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def write_xlsx(path: Path, rows: Rows) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("台账")
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                sheet.write_string(at, column, text)
    return path


def write_xls(path: Path, rows: Rows) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("台账")
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            sheet.write(at, column, text)
    book.save(str(path))
    return path


def write_ods(path: Path, rows: Rows) -> Path:
    book = OpenDocumentSpreadsheet()
    sheet = Table(name="台账")
    for row in rows:
        line = TableRow()
        for text in row:
            cell = TableCell(valuetype="string") if text else TableCell()
            if text:
                paragraph = P()
                addTextToElement(paragraph, text)
                cell.addElement(paragraph)
            line.addElement(cell)
        sheet.addElement(line)
    book.spreadsheet.addElement(sheet)
    book.save(str(path))
    return path


_ODS = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="台账"><table:table-row>{headings}'
    "</table:table-row><table:table-row>{cells}</table:table-row></table:table>"
    "</office:spreadsheet></office:body></office:document-content>"
)


def write_ods_content(path: Path, headings: Sequence[str], cells: str) -> Path:
    """A small ods made by hand, whose second row holds the given cells of XML."""
    named = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{name}</text:p></table:table-cell>'
        for name in headings
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr("content.xml", _ODS.format(headings=named, cells=cells))
    return path


def package(
    path: Path,
    data: str,
    *,
    before: str = "",
    dimension: str = "",
    members: Mapping[str, bytes] | None = None,
) -> Path:
    """A small xlsx made by hand, whose sheet holds the given rows of XML."""
    sheet = _SHEET.format(before=before, dimension=dimension, data=data)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**_PARTS, "xl/worksheets/sheet1.xml": sheet}.items():
            archive.writestr(name, text)
        for name, content in (members or {}).items():
            archive.writestr(name, content)
    return path


def text_cell(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def sheet_rows(rows: Rows) -> str:
    """Rows of at most 26 columns as the XML of a sheet."""

    def lines() -> Iterator[str]:
        for number, row in enumerate(rows, 1):
            cells = (text_cell(f"{chr(65 + at)}{number}", text) for at, text in enumerate(row))
            yield f'<row r="{number}">{"".join(cells)}</row>'

    return "".join(lines())


def _many_members(path: Path) -> Path:
    return package(path, "", members={f"xl/media/{n}.bin": b"" for n in range(10_000)})


def _bomb(path: Path) -> Path:
    """Six hundred megabytes in one string, in a few hundred kilobytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _PARTS.items():
            archive.writestr(name, text)
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as stream:
            for _ in range(600):
                stream.write(b"x" * 1_000_000)
    return path


def _million_rows(path: Path) -> Path:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 60_001))
    return package(path, rows)


HOSTILE: Mapping[str, tuple[str, Callable[[Path], Path]]] = {
    "declared size": ("archive_size", _bomb),
    "ratio": (
        "archive_ratio",
        lambda path: package(path, "", members={"xl/sharedStrings.xml": b"x" * 20_000_000}),
    ),
    "ten thousand members": ("archive_members", _many_members),
    "a nested archive": (
        "archive_nested",
        lambda path: package(path, "", members={"xl/more.zip": b"PK"}),
    ),
    "the far corner": (
        "far_cell",
        lambda path: package(path, f'<row r="1048576">{text_cell("XFD1048576", "x")}</row>'),
    ),
    "both corners": (
        "far_cell",
        lambda path: package(
            path,
            f'<row r="1">{text_cell("A1", "x")}</row>'
            f'<row r="1048576">{text_cell("XFD1048576", "x")}</row>',
        ),
    ),
    "a far cell without a reference": (
        "far_cell",
        lambda path: package(path, '<row r="1048576"><c><v>1</v></c></row>'),
    ),
    "sixty thousand rows": ("far_cell", _million_rows),
    "a document type": (
        "xml_dtd",
        lambda path: package(path, "", before='<!DOCTYPE w [<!ENTITY a "x">]>'),
    ),
    "a document type in UTF-16": (
        "xml_dtd",
        lambda path: package(
            path, "", members={"xl/styles.xml": '<!DOCTYPE w [<!ENTITY a "x">]>'.encode("utf-16")}
        ),
    ),
}
