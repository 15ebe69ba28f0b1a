"""A store in memory shares no transaction with anybody."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import NoReturn

from bihuan.engine.errors import BadInput
from bihuan.engine.feeding import Told
from bihuan.engine.records import Entry


class Alone:
    """What a store promises an embedding service, where there is nothing to share."""

    _told: list[Entry]
    """Every entry, as it was kept."""

    def feed(self, office: str, after: int = 0, limit: int = 100) -> list[Told]:
        """The entries in the order in which they were kept."""
        ours = (entry for entry in list(self._told) if entry.office == office)
        numbered = (Told(position, entry) for position, entry in enumerate(ours, start=1))
        return list(islice((one for one in numbered if one.position > after), limit))

    def told_up_to(self, office: str) -> int:
        """How many entries were kept."""
        return sum(entry.office == office for entry in list(self._told))

    def close(self) -> None:
        """There is nothing to let go of."""

    def joined(self, host: object) -> NoReturn:
        """Refused: no transaction of a host's reaches into memory."""
        del host
        raise BadInput("connection", "the memory store shares no transaction; use a SQLite file")

    def once_kept(self, tell: Callable[[], object]) -> None:
        """At once: what is written here is kept."""
        tell()
