"""Read a letter that was typed elsewhere: its paragraphs, whatever program wrote it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bihuan.adapters.outside import docx_reader
from bihuan.adapters.outside.archive import ArchiveLimits, check_size, is_xml, opened, xml_pieces
from bihuan.adapters.outside.errors import HostileFile, UnreadableFile
from bihuan.adapters.outside.texts import decode
from bihuan.adapters.outside.worker import Quota, read_apart

LIMITS = ArchiveLimits(members=1_000, unpacked_bytes=100_000_000)
_XML_BYTES = 30_000_000
"""Pictures may be large; the text of a letter is not."""
_QUOTA = Quota(memory_bytes=512 << 20, cpu_seconds=10, wall_seconds=20.0, output_bytes=8 << 20)
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BYTES_OF_CHARACTER = 4
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFile:
    """The text of a letter.

    Of a Word file, `paragraphs` are those with something in them, headers and footers apart;
    of a text file, its lines, so that their numbers are those an editor shows.
    """

    form: str
    """`docx` or `txt`."""
    paragraphs: tuple[str, ...]
    margins: tuple[str, ...] = ()
    """What the headers and footers say."""
    unread: Mapping[str, int] = field(default_factory=dict)
    """How many text boxes, deletions, pictures and so on were not read."""


def read_letter(path: Path) -> LetterFile:
    """The letter in the file, known by its bytes; FileError says why there is none."""
    check_size(path, LIMITS)
    with path.open("rb") as stream:
        start = stream.read(4096)
    if start.startswith(_ZIP):
        return _read_docx(path)
    if start.startswith(_OLE):
        if _holds(path, _ENCRYPTED):
            raise UnreadableFile(str(path), "locked")
        raise UnreadableFile(str(path), "letter_kind", "doc")
    if b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(str(path), "not_a_letter", "binary")
    return _read_text(path)


def check_docx(path: Path) -> None:
    """Refuse a hostile docx without unpacking more than its XML, piece by piece."""
    with opened(path, LIMITS) as archive:
        xml = [member for member in archive.infolist() if is_xml(member.filename)]
        size = sum(member.file_size for member in xml)
        if size > _XML_BYTES:
            raise HostileFile(str(path), "archive_size", f"{size:,}")
        if "[Content_Types].xml" not in archive.namelist():
            raise UnreadableFile(str(path), "not_a_letter", "zip")
        for member in xml:
            for _ in xml_pieces(path, archive, member):
                pass


def _read_docx(path: Path) -> LetterFile:
    check_docx(path)
    said: dict[str, list[str]] = {"body": [], "header": [], "footer": []}
    unread: dict[str, int] = {}
    for item in read_apart(path, docx_reader, _QUOTA):
        if isinstance(item, dict):
            unread = item["unread"]
        elif item[1].strip():
            said[item[0]].append(item[1])
    margins = dict.fromkeys((*said["header"], *said["footer"]))
    return LetterFile(
        form="docx", paragraphs=tuple(said["body"]), margins=tuple(margins), unread=unread
    )


def _holds(path: Path, sought: bytes) -> bool:
    """Whether these bytes stand anywhere in the file, of which one piece is kept at a time."""
    rest = b""
    with path.open("rb") as stream:
        while piece := stream.read(1 << 16):
            if sought in rest + piece:
                return True
            rest = piece[-len(sought) :]
    return False


def _read_text(path: Path) -> LetterFile:
    if path.stat().st_size > _BYTES_OF_CHARACTER * docx_reader.MOST_CHARACTERS:
        raise HostileFile(str(path), "text_too_long", f"{docx_reader.MOST_CHARACTERS:,}")
    text, _ = decode(path)
    if "\0" in text:
        raise UnreadableFile(str(path), "not_a_letter", "binary")
    if len(text) > docx_reader.MOST_CHARACTERS:
        raise HostileFile(str(path), "text_too_long", f"{docx_reader.MOST_CHARACTERS:,}")
    return LetterFile(form="txt", paragraphs=tuple(text.splitlines()))
