"""The lists an office prints and works with: of each, which rows it has and how a cell is read.

A list is declared once, here, and is the same whether it becomes a sheet, a
CSV file or JSON. Headings and the words for stored values are in the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from bihuan.engine.handled import SOON, Handled, handled
from bihuan.engine.history import Machines
from bihuan.engine.intake import KINDS
from bihuan.engine.ports import Store
from bihuan.engine.promises import Commitment, Fulfilment, Promise, promises
from bihuan.engine.records import Contact, Feedback, Request
from bihuan.engine.scene import House
from bihuan.rules.calendar import WorkCalendar

Kind = Literal["text", "date", "number"]
Value = str | int | date | tuple[str, ...] | None
Of = Contact | Feedback | Promise
"""What a row may be about, other than a case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row on its way to its cells."""

    case: Handled
    of: Of | None
    """What the row is about, where a case may have several rows."""
    no: int
    as_of: date
    calendar: WorkCalendar

    @property
    def urgency(self) -> str:
        """`late`, `soon` or nothing."""
        if isinstance(self.of, Promise):
            return self.of.urgency(self.as_of, self.calendar, SOON)
        return self.case.urgency(self.as_of, self.calendar)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its name, and how a cell of it comes about."""

    name: str
    """In JSON, and in the catalogue under `sheet`."""
    read: Callable[[Line], Value]
    width: int = 9
    """In characters of the usual size; a Chinese one takes two."""
    kind: Kind = "text"
    words: str = ""
    """The section of the catalogue that has the words for its values."""
    printed: bool = True
    """Whether it is on the paper, or only beside it on the screen."""
    counted: bool = False
    """Whether it tells of the day or of the order of rows, and so of nothing anybody enters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One list: its columns, and what of a case has a row."""

    name: str
    columns: tuple[Column, ...]
    rows: Callable[[Handled], Iterable[Of]] | None = None
    """Where that is not the case itself."""
    carried: bool = False
    """Whether it tells what was promised, and so also what earlier years still owe."""
    by_division: bool = False
    """Whether the rows of a division stand together."""
    split: bool = False
    """Whether each division has a sheet of its own besides."""

    @property
    def of_cases(self) -> bool:
        """Whether each case has one row."""
        return self.rows is None


def cases_of(
    store: Store,
    house: House,
    machines: Machines,
    *,
    year: int,
    as_of: date,
    division: str | None = None,
) -> list[Handled]:
    """The year's cases as they stood at the end of that day, in the order of their numbers."""
    found = (
        handled(entries, machines, as_of=as_of) for entries in store.all_history(house.office, year)
    )
    kept = (one for one in found if one and division in (None, one.now.division))
    return sorted(kept, key=in_order)


def cases_for(
    listed: Listed,
    store: Store,
    house: House,
    machines: Machines,
    *,
    year: int,
    as_of: date,
    division: str | None = None,
) -> list[Handled]:
    """The cases a list is about: the year's, with what earlier ones still owe where it says so.

    What was promised in an earlier year goes on from list to list until the year in which it is
    settled.
    """
    of_year = cases_of(store, house, machines, year=year, as_of=as_of, division=division)
    if not listed.carried:
        return of_year
    promised = _promises(store, house, as_of)
    for case in of_year:
        case.promises = promised.pop(case.id, [])
    earlier: list[Handled] = []
    for name, made in promised.items():
        owed = [one for one in made if not _settled_before(one, year)]
        if owed and store.case(house.office, name).year < year:
            told = handled(store.history(house.office, name), machines, as_of=as_of)
            if told is not None and division in (None, told.now.division):
                told.promises = owed
                earlier.append(told)
    return [*of_year, *sorted(earlier, key=lambda case: (-case.year, in_order(case)))]


def _promises(store: Store, house: House, as_of: date) -> dict[str, list[Promise]]:
    """What was promised by then, case by case."""
    found: dict[str, list[Promise]] = {}
    commitments = store.records(Commitment, house.office)
    for one in promises(commitments, store.records(Fulfilment, house.office), as_of=as_of):
        found.setdefault(one.commitment.case, []).append(one)
    return found


def _settled_before(promise: Promise, year: int) -> bool:
    return promise.settled_on is not None and promise.settled_on.year < year


def in_order(case: Handled) -> tuple[object, ...]:
    """Suggestions first, then by session, by number as people count: 第9号 before 第10号."""
    return case.kind != KINDS[0], case.kind, case.session, natural(case.number), case.title, case.id


def natural(number: str) -> str:
    """A printed number in a form that sorts as people count."""
    return re.sub(r"\d+", lambda digits: digits[0].zfill(9), number)


def lines(listed: Listed, cases: Iterable[Handled], house: House, as_of: date) -> Iterator[Line]:
    """The rows of a list, numbered from 1."""
    if listed.by_division:
        cases = sorted(cases, key=lambda case: (case.now.division is None, case.now.division or ""))
    rows = ((case, of) for case in cases for of in _rows(listed, case))
    for no, (case, of) in enumerate(rows, start=1):
        yield Line(case=case, of=of, no=no, as_of=as_of, calendar=house.calendar)


