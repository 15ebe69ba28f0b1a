"""What a declaration must get right before it is worth proving."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bihuan.rules.facts import Source
from bihuan.states.effects import Add

if TYPE_CHECKING:
    from bihuan.states.machine import Machine


def contradictions(machine: Machine) -> Iterator[str]:
    """Every way in which the table contradicts itself, the plainest first."""
    yield from _names(machine)
    yield from _states(machine)
    yield from _pairs(machine)
    yield from _facts(machine)
    yield from _timers(machine)


def _names(machine: Machine) -> Iterator[str]:
    for what, names in (
        ("row id", [row.id for row in machine.rows]),
        ("state", [state.name for state in machine.states]),
        ("fact", [fact.name for fact in machine.facts]),
        ("timer", [timer.key for timer in machine.timers]),
    ):
        for name, times in Counter(names).items():
            if times > 1:
                yield f"the {what} {name!r} is declared {times} times"
            if not (name and name.isascii() and name.replace("_", "").isalnum()):
                yield f"the {what} {name!r} must be plain letters, digits and underscores"


def _states(machine: Machine) -> Iterator[str]:
    known = {state.name for state in machine.states}
    if sum(state.initial for state in machine.states) != 1:
        yield "exactly one state must be initial"
    for row in machine.rows:
        for end in (row.source, row.target):
            if end not in known:
                yield f"row {row.id} names the state {end!r}, which is not declared"
        if not row.by:
            yield f"row {row.id} says nobody may fire it"
    for state in machine.states:
        if state.final and state.resting:
            yield f"the state {state.name!r} cannot be both final and resting"
        if state.waiting != (state.waits_on is not None):
            yield f"the state {state.name!r} must say whom it waits for, or be final or resting"


def _pairs(machine: Machine) -> Iterator[str]:
    known = {state.name for state in machine.states}
    refused = Counter((no.state, event) for no in machine.refusals for event in no.events)
    for state, event in refused:
        if state not in known or event not in machine.events:
            yield f"the refusal of {event!r} in {state!r} names something not declared"
    for state in machine.states:
        for event in machine.events:
            rows = machine.rows_at(state.name, event)
            times = refused[(state.name, event)]
            if not rows and not times:
                yield f"nothing says what {event!r} does in {state.name!r}; add a row or a refusal"
            if times > 1 or (rows and times):
                yield f"{event!r} in {state.name!r} is both answered and refused, or refused twice"


def _facts(machine: Machine) -> Iterator[str]:
    declared = machine.fact_named
    for row in machine.rows:
        for fact in row.when.facts():
            if declared.get(fact.name) is not fact:
                yield f"row {row.id} reads the fact {fact.name!r}, which is not declared"
        for effect in row.then:
            if declared.get(effect.fact.name) is not effect.fact:
                yield f"row {row.id} changes the fact {effect.fact.name!r}, which is not declared"
            if effect.fact.source is not Source.HELD:
                yield f"row {row.id} changes {effect.fact.name!r}, which is given with the event"
            if isinstance(effect, Add) and not effect.fact.is_count:
                yield f"row {row.id} adds to {effect.fact.name!r}, which is not a count"


def _timers(machine: Machine) -> Iterator[str]:
    known = {state.name for state in machine.states}
    for timer in machine.timers:
        for name in timer.while_in:
            if name not in known:
                yield f"the timer {timer.key!r} names the state {name!r}, which is not declared"
            elif not machine.rows_at(name, timer.fires):
                yield f"the timer {timer.key!r} fires {timer.fires!r}, which {name!r} refuses"
        for fact in timer.when.facts():
            if fact.source is not Source.HELD:
                yield f"the timer {timer.key!r} reads {fact.name!r}, which is only known with an event"
