"""Bring a ledger's rows into the office: what would happen first, then the same for good."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from bihuan.adapters.ledger import (
    LedgerRecord,
    Reading,
    RowProblem,
    business_key,
    content,
    problem,
    role_of,
)
from bihuan.adapters.lists.returned import Returned, Wanted, apply_changes
from bihuan.engine.actor import Actor
from bihuan.engine.engine import Engine
from bihuan.engine.errors import BadInput, BihuanError, CaseExists
from bihuan.engine.intake import Intake
from bihuan.engine.outcome import Outcome
from bihuan.engine.query import ALL, Query
from bihuan.engine.records import Case, PastCase
from bihuan.rules.identifiers import title_key
from bihuan.rules.instants import beijing_date
from bihuan.rules.proposals import Identity, named_by_title, proposal_identity, shortened

_LONG_KEY = 200
_COLLECTIVE = ("party", "organisation", "sector", "delegation", "committee")


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What a ledger does not say and the person importing it does."""

    year: int | None = None
    role: str | None = None
    received: date | None = None
    unit: str = ""
    """The office's own name, to be found in a column such as 主办单位 or 会办单位."""


class Repeat(NamedTuple):
    """A row that says again, word for word, what an earlier one said; its sheet if another."""

    row: int
    first: int
    sheet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an import would do, row by row: every row stands in exactly one place."""

    new: tuple[tuple[int, Intake], ...] = ()
    past: tuple[tuple[int, PastCase], ...] = ()
    """Rows of an earlier year, to be kept for comparison only."""
    known: tuple[tuple[int, str], ...] = ()
    """Rows whose proposal is here already, with what it is called."""
    repeated: tuple[Repeat, ...] = ()
    changes: tuple[tuple[int, Wanted], ...] = ()
    """Rows of a list of ours in which something was changed by hand."""
    unchanged: tuple[int, ...] = ()
    """Rows of a list of ours that say nothing new."""
    refused: tuple[tuple[int, BihuanError], ...] = ()
    """Changed rows whose event would be refused."""
    problems: tuple[RowProblem, ...] = ()

    @property
    def bad_rows(self) -> tuple[int, ...]:
        """Rows that cannot be imported."""
        errors = {one.row for one in self.problems if one.severity == "error"}
        return tuple(sorted(errors | {row for row, _ in self.refused}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What an import did."""

    received: int = 0
    changed: int = 0
    meanwhile: tuple[int, ...] = ()
    """Rows that somebody else received between the look and the act."""
    failed: tuple[tuple[int, BihuanError], ...] = ()


class _Seen(NamedTuple):
    sheet: str
    row: int
    record: LedgerRecord


