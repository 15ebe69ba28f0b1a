"""Tell other systems what happened: signed, and only to hosts that the configuration names.

The secret of a subscription is worked out from the configured key and the subscription's name
and number. So the database, and every copy of it, holds nothing that anybody could sign with.
"""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bihuan.adapters.notify.channel import Channel, Notice
from bihuan.adapters.notify.errors import WebhookNotFound, WebhooksOff
from bihuan.adapters.notify.http import HttpChannel
from bihuan.adapters.notify.signing import signer
from bihuan.adapters.notify.web import BadUrl, Gate, target
from bihuan.engine.errors import BadInput
from bihuan.engine.ports import Store
from bihuan.engine.query import ALL
from bihuan.engine.webhooks import Webhook
from bihuan.rules.words import catalogue

if TYPE_CHECKING:
    from bihuan.engine.engine import Engine
    from bihuan.engine.messages import Message

TOLD = ("position", "case", "seq", "event", "source", "target", "on")
LONGEST_URL = 2000
OVERLAP = timedelta(hours=24)
"""So long the secret before the present one is signed with as well, unless told otherwise."""
SHORTEST_KEY = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Hooks:
    """What webhooks are told with."""

    gate: Gate
    key: bytes = field(repr=False)
    """What every secret is worked out from; empty where none is configured."""

    def secret(self, webhook: Webhook, generation: int) -> str:
        """A subscription's secret of this number, as Standard Webhooks writes it."""
        name = json.dumps([webhook.office, webhook.id, generation])
        digest = hmac.digest(self.key, name.encode(), "sha256")
        return "whsec_" + base64.b64encode(digest).decode()

    def channel(self, webhook: Webhook, clock: Callable[[], datetime]) -> Channel:
        """The way to one subscription; it is checked anew whether it may be taken."""
        return _Signed(self, webhook, clock)

    def check(self, url: str) -> None:
        """Raise BadInput for an address that may not be posted to, and WebhooksOff for any."""
        if len(self.key) < SHORTEST_KEY:
            raise WebhooksOff("webhooks.key")
        if not self.gate.hosts:
            raise WebhooksOff("webhooks.hosts")
        if len(url) > LONGEST_URL:
            raise BadInput("url", f"is longer than {LONGEST_URL} characters")
        try:
            target(url, self.gate)
        except BadUrl as error:
            raise BadInput("url", str(error)) from None


NO_HOOKS = Hooks(gate=Gate(), key=b"")
"""Where nothing is configured, nobody can subscribe."""


class _Signed:
    """Posts to one subscription, signed with every secret that is valid at that moment."""

    addressed = False

    def __init__(self, hooks: Hooks, webhook: Webhook, clock: Callable[[], datetime]) -> None:
        self._hooks, self._webhook, self._clock = hooks, webhook, clock
        self.seconds = hooks.gate.seconds

    def send(self, notice: Notice) -> str:
        hooks, webhook, name = self._hooks, self._webhook, self._webhook.channel
        hooks.check(webhook.url)
        numbers = webhook.generations(self._clock())
        sign = signer([hooks.secret(webhook, one) for one in numbers], name)
        channel = HttpChannel(
            target(webhook.url, hooks.gate), hooks.gate, name=name, body=document, sign=sign
        )
        return channel.send(notice)


def document(notice: Notice) -> bytes:
    """What is posted: that something happened, and where; no name, no title, no text."""
    fields: Mapping[str, object] = notice.fields
    data = {name: fields[name] for name in TOLD}
    told = {
        "type": f"case.{fields['event']}",
        "timestamp": fields["recorded_at"],
        "data": {"office": notice.office, **data, "round": fields["turn"]},
    }
    return json.dumps(told, ensure_ascii=False).encode()


def channels(engine: Engine, hooks: Hooks) -> Mapping[str, Channel]:
    """The way to each subscription that stands, by the name of its channel."""
    standing = [one for one in engine.store.webhooks.all(engine.house.office) if one.standing]
    return {one.channel: hooks.channel(one, engine.clock.now) for one in standing}


def subscribe(
    engine: Engine, hooks: Hooks, url: str, *, events: tuple[str, ...], after: int | None, by: str
) -> tuple[str, Webhook]:
    """A new subscription and its secret, to be shown once; from now on, or after a position."""
    hooks.check(url)
    for event in events:
        _known(event)
    office = engine.house.office
    made = Webhook(
        office=office,
        id=secrets.token_hex(4),
        url=url,
        events=" ".join(dict.fromkeys(events)),
        position=engine.store.told_up_to(office) if after is None else after,
        created_at=engine.clock.now(),
        created_by=by,
    )
    engine.store.webhooks.add(made)
    return hooks.secret(made, made.generation), made


def rotate(
    engine: Engine, hooks: Hooks, id: str, overlap: timedelta = OVERLAP
) -> tuple[str, Webhook]:
    """A new secret, to be shown once; until the overlap is over the old one is valid as well."""
    one = found(engine, id)
    hooks.check(one.url)
    until = engine.clock.now() + overlap
    if not engine.store.webhooks.rotate(one.office, one.id, one.generation + 1, until):
        raise WebhookNotFound(id)
    turned = found(engine, id)
    return hooks.secret(turned, turned.generation), turned


def revoke(engine: Engine, id: str, by: str) -> Webhook:
    """End a subscription; what waits for it is dropped."""
    from bihuan.engine.deliveries import give_up

    one, now = found(engine, id), engine.clock.now()
    if not engine.store.webhooks.revoke(one.office, one.id, at=now, by=by):
        raise WebhookNotFound(id)
    for message in deliveries(engine.store, one):
        if message.status in ("pending", "parked"):
            give_up(engine.store, message, "the subscription has ended", by, now)
    return ever(engine, id)


def found(engine: Engine, id: str) -> Webhook:
    """The subscription with this id that stands; raises WebhookNotFound."""
    for one in engine.store.webhooks.all(engine.house.office):
        if one.id == id and one.standing:
            return one
    raise WebhookNotFound(id)


def ever(engine: Engine, id: str) -> Webhook:
    """The subscription with this id, also when it has ended; raises WebhookNotFound."""
    for one in engine.store.webhooks.all(engine.house.office):
        if one.id == id:
            return one
    raise WebhookNotFound(id)


def deliveries(store: Store, webhook: Webhook, limit: int = ALL) -> list[Message]:
    """What was to be told to it, the latest first, with what became of it."""
    ours = store.messages(webhook.office, channel=webhook.channel, limit=ALL)
    return sorted(ours, key=lambda one: int(str(one.body["position"])), reverse=True)[:limit]


def delivered(message: Message) -> dict[str, object]:
    """A message to a subscription, for programs: what it tells of, and what became of it."""
    return {
        "id": message.id,
        "position": message.body["position"],
        "case": message.case,
        "seq": message.seq,
        "event": message.body["event"],
        "status": message.status,
        "attempts": message.attempts,
        "next_at": message.next_at if message.status == "pending" else None,
        "sent_at": message.sent_at,
        "error": message.error,
    }


def host_of(url: str) -> str:
    """Where it goes, without what may be a key of the receiver's."""
    return urlsplit(url).hostname or ""


def _known(event: str) -> None:
    if f"event.{event}" not in catalogue():
        raise BadInput("events", "is the name of no event", event)
