"""Read the one ledger of a file as a table of text, whichever office suite wrote it."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bihuan.adapters.ledger.columns import KNOWN_HEADINGS
from bihuan.adapters.ledger.errors import BadHeadings
from bihuan.adapters.ledger.guard import LIMITS, check_archive
from bihuan.adapters.ledger.headings import cut, find_headings, heading
from bihuan.adapters.ledger.notes import annotated
from bihuan.adapters.ledger.old_books import look_at_old_book
from bihuan.adapters.ledger.tables import Sheet, Table
from bihuan.adapters.ledger.text_files import read_csv
from bihuan.adapters.ledger.worker import read_sheets
from bihuan.adapters.outside.archive import check_directory, check_size
from bihuan.adapters.outside.errors import UnreadableFile

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Book:
    """Every sheet of a file, and what is known of the file as a whole."""

    path: str
    sheets: Sequence[Sheet]
    form: str
    encoding: str | None = None
    since_1904: bool = False


def read_tables(
    path: str | os.PathLike[str],
    *,
    headings: Collection[str] = (),
    sheets: Collection[str] = (),
) -> tuple[Table, ...]:
    """The ledgers in the file, one a sheet; FileError says why there is none.

    `headings` are those a map file adds to the known ones. Without `sheets`,
    every visible sheet with a row of headings is read, or else the first hidden
    one; the sheets that hold something and were not read are named.
    """
    book = _open(Path(path))
    known = KNOWN_HEADINGS | {heading(text) for text in headings}
    absent = [name for name in sheets if name not in {each.name for each in book.sheets}]
    if absent:
        raise UnreadableFile(book.path, "no_sheet", "、".join(absent))
    candidates = [each for each in book.sheets if not sheets or each.name in sheets]
    found = [(each, find_headings(each.grid, known)) for each in candidates]
    ledgers = [(each, at) for each, at in found if at is not None]
    if not ledgers:
        raise BadHeadings(book.path, "no_heading_row")
    visible = [(each, at) for each, at in ledgers if not each.hidden]
    read = ledgers if sheets else visible or ledgers[:1]
    names = {each.name for each, _ in read}
    others = tuple(each.name for each in book.sheets if each.name not in names and any(each.grid))
    return tuple(_table(book, each, at, others) for each, at in read)


def read_table(
    path: str | os.PathLike[str], *, headings: Collection[str] = (), sheet: str | None = None
) -> Table:
    """The first ledger in the file, or the one on the sheet."""
    first, *more = read_tables(path, headings=headings, sheets=[sheet] if sheet else [])
    others = tuple(table.sheet for table in more)
    return replace(first, other_sheets=(*first.other_sheets, *others))


def _open(file: Path) -> _Book:
    path = str(file)
    if not file.is_file():
        raise UnreadableFile(path, "file_missing")
    check_size(file, LIMITS)
    form = file_format(file)
    if form == "csv":
        grid, encoding = read_csv(file)
        sheet = Sheet(name=file.stem, grid=grid)
        return _Book(path=path, sheets=[sheet], form=form, encoding=encoding)
    look = look_at_old_book(file) if form == "xls" else check_archive(file)
    sheets = annotated(read_sheets(file), look)
    return _Book(path=path, sheets=sheets, form=form, since_1904=look.since_1904)


def file_format(path: Path) -> str:
    """What the bytes are, whatever the name says: csv, xls, xlsx or ods."""
    with path.open("rb") as stream:
        start = stream.read(4096)
    if start.startswith(_OLE):
        return "xls"
    if start.startswith(_ZIP):
        return _archive_format(path)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        raise UnreadableFile(str(path), "not_a_table", "HTML/XML")
    if b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(str(path), "not_a_table", "binary")
    return "csv"


def _archive_format(path: Path) -> str:
    check_directory(path, LIMITS)
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.lower().lstrip("/") for name in archive.namelist()}
    except zipfile.BadZipFile as problem:
        raise UnreadableFile(str(path), "damaged", str(problem)) from problem
    if "xl/workbook.bin" in names:
        raise UnreadableFile(str(path), "workbook_kind", "xlsb")
    if "[content_types].xml" in names and any(name.startswith("xl/") for name in names):
        return "xlsx"
    if "content.xml" in names:
        return "ods"
    # Whatever it is, it is unpacked no further than its list of names.
    check_archive(path)
    raise UnreadableFile(str(path), "not_a_table", "zip")


def _table(book: _Book, sheet: Sheet, at: int, others: tuple[str, ...]) -> Table:
    headers, rows = cut(book.path, sheet.grid, at, wide_is_wrong=book.form == "csv")
    return Table(
        sheet=sheet.name,
        header_row=at + 1,
        headers=headers,
        rows=rows,
        format=book.form,
        encoding=book.encoding,
        other_sheets=others,
        since_1904=book.since_1904,
    )
