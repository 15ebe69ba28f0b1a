"""Read the one ledger of a file as a table of text, whichever office suite wrote it."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Collection, Sequence
from pathlib import Path

from bihuan.adapters.ledger.columns import KNOWN_HEADINGS
from bihuan.adapters.ledger.errors import BadHeadings, UnreadableLedger
from bihuan.adapters.ledger.guard import check_archive, check_directory, check_size
from bihuan.adapters.ledger.headings import cut, find_headings, heading
from bihuan.adapters.ledger.tables import Sheet, Table
from bihuan.adapters.ledger.text_files import read_csv
from bihuan.adapters.ledger.worker import read_sheets

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_table(
    path: str | os.PathLike[str], *, headings: Collection[str] = (), sheet: str | None = None
) -> Table:
    """The ledger in the file; LedgerError says why there is none.

    `headings` are those a map file adds to the known ones. Without `sheet`, the
    first sheet with a row of headings is read and the others are named.
    """
    file = Path(path)
    if not file.is_file():
        raise UnreadableLedger(str(file), "file_missing")
    check_size(file)
    form = file_format(file)
    sheets: Sequence[Sheet]
    encoding: str | None = None
    if form == "csv":
        grid, encoding = read_csv(file)
        sheets = (Sheet(name=file.stem, grid=grid),)
    else:
        if form != "xls":
            check_archive(file)
        sheets = read_sheets(file)
    known = KNOWN_HEADINGS | {heading(text) for text in headings}
    return _table(str(file), sheets, known, sheet, form, encoding)


def file_format(path: Path) -> str:
    """What the bytes are, whatever the name says: csv, xls, xlsx or ods."""
    with path.open("rb") as stream:
        start = stream.read(4096)
    if start.startswith(_OLE):
        return "xls"
    if start.startswith(_ZIP):
        return _archive_format(path)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        raise UnreadableLedger(str(path), "not_a_table", "HTML/XML")
    if b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableLedger(str(path), "not_a_table", "binary")
    return "csv"


def _archive_format(path: Path) -> str:
    check_directory(path)
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.lower().lstrip("/") for name in archive.namelist()}
    except zipfile.BadZipFile as problem:
        raise UnreadableLedger(str(path), "damaged", str(problem)) from problem
    if "xl/workbook.bin" in names:
        raise UnreadableLedger(str(path), "workbook_kind", "xlsb")
    if "[content_types].xml" in names and any(name.startswith("xl/") for name in names):
        return "xlsx"
    if "content.xml" in names:
        return "ods"
    # Whatever it is, it is unpacked no further than its list of names.
    check_archive(path)
    raise UnreadableLedger(str(path), "not_a_table", "zip")


def _table(
    path: str,
    sheets: Sequence[Sheet],
    known: Collection[str],
    wanted: str | None,
    form: str,
    encoding: str | None,
) -> Table:
    candidates = [each for each in sheets if wanted in (None, each.name)]
    if not candidates:
        raise UnreadableLedger(path, "no_sheet", wanted or "")
    for each in candidates:
        at = find_headings(each.grid, known)
        if at is None:
            continue
        headers, rows = cut(path, each.grid, at, wide_is_wrong=form == "csv")
        return Table(
            sheet=each.name,
            header_row=at + 1,
            headers=headers,
            rows=rows,
            format=form,
            encoding=encoding,
            other_sheets=tuple(other.name for other in sheets if other is not each and other.grid),
        )
    raise BadHeadings(path, "no_heading_row")