def _rows(listed: Listed, case: Handled) -> Iterable[Of | None]:
    return (None,) if listed.rows is None else listed.rows(case)


def _talk(line: Line) -> Contact:
    assert isinstance(line.of, Contact)
    return line.of


def _form(line: Line) -> Feedback:
    assert isinstance(line.of, Feedback)
    return line.of


def _promise(line: Line) -> Promise:
    assert isinstance(line.of, Promise)
    return line.of


def _put_off(line: Line) -> date | None:
    """The day it was last put off to."""
    promise = _promise(line)
    return None if promise.due == promise.commitment.due else promise.due


def _reported(name: str) -> Callable[[Line], Value]:
    """What was reported last of a commitment."""

    def read(line: Line) -> Value:
        last = _promise(line).last
        return None if last is None else getattr(last, name)

    return read


def _promised_in(name: str) -> Callable[[Line], Value]:
    """Something of the letter that promised."""

    def read(line: Line) -> Value:
        letter = line.case.answer(_promise(line).commitment.round)
        return None if letter is None else getattr(letter, name)

    return read


def _author(line: Line) -> str:
    no = _form(line).member
    members = line.case.members
    return members[no - 1] if no <= len(members) else str(no)


def _late(line: Line) -> int | None:
    due = line.case.due
    return (line.as_of - due).days if due and line.urgency == "late" else None


def _opinion(one: Request) -> bool:
    return one.status in ("given", "late")


def _answered(name: str) -> Callable[[Line], Value]:
    return lambda line: getattr(line.case.answer(), name, None)


def _said(name: str) -> Callable[[Line], Value]:
    return lambda line: getattr(line.case.form, name, None)


def _answered_then(name: str) -> Callable[[Line], Value]:
    return lambda line: getattr(line.case.answer(_form(line).round), name, None)


# fmt: off
# ruff: noqa: E501
# A column is read and compared as one line.
SERIAL = Column(name="serial", read=lambda line: line.no, width=5, kind="number", counted=True)
KIND = Column(name="kind", read=lambda line: line.case.kind, width=5, words="kind")
SESSION = Column(name="session", read=lambda line: line.case.session, width=10)
NUMBER = Column(name="number", read=lambda line: line.case.number, width=9)
TITLE = Column(name="title", read=lambda line: line.case.title, width=30)
PROPOSER = Column(name="proposer", read=lambda line: line.case.members[0], width=8)
COSIGNERS = Column(name="cosigners", read=lambda line: line.case.members[1:], width=14, printed=False)
ROLE = Column(name="role", read=lambda line: line.case.role, width=6, words="role")
CATEGORY = Column(name="category", read=lambda line: line.case.category, width=10)
COUNTERPART = Column(name="counterpart", read=lambda line: line.case.counterpart, width=14)
DIVISION = Column(name="division", read=lambda line: line.case.now.division, width=9)
CO_UNITS = Column(name="co_units", read=lambda line: tuple(one.unit for one in line.case.asked), width=12)
OPINIONS = Column(name="opinions", read=lambda line: tuple(one.unit for one in line.case.asked if _opinion(one)), width=15, printed=False)
LEADER = Column(name="leader", read=lambda line: line.case.now.leader, width=8)
OFFICER = Column(name="officer", read=lambda line: line.case.now.officer, width=8)
TASK = Column(name="task", read=lambda line: line.case.now.task, width=30, printed=False)
MEASURES = Column(name="task", read=lambda line: line.case.now.task, width=34)
RESPONSIBILITY = Column(name="responsibility", read=lambda line: line.case.now.responsibility, width=11, printed=False)
CARRIES = Column(name="responsibility", read=lambda line: line.case.now.responsibility, width=11)
TIME = Column(name="time", read=lambda line: line.case.now.time, width=15, kind="date", printed=False)
RECEIVED = Column(name="received", read=lambda line: line.case.received_on, width=15, kind="date")
DISPATCHED = Column(name="dispatched", read=lambda line: line.case.now.dispatched_on, width=15, kind="date")
DUE = Column(name="due", read=lambda line: line.case.due, width=15, kind="date")
STATE = Column(name="state", read=lambda line: line.case.state, width=7, words="state")
ROUND = Column(name="round", read=lambda line: line.case.now.round, width=5, kind="number", printed=False)
URGENCY = Column(name="urgency", read=lambda line: line.urgency, width=6, words="status", counted=True)
LATE = Column(name="days_late", read=_late, width=6, kind="number", printed=False, counted=True)
ANSWERED = Column(name="answered", read=_answered("on"), width=15, kind="date")
DOCUMENT = Column(name="document", read=_answered("document"), width=19)
SIGNER = Column(name="signer", read=_answered("signer"), width=9, printed=False)
CODE = Column(name="code", read=_answered("code"), width=10)
PUBLIC = Column(name="public", read=_answered("public"), width=10, printed=False)
VERDICT = Column(name="verdict", read=_said("verdict"), width=7, words="value")
COMMENT = Column(name="comment", read=_said("comment"), width=20, printed=False)
URGES = Column(name="urges", read=lambda line: line.case.urges, width=6, kind="number", printed=False)
CONTACTS = Column(name="contacts", read=lambda line: len(line.case.contacts), width=6, kind="number", printed=False)
YEAR = Column(name="year", read=lambda line: str(line.case.year), width=6, printed=False)
NOTE = Column(name="note", read=lambda line: line.case.note, width=20, printed=False)
RECORD = Column(name="record", read=lambda line: f"{line.case.id}/{line.case.seq}", width=12, printed=False)
"""Which case a row is about and how far it had come: by it an edited list finds its way back."""

