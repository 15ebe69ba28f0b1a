"""One duty and the thread that does it: asked by the metronome, and by itself when nobody asks."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from structlog.contextvars import bind_contextvars

from bihuan.adapters.clocks import steady
from bihuan.adapters.daemon.post import Post
from bihuan.adapters.daemon.rhythms import Rhythm
from bihuan.adapters.scheduler import Metronome

OFTEN = 3
"""So many failures in a row are an incident."""
SOONEST, LATEST = 5.0, 300.0
"""Seconds after which a duty that failed is tried again, doubled each time, and at most."""
GRACE = 10.0
"""So many seconds after its time a duty is done without having been asked."""


class Leash(threading.Event):
    """Set when the duty shall end; whoever looks whether it is set gives a sign of life."""

    def __init__(self, steadily: Callable[[], float]) -> None:
        super().__init__()
        self._steadily = steadily
        self.seen = steadily()

    def touch(self) -> None:
        """Give a sign of life."""
        self.seen = self._steadily()

    @property
    def ended(self) -> bool:
        """Whether it is set, for others than the one who is on it."""
        return super().is_set()

    def is_set(self) -> bool:
        """Whether to end."""
        self.touch()
        return super().is_set()


@dataclass(frozen=True, slots=True)
class Duty:
    """Something a daemon does again and again."""

    name: str
    do: Callable[[Post, threading.Event], datetime | None]
    """Does it, looking now and then whether to end; returns when to come back before the rhythm."""
    rhythm: Callable[[Post], Rhythm]
    at_start: bool = True
    """Whether it is done as soon as the daemon begins."""


class Worker:
    """Does one duty, turn by turn, until told to end; its failures keep no other from its work."""

    def __init__(
        self,
        duty: Duty,
        post: Post,
        metronome: Metronome,
        chance: Random,
        steadily: Callable[[], float] = steady,
    ) -> None:
        self.duty, self.post = duty, post
        self.leash = Leash(steadily)
        self.busy = False
        self._metronome, self._chance, self._steadily = metronome, chance, steadily
        self._asked, self._woken = threading.Event(), threading.Event()
        self._soon: datetime | None = None
        self._failed = 0
        self._settled = False
        self._thread = threading.Thread(target=self._work, name=f"bihuan-{duty.name}", daemon=True)

    @property
    def silence(self) -> float:
        """Seconds without a sign of life in the turn under way; 0 between turns."""
        return max(self._steadily() - self.leash.seen, 0.0) if self.busy else 0.0

    @property
    def lost(self) -> bool:
        """Whether its thread is gone though nobody told it to end."""
        return not self._thread.is_alive() and not self.leash.ended

    def start(self) -> None:
        """Begin."""
        if self.duty.at_start:
            self.ask()
        self._thread.start()

    def ask(self) -> None:
        """Ask for a turn now, or right after the one under way."""
        self._asked.set()
        self._woken.set()

    def ask_again(self) -> None:
        """Set the beat anew after clock or rhythm changed; what has its hour waits for its hour."""
        if self.duty.at_start or self._soon is not None:
            self.ask()
        else:
            self._woken.set()

    def end(self) -> None:
        """Ask it to end after what it has in hand; safe to call twice."""
        self.leash.set()
        self._woken.set()

    def join(self) -> None:
        """Wait until it has ended."""
        if self._thread.ident is not None:
            self._thread.join()

    def _work(self) -> None:
        bind_contextvars(daemon=self.post.name, duty=self.duty.name)
        while True:
            woken = self._woken.wait(self._next())
            self._woken.clear()
            if self.leash.is_set():
                return
            if woken and not self._asked.is_set():
                continue  # only to count anew
            if not woken:
                self.post.log("metronome.silent")
            self._asked.clear()
            self._soon = self.turn()

    def turn(self) -> datetime | None:
        """Do the duty once; returns when to come back before its time."""
        self.leash.touch()
        self.busy = True
        try:
            soon = self.duty.do(self.post, self.leash)
            self._went_well()
        except Exception as error:  # whatever it is, the duty is due again, and the others go on
            return self._went_wrong(error)
        finally:
            self.busy = False
        return soon

    def _next(self) -> float:
        """Have the next turn asked for; returns for how many seconds to wait for that."""
        now = self.post.now()
        at = self.duty.rhythm(self.post).after(now, self._chance.random())
        at = min(at, self._soon) if self._soon is not None else at
        self._metronome.ask(self.duty.name, at, self.ask)
        return min((at - now).total_seconds() + GRACE, threading.TIMEOUT_MAX)

    def _went_well(self) -> None:
        """Close the incident of this run, or of an earlier one that a restart has cured."""
        if self._failed >= OFTEN or not self._settled:
            self.post.settle("duty", f"{self.duty.name}@{self.post.host}", "it works again")
        self._failed, self._settled = 0, True

    def _went_wrong(self, error: Exception) -> datetime:
        self._failed += 1
        self.post.tally.failures[self.duty.name] += 1
        told = f"{type(error).__name__}: {error}"
        self.post.log("duty.failed", times=self._failed, error=told)
        if self._failed >= OFTEN:
            self._report(told)
        wait = min(SOONEST * 2 ** min(self._failed - 1, 10), LATEST)
        return self.post.now() + timedelta(seconds=wait * (0.5 + self._chance.random()))

    def _report(self, told: str) -> None:
        try:
            self.post.report("duty", f"{self.duty.name}@{self.post.host}", told)
        except Exception as error:  # the database is most likely what ails the duty
            self.post.log("report.failed", error=f"{type(error).__name__}: {error}")
