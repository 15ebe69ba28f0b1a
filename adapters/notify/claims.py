"""What a courier has claimed and not yet dealt with, and how long that is still his."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from bihuan.adapters.clocks import TOLERANCE
from bihuan.engine import delivery
from bihuan.engine.messages import Message, Outbox
from bihuan.engine.ports import Clock

BATCH = 10
"""So many are claimed at once: each claim is a transaction."""
SPARE = 15.0
"""So many seconds more than one notice may take, for putting it in words and for the database."""
APART = 2 * TOLERANCE
"""So far the clocks of two hosts may be apart: a courier holds his claim to be over so much early.

Each may differ so far from the database's before its daemon does nothing more.
"""


@dataclass(frozen=True, slots=True)
class Lease:
    """The end of a claim: by the wall clock, which others go by, and by one that nobody can set."""

    until: datetime
    """When others may claim it."""
    ends: float
    """When it is ours no longer, on the steady clock."""

    @classmethod
    def of(cls, seconds: float, now: datetime, steadily: float) -> Self:
        """A lease that is ours for so long, and others' a little later."""
        return cls(now + timedelta(seconds=seconds) + APART, steadily + seconds)

    def left(self, now: datetime, steadily: float) -> float:
        """The seconds it is still ours, whichever clock says so first; less than 0 when over."""
        return min((self.until - APART - now).total_seconds(), self.ends - steadily)

    def longer(self, seconds: float) -> Self:
        """So much longer, on both clocks alike."""
        until = self.until + timedelta(seconds=seconds)
        return replace(self, until=until, ends=self.ends + seconds)


@dataclass(slots=True)
class Claim:
    """Messages of one channel that are ours alone, as long as the lease lasts.

    A lease is as long as one notice may take, and a little more; before each
    one it is made longer where it would not last. So a courier that dies keeps
    what he had for the time of one notice and not of a batch.
    """

    outbox: Outbox
    clock: Clock
    steadily: Callable[[], float]
    seconds: float
    """The longest that one notice may take."""
    messages: list[Message]
    lease: Lease
    more: bool
    """Whether more may be waiting than was claimed, or was claimed too long ago."""

    @classmethod
    def made(
        cls,
        outbox: Outbox,
        clock: Clock,
        steadily: Callable[[], float],
        seconds: float,
        *,
        office: str,
        channel: str,
        holder: str,
    ) -> Self:
        """Claim what may go now; both clocks are read before, so that no delay makes it longer."""
        now = clock.now()
        lease = Lease.of(seconds + SPARE, now, steadily())
        messages = outbox.claim(office, channel, now, lease.until, holder, BATCH)
        more = len(messages) == BATCH
        return cls(outbox, clock, steadily, seconds, messages, lease, more)

    def take(self) -> Message | None:
        """The next that is surely ours until it has gone; when none is, the rest is given back.

        Whoever was frozen, or whose clock was set ahead, finds here that his lease is over.
        """
        while self.messages and (left := self._left()) < self.seconds + SPARE / 2:
            if left > 0:
                self._renew(self.seconds + SPARE - left)
            else:
                self.give_back()
                self.more = True
        return self.messages.pop(0) if self.messages else None

    def give_back(self) -> None:
        """Let anybody take the rest, at once."""
        rest, self.messages = self.messages, []
        if rest:
            now = self.clock.now()
            self.outbox.settle([delivery.given_back(one, now) for one in rest])

    def _left(self) -> float:
        return self.lease.left(self.clock.now(), self.steadily())

    def _renew(self, seconds: float) -> None:
        """Keep the rest for so much longer, but for what another has dealt with meanwhile."""
        longer = self.lease.longer(seconds)
        kept = self.outbox.settle([delivery.kept(one, longer.until) for one in self.messages])
        self.messages = [one for one, ours in zip(self.messages, kept, strict=True) if ours]
        self.lease = longer
