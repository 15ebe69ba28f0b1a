"""A new case is born: what must be known about a proposal to begin handling it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bihuan.engine.deadlines import deadline
from bihuan.engine.errors import BadInput
from bihuan.engine.history import FIRST
from bihuan.engine.records import Case, Member, Record, Round
from bihuan.engine.saying import FIRST_YEAR, LAST_YEAR, day
from bihuan.engine.scene import House
from bihuan.states.machine import Machine, Per

KINDS = ("deputy_suggestion", "cppcc_proposal")
ROLES = ("sole", "lead", "separate", "support", "reading")
_TEXTS = (
    "kind",
    "role",
    "number",
    "number_key",
    "title",
    "assembly",
    "session",
    "category",
    "counterpart",
    "note",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """A proposal as it reaches the office.

    `number` is printed text; `number_key` is how it is matched, and for a
    proposal without a number something else that names it.
    """

    kind: str
    role: str
    year: int
    number: str
    number_key: str
    title: str
    members: tuple[str, ...]
    received_on: date
    collective: bool = False
    assigned_on: date | None = None
    session_closed_on: date | None = None
    assembly: str = ""
    session: str = ""
    category: str = ""
    off_session: bool = False
    counterpart: str = ""
    note: str = ""
    printed: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """What the paper or the ledger said, word for word, by its own headings."""

    def __post_init__(self) -> None:
        for name in _TEXTS:
            if not isinstance(value := getattr(self, name), str):
                raise BadInput(name, "write it as text", value)
        for name, value, known in (("kind", self.kind, KINDS), ("role", self.role, ROLES)):
            if value not in known:
                raise BadInput(name, f"write one of {', '.join(known)}", value)
        for name in ("title", "number_key"):
            if not getattr(self, name).strip():
                raise BadInput(name, "must not be empty")
        if isinstance(self.members, str):
            raise BadInput("members", "write a list of names, even for one", self.members)
        for member in self.members:
            if not isinstance(member, str):
                raise BadInput("members", "write it as text", member)
        if not self.members or not all(member.strip() for member in self.members):
            raise BadInput("members", "at least one member or body wrote the proposal")
        self._check_year()
        for name in ("received_on", "assigned_on", "session_closed_on"):
            told = day(name, getattr(self, name))
            if told is None and name == "received_on":
                raise BadInput(name, "write a date as YYYY-MM-DD")
            object.__setattr__(self, name, told)

    def _check_year(self) -> None:
        if isinstance(self.year, bool) or not isinstance(self.year, int):
            raise BadInput("year", "write a whole number", self.year)
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise BadInput(
                "year", f"the year lies outside {FIRST_YEAR}-{LAST_YEAR}", str(self.year)
            )

    def told(self) -> dict[str, Any]:
        """What history says about the intake."""
        told = {name: getattr(self, name) for name in self.__dataclass_fields__}
        if not told.pop("printed"):
            return told
        return {**told, "printed": dict(self.printed)}


def born(
    intake: Intake, case_id: str, machine: Machine, digest: str, house: House, now: datetime
) -> tuple[Case, list[Record]]:
    """The case before its first entry, with its members, first round and first deadlines."""
    assigned_on = intake.assigned_on or intake.received_on
    case = Case(
        office=house.office,
        id=case_id,
        kind=intake.kind,
        role=intake.role,
        year=intake.year,
        assembly=intake.assembly,
        session=intake.session,
        number=intake.number,
        number_key=intake.number_key,
        title=intake.title,
        category=intake.category,
        off_session=intake.off_session,
        received_on=intake.received_on,
        assigned_on=assigned_on,
        session_closed_on=intake.session_closed_on,
        counterpart=intake.counterpart,
        definition=digest,
        state=machine.initial.name,
        final=False,
        round=1,
        seq=0,
        head=FIRST,
        held=machine.start(),
        changed_at=now,
    )
    records: list[Record] = [
        Member(
            office=house.office,
            case=case_id,
            no=no,
            name=name,
            lead=no == 1,
            collective=intake.collective,
        )
        for no, name in enumerate(intake.members, start=1)
    ]
    records.append(Round(office=house.office, case=case_id, round=1, began_on=intake.received_on))
    records += [
        deadline(term, case, house, intake.received_on)
        for term in _first_terms(machine, case, house)
    ]
    return case, records


def _first_terms(machine: Machine, case: Case, house: House) -> list[str]:
    waiting = [
        timer.term for timer in machine.timers_in(case.state) if timer.per is not Per.REQUEST
    ]
    ruled = house.policy.effective("object", case.kind) is not None
    return [*waiting, "object"] if ruled else waiting
