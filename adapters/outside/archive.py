"""Refuse an archive built to exhaust or to mislead its reader, before any reader opens it.

Office files are zip archives of XML. Nothing here keeps more of one in memory than its list of
members and one piece of a member.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bihuan.adapters.outside.errors import HostileFile, UnreadableFile


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveLimits:
    """What an honest office file stays far below."""

    file_bytes: int = 50_000_000
    members: int = 2_000
    unpacked_bytes: int = 300_000_000
    # Sheets of repeated rows pack up to about 1:100; small members are left alone.
    ratio: int = 200
    ratio_from_bytes: int = 1_000_000


_PIECE = 1 << 16
# The end of an archive: a record of 22 bytes, then a comment of up to 65,535.
_END_BYTES = 22 + 65_535
_ENTRY_BYTES = 1_000
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_PACKED = (".zip", ".7z", ".rar", ".gz", ".bz2", ".xz", ".xlsx", ".xlsm", ".ods", ".xlsb", ".docx")
_MACROS = re.compile(
    r"(?i)(?:.*/)?vbaproject\.bin|xl/macrosheets/.+|basic/[^/]+/(?!script-l[bc]\.xml).+|scripts/.+"
)
# A document placed inside another by an office suite stands here and is never opened.
_EMBEDDED = ("xl/embeddings/", "word/embeddings/", "Object ")


def check_size(path: Path, limits: ArchiveLimits) -> None:
    """Refuse a file that is too big."""
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise HostileFile(str(path), "file_too_big", f"{size:,}")


def check_directory(path: Path, limits: ArchiveLimits) -> None:
    """Refuse an archive whose list of members is too long to be read."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - _END_BYTES))
        tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 16:
        raise UnreadableFile(str(path), "damaged", "zip")
    count = int.from_bytes(tail[at + 10 : at + 12], "little")
    size = int.from_bytes(tail[at + 12 : at + 16], "little")
    if count > limits.members or size > limits.members * _ENTRY_BYTES:
        raise HostileFile(str(path), "archive_members", f"{count:,}")


@contextmanager
def opened(path: Path, limits: ArchiveLimits) -> Iterator[zipfile.ZipFile]:
    """The archive, its members looked at; what is wrong while it is read is said as of the file."""
    check_size(path, limits)
    check_directory(path, limits)
    try:
        with zipfile.ZipFile(path) as archive:
            check_members(path, archive.infolist(), limits)
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as problem:
        raise UnreadableFile(str(path), "damaged", str(problem)) from problem


def check_members(path: Path, members: list[zipfile.ZipInfo], limits: ArchiveLimits) -> None:
    """Refuse members that unpack to too much, or that no honest office file holds."""
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
            raise UnreadableFile(name, "locked")
        if _MACROS.fullmatch(member.filename):
            raise HostileFile(name, "macros", member.filename)
        if member.filename.lower().endswith(_PACKED) and not member.filename.startswith(_EMBEDDED):
            raise HostileFile(name, "archive_nested", member.filename)
        if member.file_size > max(limits.ratio_from_bytes, limits.ratio * member.compress_size):
            ratio = member.file_size // max(member.compress_size, 1)
            raise HostileFile(name, "archive_ratio", f"{member.filename} 1:{ratio:,}")


def is_xml(name: str) -> bool:
    """Whether a member is read as XML."""
    return name.lower().endswith((".xml", ".rels", ".vml", ".rdf"))


def xml_pieces(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """A member of XML as it streams by, refused at the first document type."""
    for piece in _pieces(archive, member):
        if b"\0" in piece:
            # UTF-16 would carry a document type past the search below.
            raise HostileFile(str(path), "xml_dtd", f"{member.filename} UTF-16")
        if _DOCTYPE.search(piece):
            raise HostileFile(str(path), "xml_dtd", member.filename)
        yield piece


def _pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member in pieces that end between tags, so that no tag is cut in two."""
    rest = b""
    with archive.open(member) as stream:
        while piece := stream.read(_PIECE):
            piece = rest + piece
            cut = piece.rfind(b"<")
            # A tag longer than a piece is no tag of an honest file; it is looked at whole once.
            if cut <= 0 or len(piece) - cut > 16 * _PIECE:
                cut = len(piece)
            rest = piece[cut:]
            yield piece[:cut]
    yield rest
