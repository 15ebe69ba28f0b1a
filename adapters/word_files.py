"""The bytes of a Word document, the same every time it says the same."""

from __future__ import annotations

import io
import zipfile
from typing import IO, Protocol

LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The earliest date a zip file can hold, for parts that have none."""


class Saves(Protocol):
    """A document of python-docx, or a template of docxtpl."""

    def save(self, made: IO[bytes], /) -> None:
        """Write it as a file."""
        ...


def packed(document: Saves) -> bytes:
    """The file of a document, with no date of its making in it."""
    saved, made = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(made, "w") as packed:
        for part in parts.infolist():
            member = zipfile.ZipInfo(part.filename, LONG_AGO)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            packed.writestr(member, parts.read(part))
    return made.getvalue()
