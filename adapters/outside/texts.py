"""Decode a text file that somebody else wrote."""

from __future__ import annotations

import codecs
from pathlib import Path

from bihuan.adapters.outside.errors import UnreadableFile

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# gb18030 and never gbk: gbk has no room for the rare characters of names.
_GUESSES = ("utf-8", "gb18030")


def decode(path: Path) -> tuple[str, str]:
    """The text of the file and its encoding: by its mark, else as UTF-8, else as GB18030."""
    data = path.read_bytes()
    marked = [name for mark, name in _MARKS if data.startswith(mark)]
    for encoding in marked[:1] or _GUESSES:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(str(path), "encoding")
