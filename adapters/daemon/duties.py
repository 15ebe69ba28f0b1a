"""Everything a daemon does, each with its rhythm: the table at the end is the whole list."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from importlib.metadata import version
from time import monotonic
from typing import TYPE_CHECKING

from bihuan.adapters.clocks import TOLERANCE
from bihuan.adapters.daemon import nightly
from bihuan.adapters.daemon.post import Post
from bihuan.adapters.daemon.rhythms import Daily, Every
from bihuan.adapters.daemon.worker import Duty
from bihuan.adapters.notify.rests import REST
from bihuan.engine.calendar_reminders import remind_of_calendar
from bihuan.engine.digests import gather_digests
from bihuan.engine.operations import Pulse
from bihuan.engine.webhooks import pass_on
from bihuan.rules.words import say

if TYPE_CHECKING:
    from bihuan.engine.ports import Store

AT_ONCE = 100
"""So many timers are fired between two looks whether to stop."""
HEARTBEAT = 15
LOOK_AT_CLOCKS = 45
"""With what chance adds, a doubt that a person has settled is known within a minute."""
LOOK_FOR_HELD = 300
LOOK_AT_FEED = 5
LOOK_AT_CALENDAR = 3600
LOOK_AT_PLATFORMS = 300
LEFT = timedelta(seconds=REST)
"""So soon what could leave and is still here is looked at again, however long the interval is."""
WARN_OF = timedelta(seconds=5)
"""A difference between the database's clock and ours that is worth a line in the log."""


def sweep(post: Post, stop: threading.Event) -> datetime | None:
    """Fire what is due; come back when the next timer is."""
    before, began = post.tally.fired, monotonic()
    while not stop.is_set() and not post.held() and (done := _tick(post)):
        post.tally.fired += done
    if post.tally.fired > before:
        post.wake("outbox")
    if post.held():
        return None
    post.tally.sweeps += 1
    post.tally.swept_for += monotonic() - began
    now = post.tally.swept_at = post.now()
    due = post.store.next_due(post.office)
    return due if due is not None and due > now else None


def _tick(post: Post) -> int:
    began = monotonic()
    done = post.engine.tick(AT_ONCE)
    post.tally.took(monotonic() - began)
    return done


def deliver(post: Post, stop: threading.Event) -> datetime | None:
    """Send what may leave; come back when the next message may, and soon for what was left."""
    while not stop.is_set() and not post.held():
        done = post.works.deliver(post.engine, stop)
        post.tally.sent += done
        if not done:
            break
    if post.held():
        return None
    now = post.now()
    waiting = post.store.outbox.waiting(post.office).values()
    return min((at if at > now else now + LEFT for at in waiting), default=None)


def gather(post: Post, _stop: threading.Event) -> None:
    """Put what is held for a recipient into the day's one notice.

    Any daemon may: the notice has the same key whoever gathers it, and is stored once.
    """
    if not post.held() and (sent := gather_digests(post.engine, post.engine.clock.now())):
        post.log("digests.gathered", sent=sent)
        post.wake("outbox")


def tell(post: Post, _stop: threading.Event) -> None:
    """Put what is new in the feed into the outbox, for every system that has subscribed."""
    if not post.held() and (new := pass_on(post.engine)):
        post.log("webhooks.passed_on", messages=new)
        post.wake("outbox")


def remind(post: Post, _stop: threading.Event) -> None:
    """Ask the office in time for the days off of a year; once a month, whoever asks."""
    if not post.held() and (new := remind_of_calendar(post.engine, post.engine.clock.now())):
        post.log("calendar.reminded", notices=new)


def exchange(post: Post, stop: threading.Event) -> datetime | None:
    """Exchange with the provincial platforms that are configured so."""
    return post.works.exchange(post, stop)


def heartbeat(post: Post, stop: threading.Event) -> None:
    """Leave a sign of life for `status`, for other daemons and for the service manager."""
    post.store.watch.beat(pulse(post, stopped=stop.is_set()))
    post.tell(standing(post))


