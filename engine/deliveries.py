"""What became of an urging: whether its notice left the house, and what came back."""

from __future__ import annotations

from dataclasses import dataclass

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
