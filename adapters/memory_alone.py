"""A store in memory shares no transaction with anybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from bihuan.engine.errors import BadInput


class Alone:
    """What a store promises an embedding service, where there is nothing to share."""

    def close(self) -> None:
        """There is nothing to let go of."""

    def joined(self, host: object) -> NoReturn:
        """Refused: no transaction of a host's reaches into memory."""
        del host
        raise BadInput("connection", "the memory store shares no transaction; use a SQLite file")

    def once_kept(self, tell: Callable[[], object]) -> None:
        """At once: what is written here is kept."""
        tell()
