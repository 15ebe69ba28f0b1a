"""Bugs as people really write them, planted one at a time into engine, store or courier."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest

from bihuan.adapters import memory, memory_daemon
from bihuan.engine import bell, carrying, timing
from bihuan.engine import engine as road
from bihuan.engine.engine import Engine
from bihuan.engine.messages import Message
from bihuan.engine.records import Alarm, Case, Change
from support.fleet import Courier, Daemon, courier

Patch = pytest.MonkeyPatch
LEASE = timedelta(minutes=10)


def _claimed(engine: Engine) -> list[Message]:
    now, outbox = engine.clock.now(), engine.store.outbox
    return [
        message
        for channel in outbox.waiting("office")
        for message in outbox.claim("office", channel, now, now + LEASE, "d", 100)
    ]


def _sent(engine: Engine, message: Message) -> Message:
    now = engine.clock.now()
    return replace(message, status="sent", sent_at=now, next_at=now, holder="")


def marks_before_it_sends(engine: Engine, daemon: Daemon) -> int:
    """Nothing is sent twice that way; what is lost between is not noticed."""
    for message in _claimed(engine):
        engine.store.outbox.settle([_sent(engine, message)])
        try:
            daemon.send(message)
        except OSError:
            continue
    return 0


def gives_up_at_once(engine: Engine, daemon: Daemon) -> int:
    """What cannot be sent the first time is dropped."""
    for message in _claimed(engine):
        try:
            daemon.send(message)
        except OSError:
            engine.store.outbox.settle([replace(message, status="dropped", holder="")])
        else:
            engine.store.outbox.settle([_sent(engine, message)])
    return 0


def a_new_key_for_each_try(engine: Engine, daemon: Daemon) -> int:
    """The receiver cannot know the second copy."""
    for message in _claimed(engine):
        try:
            daemon.send(replace(message, key=f"{message.key}#{message.fence}"))
        except OSError:
            continue
        engine.store.outbox.settle([_sent(engine, message)])
    return 0


def no_fence(patch: Patch) -> None:
    """Who comes too late is heard all the same."""

    def stands(self: Any, message: Message, was: str) -> bool:
        stored = self._messages.get((message.office, message.key))
        return stored is not None and stored.status == was

    patch.setattr(memory_daemon.MemoryOutbox, "_stands", stands)


def leases_that_bind_nobody(patch: Patch) -> None:
    """A claim takes what another has just claimed."""
    claim = memory_daemon.MemoryOutbox.claim

    def greedy(self: Any, office: str, channel: str, now: Any, *rest: Any) -> list[Message]:
        return claim(self, office, channel, now + LEASE, *rest)

    patch.setattr(memory_daemon.MemoryOutbox, "claim", greedy)


def a_timer_is_not_looked_at_again(patch: Patch) -> None:
    """It rings as it was when it was read, without a key, whatever another has done since."""
    fire = road.Engine.fire

    def keyless(self: Any, *said: Any, key: str | None = None, **named: Any) -> Any:
        return fire(self, *said, key=None if named.get("timer") else key, **named)

    patch.setattr(carrying, "_rung", lambda scene, alarms, timer: _as_read(alarms, timer))
    patch.setattr(road.Engine, "fire", keyless)
    patch.setattr(bell, "_key", lambda _alarm: None)
    patch.setattr(bell, "due_now", lambda alarms, _now: _waiting_or_rung(alarms))


def _waiting_or_rung(alarms: Iterable[Alarm]) -> list[Alarm]:
    return [one for one in alarms if one.status in ("pending", "fired")]


def _as_read(alarms: Mapping[str, Alarm], timer: str | None) -> list[Alarm]:
    if timer is None or timer not in alarms:
        return []
    alarm = alarms[timer]
    return [replace(alarm, status="fired", fired_at=alarm.due_at)]


def urging_without_the_lock(patch: Patch) -> None:
    """A timer decides on the case as it was seen before the transaction, and saves over it."""
    tick, lock, check = road.Engine.tick, road.Engine._lock, memory._Work._check
    claim = memory._Work.claim_due
    seen: list[dict[str, Case]] = [{}]

    def peek(self: Any, limit: int = 100) -> int:
        due = self.store.due("office", self.clock.now(), limit)
        seen.append({one.case: self.store.case("office", one.case) for one in due})
        try:
            return tick(self, limit)
        finally:
            seen.pop()

    def stale(self: Any, work: Any, case: str, event: str, args: Any, others: Any) -> Case:
        there = lock(self, work, case, event, args, others)
        return seen[-1].pop(case, there) if "timer" in args else there

    def all_stale(self: Any, *said: Any) -> list[Case]:
        return [seen[-1].pop(case.id, case) for case in claim(self, *said)]

    def unchecked(self: Any, change: Change) -> None:
        if change.entry.timer is None:
            check(self, change)

    patch.setattr(road.Engine, "tick", peek)
    patch.setattr(road.Engine, "_lock", stale)
    patch.setattr(memory._Work, "claim_due", all_stale)
    patch.setattr(memory._Work, "_check", unchecked)


def messages_after_the_commit(patch: Patch) -> None:
    """What must leave is stored once the event is, if nothing comes between."""
    finish = memory._Work.finish
    later: list[Message] = []

    def bare(self: Any, changes: Iterable[Change]) -> None:
        whole = list(changes)
        finish(self, [replace(one, messages=()) for one in whole])
        later.extend(message for one in whole for message in one.messages)

    def put(engine: Engine) -> None:
        engine.store.outbox.put(tuple(later))

    patch.setattr(memory._Work, "finish", bare)
    _in_two_steps(patch, later, put)


def _in_two_steps(patch: Patch, later: list[Any], put: Callable[[Engine], None]) -> None:
    """Whatever moves cases leaves something for a second transaction."""

    def parted(act: Callable[..., Any]) -> Callable[..., Any]:
        def two_steps(self: Any, *said: Any, **named: Any) -> Any:
            later.clear()
            done = act(self, *said, **named)
            put(self)
            return done

        return two_steps

    patch.setattr(road.Engine, "fire", parted(road.Engine.fire))
    patch.setattr(road.Engine, "tick", parted(road.Engine.tick))


def fired_before_it_rings(patch: Patch) -> None:
    """The timers are put down as fired first, in a transaction of their own."""
    tick = road.Engine.tick

    def early(self: Any, limit: int = 100) -> int:
        now = self.clock.now()
        due = self.store.due("office", now, limit)
        with self.store.begin() as work:
            work.settle([replace(one, status="fired", fired_at=now) for one in due])
        with self.store.begin() as work:
            work.settle(due)
        return tick(self, limit)

    patch.setattr(road.Engine, "tick", early)


def timers_after_the_commit(patch: Patch) -> None:
    """The timers that an event sets and cancels are put right once it is stored."""
    finish = memory._Work.finish
    later: list[Alarm] = []

    def bare(self: Any, changes: Iterable[Change]) -> None:
        whole = list(changes)
        finish(self, [replace(one, alarms=()) for one in whole])
        later.extend(alarm for one in whole for alarm in one.alarms)

    def put(engine: Engine) -> None:
        with engine.store.begin() as work:
            work.settle(tuple(later))

    patch.setattr(memory._Work, "finish", bare)
    _in_two_steps(patch, later, put)


def too_early(patch: Patch) -> None:
    """A timer rings up to a day before its instant."""
    due, rung, day = memory.MemoryStore.due, carrying._rung, timedelta(days=1)
    due_now = timing.due_now

    def eager(self: Any, office: str, now: datetime, limit: int) -> Sequence[Alarm]:
        return due(self, office, now + day, limit)

    def lenient(scene: Any, alarms: Mapping[str, Alarm], timer: str | None) -> list[Alarm]:
        later = replace(scene, now=scene.now + day)
        return [
            replace(one, fired_at=scene.now) if one.status == "fired" else one
            for one in rung(later, alarms, timer)
        ]

    patch.setattr(memory.MemoryStore, "due", eager)
    patch.setattr(carrying, "_rung", lenient)
    patch.setattr(bell, "due_now", lambda alarms, now: due_now(alarms, now + day))


def a_failed_timer_is_dropped(patch: Patch) -> None:
    """Whatever goes wrong while a timer rings cancels it."""
    together = bell.Bell._together

    def hasty(self: Any, most: int) -> Any:
        peal = together(self, most)
        with self._engine.store.begin() as work:
            work.settle([replace(alarm, status="cancelled") for _, alarm in peal.alone])
        return replace(peal, alone=[])

    patch.setattr(bell.Bell, "_together", hasty)


COURIERS: Mapping[str, Courier] = MappingProxyType(
    {
        one.__name__: one
        for one in (
            marks_before_it_sends,
            gives_up_at_once,
            a_new_key_for_each_try,
        )
    }
)
PATCHES: Mapping[str, Callable[[Patch], None]] = MappingProxyType(
    {
        one.__name__: one
        for one in (
            no_fence,
            leases_that_bind_nobody,
            a_timer_is_not_looked_at_again,
            urging_without_the_lock,
            messages_after_the_commit,
            fired_before_it_rings,
            timers_after_the_commit,
            too_early,
            a_failed_timer_is_dropped,
        )
    }
)


def plant(name: str, patch: Patch) -> Courier:
    """Plant one bug; the courier to go with it."""
    if name in PATCHES:
        PATCHES[name](patch)
    return COURIERS.get(name, courier)


def every() -> Iterable[str]:
    """The names of all of them."""
    return (*COURIERS, *PATCHES)
