"""One notice a day for who wants no more: what is held for them is gathered and leaves together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from bihuan.engine.errors import CaseNotFound
from bihuan.engine.messages import Message
from bihuan.engine.query import ALL
from bihuan.rules.hours import next_open
from bihuan.rules.instants import beijing_date

if TYPE_CHECKING:
    from bihuan.engine.engine import Engine

TOPIC = "digest"
AFTER_OPENING = timedelta(minutes=30)
"""So long a morning's rungs have to ring before they are gathered."""


def gather_digests(engine: Engine, now: datetime) -> int:
    """Send each recipient's held notices as one, once a day and channel; how many were sent.

    Nothing happens while the office is closed. What is no longer to be said,
    because its case has moved on, is dropped.
    """
    house = engine.house
    today = beijing_date(now)
    ready = house.hours.opening(today) + AFTER_OPENING
    if now < ready or next_open(now, house.calendar, house.hours) > now:
        return 0
    waiting = engine.store.messages(house.office, status="held", limit=ALL)
    due = [one for one in waiting if one.next_at <= now]
    over = {one.key: one for one in due if _over(engine, one)}
    dropped = [replace(one, status="dropped") for one in over.values()]
    engine.store.outbox.settle(dropped, was="held")
    groups: dict[tuple[str, str], list[Message]] = {}
    for one in due:
        if one.key not in over:
            groups.setdefault((one.recipient, one.channel), []).append(one)
    return sum(
        engine.store.outbox.bundle(_digest(messages, today, now), messages)
        for messages in groups.values()
    )


def _over(engine: Engine, message: Message) -> bool:
    """Whether the case is no longer urged in the round that the notice is about."""
    if message.case is None:
        return False
    try:
        case = engine.store.case(message.office, message.case)
    except CaseNotFound:
        return True
    urged = engine.library.machine(case.definition).rows_at(case.state, "urge")
    return not urged or case.round != message.body.get("round", case.round)


def _digest(messages: Iterable[Message], today: date, now: datetime) -> Message:
    """One notice in place of several; asked for again on the same day it has the same key."""
    several = sorted(messages, key=_urgency)
    first = several[0]
    return Message(
        office=first.office,
        key=f"{TOPIC}/{first.recipient}/{first.channel}/{today.isoformat()}",
        topic=TOPIC,
        channel=first.channel,
        recipient=first.recipient,
        body={"items": [dict(one.body) for one in several]},
        created_at=now,
        next_at=now,
    )


def _urgency(message: Message) -> tuple[str, str, str]:
    """What is due first stands first."""
    return str(message.body.get("due") or "9999"), message.case or "", message.key
