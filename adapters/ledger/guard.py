"""Refuse a spreadsheet built to harm its reader, before anything parses it."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import IO
from xml.parsers.expat import ExpatError

from bihuan.adapters.ledger.errors import HostileFile, UnreadableFile
from bihuan.adapters.ledger.parts import PartScan, Refusal
from bihuan.adapters.ledger.table import Flaw

MAX_FILE = 50_000_000
MAX_TOTAL = 200_000_000
MAX_RATIO = 200
SMALL_PART = 1_000_000
"""A part no larger than this may be packed as tightly as it likes."""
MAX_MEMBERS = 2_000
MAX_DIRECTORY = 512_000

_CHUNK = 1 << 16
_END_RECORD = b"PK\x05\x06"
_ARCHIVES = (".zip", ".xlsx", ".xlsm", ".xlsb", ".ods", ".docx", ".jar", ".gz", ".7z", ".rar")
_PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def inspect(path: Path) -> dict[str, tuple[Flaw, ...]]:
    """The flaws the parser would not show, by sheet; HostileFile when the file is a trap."""
    file = str(path)
    try:
        _check_directory(path)
        with zipfile.ZipFile(path) as archive:
            _check_members(archive.infolist())
            return _check_parts(archive)
    except Refusal as refusal:
        raise HostileFile(file, refusal.reason, refusal.place) from None
    except (zipfile.BadZipFile, zlib.error, ExpatError, EOFError, ValueError) as damage:
        raise UnreadableFile(file, "damaged", values={"detail": str(damage)}) from damage
    except RuntimeError as locked:
        raise UnreadableFile(file, "password") from locked


def _check_directory(path: Path) -> None:
    """Look at the counts at the very end first: listing too many members is itself slow."""
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        if size > MAX_FILE:
            raise Refusal("too_large", str(size))
        stream.seek(max(0, size - 65_557))
        tail = stream.read()
    at = tail.rfind(_END_RECORD)
    if at < 0 or len(tail) < at + 22:
        raise zipfile.BadZipFile("no end record")
    members = int.from_bytes(tail[at + 10 : at + 12], "little")
    directory = int.from_bytes(tail[at + 12 : at + 16], "little")
    if members > MAX_MEMBERS or directory > MAX_DIRECTORY:
        raise Refusal("too_many_members", str(members))


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    if len({member.filename for member in members}) < len(members):
        raise Refusal("member_twice")
    if len(members) > MAX_MEMBERS:
        raise Refusal("too_many_members", str(len(members)))
    if sum(member.file_size for member in members) > MAX_TOTAL:
        raise Refusal("unpacks_too_large")
    for member in members:
        name = member.filename
        if member.compress_type not in _PLAIN_METHODS:
            raise Refusal("odd_compression", name)
        if member.file_size > max(SMALL_PART, MAX_RATIO * member.compress_size):
            raise Refusal("ratio", name)
        if name.lower().endswith(_ARCHIVES):
            raise Refusal("nested_archive", name)


def _check_parts(archive: zipfile.ZipFile) -> dict[str, tuple[Flaw, ...]]:
    flaws: dict[str, tuple[Flaw, ...]] = {}
    names: dict[str, str] = {}
    cells = 0
    for member in archive.infolist():
        with archive.open(member) as stream:
            head = stream.read(4)
            if head == b"PK\x03\x04":
                raise Refusal("nested_archive", member.filename)
            if not member.filename.lower().endswith((".xml", ".rels")):
                continue
            scan = _scan(member.filename, head, stream)
        cells += scan.cells
        scan.check_area(cells)
        flaws.update(scan.flaws())
        names.update(scan.names)
    return {_sheet_name(part, names): found for part, found in flaws.items()}


def _scan(name: str, head: bytes, stream: IO[bytes]) -> PartScan:
    if b"\0" in head or head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Refusal("odd_encoding", name)
    scan = PartScan(name)
    scan.feed(head)
    while chunk := stream.read(_CHUNK):
        scan.feed(chunk)
    scan.finish()
    return scan


def _sheet_name(part: str, names: dict[str, str]) -> str:
    """A workbook leads from a part over a relation to a name; an ods names its tables itself."""
    return names.get(names.get(part, part), part)
