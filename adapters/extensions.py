"""Find what other installed packages bring, by the entry points they declare.

Nothing is loaded that the office's settings do not name.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Any, TypeVar

from bihuan.rules.reading import did_you_mean

POLICIES = "bihuan.policies"
"""Each names a `Policy`."""
CHANNELS = "bihuan.channels"
"""Each names what makes a `Channel` from its name and its settings."""
CALENDARS = "bihuan.calendars"
"""Each names a `Layer` of days."""
IMPORTERS = "bihuan.importers"
"""Each names what reads a file into rows of texts, the first of them the headings."""
REPORTS = "bihuan.reports"
"""Each names what makes an `OwnReport` of an engine, a year, a day and a language."""

PLATFORMS = "bihuan.platforms"
"""Each names what makes a `Platform` from its name and its settings."""

_T = TypeVar("_T")


def brought(group: str) -> Mapping[str, EntryPoint]:
    """What installed packages bring to a group, by name; none of it is loaded."""
    return {one.name: one for one in entry_points(group=group)}


def find(group: str, name: str) -> Any:
    """Load what a package brings; raises ValueError where it cannot, or none brings it."""
    known = brought(group)
    if name not in known:
        hint = did_you_mean(name, tuple(known)) if known else "none is installed"
        raise ValueError(f"no installed package brings {name!r}; {hint}")
    try:
        return known[name].load()
    except (ImportError, AttributeError) as error:
        raise ValueError(f"{known[name].value} cannot be loaded: {error}") from error


def must_be(brought: object, wanted: type[_T]) -> _T:
    """What a package brought, which must be of this kind; raises ValueError."""
    if not isinstance(brought, wanted):
        kind = type(brought).__name__
        raise ValueError(f"what the package brings is {kind}; it must be {wanted.__name__}")
    return brought
