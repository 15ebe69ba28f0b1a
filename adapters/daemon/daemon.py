"""Put the daemon together: its duties at work, watched, until it is asked to end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from structlog.contextvars import bind_contextvars

from bihuan.adapters.clocks import steady
from bihuan.adapters.daemon import duties, health
from bihuan.adapters.daemon.metrics import Figures
from bihuan.adapters.daemon.post import Post, Works
from bihuan.adapters.daemon.sd import Systemd
from bihuan.adapters.daemon.signals import Asked, Signals
from bihuan.adapters.daemon.watchdog import Watchdog, stacks
from bihuan.adapters.daemon.worker import GRACE, Duty, Worker
from bihuan.adapters.scheduler import Metronome
from bihuan.rules.words import say

LOOK = 1.0
"""Seconds between two looks at the clocks and the workers."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the daemon is told of the world around it."""

    probe: Callable[[], object]
    """Asks the database whether it is there and has the right tables; raises when not."""
    folder: Path
    """Where disk space must be free."""
    reread: Callable[[], Works | str]
    """Reads the configuration again; a text says why the new one cannot be used."""


class Daemon:
    """Does its duties until it is asked to end; starting and ending are safe to call twice."""

    def __init__(
        self,
        post: Post,
        around: Surroundings,
        *,
        systemd: Systemd | None = None,
        chance: Random | None = None,
        table: tuple[Duty, ...] = duties.DUTIES,
    ) -> None:
        self.post, self.around = post, around
        self._systemd = systemd or Systemd()
        self._metronome = Metronome()
        chance = chance or Random()  # noqa: S311  # it spreads daemons out, and keeps no secret
        self.workers = {duty.name: Worker(duty, post, self._metronome, chance) for duty in table}
        self._watchdog = Watchdog(
            [*self.workers.values()],
            lambda: post.works.settings.watchdog,
            self._systemd,
            post.log,
        )
        self._ending = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="bihuan-watch", daemon=True)
        self._wicket: health.Wicket | None = None
        post.wake = self.wake
        post.tell = self._systemd.status

    def run(self, signals: Signals) -> None:
        """Work until a signal asks for the end."""
        self.start()
        try:
            while (asked := signals.next()) is not Asked.STOP:
                self.reload() if asked is Asked.RELOAD else self.tell()
        finally:
            self.stop()

    def start(self) -> None:
        """Begin every duty, open the window for those who ask, and say that we are ready.

        The log says that it begins before it says what any duty did.
        """
        bind_contextvars(daemon=self.post.name)
        self._wicket = self._wicket_of_ours()
        settings = self.post.works.settings
        where = self._wicket.address if self._wicket else ""
        self.post.log("daemon.started", every=settings.interval, listen=where)
        for worker in self.workers.values():
            worker.start()
        self._watcher.start()
        if self._wicket is not None:
            self._wicket.open()
        self._systemd.ready(say("daemon.ready"))

    def wake(self, name: str) -> None:
        """Ask for a duty to be done now."""
        if name in self.workers:
            self.workers[name].ask()

    def reload(self) -> None:
        """Work by the configuration as it is now; one that is unfit changes nothing."""
        self._systemd.reloading()
        found = self.around.reread()
        if isinstance(found, str):
            self.post.log("config.refused", reason=found)
        else:
            self.post.works = found
            self.post.log("config.reloaded", calendar=found.engine.house.calendar.version)
            self._all_look()
        self._systemd.ready(duties.standing(self.post))

    def tell(self) -> None:
        """Write into the log how things stand."""
        post, tally = self.post, self.post.tally
        busy = {name: round(one.silence, 1) for name, one in self.workers.items() if one.busy}
        post.log(
            "daemon.state",
            started_at=tally.started_at.isoformat(),
            swept_at=tally.swept_at.isoformat() if tally.swept_at else None,
            fired=tally.fired,
            sent=tally.sent,
            failures=dict(tally.failures),
            held=post.held(),
            busy=busy,
            metronome=self._metronome.alive,
            stacks=stacks(),
        )

    def stop(self) -> None:
        """End every duty after what it has in hand, and leave nothing open."""
        if self._ending.is_set():
            return
        self.post.log("daemon.stopping")
        self._systemd.stopping(say("daemon.stopping"))
        for worker in self.workers.values():
            worker.end()
        for worker in self.workers.values():
            worker.join()
        self._metronome.stop()
        self._ending.set()
        self._watcher.join()
        if self._wicket is not None:
            self._wicket.close()
        with suppress(Exception):  # a database that is away must not keep us from ending
            self.post.store.watch.beat(duties.pulse(self.post, stopped=True))
        self.post.log("daemon.stopped", fired=self.post.tally.fired, sent=self.post.tally.sent)

    def _watch(self) -> None:
        """Second by second: has the clock been set, and does everybody live?"""
        bind_contextvars(daemon=self.post.name)
        known = self.post.guard.count
        while not self._ending.wait(LOOK):
            self.post.guard.look()
            if self.post.guard.count != known:
                known = self.post.guard.count
                self._all_look()
            if not self._stopping():
                self._watchdog.look()

    def _all_look(self) -> None:
        """Every beat may lie at the wrong time now: all look, and are asked anew."""
        for worker in self.workers.values():
            worker.ask_again()

    def _stopping(self) -> bool:
        return any(one.leash.ended for one in self.workers.values())

    def _wicket_of_ours(self) -> health.Wicket | None:
        """The window, still shut; a port that another took keeps nobody from being urged."""
        listen = self.post.works.settings.listen
        if not listen:
            return None
        answers = {"/healthz": self._health, "/readyz": self._ready, "/metrics": self._figures()}
        try:
            return health.Wicket(listen, answers)
        except OSError as error:
            self.post.log("listen.failed", listen=listen, error=str(error))
            return None

    def _figures(self) -> Callable[[], health.Answer]:
        return Figures(self.post, steady).answer

    def _health(self) -> health.Answer:
        stalled = self._watchdog.stalled()
        return health.told({name: "stalled" if name in stalled else "ok" for name in self.workers})

    def _ready(self) -> health.Answer:
        return health.told(dict(self._checks()))

    def _checks(self) -> Iterator[tuple[str, str]]:
        post = self.post
        yield "database", _tried(self.around.probe)
        since = post.tally.swept_at or post.tally.started_at
        late = post.now() - since
        most = timedelta(seconds=health.SWEEPS * post.works.settings.interval + GRACE)
        sound = late <= most
        yield "sweep", "ok" if sound else f"the last sweep ended {late} ago"
        yield "clock", f"held: {why}" if (why := post.held()) else "ok"
        yield "disk", health.space(self.around.folder, post.works.settings.disk_free)


def _tried(probe: Callable[[], Any]) -> str:
    try:
        probe()
    except Exception as error:  # whatever it is, we are not ready
        return f"{type(error).__name__}: {error}"
    return "ok"
