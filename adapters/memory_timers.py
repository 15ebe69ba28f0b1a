"""The timers that the store in memory keeps."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from bihuan.adapters.memory_keys import Key
from bihuan.engine.query import ALL
from bihuan.engine.records import Alarm


class Ringing:
    """The part of the store that is asked which timers ring, and when."""

    _alarms: dict[Key, Alarm]
    _lock: AbstractContextManager[Any]

    def alarms(
        self,
        office: str,
        case: str | None = None,
        *,
        status: str | None = None,
        limit: int = ALL,
    ) -> list[Alarm]:
        with self._lock:
            found = [
                alarm
                for alarm in self._alarms.values()
                if alarm.office == office
                and case in (None, alarm.case)
                and status in (None, alarm.status)
            ]
        return sorted(found, key=lambda alarm: (alarm.due_at, alarm.case, alarm.key))[:limit]

    def due(self, office: str, now: datetime, limit: int) -> Sequence[Alarm]:
        pending = self.alarms(office, status="pending")
        return [one for one in pending if max(one.due_at, one.put_off or now) <= now][:limit]

    def failing(self, office: str, now: datetime) -> list[Alarm]:
        pending = self.alarms(office, status="pending")
        return [one for one in pending if one.attempts and one.due_at <= now]

    def next_due(self, office: str) -> datetime | None:
        pending = self.alarms(office, status="pending")
        return next((one.due_at for one in pending if one.put_off is None), None)
