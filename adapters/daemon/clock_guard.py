"""Notice when the wall clock is moved: it is laid beside a clock that nobody can set."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

TOLERANCE = timedelta(seconds=60)
"""What slow correction and a busy machine may do to a clock."""
TRUSTED = timedelta(days=1)
"""A clock set ahead by more may be wrong; nobody is urged until a person says it is right."""
ANCHORED = timedelta(hours=1)
"""After so long without a jump the two clocks are compared anew, so that drift never adds up."""


def steady() -> float:
    """Seconds on a clock that is never set; it goes on while the machine sleeps, where it can."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class ClockGuard:
    """Compares the wall clock with the steady one; many threads may look.

    `moved` is by how much the wall clock was set, all in all, since it was
    trusted last: set back to where it was, it is as good as before.
    """

    def __init__(
        self, wall: Callable[[], datetime], steadily: Callable[[], float] = steady
    ) -> None:
        self._wall, self._steady = wall, steadily
        self._guard = threading.Lock()
        self._jumps: list[timedelta] = []
        self.moved = timedelta()
        self.count = 0
        """How often the wall clock was set since this began."""
        self._anchor = self._read()

    @property
    def doubted(self) -> bool:
        """Whether the clock was set so far ahead that a person must look."""
        return self.moved > TRUSTED

    def look(self) -> bool:
        """Compare; whether the clock was set since somebody looked last."""
        with self._guard:
            wall, steadily = self._read()
            passed = timedelta(seconds=steadily - self._anchor[1])
            jump = wall - self._anchor[0] - passed
            jumped = abs(jump) > TOLERANCE
            if jumped:
                self.count += 1
                self._jumps.append(jump)
                self.moved += jump
            if jumped or passed > ANCHORED:
                self._anchor = wall, steadily
        return jumped

    def jumps(self) -> list[timedelta]:
        """The jumps nobody has told of yet; each is told once."""
        with self._guard:
            told, self._jumps = self._jumps, []
        return told

    def trust(self) -> None:
        """The clock is right as it is: a person has said so."""
        with self._guard:
            self.moved = timedelta()

    def _read(self) -> tuple[datetime, float]:
        return self._wall(), self._steady()
