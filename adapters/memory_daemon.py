"""The outbox and the watch of the store that lives in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import Any

from bihuan.engine.errors import BadInput
from bihuan.engine.messages import UNFINISHED, Message
from bihuan.engine.operations import Headcount, Incident, Pulse
from bihuan.engine.records import Case
from bihuan.engine.text import unstorable

Key = tuple[Any, ...]


class MemoryOutbox:
    """Keeps the promises of `Outbox`."""

    def __init__(self, lock: AbstractContextManager[Any], messages: dict[Key, Message]) -> None:
        self._lock = lock
        self._messages = messages

    def claim(
        self, office: str, channel: str, now: datetime, until: datetime, holder: str, limit: int
    ) -> list[Message]:
        with self._lock:
            due = [
                one
                for one in self._pending(office)
                if one.channel == channel and one.next_at <= now
            ]
            first = sorted(due, key=lambda one: (one.next_at, one.key))[:limit]
            claimed = [
                replace(one, next_at=until, holder=holder, fence=one.fence + 1) for one in first
            ]
            self._messages |= {(one.office, one.key): one for one in claimed}
        return claimed

    def listed(
        self, office: str, status: str | None, case: str | None, channel: str | None
    ) -> list[Message]:
        """The messages of an office, oldest first; what is None does not restrict."""
        with self._lock:
            ours = [one for one in self._messages.values() if one.office == office]
        wanted = ((status, "status"), (case, "case"), (channel, "channel"))
        told = [
            one
            for one in ours
            if all(value in (None, getattr(one, name)) for value, name in wanted)
        ]
        return sorted(told, key=lambda one: (one.created_at, one.key))

    def settle(self, messages: Iterable[Message], *, was: str = "pending") -> list[bool]:
        with self._lock:
            return [self._settle(one, was) for one in messages]

    def _settle(self, message: Message, was: str) -> bool:
        stands = self._stands(message, was)
        if stands:
            self._messages[message.office, message.key] = message
        return stands

    def _stands(self, message: Message, was: str) -> bool:
        stored = self._messages.get((message.office, message.key))
        return stored is not None and (stored.status, stored.fence) == (was, message.fence)

    def put(self, messages: Iterable[Message]) -> int:
        with self._lock:
            known = len(self._messages)
            for one in messages:
                if problem := unstorable(one):
                    raise BadInput(problem, "the text holds a character no database can keep")
                self._messages.setdefault((one.office, one.key), one)
            return len(self._messages) - known

    def bundle(self, digest: Message, messages: Iterable[Message]) -> bool:
        ours = list(messages)
        with self._lock:
            held = all(self._stands(one, "held") for one in ours)
            if not held or not self.put((digest,)):
                return False
            self.settle([replace(one, status="bundled") for one in ours], was="held")
        return True

    def get(self, office: str, key: str) -> Message | None:
        with self._lock:
            return self._messages.get((office, key))

    def waiting(self, office: str) -> Mapping[str, datetime]:
        with self._lock:
            pending = sorted(self._pending(office), key=lambda one: one.next_at, reverse=True)
        return {one.channel: one.next_at for one in pending}

    def counts(self, office: str) -> Mapping[str, int]:
        with self._lock:
            return Counter(
                one.status
                for key, one in self._messages.items()
                if key[0] == office and one.status in UNFINISHED
            )

    def _pending(self, office: str) -> Iterable[Message]:
        return [
            one
            for key, one in self._messages.items()
            if key[0] == office and one.status == "pending"
        ]


class MemoryWatch:
    """Keeps the promises of `Watch`."""

    def __init__(self, lock: AbstractContextManager[Any]) -> None:
        self._lock = lock
        self._pulses: dict[Key, Pulse] = {}
        self._leases: dict[Key, tuple[str, int, datetime]] = {}
        self._incidents: dict[Key, Incident] = {}

    def beat(self, pulse: Pulse) -> None:
        with self._lock:
            self._pulses[pulse.office, pulse.daemon] = pulse

    def pulses(self, office: str) -> list[Pulse]:
        with self._lock:
            ours = [pulse for key, pulse in sorted(self._pulses.items()) if key[0] == office]
        return sorted(ours, key=lambda pulse: pulse.beat_at, reverse=True)

    def forget(self, office: str, before: datetime) -> int:
        with self._lock:
            gone = [
                key
                for key, pulse in self._pulses.items()
                if key[0] == office and pulse.beat_at < before
            ]
            for key in gone:
                del self._pulses[key]
        return len(gone)

    def lease(
        self, office: str, name: str, holder: str, now: datetime, until: datetime
    ) -> int | None:
        with self._lock:
            had, fence, ended = self._leases.get((office, name), ("", 0, now))
            if had not in ("", holder) and ended > now:
                return None
            fence += had != holder
            self._leases[office, name] = (holder, fence, until)
        return fence

    def release(self, office: str, name: str, holder: str) -> None:
        with self._lock:
            lease = self._leases.get((office, name))
            if lease is not None and lease[0] == holder:
                self._leases[office, name] = ("", *lease[1:])

    def report(self, incident: Incident) -> Incident:
        with self._lock:
            known = incident.after(self._last(incident.office, incident.kind, incident.subject))
            self._incidents[known.office, known.kind, known.subject, known.no] = known
        return known

    def resolve(
        self, office: str, kind: str, subject: str, *, at: datetime, by: str, resolution: str
    ) -> bool:
        with self._lock:
            last = self._last(office, kind, subject)
            if last is None or last.status != "open":
                return False
            self._incidents[office, kind, subject, last.no] = last.closed(at, by, resolution)
        return True

    def incidents(self, office: str, *, status: str | None = None) -> list[Incident]:
        with self._lock:
            ours = [
                one
                for key, one in sorted(self._incidents.items())
                if key[0] == office and status in (None, one.status)
            ]
        return sorted(ours, key=lambda one: one.last_at, reverse=True)

    def _last(self, office: str, kind: str, subject: str) -> Incident | None:
        known = (
            self._incidents[key] for key in self._incidents if key[:3] == (office, kind, subject)
        )
        return max(known, key=lambda one: one.no, default=None)


class Counted:
    """What a store in memory tells of itself as a whole."""

    _lock: AbstractContextManager[Any]
    _cases: dict[Key, Case]

    def census(self, office: str, *, closed: bool = False) -> list[Headcount]:
        standing: dict[tuple[str, str, bool], list[datetime]] = {}
        with self._lock:
            for (of, _), case in self._cases.items():
                if of == office and (closed or not case.final):
                    name = (case.definition, case.state, case.final)
                    standing.setdefault(name, []).append(case.changed_at)
        return [
            Headcount(
                definition=definition,
                state=state,
                final=final,
                cases=len(changed),
                first_at=min(changed),
                last_at=max(changed),
            )
            for (definition, state, final), changed in sorted(standing.items())
        ]

    def clock(self) -> datetime | None:
        return None
