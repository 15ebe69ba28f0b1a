"""What a declaration must get right before it is worth proving."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from bihuan.rules.facts import Fact, Source, Value
from bihuan.rules.words import Sentence, sentence
from bihuan.states.effects import Add, Effect, Set, Take
from bihuan.states.laws import (
    Brings,
    Counts,
    Enters,
    InState,
    Law,
    Leaves,
    Needs,
    OnlyBy,
    Opens,
    Reaches,
    facts_of,
)

if TYPE_CHECKING:
    from bihuan.states.machine import Machine, Row, State, Timer

_PLAIN = re.compile(r"[A-Za-z0-9_]{1,64}")
_LONGEST_TEXT = 200
_LAW = re.compile(r"[A-Z][0-9]{1,4}")
_LANGUAGES = {"zh", "en"}
_CLOCK = "clock"
RESERVED = ("receive", "migrate")
"""Events that come about beside any machine."""


def contradictions(machine: Machine) -> Iterator[Sentence]:
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


def _names(machine: Machine) -> Iterator[Sentence]:
    for part, names in (
        ("machine", [machine.name]),
        ("row", [row.id for row in machine.rows]),
        ("state", [state.name for state in machine.states]),
        ("fact", [fact.name for fact in machine.facts]),
        ("timer", [timer.key for timer in machine.timers]),
    ):
        for name, times in Counter(names).items():
            if times > 1:
                yield _fault("twice", part=sentence(f"part.{part}"), name=name, times=times)
            if not _PLAIN.fullmatch(name):
                yield _fault("not_plain", part=sentence(f"part.{part}"), name=name)
    for event in machine.events:
        if event in RESERVED:
            yield _fault("reserved", event=event)
    codes = [("event", event) for event in machine.events]
    codes += [("refusal", no.code) for no in machine.refusals]
    codes += [("term", timer.term) for timer in machine.timers]
    codes += [("reason", state.no_timer) for state in machine.states if state.no_timer is not None]
    for part, name in codes:
        if not _PLAIN.fullmatch(name):
            yield _fault("not_plain", part=sentence(f"part.{part}"), name=name)


def _words(machine: Machine) -> Iterator[Sentence]:
    if not (machine.version.isascii() and _readable(machine.version)):
        yield _fault("version", version=machine.version[:64])
    for key, texts in machine.labels.items():
        if set(texts) != _LANGUAGES:
            yield _fault("label_languages", key=key)
        for text in (key, *texts.values()):
            if not _readable(text):
                yield _fault("label_text", key=key[:64])


def _readable(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_TEXT and text.isprintable()


def _domains(machine: Machine) -> Iterator[Sentence]:
    for fact in machine.facts:
        first = fact.values[0]
        if type(fact.initial) is not type(first):
            yield _fault("start_type", name=fact.name, value=fact.initial)
        elif fact.is_count:
            if list(fact.values) != list(range(int(first), int(first) + len(fact.values))):
                yield _fault("count_gap", name=fact.name)
        elif isinstance(first, bool):
            if len(fact.values) != 2:
                yield _fault("flag_half", name=fact.name)
        else:
            for value in fact.values:
                if not _PLAIN.fullmatch(str(value)):
                    yield _fault("value_not_plain", name=fact.name, value=value)


def _states(machine: Machine) -> Iterator[Sentence]:
    if sum(state.initial for state in machine.states) != 1:
        yield _fault("one_initial")
    for row in machine.rows:
        for end in (row.source, row.target):
            if end not in machine.state_named:
                yield _fault("row_state", row=row.id, state=end)
        if not row.by:
            yield _fault("row_nobody", row=row.id)
    for state in machine.states:
        yield from _state(machine, state)


def _state(machine: Machine, state: State) -> Iterator[Sentence]:
    if state.final and state.resting:
        yield _fault("final_and_resting", state=state.name)
    if state.waiting != (state.waits_on is not None):
        yield _fault("waits_on", state=state.name)
    if state.no_timer is not None and (not state.waiting or machine.timers_in(state.name)):
        yield _fault("no_timer", state=state.name)


def _pairs(machine: Machine) -> Iterator[Sentence]:
    refused = Counter((no.state, event) for no in machine.refusals for event in no.events)
    for state, event in refused:
        if state not in machine.state_named or event not in machine.events:
            yield _fault("refusal_unknown", event=event, state=state)
    for name in machine.state_named:
        for event in machine.events:
            rows = machine.rows_at(name, event)
            times = refused[(name, event)]
            if not rows and not times:
                yield _fault("pair_open", event=event, state=name)
            if times > 1 or (rows and times):
                yield _fault("pair_twice", event=event, state=name)


def _facts(machine: Machine) -> Iterator[Sentence]:
    for row in machine.rows:
        for fact in row.when.facts():
            if not _declared(machine, fact):
                yield _fault("row_reads", row=row.id, fact=fact.name)
        for effect in row.then:
            yield from _effect(machine, row, effect)


def _effect(machine: Machine, row: Row, effect: Effect) -> Iterator[Sentence]:
    fact = effect.fact
    where = {"row": row.id, "fact": fact.name}
    if not _declared(machine, fact):
        yield _fault("row_changes", **where)
    elif fact.source is not Source.HELD:
        yield _fault("row_given", **where)
    elif isinstance(effect, Add) and not (fact.is_count and type(effect.step) is int):
        yield _fault("row_adds", **where)
    elif isinstance(effect, Set) and not fact.accepts(effect.value):
        yield _fault("row_sets", value=effect.value, **where)
    elif isinstance(effect, Take) and not _takes(effect):
        yield _fault("row_takes", among=effect.among, **where)


def _takes(effect: Take) -> bool:
    fact, among = effect.fact, effect.among
    known = all(fact.accepts(value) and value in fact.values for value in among)
    return bool(among) and known and len(set(among)) == len(among)


def _timer(machine: Machine, timer: Timer) -> Iterator[Sentence]:
    for name in timer.while_in:
        rows = machine.rows_at(name, timer.fires)
        if name not in machine.state_named:
            yield _fault("timer_state", timer=timer.key, state=name)
        elif not rows:
            yield _fault("timer_refused", timer=timer.key, event=timer.fires, state=name)
        elif not any(_CLOCK in row.by for row in rows):
            yield _fault("timer_not_clock", timer=timer.key, event=timer.fires, state=name)
    for fact in timer.when.facts():
        if not _declared(machine, fact):
            yield _fault("timer_reads", timer=timer.key, fact=fact.name)
        elif fact.source is not Source.HELD:
            yield _fault("timer_given", timer=timer.key, fact=fact.name)


def _law(machine: Machine, law: Law) -> Iterator[Sentence]:
    if not _LAW.fullmatch(law.id):
        yield _fault("law_name", law=law.id)
    for name in law.states if isinstance(law, InState | Enters) else ():
        if name not in machine.state_named:
            yield _fault("law_state", law=law.id, state=name)
    for event in _events(law):
        if event not in machine.events:
            yield _fault("law_event", law=law.id, event=event)
    for fact in facts_of(law):
        if not _declared(machine, fact):
            yield _fault("law_reads", law=law.id, fact=fact.name)
        elif fact.source is not Source.HELD and not isinstance(law, Needs):
            yield _fault("law_given", law=law.id, fact=fact.name)
        elif isinstance(law, Counts | Opens) and not fact.is_count:
            yield _fault("law_counts", law=law.id, fact=fact.name)
    for fact, value in _demanded(law):
        if value not in fact.values or (fact.is_count and value == fact.values[-1]):
            yield _fault("law_value", law=law.id, fact=fact.name, value=value)


def _demanded(law: Law) -> Iterable[tuple[Fact, Value]]:
    """The values a law names."""
    if isinstance(law, Leaves):
        return law.values.items()
    return [(law.fact, law.value)] if isinstance(law, Reaches) else ()


def _events(law: Law) -> tuple[str, ...]:
    if isinstance(law, InState):
        return ()
    return law.events if isinstance(law, OnlyBy | Enters | Brings | Reaches) else (law.event,)


def _declared(machine: Machine, fact: Fact) -> bool:
    return machine.fact_named.get(fact.name) is fact


def _fault(key: str, /, **values: object) -> Sentence:
    return sentence(f"machine_fault.{key}", **values)
