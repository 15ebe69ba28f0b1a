"""What works on the foundations: the rules, the clock, timers, messages, daemons, history."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from bihuan.adapters.doctor.finding import Finding, note, sound, wrong
from bihuan.adapters.doctor.patient import Patient
from bihuan.rules.instants import beijing_date

if TYPE_CHECKING:
    from bihuan.engine.engine import Engine

OVERDUE = timedelta(minutes=10)
"""A timer or a message that waits longer than this after its time has been forgotten."""
COUNTED = 1000
"""So many are counted; more is more."""
LOOKED_AT = 5000
"""So many histories are looked at; `audit verify` looks at all."""


def definitions(patient: Patient) -> Iterator[Finding]:
    """Every open case stands on a definition that is known here."""
    from bihuan.adapters.daemon.start import definitions_are_known

    engine = patient.engine
    definitions_are_known(engine)
    yield sound("definitions", "definitions", count=len(engine.store.definitions()))


def calendar(patient: Patient) -> Iterator[Finding]:
    """This year's days off are known, and towards its end those of the next one are asked for."""
    from bihuan.adapters.daemon.start import unpublished

    engine = patient.engine
    today = beijing_date(engine.clock.now())
    missing = unpublished(engine)
    if today.year not in missing:
        version = engine.house.calendar.version
        yield sound("calendar", "calendar", year=today.year, version=version)
    for year in missing:
        if year == today.year:
            yield wrong("calendar", "guessed", year=year)
        else:
            yield note("calendar", "unpublished", year=year)


def clock(patient: Patient) -> Iterator[Finding]:
    """This machine, the database and what was written down agree on the time."""
    from bihuan.adapters.clocks import TOLERANCE
    from bihuan.adapters.daemon.duties import WARN_OF, skew

    engine = patient.engine
    apart = skew(engine.store, engine.clock.now)
    seconds = round(abs(apart).total_seconds())
    if abs(apart) > TOLERANCE:
        yield wrong("clock", "skewed", seconds=seconds)
    elif abs(apart) > WARN_OF:
        yield note("clock", "slightly_skewed", seconds=seconds)
    else:
        yield sound("clock", "clock", seconds=seconds)
    census = engine.store.census(engine.house.office)
    latest = max((one.last_at for one in census), default=None)
    if latest is not None and latest > engine.clock.now() + TOLERANCE:
        yield wrong("clock", "behind", latest=latest)


def timers(patient: Patient) -> Iterator[Finding]:
    """What is due has rung."""
    engine = patient.engine
    office, now = engine.house.office, engine.clock.now()
    late = len(engine.store.due(office, now - OVERDUE, COUNTED))
    failing = list(engine.failing.values())
    if late:
        yield wrong("timers", "unrung", count=late)
    if failing:
        yield wrong("timers", "failing", count=len(failing), reason=failing[0])
    if not late and not failing:
        yield sound("timers", "timers", next=engine.store.next_due(office))


def outbox(patient: Patient) -> Iterator[Finding]:
    """What should have left has left."""
    engine = patient.engine
    office, now = engine.house.office, engine.clock.now()
    box = engine.store.outbox
    counts = box.counts(office)
    stuck = {name: at for name, at in box.waiting(office).items() if at < now - OVERDUE}
    for channel, since in stuck.items():
        yield wrong("outbox", "stuck", channel=channel, since=since)
    away = list(_away(engine))
    yield from away
    if parked := counts.get("parked", 0):
        yield wrong("outbox", "parked", count=parked)
    if not stuck and not parked and not away:
        yield sound("outbox", "outbox", pending=counts.get("pending", 0))


def _away(engine: Engine) -> Iterator[Finding]:
    """The channels whose servers cannot be reached, and how many messages wait for each."""
    from bihuan.adapters.notify.routes import NOTICE
    from bihuan.engine.delivery import OUTAGE
    from bihuan.engine.query import ALL

    office, now = engine.house.office, engine.clock.now()
    known = engine.store.watch.incidents(office, status="open")
    outages = [one for one in known if one.kind == OUTAGE]
    if not outages:
        return
    pending = engine.store.messages(office, status="pending", limit=ALL)
    waiting = [one for one in pending if one.attempts or one.next_at <= now]
    for outage in outages:
        name = outage.subject
        count = sum(
            one.channel == name
            or (one.channel == NOTICE and (not one.error or one.error.startswith(f"{name}: ")))
            for one in waiting
        )
        yield wrong("outbox", "away", channel=name, since=outage.opened_at, count=count)


def daemons(patient: Patient) -> Iterator[Finding]:
    """Somebody is at work, and gets to the end of it."""
    from bihuan.adapters.daemon.duties import HEARTBEAT

    engine = patient.engine
    now = engine.clock.now()
    silent = timedelta(seconds=HEARTBEAT * 4)
    running = [
        one
        for one in engine.store.watch.pulses(engine.house.office)
        if one.stopped_at is None and now - one.beat_at < silent
    ]
    if not running:
        yield note("daemons", "no_daemon")
    patience = timedelta(seconds=patient.config.run.interval * 5)
    for one in running:
        swept = one.swept_at or one.started_at
        say = wrong if now - swept > patience else sound
        key = "stalled" if say is wrong else "daemon"
        yield say("daemons", key, daemon=one.daemon, since=swept)


def incidents(patient: Patient) -> Iterator[Finding]:
    """Nothing waits for a person."""
    engine = patient.engine
    open_ = engine.store.watch.incidents(engine.house.office, status="open")
    if open_:
        yield wrong("incidents", "incidents", count=len(open_), last=open_[0].last_at)
    else:
        yield sound("incidents", "no_incidents")


def history(patient: Patient) -> Iterator[Finding]:
    """What is stored is what history tells."""
    from bihuan.engine.audit import audit
    from bihuan.engine.query import Query

    engine = patient.engine
    cases = engine.store.find(engine.house.office, Query(limit=LOOKED_AT))
    checked = [audit(engine, one.id) for one in cases]
    faults = [fault for one in checked for fault in one.faults]
    entries = sum(one.entries for one in checked)
    if faults:
        first = faults[0]
        yield wrong("history", "broken", count=len(faults), case=first.case, seq=first.seq)
    else:
        yield sound("history", "history", cases=len(cases), entries=entries)
