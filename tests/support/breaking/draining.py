"""Let everything happen that is due, and let time go by until everything has left."""

from __future__ import annotations

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.notify.channel import Channel
from bihuan.engine.engine import Engine
from support.delivering import deliver

OFFICE = "office"
AT_ONCE = 1000
OFTEN_ENOUGH = 1000


def drain(engine: Engine, channel: Channel) -> None:
    """Ring and deliver on a clock that stands still, and move it on to whatever waits for its time.

    That may be the end of somebody's lease, or the next morning.
    """
    clock = engine.clock
    assert isinstance(clock, FrozenClock)
    for _ in range(OFTEN_ENOUGH):
        while engine.tick(AT_ONCE) + deliver(engine, channel):
            pass
        waiting = engine.store.outbox.waiting(OFFICE)
        if not waiting:
            assert not engine.failing, dict(engine.failing)
            return
        clock.set(max(clock.now(), *waiting.values()))
    raise AssertionError(f"something never leaves: {waiting}")
