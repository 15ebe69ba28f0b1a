"""Clocks: the system's, a steady one beside it, and one that stands still until told."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

from bihuan.rules.instants import BEIJING

TOLERANCE = timedelta(seconds=60)
"""What slow correction, a busy machine and another host may do to a clock."""


def steady() -> float:
    """Seconds on a clock that is never set; it goes on while the machine sleeps, where it can."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class SystemClock:
    """The machine's own clock, in UTC."""

    def now(self) -> datetime:
        """The present instant."""
        return datetime.now(UTC)


class FrozenClock:
    """Stands still until it is moved; for tests, demos and hosts that drive time."""

    def __init__(self, start: datetime | date | str) -> None:
        self._now = _instant(start)

    def now(self) -> datetime:
        """The instant it stands at."""
        return self._now

    def set(self, instant: datetime | date | str) -> None:
        """Stand at this instant."""
        self._now = _instant(instant)

    def advance(self, **step: float) -> None:
        """Move on by a step such as `days=1`."""
        self._now += timedelta(**step)


def _instant(when: datetime | date | str) -> datetime:
    """An aware instant in UTC; a bare date is nine in the morning in Beijing."""
    if isinstance(when, str):
        when = datetime.fromisoformat(when) if "T" in when else date.fromisoformat(when)
    if not isinstance(when, datetime):
        when = datetime(when.year, when.month, when.day, 9, tzinfo=BEIJING)
    if when.tzinfo is None:
        raise ValueError(f"{when!r} has no time zone")
    return when.astimezone(UTC)
