"""Refuse a workbook built to exhaust its reader, before any reader opens it.

Nothing here keeps more of the file in memory than one piece of it.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bihuan.adapters.ledger.child import AREA
from bihuan.adapters.ledger.errors import HostileFile, UnreadableLedger
from bihuan.adapters.ledger.extent import Notes, OdsExtent, XlsxExtent
from bihuan.adapters.ledger.notes import Look, named


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the largest honest ledger stays far below."""

    file_bytes: int = 50_000_000
    members: int = 2_000
    unpacked_bytes: int = 300_000_000
    # Sheets of repeated rows pack up to about 1:100; small members are left alone.
    ratio: int = 200
    ratio_from_bytes: int = 1_000_000
    rows: int = 50_000
    columns: int = 512
    cells: int = 2_000_000
    area: int = AREA
    # No spreadsheet cell holds more, so a longer text would be cut when written again.
    cell_characters: int = 32_767


LIMITS = Limits()
_PIECE = 1 << 16
# The end of an archive: a record of 22 bytes, then a comment of up to 65,535.
_END_BYTES = 22 + 65_535
_ENTRY_BYTES = 1_000
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_PACKED = (".zip", ".7z", ".rar", ".gz", ".bz2", ".xz", ".xlsx", ".xlsm", ".ods", ".xlsb")
_MACROS = re.compile(
    r"(?i)(?:.*/)?vbaproject\.bin|xl/macrosheets/.+|basic/[^/]+/(?!script-l[bc]\.xml).+|scripts/.+"
)
_LINKED = re.compile(r"(?i)xl/(?:externallinks/externallink|connections\.xml|querytables/).*")
_LINKED_ODS = re.compile(rb"<table:(?:dde-links?|table-source)[\s/>]")
# A document placed inside a workbook by an office suite stands here and is never opened.
_EMBEDDED = ("xl/embeddings/", "Object ")


def check_size(path: Path, limits: Limits = LIMITS) -> None:
    """Refuse a file too big to be a ledger."""
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise HostileFile(str(path), "file_too_big", f"{size:,}")


def check_directory(path: Path, limits: Limits = LIMITS) -> None:
    """Refuse an archive whose list of members alone is too long to be read."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - _END_BYTES))
        tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 16:
        raise UnreadableLedger(str(path), "damaged", "zip")
    if int.from_bytes(tail[at + 12 : at + 16], "little") > limits.members * _ENTRY_BYTES:
        count = int.from_bytes(tail[at + 10 : at + 12], "little")
        raise HostileFile(str(path), "archive_members", f"{count:,}")


def check_archive(path: Path, limits: Limits = LIMITS) -> Look:
    """Refuse a hostile xlsx or ods, and say what is odd about the cells of an honest one.

    HostileFile says why; UnreadableLedger if the file is damaged.
    """
    check_size(path, limits)
    try:
        with zipfile.ZipFile(path) as archive:
            _check_members(path, archive.infolist(), limits)
            return _check_content(path, archive, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as problem:
        raise UnreadableLedger(str(path), "damaged", str(problem)) from problem


def _check_content(path: Path, archive: zipfile.ZipFile, limits: Limits) -> Look:
    by_member: dict[str, Notes] = {}
    by_name: dict[str, Notes] = {}
    for member in archive.infolist():
        if not _is_xml(member.filename):
            continue
        extent = _check_xml(path, archive, member, limits)
        if isinstance(extent, XlsxExtent):
            by_member[member.filename] = extent.notes
        elif extent is not None:
            by_name |= extent.sheets
    return Look(sheets=by_name) if by_name else named(archive, by_member)


def _check_members(path: Path, members: list[zipfile.ZipInfo], limits: Limits) -> None:
    name = str(path)
    if len(members) > limits.members:
        raise HostileFile(name, "archive_members", f"{len(members):,}")
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.unpacked_bytes:
        raise HostileFile(name, "archive_size", f"{unpacked:,}")
    if sum(member.compress_size for member in members) > path.stat().st_size:
        raise HostileFile(name, "archive_overlap")
    for member in members:
        if member.flag_bits & 1:
            raise UnreadableLedger(name, "locked")
        if _MACROS.fullmatch(member.filename):
            raise HostileFile(name, "macros", member.filename)
        if _LINKED.fullmatch(member.filename):
            raise HostileFile(name, "external_links", member.filename)
        if member.filename.lower().endswith(_PACKED) and not member.filename.startswith(_EMBEDDED):
            raise HostileFile(name, "archive_nested", member.filename)
        if member.file_size > max(limits.ratio_from_bytes, limits.ratio * member.compress_size):
            ratio = member.file_size // max(member.compress_size, 1)
            raise HostileFile(name, "archive_ratio", f"{member.filename} 1:{ratio:,}")


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml", ".rdf"))


def _check_xml(
    path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits
) -> XlsxExtent | OdsExtent | None:
    name = member.filename
    extent: XlsxExtent | OdsExtent | None = None
    if re.match(r"(?i)/?xl/worksheets/", name):
        extent = XlsxExtent(limits.rows, limits.columns, limits.cells, limits.area)
    elif name == "content.xml":
        extent = OdsExtent(limits.rows, limits.columns, limits.cells, limits.area)
    for piece in _pieces(archive, member):
        if b"\0" in piece:
            # UTF-16 would carry a document type past the search below.
            raise HostileFile(str(path), "xml_dtd", f"{name} UTF-16")
        if _DOCTYPE.search(piece):
            raise HostileFile(str(path), "xml_dtd", name)
        if isinstance(extent, OdsExtent) and _LINKED_ODS.search(piece):
            raise HostileFile(str(path), "external_links", name)
        if extent and (found := extent.take(piece)):
            raise HostileFile(str(path), *found)
    return extent


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member in pieces that end between tags, so that no tag is cut in two."""
    rest = b""
    with archive.open(member) as stream:
        while piece := stream.read(_PIECE):
            piece = rest + piece
            cut = piece.rfind(b"<")
            # A tag longer than a piece is no tag of an honest sheet; it is looked at whole once.
            if cut <= 0 or len(piece) - cut > 16 * _PIECE:
                cut = len(piece)
            rest = piece[cut:]
            yield piece[:cut]
    yield rest
