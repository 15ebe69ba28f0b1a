"""Names for new cases: UUIDv7 text, or plain numbers where a run must repeat."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime
from itertools import count
from random import Random


class TimeOrderedIds:
    """UUIDv7: later names sort after earlier ones, and nobody can guess the next."""

    def __init__(self, random: Random | None = None) -> None:
        self._bits = random.getrandbits if random else secrets.randbits

    def new(self, now: datetime) -> str:
        """A name never given before."""
        stamp = int(now.timestamp() * 1000) & ((1 << 48) - 1)
        value = stamp << 80 | 0x7 << 76 | self._bits(12) << 64 | 0b10 << 62 | self._bits(62)
        return str(uuid.UUID(int=value))


class CountedIds:
    """case-00001, case-00002, …: for tests that compare runs."""

    def __init__(self) -> None:
        self._next = count(1)

    def new(self, now: datetime) -> str:  # noqa: ARG002  # the port hands it in
        """The next number, whatever the time."""
        return f"case-{next(self._next):05d}"