TASKS = Listed(name="tasks", columns=(
    SERIAL, KIND, SESSION, NUMBER, TITLE, PROPOSER, CATEGORY, ROLE, COUNTERPART, DIVISION, RECEIVED, DUE,
))
DUTIES = Listed(name="duties", by_division=True, columns=(
    SERIAL, DIVISION, CARRIES, KIND, NUMBER, TITLE, ROLE, CO_UNITS, LEADER, OFFICER, MEASURES,
    Column(name="time", read=TIME.read, width=15, kind="date"), DUE,
))
LEDGER = Listed(name="ledger", split=True, columns=(
    SERIAL, KIND, SESSION, NUMBER, TITLE, PROPOSER, ROLE, DIVISION, CO_UNITS, LEADER, OFFICER, RECEIVED,
    DUE, STATE, URGENCY, ANSWERED, DOCUMENT, CODE, VERDICT,
    LATE, TASK, RESPONSIBILITY, TIME, SIGNER, PUBLIC, COMMENT, OPINIONS, ROUND, URGES, CONTACTS,
    COSIGNERS, YEAR, NOTE, RECORD,
))
FEEDBACK = Listed(name="feedback", rows=lambda case: case.forms, columns=(
    SERIAL, KIND, NUMBER, TITLE, DIVISION,
    Column(name="form_round", read=lambda line: _form(line).round, width=5, kind="number"),
    Column(name="author", read=_author, width=10),
    Column(name="answered", read=_answered_then("on"), width=15, kind="date"),
    Column(name="document", read=_answered_then("document"), width=19),
    Column(name="returned", read=lambda line: _form(line).on, width=15, kind="date"),
    Column(name="attitude", read=lambda line: _form(line).attitude, width=9, words="value"),
    Column(name="result", read=lambda line: _form(line).result, width=9, words="value"),
    Column(name="verdict", read=lambda line: _form(line).verdict, width=9, words="value"),
    Column(name="comment", read=lambda line: _form(line).comment, width=26),
))
CONTACT_LOG = Listed(name="contacts", rows=lambda case: case.contacts, columns=(
    SERIAL, KIND, NUMBER, TITLE, PROPOSER, DIVISION,
    Column(name="contact_round", read=lambda line: _talk(line).round, width=5, kind="number"),
    Column(name="stage", read=lambda line: _talk(line).stage, width=7, words="stage"),
    Column(name="how", read=lambda line: _talk(line).how, width=8, words="how"),
    Column(name="on", read=lambda line: _talk(line).on, width=15, kind="date"),
    Column(name="said", read=lambda line: _talk(line).note, width=34),
    Column(name="recorded_by", read=lambda line: line.case.told_by.get(_talk(line).seq), width=12),
))
COMMITMENTS = Listed(name="commitments", rows=lambda case: case.promises, carried=True, split=True, columns=(
    SERIAL, Column(name="year", read=YEAR.read, width=6), KIND, NUMBER, TITLE, PROPOSER, DIVISION, OFFICER,
    Column(name="promised_on", read=lambda line: _promise(line).commitment.on, width=15, kind="date"),
    Column(name="document", read=_promised_in("document"), width=14),
    Column(name="commitment", read=lambda line: _promise(line).commitment.text, width=32),
    Column(name="promised_for", read=lambda line: _promise(line).commitment.due, width=15, kind="date"),
    Column(name="put_off_to", read=_put_off, width=15, kind="date"),
    Column(name="fulfilment", read=lambda line: _promise(line).status, width=9, words="fulfilment"),
    Column(name="reported_on", read=_reported("on"), width=15, kind="date"),
    Column(name="what_came", read=_reported("note"), width=22),
    URGENCY,
    Column(name="days_late", read=lambda line: _promise(line).days_late(line.as_of), width=6, kind="number", printed=False, counted=True),
    Column(name="commitment_round", read=lambda line: _promise(line).commitment.round, width=5, kind="number", printed=False),
    Column(name="recorded_by", read=_reported("actor"), width=12, printed=False),
))
# fmt: on

LISTS = {one.name: one for one in (TASKS, DUTIES, LEDGER, FEEDBACK, CONTACT_LOG, COMMITMENTS)}
