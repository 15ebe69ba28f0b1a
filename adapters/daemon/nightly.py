"""What one daemon of an office looks at each night, to find trouble before a person meets it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256

from bihuan.adapters.daemon.post import Post
from bihuan.engine.audit import faults_of, preview
from bihuan.engine.query import Query
from bihuan.engine.records import Case
from bihuan.rules.instants import beijing_date

NIGHT = timedelta(hours=12)
"""For so long the daemon that took the night keeps it, done or not."""
KEPT = timedelta(days=30)
"""How long the last sign of life of a daemon that is gone is kept."""
AT_ONCE = 500
SHOWN = 20
"""So many faults are written out; the incident counts them all."""


def check(post: Post, stop: threading.Event) -> None:
    """Audit some or all cases, look which calendars are missing, and tidy up."""
    now = post.now()
    fence = post.store.watch.lease(post.office, "nightly", post.name, now, now + NIGHT)
    if fence is None:
        return
    post.store.watch.forget(post.office, now - KEPT)
    _calendar(post)
    _histories(post, stop, fence)


def _calendar(post: Post) -> None:
    """A year whose days off should be known by now and are not is worth a line each night."""
    calendar = post.engine.house.calendar
    for year in calendar.missing(beijing_date(post.now())):
        post.log("calendar.missing", year=year, status=str(calendar.status(year)))


def _histories(post: Post, stop: threading.Event, fence: int) -> None:
    """Compare cases, their deadlines and timers with what history tells."""
    seen, faults = 0, list[str]()
    for case in tonight(post):
        if stop.is_set() or not _still_ours(post, seen, fence):
            post.log("nightly.broken_off", cases=seen)
            return
        found = list(_wrong(post, case))
        if found and _moved_meanwhile(post, case):
            continue
        faults += [f"{case.id}: {reason}" for reason in found]
        seen += 1
    post.log("nightly.done", cases=seen, faults=len(faults))
    subject = "histories"
    if faults:
        post.report("audit", subject, "\n".join(faults[:SHOWN]))
        post.log("audit.failed", faults=len(faults))
    elif post.works.settings.audit == 0:
        post.settle("audit", subject, "every history was checked and is sound")


def _wrong(post: Post, case: Case) -> Iterator[str]:
    """What history does not explain and, where it explains everything, timers set otherwise."""
    faults = list(faults_of(post.engine, case, post.store.history(case.office, case.id)))
    yield from (one.reason for one in faults)
    if not faults and not case.final and (timers := len(preview(post.engine, case.id).alarms)):
        yield f"{timers} timers are not those that its deadlines and the calendar ask for"


def tonight(post: Post) -> Iterator[Case]:
    """The cases whose turn it is: all of them, or a part that comes round night by night."""
    limit = post.works.settings.audit
    parts = 1
    if limit:
        total = sum(one.cases for one in post.store.census(post.office, closed=True))
        parts = max(-(-total // limit), 1)
    night = beijing_date(post.now()).toordinal() % parts
    for case in _all(post):
        if int.from_bytes(sha256(case.id.encode()).digest()[:4]) % parts == night:
            yield case


def _all(post: Post) -> Iterator[Case]:
    """Every case, in steps, so that a million of them are never in memory together."""
    after = None
    while step := post.store.find(post.office, Query(after=after, limit=AT_ONCE)):
        yield from step
        after = step[-1].id


def _moved_meanwhile(post: Post, case: Case) -> bool:
    """Whether somebody worked on the case while it was read piece by piece."""
    return post.store.case(case.office, case.id).seq != case.seq


def _still_ours(post: Post, seen: int, fence: int) -> bool:
    """Now and then, whether the night is still ours; a daemon that slept through it stops."""
    if seen % AT_ONCE:
        return True
    now = post.now()
    return post.store.watch.lease(post.office, "nightly", post.name, now, now + NIGHT) == fence
