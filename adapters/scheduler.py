"""APScheduler as a metronome, met in this file only.

It runs in memory: an interval sweep, and a wake-up at the next due instant.
Its own job stores lose and double jobs when several processes share them, so
what is due lives in our tables; and a run that comes late is never dropped.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from types import FrameType

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

Sweep = Callable[[], datetime | None]
"""Does what is due and returns when to come again at the latest."""

WAKE = "wake"


def run(sweep: Sweep, every: float, stop: threading.Event, log: Callable[..., object]) -> None:
    """Sweep every so many seconds, and at the instant asked for, until `stop` is set.

    A sweep under way is finished before this returns.
    """
    one_at_a_time = {"default": ThreadPoolExecutor(1)}
    scheduler = BackgroundScheduler(timezone=UTC, executors=one_at_a_time)

    def guarded() -> None:
        try:
            soon = sweep()
        except Exception as error:  # the beat must go on; what failed is due again next time
            log("sweep.failed", error=f"{type(error).__name__}: {error}")
            return
        if soon is not None and not stop.is_set():
            scheduler.add_job(
                guarded,
                "date",
                run_date=soon,
                id=WAKE,
                replace_existing=True,
                misfire_grace_time=None,
            )

    scheduler.add_job(
        guarded,
        "interval",
        seconds=every,
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
        next_run_time=datetime.now(UTC),
    )
    scheduler.start()
    log("daemon.started", every=every)
    try:
        stop.wait()
    finally:
        log("daemon.stopping")
        scheduler.shutdown(wait=True)
        log("daemon.stopped")


def stop_on_signal(stop: threading.Event) -> None:
    """The first signal is a request; the second is obeyed at once."""

    def handle(signum: int, _frame: FrameType | None) -> None:
        signal.signal(signum, signal.SIG_DFL)
        stop.set()

    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, handle)
