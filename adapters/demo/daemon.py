"""What `bihuan run` does, in one thread and under a clock that jumps."""

from __future__ import annotations

from datetime import datetime, timedelta

from bihuan.adapters.notify.courier import Courier
from bihuan.engine.digests import AFTER_OPENING, gather_digests
from bihuan.rules.instants import beijing_date

LOOKS = timedelta(minutes=1)
"""Between two looks into the outbox, as the daemon's `run.interval`."""
AT_ONCE = 500


class QuickDaemon:
    """Rings timers, gathers digests and sends letters, whenever there is one of them to do."""

    def __init__(self, courier: Courier) -> None:
        self._courier = courier
        self._engine = courier.engine
        self._looked = self._engine.clock.now()
        self._gathers = self._engine.house.hours.opening(beijing_date(self._looked)) + AFTER_OPENING

    def wakes(self) -> datetime:
        """When there is something to do next: at the latest when digests are gathered."""
        store, office = self._engine.store, self._engine.house.office
        leave = (max(at, self._looked + LOOKS) for at in store.outbox.waiting(office).values())
        return min(store.next_due(office) or self._gathers, self._gathers, *leave)

    def round(self) -> None:
        """Do all that is to be done now."""
        engine, now = self._engine, self._engine.clock.now()
        if engine.tick(AT_ONCE):
            assert not engine.failing, engine.failing
        gather_digests(engine, now)
        self._courier.deliver()
        self._looked = now
        if now >= self._gathers:
            self._gathers += timedelta(days=1)
