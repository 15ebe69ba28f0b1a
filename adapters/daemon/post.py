"""A daemon's post: what its duties work with, share and count."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bihuan.adapters.daemon.clock_guard import ClockGuard
from bihuan.adapters.daemon.exchanging import nothing_to_exchange
from bihuan.engine.operations import Incident

if TYPE_CHECKING:
    from bihuan.adapters.config import Run
    from bihuan.engine.engine import Engine
    from bihuan.engine.ports import Store

Log = Callable[..., object]


@dataclass(frozen=True, slots=True)
class Works:
    """What is worked with; reading the configuration again replaces it whole."""

    engine: Engine
    deliver: Callable[[Engine, threading.Event], int]
    """Sends what may leave, looking now and then whether to stop; returns how many went."""
    settings: Run
    exchange: Callable[[Post, threading.Event], datetime | None] = nothing_to_exchange
    """Exchanges with the platforms; returns when the next one's time comes."""


@dataclass(slots=True)
class Tally:
    """What this daemon has done since it began."""

    started_at: datetime
    fired: int = 0
    sent: int = 0
    swept_at: datetime | None = None
    failures: Counter[str] = field(default_factory=Counter)
    """How often each duty failed."""
    moved: Counter[str] = field(default_factory=Counter)
    """How often each row of a machine was taken."""
    moved_for: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    """Seconds that each row took, all in all."""
    refused: Counter[str] = field(default_factory=Counter)
    """Why timers that were due came to nothing, by the case's reason, and how often."""
    unrung: int = 0
    """How often a timer failed."""
    sweeps: int = 0
    swept_for: float = 0.0
    """Seconds that all sweeps took together."""
    _untimed: Counter[str] = field(default_factory=Counter)

    def hear(self, event: str, values: Mapping[str, object]) -> None:
        """Count what the engine logs."""
        match event:
            case "case.moved":
                self.moved[str(values.get("row"))] += 1
                self._untimed[str(values.get("row"))] += 1
            case "timer.stale":
                self.refused[str(values.get("reason"))] += 1
            case "timer.failed":
                self.unrung += 1

    def took(self, seconds: float) -> None:
        """Share out the time of one batch: whoever moved in one transaction took as long."""
        moved, self._untimed = self._untimed, Counter()
        for row, count in moved.items():
            self.moved_for[row] += seconds * count / moved.total()


@dataclass
class Post:
    """What every duty is handed."""

    name: str
    """This one run of a daemon, as leases and signs of life know it."""
    host: str
    works: Works
    guard: ClockGuard
    tally: Tally
    log: Log
    wake: Callable[[str], None] = lambda _name: None
    """Ask for a duty to be done now."""
    tell: Callable[[str], None] = lambda _status: None
    """Say to the service manager how things stand."""
    skewed: bool = False
    """Whether the database's clock contradicts ours."""
    agreed: bool = False
    """Whether the two clocks agreed in this run, and have not contradicted each other since."""
    untold: list[timedelta] = field(default_factory=list)
    """Jumps of the clock that the operators do not know of yet."""
    doubting: bool = False
    """Whether the clock's jump is known to the operators."""
    lasting: bool = False
    """Whether the clock was doubted, now or by an earlier run, and nobody has said it is right."""

    @property
    def engine(self) -> Engine:
        """The engine, as last configured."""
        return self.works.engine

    @property
    def store(self) -> Store:
        """Where everything is kept."""
        return self.engine.store

    @property
    def hold(self) -> str:
        """The subject of the incident that holds urging while it is open."""
        return f"hold@{self.host}"

    @property
    def office(self) -> str:
        """Whose daemon this is."""
        return self.engine.house.office

    def now(self) -> datetime:
        """The time on the wall, for looking; what is done is done by the engine's clock."""
        return self.guard.wall()

    def held(self) -> str:
        """Why nobody may be urged now: `jump` or `skew`; empty when everything is as it should be.

        Looks at the clocks first, so that no sweep runs on one that was just moved.
        """
        self.guard.look()
        if self.guard.doubted or self.lasting:
            return "jump"
        return "skew" if self.skewed else ""

    def report(self, kind: str, subject: str, detail: str) -> None:
        """Open an incident, or count it once more."""
        now = self.now()
        self.store.watch.report(
            Incident(
                office=self.office,
                kind=kind,
                subject=subject,
                detail=detail,
                opened_at=now,
                last_at=now,
            )
        )

    def settle(self, kind: str, subject: str, resolution: str) -> bool:
        """Close an incident that is over by itself."""
        return self.store.watch.resolve(
            self.office, kind, subject, at=self.now(), by=self.name, resolution=resolution
        )

    def is_open(self, kind: str, subject: str) -> bool:
        """Whether this incident waits for somebody."""
        known = self.store.watch.incidents(self.office, status="open")
        return any((one.kind, one.subject) == (kind, subject) for one in known)
