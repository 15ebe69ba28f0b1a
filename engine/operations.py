"""What daemons and those who look after them leave behind; none of it moves a case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Something a person must look at; the same trouble again is counted, not opened twice."""

    office: str
    kind: str
    """`timer`, `message`, `channel`, `duty`, `clock`, `chain` and the like."""
    subject: str
    """What it is about: a timer, the key of a message, the name of a channel or a duty."""
    no: int = 1
    """The how-manieth time this trouble came, after it had been resolved."""
    case: str | None = None
    detail: str = ""
    status: str = "open"
    """`open` or `resolved`."""
    times: int = 1
    opened_at: datetime
    last_at: datetime
    resolved_at: datetime | None = None
    resolved_by: str = ""
    resolution: str = ""

    @property
    def id(self) -> str:
        """A short name that a person can type."""
        return sha256(f"{self.kind}/{self.subject}/{self.no}".encode()).hexdigest()[:8]

    def closed(self, at: datetime, by: str, resolution: str) -> Incident:
        """This trouble, dealt with."""
        return replace(
            self, status="resolved", resolved_at=at, resolved_by=by, resolution=resolution
        )

    def after(self, last: Incident | None) -> Incident:
        """This trouble as it is kept: the last one counted once more, or the next one opened."""
        if last is None:
            return self
        if last.status != "open":
            return replace(self, no=last.no + 1)
        return replace(last, times=last.times + 1, last_at=self.last_at, detail=self.detail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """A daemon's sign of life, renewed as long as it lives."""

    office: str
    daemon: str
    """The name of this one run of a daemon."""
    host: str
    pid: int
    version: str
    started_at: datetime
    beat_at: datetime
    swept_at: datetime | None = None
    """When it last looked through what is due, to the end."""
    stopped_at: datetime | None = None
    """When it ended as it should."""
    fired: int = 0
    sent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Headcount:
    """How many cases of one definition stand in one state."""

    definition: str
    state: str
    final: bool
    cases: int
    first_at: datetime
    """When the one was changed that has rested longest."""
    last_at: datetime
    """When the latest was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How the open cases of one definition go over to another, and how far they have gone."""

    office: str
    hash: str
    source: str
    """The definition they leave."""
    target: str
    """The definition they come to."""
    text: str
    status: str = "checked"
    """`checked`, `applying`, `paused`, `done` or `reverted`."""
    moved: int = 0
    actor: str
    reason: str = ""
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A definition was given another status, by whom and why; never removed."""

    hash: str
    at: datetime
    before: str
    after: str
    actor: str
    reason: str


class Watch(Protocol):
    """Signs of life, leases and incidents: how daemons and their operators know of each other."""

    def beat(self, pulse: Pulse) -> None:
        """Put a daemon's sign of life."""
        ...

    def pulses(self, office: str) -> list[Pulse]:
        """Every daemon's last sign of life, the latest first."""
        ...

    def forget(self, office: str, before: datetime) -> int:
        """Forget daemons whose last sign of life is older; returns how many."""
        ...

    def lease(
        self, office: str, name: str, holder: str, now: datetime, until: datetime
    ) -> int | None:
        """The right to do what only one may do; its fence, or None while another has it.

        Asked again by its holder it is prolonged. The fence grows whenever it changes hands.
        """
        ...

    def release(self, office: str, name: str, holder: str) -> None:
        """Give a lease back before its time."""
        ...

    def report(self, incident: Incident) -> Incident:
        """Open an incident, or count it once more where one of its kind and subject is open."""
        ...

    def resolve(
        self, office: str, kind: str, subject: str, *, at: datetime, by: str, resolution: str
    ) -> bool:
        """Close the open incident of this kind and subject; whether there was one."""
        ...

    def incidents(self, office: str, *, status: str | None = None) -> list[Incident]:
        """Incidents, the latest first."""
        ...
