"""Everything in sight when an event arrives: the case, what was said, the rules and the time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from bihuan.engine import saying
from bihuan.engine.actor import Actor
from bihuan.engine.document_numbers import Series
from bihuan.engine.errors import StaleCase
from bihuan.engine.ports import Work
from bihuan.engine.records import Case, Record, Round
from bihuan.rules.book import Book
from bihuan.rules.calendar import WorkCalendar
from bihuan.rules.hours import Hours
from bihuan.rules.ladders import Ladder, Rung
from bihuan.rules.policy import Policy
from bihuan.states.machine import Machine

R = TypeVar("R", bound=Record)


class HoldFirst(Exception):
    """These cases must be locked before the case at hand; never leaves the engine."""

    def __init__(self, cases: frozenset[str]) -> None:
        super().__init__(cases)
        self.cases = cases


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What holds for the office, whatever the case: policy, ladders, calendar, hours."""

    office: str
    name: str = ""
    """What it signs its letters with; nothing where nobody has said."""
    policy: Policy
    ladders: Mapping[str, Ladder]
    calendar: WorkCalendar
    hours: Hours = field(default_factory=Hours)
    series: Mapping[str, Series] = field(default_factory=dict)
    """How it counts its letters: `letter`, `opinion` and others of its own."""
    book: Book | None = None
    """Who is reached where; without one everybody is called as the case calls them."""
    placed: dict[tuple[str, str, date, date], list[tuple[Rung, datetime]]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )
    """When the rungs of a duty's ladder ring for a term's days, once it was worked out."""
    again: dict[date, datetime] = field(init=False, repr=False, compare=False, default_factory=dict)
    """When whoever was urged on a day is urged again, once it was worked out."""


@dataclass(slots=True, kw_only=True)
class Scene:
    """One event on one case, before it is decided."""

    house: House
    work: Work
    machine: Machine
    case: Case
    event: str
    args: Mapping[str, Any]
    actor: Actor
    on: date
    now: datetime
    led_by: str | None = None
    _read: dict[type[Record], list[Any]] = field(default_factory=dict)
    _followers: list[Case] | None = None

    def records(self, kind: type[R]) -> list[R]:
        """The case's records of one kind; read once."""
        if kind not in self._read:
            self._read[kind] = self.work.records(kind, self.case.office, self.case.id)
        return self._read[kind]

    def followers(self) -> list[Case]:
        """The cases merged into this one; read once."""
        if self._followers is None:
            self._followers = self.work.followers(self.case.office, self.case.id)
        return self._followers

    def hold_followers(self, held: frozenset[str]) -> None:
        """Keep others from changing the cases merged into this one, and see them as they now are.

        Cases are locked by name, or two might wait for each other: raises
        HoldFirst when one that is not held should have been locked before this one.
        """
        names = {one.id for one in self.followers()}
        if any(name < self.case.id for name in names - held):
            if held:  # they have changed once more between two attempts
                raise StaleCase(self.case.id, self.case.seq)
            raise HoldFirst(frozenset(names))
        office = self.case.office
        self._followers = [self.work.lock(office, name) for name in sorted(names)]

    def this_round(self) -> Round:
        """The record of the round under way."""
        return next(one for one in self.records(Round) if one.round == self.case.round)

    def text(self, name: str) -> str:
        """An argument as text without outer blanks; empty when it was not given."""
        return saying.text(self.args, name)

    def truth(self, name: str) -> bool:
        """An argument that is a yes or no; no when it was not given."""
        return saying.truth(self.args, name)

    def day(self, name: str) -> date | None:
        """An argument as a date; raises BadInput when it is none."""
        return saying.day(name, self.args.get(name))
