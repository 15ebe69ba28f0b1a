"""A clock that is set a year ahead in the middle of a turn: nothing happens before its time."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.daemon import duties
from bihuan.adapters.daemon.clock_guard import ClockGuard
from bihuan.adapters.notify.courier import Courier
from bihuan.adapters.notify.routes import Routes
from support.couriers import Box
from support.notices import SENDER
from support.posts import Stage
from support.samples import message

GO = threading.Event()
SOON = timedelta(days=2)


class SetAhead:
    """A wall clock that somebody sets ahead by a year once it was read so often."""

    def __init__(self, clock: FrozenClock, after: int) -> None:
        self._clock, self._after = clock, after
        self.read = 0

    def now(self) -> datetime:
        self.read += 1
        year = timedelta(days=365) if self.read > self._after else timedelta()
        return self._clock.now() + year


@pytest.mark.parametrize("after", range(1, 25))
def test_wherever_in_a_turn_the_clock_is_set_ahead_nothing_is_done_before_its_time(
    after: int,
) -> None:
    stage, box = Stage(), Box(addressed=False)
    stage.desk.receive()
    later = stage.clock.now() + SOON
    one = replace(message(1), office=stage.post.office, case=None, next_at=later)
    held = replace(one, key="held", status="held")
    stage.store.outbox.put([one, held])
    wall = SetAhead(stage.clock, after)
    stage.engine.clock = stage.post.guard = ClockGuard(wall.now, lambda: stage.steady)
    routes = Routes({one.channel: box}, (one.channel,))
    courier = Courier(engine=stage.engine, routes=routes, sender=SENDER)
    stage.post.works = replace(
        stage.post.works, deliver=lambda _engine, stop: courier.deliver(stop)
    )

    while wall.read <= after:
        duties.sweep(stage.post, GO)
        duties.gather(stage.post, GO)
        duties.deliver(stage.post, GO)

    assert stage.post.held() == "jump"
    assert stage.post.tally.fired == 0
    assert box.got == []
    statuses = [known.status for known in stage.store.messages(stage.post.office)]
    assert sorted(statuses) == ["held", "pending"]


def test_what_was_due_before_the_clock_was_set_is_dated_by_the_time_it_was() -> None:
    stage = Stage()
    case = stage.desk.receive()
    stage.passes(days=60)
    before = stage.engine.clock.now()
    stage.clock.advance(days=400)

    stage.engine.tick()

    rung = stage.store.history(stage.post.office, case)[-1]
    assert rung.timer is not None
    assert rung.recorded_at == before
