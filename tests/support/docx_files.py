"""Word files: honest ones, odd ones made by hand, and those built to do harm."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable, Iterable, Mapping
from html import escape
from pathlib import Path

import docx

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_MAIN}"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
        "</Relationships>"
    ),
}
_DOCUMENT = (
    '<w:document xmlns:w="{word}"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"><w:body>{body}</w:body></w:document>'
)


def write_docx(path: Path, paragraphs: Iterable[str]) -> Path:
    """A letter as python-docx makes it."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(str(path))
    return path


def paragraph(text: str) -> str:
    """A paragraph as XML, its tabs as Word writes them."""
    runs = (f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in text.split("\t"))
    return f"<w:p><w:r>{'<w:tab/>'.join(runs)}</w:r></w:p>"


def package(
    path: Path, body: str = "", *, before: str = "", members: Mapping[str, bytes] | None = None
) -> Path:
    """A small docx made by hand, whose body is the given XML.

    A lone surrogate, which no file can hold, becomes the bytes it would be.
    """
    document = before + _DOCUMENT.format(word=WORD, body=body)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in {**_PARTS, "word/document.xml": document}.items():
            archive.writestr(name, text.encode("utf-8", "surrogatepass"))
        for name, content in (members or {}).items():
            archive.writestr(name, content)
    return path


def _bomb(path: Path) -> Path:
    """Six hundred megabytes in one member, in a few hundred kilobytes."""
    package(path)
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("word/styles.xml", "w", force_zip64=True) as stream,
    ):
        for _ in range(600):
            stream.write(b"x" * 1_000_000)
    return path


def _too_much_text(path: Path) -> Path:
    noise = random.Random(1).randbytes(16_000_000).hex().encode()
    return package(path, members={"word/comments.xml": noise})


def _understated(path: Path) -> Path:
    """Ten thousand members, and an end of the archive that speaks of one."""
    package(path, members={f"word/media/{n}.bin": b"" for n in range(10_000)})
    data = bytearray(path.read_bytes())
    end = data.rfind(b"PK\x05\x06")
    data[end + 8 : end + 12] = b"\1\0\1\0"
    path.write_bytes(data)
    return path


def _overlapping(path: Path) -> Path:
    """One member that says it takes as much room as the whole file, many times over."""
    package(path)
    data = bytearray(path.read_bytes())
    at = data.rfind(b"PK\x01\x02")
    data[at + 20 : at + 24] = (900_000).to_bytes(4, "little")
    path.write_bytes(data)
    return path


def _flagged(path: Path) -> Path:
    """A member with a password of its own."""
    package(path)
    data = bytearray(path.read_bytes())
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    return path


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _something_else(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.xml", "<x/>")
    return path


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)

HOSTILE: Mapping[str, tuple[str, Callable[[Path], Path]]] = {
    "declared size": ("archive_size", _bomb),
    "ratio": (
        "archive_ratio",
        lambda path: package(path, members={"word/styles.xml": b"x" * 20_000_000}),
    ),
    "too much text": ("archive_size", _too_much_text),
    "ten thousand members": (
        "archive_members",
        lambda path: package(path, members={f"word/media/{n}.bin": b"" for n in range(10_000)}),
    ),
    "ten thousand members that say they are one": ("archive_members", _understated),
    "overlapping members": ("archive_overlap", _overlapping),
    "a nested archive": (
        "archive_nested",
        lambda path: package(path, members={"word/more.zip": b"PK"}),
    ),
    "a document type": (
        "xml_dtd",
        lambda path: package(path, before='<!DOCTYPE w [<!ENTITY a "x">]>'),
    ),
    "a document type in UTF-16": (
        "xml_dtd",
        lambda path: package(path, members={"word/styles.xml": "<!DOCTYPE w>".encode("utf-16")}),
    ),
    "macros": ("macros", lambda path: package(path, members={"word/vbaProject.bin": b"x"})),
}
"""Built to exhaust or to mislead, each with the reason it is refused for."""

BROKEN: Mapping[str, tuple[str, Callable[[Path], Path]]] = {
    "truncated": (
        "damaged",
        lambda path: _written(path, write_docx(path, ["甲"]).read_bytes()[:9_000]),
    ),
    "not a zip": ("damaged", lambda path: _written(path, b"PK\x03\x04" + b"x" * 5_000)),
    "a zip of something else": (
        "not_a_letter",
        _something_else,
    ),
    "a password": (
        "locked",
        lambda path: _written(path, _OLE + "EncryptedPackage".encode("utf-16-le")),
    ),
    "a password on a member": ("locked", _flagged),
    "an old Word file": (
        "letter_kind",
        lambda path: _written(path, _OLE + "WordDocument".encode("utf-16-le")),
    ),
    "a picture": ("not_a_letter", lambda path: _written(path, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")),
}
"""No letters, each with the reason."""
