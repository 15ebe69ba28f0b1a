"""Where the file of a SQLite address lies, told without loading what would open it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

_MARK = ":///"
_TRUE = frozenset({"true", "yes", "on", "t", "y", "1"})
"""What SQLAlchemy takes for true in an address."""


def sqlite_file(url: str) -> Path | None:
    """The file behind a SQLite address; None for any other address, and for memory.

    However the address is spelled: with a driver (`sqlite+pysqlite:///x.db`), with
    escapes (`x%20y.db`), or as a URI of SQLite's own (`file:x.db?uri=true`).
    """
    scheme, _, rest = url.partition(_MARK)
    if scheme.partition("+")[0] != "sqlite":
        return None
    written, _, query = rest.partition("?")
    name = unquote(written)
    if _by_uri(rest):
        name = "" if parse_qs(query).get("mode") == ["memory"] else unquote(urlsplit(name).path)
    return Path(name) if name not in ("", ":memory:") else None


def beside(url: str, base: Path) -> str:
    """The address with a relative SQLite file placed in the folder."""
    file = sqlite_file(url)
    if file is None or file.is_absolute() or base == Path():
        return url
    scheme, _, rest = url.partition(_MARK)
    folder = _escaped(str(base))
    if _by_uri(rest):
        return f"{scheme}{_MARK}file:{_escaped(folder)}/{rest.removeprefix('file:')}"
    return f"{scheme}{_MARK}{folder}/{rest}"


def _by_uri(rest: str) -> bool:
    """Whether SQLite itself takes the name apart, as the address asks it to."""
    name, _, query = rest.partition("?")
    asked = parse_qs(query).get("uri", [""])[0].lower() in _TRUE
    return asked and name.startswith("file:")


def _escaped(text: str) -> str:
    """The text as it stands in an address, where these signs mean something."""
    return text.replace("%", "%25").replace("?", "%3F").replace("#", "%23")
