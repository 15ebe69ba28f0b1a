"""A courier over a store in memory, with channels and clocks that do as they are told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.memory import MemoryStore
from bihuan.adapters.notify.channel import Channel, Notice
from bihuan.adapters.notify.courier import Courier
from bihuan.adapters.notify.rests import Rests
from bihuan.adapters.notify.routes import Routes
from bihuan.engine.engine import Engine
from bihuan.engine.messages import Message
from bihuan.rules.book import Book
from support.notices import SENDER, a_message
from support.people import an_engine

OFFICE = "office"


@dataclass
class Box:
    """A channel that keeps what it is sent, and fails as it is told."""

    addressed: bool = True
    seconds: float = 30.0
    got: list[Notice] = field(default_factory=list)
    fails: Mapping[str, Exception] = field(default_factory=dict)
    """By recipient; `*` for everybody."""
    before: Callable[[Notice], None] = lambda _notice: None

    def send(self, notice: Notice) -> str:
        """Keep it, or fail."""
        self.before(notice)
        fault = self.fails.get(notice.recipient, self.fails.get("*"))
        if fault is not None:
            raise fault
        self.got.append(notice)
        return "ok"


@dataclass
class House:
    """What a courier works with, over a store in memory, in the morning."""

    channels: dict[str, Channel]
    logged: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    clock: FrozenClock = field(default_factory=lambda: FrozenClock("2024-06-03"))
    book: Book | None = None
    steady: float = 0.0

    def __post_init__(self) -> None:
        self.store = MemoryStore()
        self.rests = Rests()
        self.engine: Engine = an_engine(self.store, clock=self.clock)
        self.engine.log = lambda event, **keys: self.logged.append((event, keys))

    def courier(self, **changes: Any) -> Courier:
        """A courier of this house, or one that differs in something."""
        routes = Routes(self.channels, tuple(self.channels)[:1])
        known = Courier(
            engine=self.engine,
            routes=routes,
            book=self.book,
            sender=SENDER,
            random=lambda: 0.0,
            steadily=lambda: self.steady,
            rests=self.rests,
        )
        return replace(known, **changes)

    def later(self, step: timedelta) -> None:
        """Time passes, on both clocks."""
        self.clock.advance(seconds=step.total_seconds())
        self.steady += step.total_seconds()

    def waits(self, *messages: Message) -> None:
        """These may leave now."""
        at = self.clock.now()
        self.store.outbox.put([replace(one, next_at=at, created_at=at) for one in messages])

    def stands(self, message: Message) -> Message:
        """How it is stored by now."""
        known = self.store.outbox.get(OFFICE, message.key)
        assert known is not None
        return known


def numbered(count: int, **changes: Any) -> list[Message]:
    """So many messages, each under a key of its own, in this order."""
    return [a_message(key=f"k-{no:03d}", **changes) for no in range(count)]
