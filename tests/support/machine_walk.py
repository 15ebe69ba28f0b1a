"""Every configuration of a machine, and everything that could be given there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

from bihuan.rules.facts import BadFact, Source, Value
from bihuan.states.decide import Decision, decide
from bihuan.states.duties import laws_of
from bihuan.states.effects import Take
from bihuan.states.explore import explore
from bihuan.states.machine import Machine, Party, Refusal, Row

Held = Mapping[str, Value]


@cache
def configurations(machine: Machine) -> tuple[tuple[str, dict[str, Value]], ...]:
    """Every state with the facts held there that can be reached, the nearest first."""
    return tuple(explore(machine, laws_of(machine)).configurations())


def worlds(*rows: Row) -> Iterator[dict[str, Value]]:
    """Every combination of the given facts the rows read and the values they take."""
    choices: dict[str, tuple[Value, ...]] = {}
    for row in rows:
        read = (fact for fact in row.when.facts() if fact.source is Source.GIVEN)
        choices |= {fact.name: fact.values for fact in read}
        choices |= {
            effect.fact.name: effect.fact.values for effect in row.then if isinstance(effect, Take)
        }
    for values in product(*choices.values()):
        yield dict(zip(choices, values, strict=True))


def outcome(
    machine: Machine, state: str, held: Held, event: str, given: Held, by: Party
) -> Decision | str:
    """The decision, or the words of the error for a value that may not be taken."""
    try:
        return decide(machine, state, held, event, given, by)
    except BadFact as error:
        return str(error)


def change(machine: Machine, row_id: str, **fields: Any) -> Machine:
    """A copy in which one row differs."""
    rows = (replace(row, **fields) if row.id == row_id else row for row in machine.rows)
    return replace(machine, rows=tuple(rows))


def refuse_row(machine: Machine, *row_ids: str) -> Machine:
    """A copy in which rows are taken out; where nothing answers any more, a refusal does."""
    rows = tuple(row for row in machine.rows if row.id not in row_ids)
    events = {row.event for row in rows}
    left = {(row.source, row.event) for row in rows}
    gone = [machine.row_with[row_id] for row_id in row_ids]
    pairs = dict.fromkeys((row.source, row.event) for row in gone)
    new = [
        Refusal(state=state, code="taken_out", events=(event,))
        for state, event in pairs
        if (state, event) not in left and event in events
    ]
    kept = (
        replace(no, events=tuple(event for event in no.events if event in events))
        for no in machine.refusals
    )
    return replace(machine, rows=rows, refusals=(*kept, *new))


def answer_instead(machine: Machine, *rows: Row, **fields: Any) -> Machine:
    """A copy in which rows answer what was refused before."""
    pairs = {(row.source, row.event) for row in rows}
    kept = tuple(
        replace(no, events=tuple(event for event in no.events if (no.state, event) not in pairs))
        for no in machine.refusals
    )
    return replace(machine, rows=(*machine.rows, *rows), refusals=kept, **fields)
