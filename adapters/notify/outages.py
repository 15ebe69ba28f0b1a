"""What the operators are told when a channel's server cannot be reached, and when it can again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bihuan.adapters.notify.errors import Unavailable, Undelivered
from bihuan.adapters.notify.rests import PATIENCE, Rests
from bihuan.engine import delivery
from bihuan.engine.engine import Engine
from bihuan.engine.messages import Message
from bihuan.engine.operations import Incident


@dataclass(frozen=True, slots=True)
class Outages:
    """Opens one incident for each channel that stays away, and closes it when something goes."""

    engine: Engine
    rests: Rests
    holder: str

    def failed(self, message: Message, channel: str, fault: Undelivered, steadily: float) -> None:
        """This message, as it stood before, did not go by this channel."""
        rests = self.rests.failed(channel, fault, steadily)
        if rests:
            seconds = round(self.rests.since(channel, steadily))
            self.engine.log("channel.resting", channel=channel, reason=fault.reason, since=seconds)
        lasts = rests and self.rests.lasts(channel, steadily)
        if lasts or (isinstance(fault, Unavailable) and self._of_old(message, channel)):
            self._report(channel, fault, steadily)

    def went(self, channel: str) -> None:
        """Something went by this channel; what an earlier run told of it is over as well."""
        if not self.rests.went(channel):
            return
        engine = self.engine
        if engine.store.watch.resolve(
            engine.house.office,
            delivery.OUTAGE,
            channel,
            at=engine.clock.now(),
            by=self.holder,
            resolution="the channel works again",
        ):
            engine.log("channel.back", channel=channel)

    def _of_old(self, message: Message, channel: str) -> bool:
        """Whether earlier runs tried in vain too: one that ends at once never rests a second time.

        Nothing that went in this run may say otherwise.
        """
        return message.attempts >= PATIENCE and not self.rests.worked(channel)

    def _report(self, channel: str, fault: Undelivered, steadily: float) -> None:
        engine, now = self.engine, self.engine.clock.now()
        engine.store.watch.report(
            Incident(
                office=engine.house.office,
                kind=delivery.OUTAGE,
                subject=channel,
                detail=fault.reason,
                opened_at=now - timedelta(seconds=self.rests.since(channel, steadily)),
                last_at=now,
            )
        )
