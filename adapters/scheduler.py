"""APScheduler as a metronome, met in this file only.

It runs in memory and only ever asks: a beat is a single date, and what is
asked is done by somebody else's thread, who then says when to be asked again.
So no list of missed runs is worked through after a jump of the clock, nothing
is dropped for being late, and nothing waits for what is still under way. Its
own job stores lose and double jobs when several processes share them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler


class Metronome:
    """Asks by name, each at its instant."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._ended = False
        self._scheduler = _started()

    @property
    def alive(self) -> bool:
        """Whether it goes on asking; APScheduler says it runs when its thread is long dead."""
        thread = self._scheduler._thread
        return bool(thread is not None and thread.is_alive())

    def ask(self, name: str, at: datetime, question: Callable[[], object]) -> None:
        """Ask this at that instant, in place of what was to be asked under the name."""
        with self._guard:
            if self._ended:
                return
            if not self.alive:
                self._scheduler.shutdown(wait=False)
                self._scheduler = _started()
            self._scheduler.add_job(
                question,
                "date",
                run_date=at,
                id=name,
                replace_existing=True,
                misfire_grace_time=None,
                coalesce=True,
                max_instances=1,
            )

    def stop(self) -> None:
        """Ask nothing any more; safe to call twice."""
        with self._guard:
            if not self._ended and self.alive:
                self._scheduler.shutdown(wait=True)
            self._ended = True


def _started() -> BackgroundScheduler:
    scheduler = BackgroundScheduler(timezone=UTC, executors={"default": ThreadPoolExecutor(1)})
    scheduler.start()
    return scheduler
