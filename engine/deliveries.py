"""What became of an urging: whether its notice left, what came back, and trying it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bihuan.engine import delivery
from bihuan.engine.messages import Message
from bihuan.engine.ports import Store
from bihuan.engine.query import ALL
from bihuan.engine.records import Receipt, Urging
from bihuan.engine.urging import key_of


@dataclass(frozen=True, slots=True)
class Followed:
    """An urging with the notice it sent and the last receipt for it, as far as there are such."""

    urging: Urging
    message: Message | None
    receipt: Receipt | None

    @property
    def standing(self) -> str:
        """Where its notice is: `muted`, a status of a message, or `unknown`."""
        if self.urging.muted:
            return "muted"
        return "unknown" if self.message is None else self.message.status


def follow(store: Store, office: str, case: str | None = None) -> list[Followed]:
    """The urgings of a case, or of the whole office, in the order of their entries."""
    urgings = store.records(Urging, office, case)
    messages = {one.key: one for one in store.messages(office, case=case, limit=ALL)}
    receipts = {
        (one.case, one.urging, one.recipient): one for one in store.records(Receipt, office, case)
    }
    return [
        Followed(one, messages.get(key_of(one)), receipts.get((one.case, one.seq, one.recipient)))
        for one in urgings
    ]


def try_again(store: Store, message: Message, now: datetime) -> bool:
    """Put a message back to be tried at once, as a person wishes; whether it was.

    One that is being carried is left to its courier: a second one would send a
    copy. The incident about it stays open until it has gone.
    """
    if message.holder or message.status not in ("parked", "pending"):
        return False
    return store.outbox.settle([delivery.tried_anew(message, now)], was=message.status) == [True]


def give_up(store: Store, message: Message, reason: str, by: str, now: datetime) -> bool:
    """Let a message not leave any more, as a person decides; whether it was still to leave.

    The incident about it is closed with it.
    """
    if store.outbox.settle([delivery.dropped(message, reason)], was=message.status) != [True]:
        return False
    store.watch.resolve(
        message.office,
        delivery.TROUBLE,
        message.key,
        at=now,
        by=by,
        resolution=f"dropped: {reason}",
    )
    return True
