"""Refuse a workbook built to exhaust its reader, before any reader opens it."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

from bihuan.adapters.ledger.child import AREA
from bihuan.adapters.ledger.extent import Notes, OdsExtent, XlsxExtent
from bihuan.adapters.ledger.notes import Look, named
from bihuan.adapters.outside.archive import ArchiveLimits, is_xml, opened, xml_pieces
from bihuan.adapters.outside.errors import HostileFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits(ArchiveLimits):
    """What the largest honest ledger stays far below."""

    rows: int = 50_000
    columns: int = 512
    cells: int = 2_000_000
    area: int = AREA
    # No spreadsheet cell holds more, so a longer text would be cut when written again.
    cell_characters: int = 32_767


LIMITS = Limits()
_LINKED = re.compile(r"(?i)xl/(?:externallinks/externallink|connections\.xml|querytables/).*")
_LINKED_ODS = re.compile(rb"<table:(?:dde-links?|table-source)[\s/>]")


def check_archive(path: Path, limits: Limits = LIMITS) -> Look:
    """Refuse a hostile xlsx or ods, and say what is odd about the cells of an honest one.

    HostileFile says why; UnreadableFile if the file is damaged.
    """
    with opened(path, limits) as archive:
        for member in archive.infolist():
            if _LINKED.fullmatch(member.filename):
                raise HostileFile(str(path), "external_links", member.filename)
        return _check_content(path, archive, limits)


def _check_content(path: Path, archive: zipfile.ZipFile, limits: Limits) -> Look:
    by_member: dict[str, Notes] = {}
    by_name: dict[str, Notes] = {}
    for member in archive.infolist():
        if not is_xml(member.filename):
            continue
        extent = _check_xml(path, archive, member, limits)
        if isinstance(extent, XlsxExtent):
            by_member[member.filename] = extent.notes
        elif extent is not None:
            by_name |= extent.sheets
    return Look(sheets=by_name) if by_name else named(archive, by_member)


def _check_xml(
    path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits
) -> XlsxExtent | OdsExtent | None:
    name = member.filename
    extent: XlsxExtent | OdsExtent | None = None
    if re.match(r"(?i)/?xl/worksheets/", name):
        extent = XlsxExtent(limits.rows, limits.columns, limits.cells, limits.area)
    elif name == "content.xml":
        extent = OdsExtent(limits.rows, limits.columns, limits.cells, limits.area)
    for piece in xml_pieces(path, archive, member):
        if isinstance(extent, OdsExtent) and _LINKED_ODS.search(piece):
            raise HostileFile(str(path), "external_links", name)
        if extent and (found := extent.take(piece)):
            raise HostileFile(str(path), *found)
    return extent
