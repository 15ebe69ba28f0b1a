"""The feed: what happened in an office, in one order, for programs that follow it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bihuan.engine.records import Entry


@dataclass(frozen=True, slots=True)
class Told:
    """An entry of history and its place in the office's feed, which it keeps for good."""

    position: int
    """1 for the first; none is left out, and none comes later before one already told."""
    entry: Entry


class Feeds(Protocol):
    """A store whose history can be followed."""

    def feed(self, office: str, after: int = 0, limit: int = 100) -> list[Told]:
        """The entries after a position, in order; at most `limit`.

        Only what is kept for good is told, each entry after those of its case before it. Whoever
        remembers the last position misses nothing and hears nothing twice. Inside a host's
        transaction it tells what was told before, and nothing new.
        """
        ...

    def told_up_to(self, office: str) -> int:
        """The last position there is now; 0 where nothing happened yet."""
        ...
