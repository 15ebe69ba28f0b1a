"""Where the file of a SQLite address lies, told without loading what would open it."""

from __future__ import annotations

from pathlib import Path

_HEAD = "sqlite:///"


def sqlite_file(url: str) -> Path | None:
    """The file behind a SQLite address; None for any other address, and for memory."""
    if not url.startswith(_HEAD):
        return None
    name = url.removeprefix(_HEAD).partition("?")[0]
    return Path(name) if name else None


def beside(url: str, base: Path) -> str:
    """The address with a relative SQLite file placed in the folder."""
    file = sqlite_file(url)
    if file is None or file.is_absolute() or base == Path():
        return url
    return f"{_HEAD}{base / file}"
