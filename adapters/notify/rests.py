"""Which channels are left alone for a while because nothing at all can go by them now."""

from __future__ import annotations

from bihuan.adapters.notify.errors import Unavailable, Undelivered

PATIENCE = 3
"""So often nothing could go since something went last, and the channel rests."""
REST = 30.0
"""Seconds a channel rests; then one notice tries whether it is there again."""


class Rests:
    """Counts, by channel, how often its server took nothing; a refused notice is no such thing.

    Whoever asks says how late it is, in seconds on a clock that nobody sets.
    """

    def __init__(self) -> None:
        self._in_vain: dict[str, int] = {}
        self._until: dict[str, float] = {}

    def left(self, channel: str, now: float) -> float:
        """The seconds this channel still rests; 0 when it does not."""
        return max(self._until.get(channel, now) - now, 0.0)

    def went(self, channel: str) -> None:
        """Something went by it."""
        self._in_vain.pop(channel, None)

    def failed(self, channel: str, fault: Undelivered, now: float) -> None:
        """Something did not; that is the channel's trouble only where nothing else could go."""
        if not isinstance(fault, Unavailable):
            return
        self._in_vain[channel] = self._in_vain.get(channel, 0) + 1
        if self._in_vain[channel] >= PATIENCE:
            self._until[channel] = now + REST
