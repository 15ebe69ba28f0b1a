"""What a declaration must get right before it is worth proving."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bihuan.rules.facts import Fact, Source
from bihuan.states.effects import Add, Effect, Set, Take
from bihuan.states.laws import Counts, InState, Law, Leaves, Needs, OnlyBy, Opens, facts_of

if TYPE_CHECKING:
    from bihuan.states.machine import Machine, Row, State, Timer

_PLAIN = re.compile(r"[A-Za-z0-9_]{1,64}")
_LONGEST_TEXT = 200
_LAW = re.compile(r"[A-Z][0-9]{1,4}")
_LANGUAGES = {"zh", "en"}
_CLOCK = "clock"


def contradictions(machine: Machine) -> Iterator[str]:
    """Every way in which the table contradicts itself, the plainest first."""
    yield from _names(machine)
    yield from _words(machine)
    yield from _domains(machine)
    yield from _states(machine)
    yield from _pairs(machine)
    yield from _facts(machine)
    for timer in machine.timers:
        yield from _timer(machine, timer)
    for law in machine.laws:
        yield from _law(machine, law)


def _names(machine: Machine) -> Iterator[str]:
    for what, names in (
        ("machine", [machine.name]),
        ("row id", [row.id for row in machine.rows]),
        ("state", [state.name for state in machine.states]),
        ("fact", [fact.name for fact in machine.facts]),
        ("timer", [timer.key for timer in machine.timers]),
    ):
        for name, times in Counter(names).items():
            if times > 1:
                yield f"the {what} {name!r} is declared {times} times"
            if not _PLAIN.fullmatch(name):
                yield f"the {what} {name!r} must be 1 to 64 plain letters, digits or underscores"
    codes = [("event", event) for event in machine.events]
    codes += [("refusal", no.code) for no in machine.refusals]
    codes += [("term", timer.term) for timer in machine.timers]
    codes += [("reason", state.no_timer) for state in machine.states if state.no_timer is not None]
    for what, name in codes:
        if not _PLAIN.fullmatch(name):
            yield f"the {what} {name!r} must be 1 to 64 plain letters, digits or underscores"


def _words(machine: Machine) -> Iterator[str]:
    if not (machine.version.isascii() and _readable(machine.version)):
        yield f"the version {machine.version[:64]!r} must be printable, short and not empty"
    for key, texts in machine.labels.items():
        if set(texts) != _LANGUAGES:
            yield f"the label {key!r} must have a zh and an en text, and nothing else"
        for text in (key, *texts.values()):
            if not _readable(text):
                yield f"the label {key[:64]!r} has a text that is empty, long or cannot be printed"


def _readable(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_TEXT and text.isprintable()


def _domains(machine: Machine) -> Iterator[str]:
    for fact in machine.facts:
        first = fact.values[0]
        if type(fact.initial) is not type(first):
            yield f"the fact {fact.name!r} starts with {fact.initial!r}, which is of another type"
        elif fact.is_count:
            if list(fact.values) != list(range(int(first), int(first) + len(fact.values))):
                yield f"the count {fact.name!r} must list values that run up by one"
        elif isinstance(first, bool):
            if len(fact.values) != 2:
                yield f"the flag {fact.name!r} must be able to be both yes and no"
        else:
            for value in fact.values:
                if not _PLAIN.fullmatch(str(value)):
                    yield f"the fact {fact.name!r} has the value {value!r}, which is not plain"


def _states(machine: Machine) -> Iterator[str]:
    if sum(state.initial for state in machine.states) != 1:
        yield "exactly one state must be initial"
    for row in machine.rows:
        for end in (row.source, row.target):
            if end not in machine.state_named:
                yield f"row {row.id} names the state {end!r}, which is not declared"
        if not row.by:
            yield f"row {row.id} says nobody may fire it"
    for state in machine.states:
        yield from _state(machine, state)


def _state(machine: Machine, state: State) -> Iterator[str]:
    if state.final and state.resting:
        yield f"the state {state.name!r} cannot be both final and resting"
    if state.waiting != (state.waits_on is not None):
        yield f"the state {state.name!r} must say whom it waits for, or be final or resting"
    if state.no_timer is not None and (not state.waiting or machine.timers_in(state.name)):
        yield f"the state {state.name!r} explains a missing timer, but needs or has one"


def _pairs(machine: Machine) -> Iterator[str]:
    refused = Counter((no.state, event) for no in machine.refusals for event in no.events)
    for state, event in refused:
        if state not in machine.state_named or event not in machine.events:
            yield f"the refusal of {event!r} in {state!r} names something not declared"
    for name in machine.state_named:
        for event in machine.events:
            rows = machine.rows_at(name, event)
            times = refused[(name, event)]
            if not rows and not times:
                yield f"nothing says what {event!r} does in {name!r}; add a row or a refusal"
            if times > 1 or (rows and times):
                yield f"{event!r} in {name!r} is both answered and refused, or refused twice"


def _facts(machine: Machine) -> Iterator[str]:
    for row in machine.rows:
        for fact in row.when.facts():
            if not _declared(machine, fact):
                yield f"row {row.id} reads the fact {fact.name!r}, which is not declared"
        for effect in row.then:
            yield from _effect(machine, row, effect)


def _effect(machine: Machine, row: Row, effect: Effect) -> Iterator[str]:
    fact = effect.fact
    if not _declared(machine, fact):
        yield f"row {row.id} changes the fact {fact.name!r}, which is not declared"
    elif fact.source is not Source.HELD:
        yield f"row {row.id} changes {fact.name!r}, which is given with the event"
    elif isinstance(effect, Add) and not (fact.is_count and type(effect.step) is int):
        yield f"row {row.id} adds to {fact.name!r}, which is not a count"
    elif isinstance(effect, Set) and not fact.accepts(effect.value):
        yield f"row {row.id} sets {fact.name!r} to {effect.value!r}, which it cannot be"
    elif isinstance(effect, Take) and not _takes(effect):
        yield f"row {row.id} takes {fact.name!r} from {effect.among}, which it cannot be"


def _takes(effect: Take) -> bool:
    fact, among = effect.fact, effect.among
    known = all(fact.accepts(value) and value in fact.values for value in among)
    return bool(among) and known and len(set(among)) == len(among)


def _timer(machine: Machine, timer: Timer) -> Iterator[str]:
    for name in timer.while_in:
        rows = machine.rows_at(name, timer.fires)
        if name not in machine.state_named:
            yield f"the timer {timer.key!r} names the state {name!r}, which is not declared"
        elif not rows:
            yield f"the timer {timer.key!r} fires {timer.fires!r}, which {name!r} refuses"
        elif not any(_CLOCK in row.by for row in rows):
            yield f"the timer {timer.key!r} fires {timer.fires!r}, not the clock's in {name!r}"
    for fact in timer.when.facts():
        if not _declared(machine, fact):
            yield f"the timer {timer.key!r} reads the fact {fact.name!r}, which is not declared"
        elif fact.source is not Source.HELD:
            yield f"the timer {timer.key!r} reads {fact.name!r}, only known with an event"


def _law(machine: Machine, law: Law) -> Iterator[str]:
    if not _LAW.fullmatch(law.id):
        yield f"the law {law.id!r} must be called by one capital letter and a number"
    for name in law.states if isinstance(law, InState) else ():
        if name not in machine.state_named:
            yield f"law {law.id} names the state {name!r}, which is not declared"
    for event in _events(law):
        if event not in machine.events:
            yield f"law {law.id} names the event {event!r}, which no row answers"
    for fact in facts_of(law):
        if not _declared(machine, fact):
            yield f"law {law.id} reads the fact {fact.name!r}, which is not declared"
        elif fact.source is not Source.HELD and not isinstance(law, Needs):
            yield f"law {law.id} reads {fact.name!r}, which is given with the event"
        elif isinstance(law, Counts | Opens) and not fact.is_count:
            yield f"law {law.id} counts {fact.name!r}, which is not a count"
    for fact, value in law.values.items() if isinstance(law, Leaves) else ():
        if value not in fact.values or (fact.is_count and value == fact.values[-1]):
            yield f"law {law.id} wants {fact.name!r} to be {value!r}, which it cannot be"


def _events(law: Law) -> tuple[str, ...]:
    if isinstance(law, InState):
        return ()
    return law.events if isinstance(law, OnlyBy) else (law.event,)


def _declared(machine: Machine, fact: Fact) -> bool:
    return machine.fact_named.get(fact.name) is fact
