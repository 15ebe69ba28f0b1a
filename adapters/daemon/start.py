"""What must be sound before a daemon begins; what is only worth knowing is noted."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bihuan.adapters.clocks import TOLERANCE
from bihuan.adapters.daemon.duties import WARN_OF, skew
from bihuan.adapters.daemon.errors import ClockBehind, ClockSkewed, NoCalendar
from bihuan.engine.engine import Engine
from bihuan.rules.instants import beijing_date

Version = tuple[int, ...]
MENDED: tuple[tuple[Version, Version], ...] = (
    ((3, 44, 6), (3, 45)),
    ((3, 50, 7), (3, 51)),
    ((3, 51, 3), (9,)),
)
"""SQLite from one version up to another without the fault that may spoil a WAL being reset."""
MENDED_SINCE = "3.51.3"


@dataclass(frozen=True, slots=True)
class Note:
    """Something to be logged that keeps no daemon from beginning."""

    event: str
    values: dict[str, Any] = field(default_factory=dict)


def notes(engine: Engine, *, sqlite: bool) -> list[Note]:
    """Check everything; returns what is worth knowing.

    Raises UnknownDefinition, NoCalendar, ClockSkewed and ClockBehind. The
    configuration, the database and its schema were checked when the engine was opened.
    """
    apart = clocks_agree(engine, definitions_are_known(engine))
    found = [
        Note("calendar.missing", {"year": year, "status": str(engine.house.calendar.status(year))})
        for year in unpublished(engine)
    ]
    if abs(apart) > WARN_OF:
        found.append(Note("clock.skewed", {"seconds": round(apart.total_seconds())}))
    if sqlite and not mended(sqlite3.sqlite_version_info):
        told = {"found": sqlite3.sqlite_version, "wanted": MENDED_SINCE}
        found.append(Note("sqlite.outdated", told))
    return found


def definitions_are_known(engine: Engine) -> datetime | None:
    """Refuse to begin over open cases whose timers could not be read.

    Returns when the latest of them was changed.
    """
    census = engine.store.census(engine.house.office)
    for definition in sorted({one.definition for one in census}):
        engine.library.machine(definition)
    return max((one.last_at for one in census), default=None)


def clocks_agree(engine: Engine, latest: datetime | None) -> timedelta:
    """Refuse to begin by a clock that is wrong; returns by how much the database's is ahead.

    `latest` is when an open case was last changed. Raises ClockSkewed and ClockBehind.
    """
    apart = skew(engine.store, engine.clock.now)
    if abs(apart) > TOLERANCE:
        raise ClockSkewed(round(apart.total_seconds()))
    if latest is not None and latest > engine.clock.now() + TOLERANCE:
        raise ClockBehind(engine.clock.now(), latest)
    return apart


def mended(version: Version) -> bool:
    """Whether this SQLite cannot spoil a WAL when two connections reset it at once."""
    return any(first <= version < end for first, end in MENDED)


def unpublished(engine: Engine) -> list[int]:
    """The years whose days off should be known by now and are only guessed.

    Raises NoCalendar where not even a guess is known of this year.
    """
    calendar, today = engine.house.calendar, beijing_date(engine.clock.now())
    if not any(today.year in layer.years for layer in calendar.layers):
        raise NoCalendar(today.year)
    return calendar.missing(today)
