"""Read a text file a person wrote."""

from __future__ import annotations

from pathlib import Path

from bihuan.rules.reading import BadText


def read_text(path: Path) -> str:
    """The file's text; raises BadText for one that is not UTF-8."""
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise BadText(path.name, "is not UTF-8", "save the file as UTF-8") from problem
