"""When a duty is to be done next: every so often, or at an hour of the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol

from bihuan.rules.instants import BEIJING

JITTER = 0.1
"""Daemons that began together drift apart by so much, and do not come all at once."""


class Rhythm(Protocol):
    """When next."""

    def after(self, now: datetime, chance: float) -> datetime:
        """The next instant; `chance` lies between 0 and 1."""
        ...


@dataclass(frozen=True, slots=True)
class Every:
    """Every so many seconds, a little more or less."""

    seconds: float

    def after(self, now: datetime, chance: float) -> datetime:
        """A step from now."""
        return now + timedelta(seconds=self.seconds * (1 + JITTER * (2 * chance - 1)))


@dataclass(frozen=True, slots=True)
class Daily:
    """Once a day from an hour in Beijing on, within some minutes of it.

    Worked out day by day, never from a line of cron, whose zone is the
    machine's and whose weekdays begin where one does not expect them.
    """

    hour: time
    within: timedelta = timedelta(minutes=5)

    def after(self, now: datetime, chance: float) -> datetime:
        """That hour today if it lies ahead, else tomorrow."""
        here = now.astimezone(BEIJING)
        first = datetime.combine(here.date(), self.hour, BEIJING)
        if first <= here:
            first += timedelta(days=1)
        return (first + self.within * chance).astimezone(now.tzinfo)
