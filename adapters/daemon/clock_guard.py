"""Notice when the wall clock is moved: it is laid beside a clock that nobody can set."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from bihuan.adapters.clocks import TOLERANCE, steady

TRUSTED = timedelta(days=1)
"""A clock set ahead by more may be wrong; nobody is urged until a person says it is right."""
ANCHORED = timedelta(hours=1)
"""After so long without a jump the two clocks are compared anew, so that drift never adds up."""


class ClockGuard:
    """Compares the wall clock with the steady one; many threads may look, and act by it.

    `moved` is by how much the wall clock was set, all in all, since it was
    trusted last: set back to where it was, it is as good as before. A clock
    that was set back and stood for a day is trusted as it is from then on.
    """

    def __init__(
        self, wall: Callable[[], datetime], steadily: Callable[[], float] = steady
    ) -> None:
        self.wall, self._steady = wall, steadily
        self._guard = threading.Lock()
        self._jumps: list[timedelta] = []
        self.moved = timedelta()
        self.count = 0
        """How often the wall clock was set since this began."""
        self._anchor = self._read()
        self._set_at = self._anchor[1]

    @property
    def doubted(self) -> bool:
        """Whether the clock was set so far ahead that a person must look."""
        return self.moved > TRUSTED

    def look(self) -> bool:
        """Compare; whether the clock was set since somebody looked last."""
        with self._guard:
            return self._compare(*self._read())

    def now(self) -> datetime:
        """The time to act by: the wall's, and while that is doubted, what it was before it was set.

        It is compared as it is read, so that nobody acts by a clock that was
        set ahead in the very instant after somebody looked.
        """
        with self._guard:
            wall, steadily = self._read()
            self._compare(wall, steadily)
            return wall - self.moved if self.doubted else wall

    def jumps(self) -> list[timedelta]:
        """The jumps nobody has told of yet; each is told once."""
        with self._guard:
            told, self._jumps = self._jumps, []
        return told

    def trust(self) -> None:
        """The clock is right as it is: a person has said so."""
        with self._guard:
            self.moved = timedelta()

    def _compare(self, wall: datetime, steadily: float) -> bool:
        passed = timedelta(seconds=steadily - self._anchor[1])
        jump = wall - self._anchor[0] - passed
        jumped = abs(jump) > TOLERANCE
        if jumped:
            self.count += 1
            self._jumps.append(jump)
            if steadily - self._set_at > TRUSTED.total_seconds():
                self.moved = max(self.moved, timedelta())  # what it was set back by is forgotten
            self.moved += jump
            self._set_at = steadily
        if jumped or passed > ANCHORED:
            self._anchor = wall, steadily
        return jumped

    def _read(self) -> tuple[datetime, float]:
        return self.wall(), self._steady()
