"""The table read plainly: what an event does to a case, without doing it.

The prover stands on this reading; `execute` is the other one, through the
`transitions` library, and tests hold the two against each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bihuan.rules.facts import Finding, Source, Value
from bihuan.states.effects import apply
from bihuan.states.machine import Machine, Party, Row


@dataclass(frozen=True, slots=True)
class Accepted:
    """The event is permitted; this row answers it."""

    row: Row
    held: dict[str, Value]

    @property
    def target(self) -> str:
        """The state the case moves to."""
        return self.row.target


@dataclass(frozen=True, slots=True)
class Refused:
    """The event is not permitted; the code says why, the findings show each condition."""

    code: str
    findings: tuple[Finding, ...] = ()


Decision = Accepted | Refused

UNKNOWN_EVENT = "unknown_event"
NOT_YOURS = "not_yours"
CONDITIONS = "conditions"


def decide(
    machine: Machine,
    state: str,
    held: Mapping[str, Value],
    event: str,
    given: Mapping[str, Value],
    by: Party,
) -> Decision:
    """Work out the one row that answers the event, or why none does.

    Raises UnknownFact when a guard reads a fact that is in neither mapping, and
    BadFact when its value there is of another kind than declared.
    """
    answering = machine.rows_at(state, event)
    if not answering:
        return Refused(machine.refusal_at(state, event) or UNKNOWN_EVENT)
    rows = tuple(row for row in answering if by in row.by)
    if not rows:
        return Refused(NOT_YOURS)
    known = {**given, **held}
    for row in rows:
        if row.when.holds_in(known):
            return Accepted(row, apply(row.then, held, given))
    return Refused(CONDITIONS, nearest(rows, known))


def nearest(rows: tuple[Row, ...], known: Mapping[str, Value]) -> tuple[Finding, ...]:
    """The conditions of the row that failed by the fewest."""
    explained = [tuple(row.when.findings(known)) for row in rows]
    return min(explained, key=lambda found: sum(not one.held and not one.moot for one in found))


def given_facts(machine: Machine, state: str, event: str) -> frozenset[str]:
    """The names of the given facts the rows at this place read."""
    return frozenset(
        fact.name
        for row in machine.rows_at(state, event)
        for fact in row.when.facts()
        if fact.source is Source.GIVEN
    )
