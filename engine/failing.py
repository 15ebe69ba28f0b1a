"""Timers that failed: when each is tried again, and when a person is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from bihuan.engine.actor import CLOCKWORK
from bihuan.engine.operations import Incident
from bihuan.engine.records import Alarm
from bihuan.engine.timing import left_behind

if TYPE_CHECKING:
    from bihuan.engine.engine import Engine

KIND = "timer"
"""The kind of incident a failing timer opens."""
ENOUGH = 5
"""After so many failures in a row a person must look."""
FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=6)


def pause(attempts: int, jitter: float) -> timedelta:
    """How long a timer waits that failed so often: a minute, doubling up to six hours.

    `jitter`, from 0 to 1, shortens it by up to a quarter, so that what failed
    together is not tried again together.
    """
    doubled: timedelta = FIRST * 2 ** min(attempts - 1, 20)
    return min(doubled, LONGEST) * (1 - jitter / 4)


def subject(alarm: Alarm) -> str:
    """The timer as an incident names it."""
    return f"{alarm.case}/{alarm.id}"


def still_due(alarm: Alarm, known: Iterable[Alarm], now: datetime) -> Alarm | None:
    """The timer as it stands among those of a case that is held, if it may still ring."""
    stands = next((one for one in known if one.id == alarm.id), None)
    return stands if stands and stands.status == "pending" and stands.due_at <= now else None


def note(engine: Engine, alarm: Alarm, error: Exception) -> None:
    """Count a failure and put the timer off; it goes on being tried, and never counts as done.

    The rungs that it overtakes wait with it: nobody is urged by both.
    """
    why = f"{type(error).__name__}: {error}"
    engine.log("timer.failed", case=alarm.case, timer=alarm.id, error=why)
    now = engine.clock.now()
    with engine.store.begin() as work:
        work.lock(alarm.office, alarm.case)
        known = work.alarms(alarm.office, alarm.case)
        stands = still_due(alarm, known, now)
        if stands is None:
            return
        attempts = stands.attempts + 1
        put_off = now + pause(attempts, _jitter(stands, attempts))
        failed = replace(stands, attempts=attempts, put_off=put_off, error=why)
        behind = left_behind(stands, known, engine.house)
        work.settle([failed, *(replace(one, put_off=put_off) for one in behind)])
    if attempts >= ENOUGH:
        engine.store.watch.report(_incident(failed, now))


def _jitter(alarm: Alarm, attempts: int) -> float:
    """A number from 0 to 1 that is another for each timer and each time."""
    return sha256(f"{subject(alarm)}/{attempts}".encode()).digest()[0] / 255


def _incident(alarm: Alarm, now: datetime) -> Incident:
    return Incident(
        office=alarm.office,
        kind=KIND,
        subject=subject(alarm),
        case=alarm.case,
        detail=alarm.error,
        opened_at=now,
        last_at=now,
    )


def forget(engine: Engine) -> None:
    """Resolve the incidents of timers that have rung since, or were settled some other way."""
    office, store = engine.house.office, engine.store
    now = engine.clock.now()
    for incident in store.watch.incidents(office, status="open"):
        if incident.kind != KIND or incident.case is None:
            continue
        named = {subject(one): one for one in store.alarms(office, incident.case)}
        timer = named.get(incident.subject)
        if timer is None or timer.status != "pending" or not timer.attempts:
            became = timer.status if timer else "cancelled"
            store.watch.resolve(
                office, KIND, incident.subject, at=now, by=CLOCKWORK.id, resolution=became
            )
