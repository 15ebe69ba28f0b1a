"""Names for new cases: UUIDv7 text, or plain numbers where a run must repeat."""

from __future__ import annotations

import secrets
import threading
import uuid
from datetime import datetime
from itertools import count
from random import Random


class TimeOrderedIds:
    """UUIDv7: later names sort after earlier ones, and nobody can guess the next.

    Within a millisecond, or when the clock is set back, the last name is
    counted up by a random step. A count begins below half of its 74 bits,
    so there is room for 2**41 names before it could run over.
    """

    def __init__(self, random: Random | None = None) -> None:
        self._bits = random.getrandbits if random else secrets.randbits
        self._stamp, self._count = -1, 0
        self._one_at_a_time = threading.Lock()

    def new(self, now: datetime) -> str:
        """A name never given before."""
        stamp = int(now.timestamp() * 1000) & ((1 << 48) - 1)
        with self._one_at_a_time:
            if stamp > self._stamp:
                self._stamp, self._count = stamp, self._bits(73)
            else:
                self._count += 1 + self._bits(32)
            stamp, high, low = self._stamp, self._count >> 62, self._count & ((1 << 62) - 1)
        return str(uuid.UUID(int=stamp << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low))


class CountedIds:
    """case-00001, case-00002, …: for tests that compare runs."""

    def __init__(self) -> None:
        self._next = count(1)

    def new(self, now: datetime) -> str:  # noqa: ARG002  # the port hands it in
        """The next number, whatever the time."""
        return f"case-{next(self._next):05d}"
