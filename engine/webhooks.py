"""Who wants to be told of what happens, and passing it on: from the feed into the outbox.

A subscription keeps the last position of the feed that was put into the outbox for it. From
there on it is a message like any other: claimed, tried, tried again, parked for a person to see.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from bihuan.engine.messages import Message
from bihuan.rules.instants import BEIJING

if TYPE_CHECKING:
    from bihuan.engine.engine import Engine
    from bihuan.engine.feeding import Told

TOPIC = "webhook"
"""What such a message is about; no person waits for it, so it leaves at any hour."""
AT_ONCE = 500
"""So many entries are passed on in one go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """A subscription: an address that is told of events, in the order of the feed."""

    office: str
    id: str
    url: str = field(repr=False)
    """May hold a key of the receiver's, and so is in no log."""
    events: str = ""
    """The events it is told of, with spaces between; all of them where nothing is said."""
    position: int
    """Up to here in the feed everything has been put into the outbox."""
    generation: int = 1
    """The number of the secret it is signed with."""
    overlap_until: datetime | None = None
    """Until then it is signed with the secret before that one as well."""
    created_at: datetime
    created_by: str
    revoked_at: datetime | None = None
    revoked_by: str = ""

    @property
    def channel(self) -> str:
        """A channel of its own, so that one receiver who is away holds up no other."""
        return f"{TOPIC}/{self.id}"

    @property
    def standing(self) -> bool:
        """Whether it is told of anything."""
        return self.revoked_at is None

    def generations(self, now: datetime) -> tuple[int, ...]:
        """The numbers of the secrets that are valid, the newest first."""
        both = self.overlap_until is not None and now < self.overlap_until
        return (self.generation, self.generation - 1) if both else (self.generation,)

    def wants(self, event: str) -> bool:
        """Whether it is told of this event."""
        return not self.events or event in self.events.split()


class Webhooks(Protocol):
    """Keeps subscriptions; a row is never removed, and a revoked one never comes back."""

    def add(self, webhook: Webhook) -> None:
        """Keep a new one."""
        ...

    def all(self, office: str) -> list[Webhook]:
        """Every one there ever was, the latest first."""
        ...

    def reach(self, office: str, id: str, position: int) -> None:
        """Everything up to this position is in the outbox; an earlier one changes nothing."""
        ...

    def rotate(self, office: str, id: str, generation: int, overlap_until: datetime) -> bool:
        """Give it the secret of this number, which is one more; whether it stood and had not."""
        ...

    def revoke(self, office: str, id: str, *, at: datetime, by: str) -> bool:
        """End it for good; whether it was there and not yet revoked."""
        ...


def pass_on(engine: Engine) -> int:
    """Put what is new in the feed into the outbox, for every subscription; returns how much.

    First the messages and then the position: after a crash between them they are put once more,
    under the same keys, which changes nothing.
    """
    office, store = engine.house.office, engine.store
    return sum(_pass_on(engine, one) for one in store.webhooks.all(office) if one.standing)


def _pass_on(engine: Engine, webhook: Webhook) -> int:
    new, position = 0, webhook.position
    while told := engine.feed(position, AT_ONCE):
        new += engine.store.outbox.put(_messages(webhook, told, engine.clock.now()))
        position = told[-1].position
        engine.store.webhooks.reach(webhook.office, webhook.id, position)
        if len(told) < AT_ONCE:
            break
    return new


def _messages(webhook: Webhook, told: list[Told], now: datetime) -> Iterator[Message]:
    for one in told:
        if webhook.wants(one.entry.event):
            yield Message(
                office=webhook.office,
                key=f"{webhook.channel}/{one.position}",
                case=one.entry.case,
                seq=one.entry.seq,
                topic=TOPIC,
                channel=webhook.channel,
                recipient=webhook.id,
                body=_body(one),
                created_at=now,
                next_at=now,
            )


def _body(told: Told) -> dict[str, object]:
    """What is told: that something happened and where, and nothing that anybody wrote.

    Whoever may know more asks for it with a token.
    """
    entry = told.entry
    return {
        "position": told.position,
        "case": entry.case,
        "seq": entry.seq,
        "event": entry.event,
        "source": entry.source,
        "target": entry.target,
        "turn": entry.round,
        "on": entry.effective_on.isoformat(),
        "recorded_at": entry.recorded_at.astimezone(BEIJING).isoformat(),
    }
