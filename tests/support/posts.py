"""A daemon's post over a store in memory, at clocks that stand still."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.config import Run
from bihuan.adapters.daemon.clock_guard import ClockGuard
from bihuan.adapters.daemon.post import Post, Tally, Works
from bihuan.adapters.memory import MemoryStore
from support.people import Desk, an_engine


class SkewedStore(MemoryStore):
    """A store whose own clock goes otherwise."""

    def __init__(self, clock: FrozenClock) -> None:
        super().__init__()
        self._wall = clock
        self.skew = timedelta()

    def clock(self) -> Any:
        return self._wall.now() + self.skew


@dataclass
class Stage:
    """Everything a duty sees, with clocks that a test sets."""

    clock: FrozenClock = field(default_factory=lambda: FrozenClock("2024-03-04"))
    steady: float = 0.0
    logged: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    delivered: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = SkewedStore(self.clock)
        self.engine = an_engine(self.store, "jilin_2025", clock=self.clock)
        self.desk = Desk(self.engine, self.clock)
        self.engine.log = self.log
        self.guard = ClockGuard(self.clock.now, lambda: self.steady)
        self.engine.clock = self.guard
        works = Works(self.engine, lambda _engine, _stop: self._deliver(), Run(audit=0))
        self.post = Post("host:1", "host", works, self.guard, Tally(self.clock.now()), self.log)

    def log(self, event: str, **values: Any) -> None:
        """Remember a line."""
        self.logged.append((event, values))

    def events(self) -> list[str]:
        """What was logged, by name."""
        return [event for event, _ in self.logged]

    def passes(self, **step: float) -> None:
        """Time goes on."""
        self.clock.advance(**step)
        self.steady += timedelta(**step).total_seconds()

    def incidents(self, status: str = "open") -> list[str]:
        """What operators see."""
        found = self.store.watch.incidents(self.post.office, status=status)
        return sorted(f"{one.kind}/{one.subject}" for one in found)

    def _deliver(self) -> int:
        return self.delivered.pop() if self.delivered else 0
