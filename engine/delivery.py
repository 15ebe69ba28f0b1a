"""What becomes of a message after it was tried: sent, put off, or parked for a person to see."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bihuan.engine.messages import Message
from bihuan.engine.operations import Incident
from bihuan.rules.calendar import WorkCalendar
from bihuan.rules.hours import Hours, next_open

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
TRIES = 12
"""So often it is tried, over half a day or more; then somebody must look at it."""
TROUBLE = "message"
"""The kind of incident that a parked message opens."""
OUTAGE = "channel"
"""The kind of incident that a channel opens whose server cannot be reached; it is its subject."""


def back_off(attempts: int, random: float) -> timedelta:
    """How long to wait after so many failures: twice as long each time, up to the longest.

    `random`, from 0 to 1, shortens it by up to a half, so that what failed
    together does not come back together.
    """
    doubled = FIRST_WAIT * (1 << min(max(attempts, 1) - 1, 16))
    return min(doubled, LONGEST_WAIT) * (1 - random / 2)


def first_due(message: Message, calendar: WorkCalendar, hours: Hours) -> datetime:
    """When it could have left first; a claim and a failure put `next_at` off.

    Of one that was claimed before, it is the first open hour after it was made.
    """
    if not message.fence and not message.attempts:
        return message.next_at
    return next_open(message.created_at, calendar, hours)


def sent(message: Message, at: datetime) -> Message:
    """It has left; an earlier failure is over."""
    return replace(
        message,
        status="sent",
        attempts=message.attempts + 1,
        sent_at=at,
        next_at=at,
        holder="",
        error="",
    )


def failed(
    message: Message, reason: str, at: datetime, random: float, *, permanent: bool = False
) -> Message:
    """It could not leave: it waits, or is parked when it was tried often enough or never will."""
    attempts = message.attempts + 1
    tried = replace(message, attempts=attempts, holder="", error=reason)
    if permanent or attempts >= TRIES:
        return replace(tried, status="parked", next_at=at)
    return replace(tried, next_at=at + back_off(attempts, random))


def kept(message: Message, until: datetime) -> Message:
    """It is claimed, and stays so until then."""
    return replace(message, next_at=until)


def given_back(message: Message, at: datetime) -> Message:
    """It was claimed and not tried; anybody may take it from then on."""
    return replace(message, next_at=at, holder="")


def tried_anew(message: Message, at: datetime) -> Message:
    """A person puts it back to be tried at once, as often as a new one."""
    return replace(message, status="pending", attempts=0, next_at=at, holder="")


def dropped(message: Message, reason: str) -> Message:
    """A person decides that it need not leave any more."""
    return replace(message, status="dropped", holder="", error=reason)


def trouble(message: Message, at: datetime) -> Incident:
    """What a person must look at when a message is parked."""
    return Incident(
        office=message.office,
        kind=TROUBLE,
        subject=message.key,
        case=message.case,
        detail=f"{message.channel}: {message.error}",
        opened_at=at,
        last_at=at,
    )