class Planner:
    """Looks at one ledger after another; nothing is written."""

    def __init__(self, engine: Engine, defaults: Defaults) -> None:
        self._engine = engine
        self._defaults = defaults
        self._today = beijing_date(engine.clock.now())
        self._taken = _taken(engine)
        self._seen: dict[Identity, _Seen] = {}

    def look(self, reading: Reading, sheet: str = "") -> Plan:
        """What would become of each row; `sheet` is what this ledger is called."""
        new: list[tuple[int, Intake]] = []
        known: list[tuple[int, str]] = []
        repeated = [Repeat(row, first) for row, first in reading.repeats.items()]
        problems = list(reading.problems)
        for row, record in _once(reading):
            record = self._with_role(row, record, problems)
            lacks = list(self._lacks(row, record))
            problems += lacks
            if any(one.severity == "error" for one in lacks):
                continue
            intake = intake_of(record, self._defaults)
            key = _identity(intake)
            first = self._seen.setdefault(key, _Seen(sheet, row, record))
            case = self._taken.get(key)
            if first.record is not record:
                again = _again(row, record, first, sheet)
                _file(again, repeated, problems)
            elif case is None:
                new.append((row, intake))
            elif differs := _differs(row, record, case):
                problems.append(differs)
            else:
                known.append((row, case.number or case.title))
        return Plan(
            new=tuple(new),
            known=tuple(known),
            repeated=tuple(sorted(repeated)),
            problems=tuple(problems),
        )

    def look_back(self, reading: Reading) -> Plan:
        """The same for rows of an earlier year, of which only the line itself is kept."""
        past: list[tuple[int, PastCase]] = []
        known: list[tuple[int, str]] = []
        problems = list(reading.problems)
        kept: dict[int, set[str]] = {}
        office, store = self._engine.house.office, self._engine.store
        for row, record in _once(reading):
            year = self._defaults.year or record.year
            role = self._with_role(row, record, problems).role or self._defaults.role
            if year is None:
                problems.append(problem(row, "year", "", "year_missing", "error"))
            if role is None:
                problems.append(problem(row, "role", "", "role_missing", "error"))
            if year is None or role is None:
                continue
            line = _past(office, record, year, role)
            if year not in kept:
                kept[year] = {one.key for one in store.past(office, year)}
            if line.key in kept[year]:
                known.append((row, line.number or line.title))
            else:
                kept[year].add(line.key)
                past.append((row, line))
        return Plan(
            past=tuple(past),
            known=tuple(known),
            repeated=tuple(Repeat(row, first) for row, first in sorted(reading.repeats.items())),
            problems=tuple(problems),
        )

    def _with_role(
        self, row: int, record: LedgerRecord, problems: list[RowProblem]
    ) -> LedgerRecord:
        """A ledger without a column of roles says ours by the column our name stands in."""
        if record.role is not None or not self._defaults.unit:
            return record
        found = role_of(record.printed, self._defaults.unit)
        if found is None:
            return record
        heading, role = found
        problems.append(problem(row, "role", "", "role_read", "warning", heading=heading))
        return replace(record, role=role)

    def _lacks(self, row: int, record: LedgerRecord) -> Iterator[RowProblem]:
        """What a ledger need not say but a case must have."""
        received = record.received_date or self._defaults.received
        if not (record.role or self._defaults.role):
            yield problem(row, "role", "", "role_missing", "error")
        if received is None:
            yield problem(row, "received_date", "", "received_missing", "error")
            return
        if received > self._today:
            shown = received.isoformat()
            yield problem(row, "received_date", shown, "received_future", "error")
        if not (record.year or self._defaults.year):
            yield problem(row, "year", "", "year_taken", "warning", read=received.year)


def apart(reading: Reading, ours: Collection[int]) -> Reading:
    """The reading without the rows that came from a list of ours."""
    return replace(
        reading,
        records=tuple(pair for pair in reading.records if pair[0] not in ours),
        problems=tuple(one for one in reading.problems if one.row not in ours),
        repeats={row: first for row, first in reading.repeats.items() if row not in ours},
    )


def with_returned(plan: Plan, returned: Returned) -> Plan:
    """The plan, and what becomes of the rows that came from a list of ours."""
    return replace(
        plan,
        changes=returned.wanted,
        unchanged=returned.unchanged,
        refused=returned.refused,
        problems=(*plan.problems, *returned.problems),
    )


def apply(engine: Engine, plan: Plan, actor: Actor, reason: str = "") -> Applied:
    """Receive the plan's new proposals, a hundred to a transaction, then make its changes.

    A run that was cut short is finished by the same import again: what it had
    received is known then, and a key makes each row one act, whoever repeats it.
    """
    received, meanwhile = 0, []
    failed: list[tuple[int, BihuanError]] = []
    arrivals = [(_noted(intake, reason), _key(engine, intake)) for _, intake in plan.new]
    outcomes = engine.receive_all(arrivals, actor=actor)
    for (row, _), outcome in zip(plan.new, outcomes, strict=True):
        match outcome:
            case Outcome(repeated=False):
                received += 1
            case Outcome() | CaseExists():
                meanwhile.append(row)
            case BadInput():
                failed.append((row, outcome))
            case BihuanError():
                raise outcome
    changed, stayed = apply_changes(engine, plan.changes, actor, reason)
    return Applied(
        received=received,
        changed=changed,
        meanwhile=tuple(meanwhile),
        failed=(*failed, *stayed),
    )


