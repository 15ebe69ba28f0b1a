"""A witness of every claim: whose a message is, until when, and who may say what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Protocol

from bihuan.engine.messages import Message
from bihuan.engine.ports import Store


class Clock(Protocol):
    """Anything that tells the time."""

    def now(self) -> datetime:
        """The present instant."""
        ...


class Leases:
    """Sees every claim and every settling, whoever makes it, and objects to what must not be."""

    def __init__(self, tell: Callable[[str, str], None]) -> None:
        self._tell = tell
        self._fences: dict[str, int] = {}
        self._ends: dict[str, datetime] = {}
        self.last_end = datetime.min.replace(tzinfo=UTC)

    def watched(self, store: Store, clock: Clock) -> Any:
        """The store as one daemon sees it, with this witness between."""
        return _Watched(store, _WatchedOutbox(store, self, clock))

    def claimed(self, messages: Iterable[Message], now: datetime) -> None:
        """Somebody claims these by his clock."""
        for one in messages:
            assert one.fence > self._fences.get(one.key, 0), f"{one.key}: the fence did not grow"
            ends = self._ends.get(one.key)
            assert ends is None or ends <= now, f"{one.key} belongs to another until {ends}"
            self._fences[one.key] = one.fence
            self._ends[one.key] = one.next_at
            self.last_end = max(self.last_end, one.next_at)
            self._tell("claimed" if one.fence == 1 else "claimed again", one.key)

    def settled(self, messages: Iterable[Message], counted: Iterable[bool]) -> None:
        """Somebody says what became of these, and was heard or not."""
        for one, heard in zip(messages, counted, strict=True):
            self._tell("heard" if heard else "too late", f"{one.key} is {one.status}")
            if heard:
                latest = self._fences.get(one.key, 0)
                assert one.fence == latest, f"{one.key}: fence {one.fence} counted, not {latest}"
                self._ends.pop(one.key, None)
                if one.holder:  # he keeps it for longer
                    self._ends[one.key] = one.next_at
                    self.last_end = max(self.last_end, one.next_at)


class _WatchedOutbox:
    def __init__(self, store: Store, leases: Leases, clock: Clock) -> None:
        self._outbox = store.outbox
        self._leases = leases
        self._clock = clock

    def claim(
        self, office: str, channel: str, now: datetime, until: datetime, holder: str, limit: int
    ) -> list[Message]:
        claimed = self._outbox.claim(office, channel, now, until, holder, limit)
        self._leases.claimed(claimed, now)
        return claimed

    def settle(self, messages: Iterable[Message], *, was: str = "pending") -> list[bool]:
        ours = list(messages)
        counted = self._outbox.settle(ours, was=was)
        self._leases.settled(ours, counted)
        return counted

    def __getattr__(self, name: str) -> Any:
        return getattr(self._outbox, name)


class _Watched:
    def __init__(self, store: Store, outbox: _WatchedOutbox) -> None:
        self._store = store
        self.outbox = outbox

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)