def pulse(post: Post, *, stopped: bool = False) -> Pulse:
    """The sign of life."""
    now, tally = post.now(), post.tally
    return Pulse(
        office=post.office,
        daemon=post.name,
        host=post.host,
        pid=os.getpid(),
        version=_version(),
        started_at=tally.started_at,
        beat_at=now,
        swept_at=tally.swept_at,
        stopped_at=now if stopped else None,
        fired=tally.fired,
        sent=tally.sent,
    )


@cache
def _version() -> str:
    return version("bihuan")


def standing(post: Post) -> str:
    """One line for `systemctl status`, in Chinese."""
    if why := post.held():
        return say(f"daemon.held_{why}")
    return say("daemon.works", fired=post.tally.fired, sent=post.tally.sent)


def watch_clocks(post: Post, _stop: threading.Event) -> None:
    """Tell of clocks that were moved, and hold or let go accordingly."""
    post.guard.look()
    for jump in post.guard.jumps():
        post.log("clock.jumped", seconds=jump.total_seconds())
        post.untold.append(jump)
    while post.untold:  # a database that is away is told when it is back
        post.report("clock", f"jump@{post.host}", f"the clock was set by {post.untold[0]}")
        del post.untold[0]
    _doubts(post)
    _against_database(post)


def _doubts(post: Post) -> None:
    """Urging waits while the incident of a doubted clock is open; resolving it lets go."""
    subject = post.hold
    if post.guard.doubted and not post.doubting:
        post.report("clock", subject, f"the clock was set ahead by {post.guard.moved}")
        post.doubting = post.lasting = True
        post.log("urging.held", reason="jump", moved=post.guard.moved.total_seconds())
    elif post.doubting and not post.guard.doubted:
        post.settle("clock", subject, "the clock was set back to where it was")
    if post.lasting and not post.is_open("clock", subject):
        post.guard.trust()
        post.doubting = post.lasting = False
        _resume(post, "jump")


def _against_database(post: Post) -> None:
    """Lay our clock beside the database's, which all its daemons share."""
    apart = skew(post.store, post.now)
    subject, seconds = f"skew@{post.host}", round(apart.total_seconds())
    if abs(apart) > WARN_OF:
        post.log("clock.skewed", seconds=seconds)
    if abs(apart) > TOLERANCE and not post.skewed:
        post.report("clock", subject, f"the database's clock is {seconds} s ahead of ours")
        post.skewed, post.agreed = True, False
        post.log("urging.held", reason="skew", seconds=seconds)
    elif abs(apart) <= WARN_OF and not post.agreed:
        post.settle("clock", subject, "the clocks agree again")
        post.agreed = True
        if post.skewed:
            post.skewed = False
            _resume(post, "skew")


def _resume(post: Post, reason: str) -> None:
    """Let go: what rings and what leaves has waited long enough."""
    post.log("urging.resumed", reason=reason)
    post.wake("sweep")
    post.wake("outbox")


def skew(store: Store, ours: Callable[[], datetime]) -> timedelta:
    """By how much the database's clock is ahead of ours; nothing where it has none of its own."""
    before = ours()
    there = store.clock()
    if there is None:
        return timedelta()
    return there - (before + (ours() - before) / 2)


DUTIES = (
    Duty("clock", watch_clocks, lambda _post: Every(LOOK_AT_CLOCKS)),
    Duty("heartbeat", heartbeat, lambda _post: Every(HEARTBEAT)),
    Duty("sweep", sweep, lambda post: Every(post.works.settings.interval)),
    Duty("outbox", deliver, lambda post: Every(post.works.settings.interval)),
    Duty("webhooks", tell, lambda _post: Every(LOOK_AT_FEED)),
    Duty("platforms", exchange, lambda _post: Every(LOOK_AT_PLATFORMS)),
    Duty("digests", gather, lambda _post: Every(LOOK_FOR_HELD)),
    Duty("reminders", remind, lambda _post: Every(LOOK_AT_CALENDAR), at_start=False),
    Duty("nightly", nightly.check, lambda post: Daily(post.works.settings.nightly), at_start=False),
)
"""What a daemon does; a new duty is a line here."""
