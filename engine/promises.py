"""Commitments (承诺事项): what an answer promised, what has come of it, and how that now stands.

They outlive the case: what is promised is often kept long after the member was satisfied and the
case was closed. So what becomes of a commitment is no event of the machine. It is written down
beside the history, with who said so and when, and nothing of it is ever changed or removed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from bihuan.engine.records import Record
from bihuan.rules.calendar import WorkCalendar
from bihuan.rules.instants import beijing_date

OPEN = "open"
STATUSES = ("under_way", "partly", "done", "postponed", "failed")
"""What may be reported of a commitment; before any report it is open."""
SETTLED = frozenset({"done", "failed"})
"""After these nobody waits for it any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment(Record):
    """Something an answer of ours promised to do."""

    KEY: ClassVar = ("no",)

    no: int
    round: int
    seq: int | None
    """The entry of the answer; None where it was registered afterwards."""
    text: str
    due: date | None
    """When it is to be done, where that was said."""
    on: date
    """When it was promised."""
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Fulfilment(Record):
    """What came of a commitment by a certain day (回头看); the last one counts."""

    KEY: ClassVar = ("no", "turn")

    no: int
    """Which commitment of the case."""
    turn: int
    """The how manieth report on it, from 1."""
    status: str
    """One of `STATUSES`."""
    on: date
    due: date | None = None
    """The new day, where it was postponed."""
    note: str = ""
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A commitment with what was reported of it, the first report first."""

    commitment: Commitment
    reports: tuple[Fulfilment, ...] = ()

    @property
    def last(self) -> Fulfilment | None:
        """The last report."""
        return self.reports[-1] if self.reports else None

    @property
    def status(self) -> str:
        """`open`, or what was reported last."""
        return self.last.status if self.last is not None else OPEN

    @property
    def due(self) -> date | None:
        """When it is to be done: the day it was last put off to, else the day promised."""
        put_off = [one.due for one in self.reports if one.due is not None]
        return put_off[-1] if put_off else self.commitment.due

    @property
    def settled_on(self) -> date | None:
        """When it was done, or given up."""
        return self.last.on if self.last is not None and self.status in SETTLED else None

    def urgency(self, as_of: date, calendar: WorkCalendar, soon: int) -> str:
        """`late` or `soon`, within that many working days, while it is not settled."""
        if self.due is None or self.status in SETTLED:
            return ""
        if self.due < as_of:
            return "late"
        return "soon" if calendar.workdays_between(as_of, self.due) <= soon else ""

    def days_late(self, as_of: date) -> int | None:
        """How many days past its date it is, or was when it was settled."""
        until = self.settled_on or as_of
        late = (until - self.due).days if self.due is not None else 0
        return late if late > 0 else None


def promises(
    commitments: Iterable[Commitment], reports: Iterable[Fulfilment], *, as_of: date = date.max
) -> list[Promise]:
    """Commitments with their reports, as they were on file at the end of that day."""
    told: dict[tuple[str, int], list[Fulfilment]] = {}
    for one in reports:
        if beijing_date(one.at) <= as_of:
            told.setdefault((one.case, one.no), []).append(one)
    return [
        Promise(commitment=one, reports=tuple(told.get((one.case, one.no), ())))
        for one in commitments
        if beijing_date(one.at) <= as_of
    ]
