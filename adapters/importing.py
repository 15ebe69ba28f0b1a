"""Bring a ledger's rows into the office: what would happen first, then the same for good."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from bihuan.adapters.ledger import LedgerRecord, Reading, RowProblem, business_key
from bihuan.engine.actor import Actor
from bihuan.engine.engine import Engine
from bihuan.engine.errors import CaseExists
from bihuan.engine.intake import Intake
from bihuan.engine.records import PastCase, Query
from bihuan.rules.identifiers import title_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What a ledger does not say and the person importing it does."""

    year: int | None = None
    role: str | None = None
    received: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an import would do, row by row: every row stands in exactly one place."""

    new: tuple[tuple[int, Intake], ...]
    known: tuple[tuple[int, str], ...]
    """Rows whose proposal already has a case, with what it is called."""
    repeated: tuple[tuple[int, int], ...]
    """Rows that say again, word for word, what an earlier row said."""
    problems: tuple[RowProblem, ...]
    missing: tuple[tuple[int, str], ...]
    """Rows that lack something the ledger need not say but a case must have."""

    @property
    def bad_rows(self) -> tuple[int, ...]:
        """Rows that cannot be imported."""
        errors = {one.row for one in self.problems if one.severity == "error"}
        return tuple(sorted(errors | {row for row, _ in self.missing}))


def plan(engine: Engine, reading: Reading, defaults: Defaults) -> Plan:
    """Look at every row; nothing is written."""
    taken = _taken(engine)
    new: list[tuple[int, Intake]] = []
    known: list[tuple[int, str]] = []
    missing: list[tuple[int, str]] = []
    seen: dict[tuple[str, ...], int] = {}
    repeated = dict(reading.repeats)
    for row, record in reading.records:
        if row in repeated:
            continue
        lacks = _lacks(record, defaults)
        if lacks:
            missing.append((row, lacks))
            continue
        intake = intake_of(record, defaults)
        key = _identity(intake)
        if key in taken:
            known.append((row, taken[key]))
        elif key in seen:
            repeated[row] = seen[key]
        else:
            seen[key] = row
            new.append((row, intake))
    return Plan(
        new=tuple(new),
        known=tuple(known),
        repeated=tuple(sorted(repeated.items())),
        problems=reading.problems,
        missing=tuple(missing),
    )


def apply(engine: Engine, plan: Plan, actor: Actor, reason: str) -> int:
    """Receive the plan's new proposals; what somebody else received meanwhile is left alone."""
    received = 0
    for _, intake in plan.new:
        noted = replace(intake, note="；".join(part for part in (intake.note, reason) if part))
        try:
            engine.receive(noted, actor=actor, key=_key(engine.house.office, intake))
        except CaseExists:
            continue
        received += 1
    return received


def _key(office: str, intake: Intake) -> str:
    """The same row imported again, by whomever, is the same act."""
    name = "|".join((office, *_identity(intake)))
    return f"import/{hashlib.sha256(name.encode()).hexdigest()[:32]}"


def keep_past(engine: Engine, reading: Reading, defaults: Defaults, *, apply: bool) -> int:
    """Keep rows of an earlier year for comparison; returns how many there are, or were new."""
    lines = list(_past(engine.house.office, reading.records, defaults))
    if not apply:
        return len(lines)
    with engine.store.begin() as work:
        return work.keep_past(lines)


def intake_of(record: LedgerRecord, defaults: Defaults) -> Intake:
    """The record as a proposal to be received."""
    received = record.received_date or defaults.received
    year = record.year or defaults.year or (received.year if received else None)
    role = record.role or defaults.role
    assert received is not None and year is not None and role is not None  # asked for before
    unnamed = "某代表" if record.kind == "deputy_suggestion" else "某委员"
    return Intake(
        kind=record.kind,
        role=str(role),
        year=year,
        number=record.number.raw if record.number else "",
        number_key=record.number.match_key if record.number else f"title:{title_key(record.title)}",
        title=record.title or (record.number.raw if record.number else ""),
        members=(record.proposer or unnamed, *record.cosigners),
        collective=record.proposer_kind in ("党派", "团体", "界别", "集体"),
        received_on=received,
        assembly=record.place,
        session=record.session.raw if record.session else "",
        category=record.category,
        off_session=bool(record.session and record.session.off_session),
        counterpart=record.handling_unit if role == "support" else "",
        note=record.note,
    )


def _lacks(record: LedgerRecord, defaults: Defaults) -> str:
    if not (record.role or defaults.role):
        return "role"
    if not (record.received_date or defaults.received):
        return "received_date"
    return ""


def _identity(intake: Intake) -> tuple[str, ...]:
    return (intake.kind, intake.assembly, intake.session or str(intake.year), intake.number_key)


def _taken(engine: Engine) -> dict[tuple[str, ...], str]:
    cases = engine.store.find(engine.house.office, Query(limit=10**9))
    return {
        (case.kind, case.assembly, case.session or str(case.year), case.number_key): case.number
        or case.title
        for case in cases
    }


def _past(
    office: str, records: Iterable[tuple[int, LedgerRecord]], defaults: Defaults
) -> Iterator[PastCase]:
    for _, record in records:
        year = defaults.year or record.year
        if year is None:
            continue
        yield PastCase(
            office=office,
            year=year,
            key=business_key(record)[:200],
            kind=record.kind,
            role=str(record.role or defaults.role or "lead"),
            number=record.number.raw if record.number else "",
            title=record.title,
        )
