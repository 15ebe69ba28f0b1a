"""Try a channel: one notice that says it is a test, to somebody of the book or an address."""

from __future__ import annotations

from dataclasses import replace

from bihuan.adapters.notify.courier import Courier
from bihuan.engine.messages import Message
from bihuan.rules.book import Book, Entry, Kind


def attempt(courier: Courier, channel: str, to: str) -> str:
    """Send a test and return the receipt; raises Undelivered and UnknownChannel."""
    engine = courier.engine
    now = engine.clock.now()
    message = Message(
        office=engine.house.office,
        key=f"test/{to}/{now.isoformat()}",
        topic="test",
        channel=channel,
        recipient=to,
        body={},
        created_at=now,
        next_at=now,
    )
    if courier.book is None or courier.book.entry(to) is None:
        courier = replace(courier, book=_only(channel, courier, to))
    return courier.send(message)


def _only(channel: str, courier: Courier, to: str) -> Book:
    """A book that knows nobody but what was typed, which is then an address."""
    names = {channel, *courier.routes.default}
    return Book([Entry(name=to, kind=Kind.OFFICE, addresses=dict.fromkeys(names, to))])
