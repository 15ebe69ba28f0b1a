"""Which channels are left alone for a while because nothing at all can go by them now."""

from __future__ import annotations

from dataclasses import dataclass

from bihuan.adapters.notify.errors import Unavailable, Undelivered

PATIENCE = 3
"""So often nothing could go since something went last, and the channel rests."""
REST = 30.0
"""Seconds a channel rests; then one notice tries whether it is there again."""
LASTING = 300.0
"""After so many seconds without a success it is a person's business, or at the second rest."""


@dataclass(slots=True)
class _Trouble:
    """What one channel has met since something went by it last."""

    since: float
    times: int = 0
    rests: int = 0
    until: float = float("-inf")


class Rests:
    """Counts, by channel, how often its server took nothing; a refused notice is no such thing.

    Whoever asks says how late it is, in seconds on a clock that nobody sets.
    """

    def __init__(self) -> None:
        self._troubled: dict[str, _Trouble] = {}
        self._worked: set[str] = set()

    def left(self, channel: str, now: float) -> float:
        """The seconds this channel still rests; 0 when it does not."""
        trouble = self._troubled.get(channel)
        return max(trouble.until - now, 0.0) if trouble else 0.0

    def went(self, channel: str) -> bool:
        """Something went by it; whether that is news: it was in trouble, or never tried before."""
        trouble = self._troubled.pop(channel, None)
        known = channel in self._worked
        self._worked.add(channel)
        return trouble is not None or not known

    def failed(self, channel: str, fault: Undelivered, now: float) -> bool:
        """Something did not; whether a rest begins with it.

        That is the channel's trouble only where nothing else could go.
        """
        if not isinstance(fault, Unavailable):
            return False
        trouble = self._troubled.setdefault(channel, _Trouble(now))
        trouble.times += 1
        if trouble.times < PATIENCE:
            return False
        begins = trouble.until <= now
        trouble.rests += begins
        trouble.until = now + REST
        return begins

    def lasts(self, channel: str, now: float) -> bool:
        """Whether it has rested again and again, or for so long that a person must know."""
        trouble = self._troubled.get(channel)
        return trouble is not None and (trouble.rests > 1 or self.since(channel, now) >= LASTING)

    def since(self, channel: str, now: float) -> float:
        """The seconds since its server first took nothing; 0 when nothing ails it."""
        trouble = self._troubled.get(channel)
        return now - trouble.since if trouble else 0.0

    def worked(self, channel: str) -> bool:
        """Whether anything ever went by it, as far as we know."""
        return channel in self._worked
