"""How often somebody may ask: so many times an hour from one address, in bounded memory."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock

WINDOW = timedelta(hours=1)
REMEMBERED = 10_000
"""So many addresses are remembered; whoever asked longest ago is forgotten first."""


class Limits:
    """Counts what each address asked for in the last hour."""

    def __init__(self, most: int, remembered: int = REMEMBERED) -> None:
        self._most = most
        self._remembered = remembered
        self._asked: OrderedDict[str, tuple[datetime, int]] = OrderedDict()
        self._lock = Lock()

    def take(self, who: str, now: datetime) -> timedelta | None:
        """Count one more; None where it is fine, else how long to wait."""
        with self._lock:
            began, times = self._asked.pop(who, (now, 0))
            if not timedelta(0) <= now - began < WINDOW:
                began, times = now, 0
            self._asked[who] = (began, times + 1)
            while len(self._asked) > self._remembered:
                self._asked.popitem(last=False)
            return None if times < self._most else began + WINDOW - now

    def __len__(self) -> int:
        return len(self._asked)
