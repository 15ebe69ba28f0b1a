"""The back door of a store in memory, for tests of what must never happen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from bihuan.adapters.memory import MemoryStore
from bihuan.adapters.memory_keys import record_key
from bihuan.engine.audit import audit, repair
from bihuan.engine.history import FIRST, seal
from bihuan.engine.records import Alarm
from support.people import CLERK, Desk


@dataclass(slots=True)
class Attic:
    """The back door of a store in memory: whoever stands here needs no law."""

    desk: Desk
    case: str

    @property
    def store(self) -> MemoryStore:
        """The store itself."""
        found = self.desk.engine.store
        assert isinstance(found, MemoryStore)
        return found

    def change(self, **wrong: Any) -> None:
        """Write fields of the case as they should not be."""
        key = ("office", self.case)
        self.store._cases[key] = replace(self.store._cases[key], **wrong)

    def change_entry(self, seq: int, **wrong: Any) -> None:
        """Write over an entry, and chain all of them anew."""
        entries = self.store._entries[("office", self.case)]
        entries[seq - 1] = replace(entries[seq - 1], **wrong)
        for at, entry in enumerate(entries):
            entries[at] = seal(replace(entry, previous=entries[at - 1].hash if at else FIRST))
        self.change(head=entries[-1].hash)

    def put(self, record: Any) -> None:
        """Put a record in place of another."""
        self.store._records.setdefault(type(record), {})[record_key(record)] = record

    def alarms(self, wrong: Callable[[Alarm], Alarm | None]) -> None:
        """Write over every timer of the case, or lose it."""
        for key, alarm in list(self.store._alarms.items()):
            if alarm.case == self.case:
                del self.store._alarms[key]
                if (other := wrong(alarm)) is not None:
                    self.store._alarms[key] = other


def mend(attic: Attic) -> None:
    """Put the case right from its history."""
    repair(attic.desk.engine, attic.case, actor=CLERK, reason="核对")


def reasons(desk: Desk) -> list[str]:
    """What an audit finds, in words."""
    return [fault.reason for fault in audit(desk.engine).faults]
