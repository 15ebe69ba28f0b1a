"""How often a token may ask: a bucket that fills at a steady pace, so that nobody takes it all."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

from bihuan.adapters.clocks import steady
from bihuan.adapters.web.errors import TooMany

PER_MINUTE = 600
"""Requests of one token; as many may come at once after a minute of silence."""
KNOWN = 10_000
"""So many tokens are remembered; the one that was silent longest is forgotten first."""


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Rates:
    """Counts what each token asked, in this process."""

    def __init__(
        self, per_minute: int = PER_MINUTE, steadily: Callable[[], float] = steady
    ) -> None:
        self._most, self._steadily = per_minute, steadily
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._guard = threading.Lock()

    def count(self, token: str) -> None:
        """One more request; raises TooMany with the seconds until the next one is answered."""
        if not self._most:
            return
        now, pace = self._steadily(), self._most / 60
        with self._guard:
            bucket = self._buckets.setdefault(token, _Bucket(float(self._most), now))
            self._buckets.move_to_end(token)
            bucket.left = min(self._most, bucket.left + (now - bucket.at) * pace)
            bucket.at = now
            if bucket.left < 1:
                raise TooMany(max(ceil((1 - bucket.left) / pace), 1))
            bucket.left -= 1
            if len(self._buckets) > KNOWN:
                self._buckets.popitem(last=False)