def _noted(intake: Intake, reason: str) -> Intake:
    return replace(intake, note="；".join(part for part in (intake.note, reason) if part))


def keep_past(engine: Engine, plan: Plan) -> Applied:
    """Keep the plan's lines of an earlier year, all of them or none."""
    with engine.store.begin() as work:
        return Applied(received=work.keep_past([line for _, line in plan.past]))


def intake_of(record: LedgerRecord, defaults: Defaults) -> Intake:
    """The record as a proposal to be received."""
    received = record.received_date or defaults.received
    role = record.role or defaults.role
    assert received is not None and role is not None  # asked for before
    unnamed = "某代表" if record.kind == "deputy_suggestion" else "某委员"
    return Intake(
        kind=record.kind,
        role=str(role),
        year=record.year or defaults.year or received.year,
        number=record.number.raw if record.number else "",
        number_key=record.number.match_key if record.number else named_by_title(record.title),
        title=record.title or (record.number.raw if record.number else ""),
        members=(record.proposer or unnamed, *record.cosigners),
        collective=record.proposer_kind in _COLLECTIVE,
        received_on=received,
        assembly=record.place,
        session=record.session.raw if record.session else "",
        category=record.category,
        off_session=bool(record.session and record.session.off_session),
        counterpart=record.handling_unit if role == "support" else "",
        note=record.note,
        printed=record.printed,
    )


def _once(reading: Reading) -> Iterator[tuple[int, LedgerRecord]]:
    return ((row, record) for row, record in reading.records if row not in reading.repeats)


def _again(row: int, record: LedgerRecord, first: _Seen, sheet: str) -> Repeat | RowProblem:
    """The same proposal as on an earlier sheet: word for word, or with other content."""
    elsewhere = first.sheet if first.sheet != sheet else ""
    if content(record) == content(first.record):
        return Repeat(row, first.row, elsewhere)
    key = "number" if record.number else "title"
    value = record.number.raw if record.number else record.title
    code = f"{key}_repeated"
    return problem(row, key, value, code, "error", other=first.row, sheet=elsewhere)


def _file(found: Repeat | RowProblem, repeated: list[Repeat], problems: list[RowProblem]) -> None:
    if isinstance(found, Repeat):
        repeated.append(found)
    else:
        problems.append(found)


def _differs(row: int, record: LedgerRecord, case: Case) -> RowProblem | None:
    """Two proposals under one number: which of them is meant is for a person to say."""
    if not record.title or title_key(record.title) == title_key(case.title):
        return None
    value = record.number.raw if record.number else ""
    return problem(row, "number", value, "known_differs", "error", other=case.title)


def _key(engine: Engine, intake: Intake) -> str:
    """The same row imported again, by whomever, is the same act."""
    name = "|".join((engine.house.office, *_identity(intake)))
    return f"import/{hashlib.sha256(name.encode()).hexdigest()[:32]}"


def _identity(proposal: Intake | Case) -> Identity:
    return proposal_identity(
        kind=proposal.kind,
        assembly=proposal.assembly,
        session_printed=proposal.session,
        year=proposal.year,
        number_key=proposal.number_key,
    )


def _taken(engine: Engine) -> Mapping[Identity, Case]:
    cases = engine.store.find(engine.house.office, Query(limit=ALL))
    return {_identity(case): case for case in cases}


def _past(office: str, record: LedgerRecord, year: int, role: str) -> PastCase:
    return PastCase(
        office=office,
        year=year,
        key=shortened(business_key(record), _LONG_KEY),
        kind=record.kind,
        role=role,
        number=record.number.raw if record.number else "",
        title=record.title,
    )
