"""Every small mistake a machine's author could have made, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from bihuan.rules.facts import ALWAYS, Every, Guard, Never, Some, Test
from bihuan.states.effects import Add, Effect, Set, Take
from bihuan.states.machine import Machine, Party, Per, Refusal, Row, State, Timer
from support.machine_walk import answer_instead, change, refuse_row

_OPPOSITE = {"eq": "ne", "ne": "eq", "ge": "lt", "lt": "ge"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One mistake; building it may already be refused."""

    name: str
    build: Callable[[], Machine]


def mutants(machine: Machine) -> Iterator[Mutant]:
    """All mistakes, in the order of the machine's own table."""
    for row in machine.rows:
        yield from _rows(machine, row)
        yield from _guards(machine, row)
        yield from _ends(machine, row)
        yield from _effects(machine, row)
        yield from _parties(machine, row)
    for at, refusal in enumerate(machine.refusals):
        yield from _refusals(machine, at, refusal)
    for state in machine.states:
        yield from _states(machine, state)
    for timer in machine.timers:
        yield from _timers(machine, timer)


def _rows(machine: Machine, row: Row) -> Iterator[Mutant]:
    rows = tuple(other for other in machine.rows if other is not row)
    yield Mutant(f"{row.id} is dropped", lambda: replace(machine, rows=rows))
    yield Mutant(f"{row.id} is refused instead", lambda: refuse_row(machine, row.id))


def _changed(machine: Machine, row: Row, what: str, **fields: Any) -> Mutant:
    return Mutant(f"{row.id} {what}", lambda: change(machine, row.id, **fields))


def _guards(machine: Machine, row: Row) -> Iterator[Mutant]:
    if row.when is ALWAYS:
        return
    yield _changed(machine, row, "has no guard", when=ALWAYS)
    for what, guard in _weaker(row.when, "guard"):
        yield _changed(machine, row, what, when=guard)


def _weaker(guard: Guard, place: str) -> Iterator[tuple[str, Guard]]:
    """Each guard that differs in one part, one comparison or one constant."""
    yield f"{place} negated", Never(guard)
    match guard:
        case Test():
            yield from _tests(guard, place)
        case Never(part=part):
            yield from _weaker(part, f"{place}.0")
        case Every(parts=parts) | Some(parts=parts):
            kind, other = (Every, Some) if isinstance(guard, Every) else (Some, Every)
            yield f"{place} joined the other way", other(parts)
            for at, part in enumerate(parts):
                yield f"{place}.{at} dropped", kind(parts[:at] + parts[at + 1 :])
                for what, weaker in _weaker(part, f"{place}.{at}"):
                    yield what, kind((*parts[:at], weaker, *parts[at + 1 :]))


def _tests(test: Test, place: str) -> Iterator[tuple[str, Guard]]:
    values = test.fact.values
    if test.op == "in":
        for value in values:
            kept = tuple(each for each in test.expected if each != value)
            other = kept if value in test.expected else (*test.expected, value)
            yield f"{place} in {' '.join(map(str, other))}", Test(test.fact, "in", other)
        return
    for value in values if not isinstance(values[0], bool) else ():
        top = test.fact.is_count and value == values[-1] and test.op in ("eq", "ne")
        if value != test.expected and not top:
            yield f"{place} {test.op} {value}", Test(test.fact, test.op, value)
    if test.fact.is_count:
        for op in {"ge", "lt", "eq"} - {test.op}:
            if op != "eq" or test.expected != values[-1]:
                yield f"{place} {op} {test.expected}", Test(test.fact, op, test.expected)


def _ends(machine: Machine, row: Row) -> Iterator[Mutant]:
    for name in machine.state_named:
        if name != row.target:
            yield _changed(machine, row, f"leads to {name}", target=name)
        if name != row.source:
            yield Mutant(f"{row.id} starts in {name}", partial(_moved, machine, row, name))


def _moved(machine: Machine, row: Row, source: str) -> Machine:
    """The row answers in another state; where it stood, the event is refused."""
    return answer_instead(refuse_row(machine, row.id), replace(row, source=source))


def _effects(machine: Machine, row: Row) -> Iterator[Mutant]:
    for at, effect in enumerate(row.then):
        name = effect.fact.name
        dropped = row.then[:at] + row.then[at + 1 :]
        yield _changed(machine, row, f"leaves {name} alone", then=dropped)
        for what, other in _altered(effect):
            then = (*row.then[:at], other, *row.then[at + 1 :])
            yield _changed(machine, row, f"{name} {what}", then=then)


def _altered(effect: Effect) -> Iterator[tuple[str, Effect]]:
    match effect:
        case Set(fact=fact, value=value):
            for other in fact.values:
                if other != value:
                    yield f":= {other}", Set(fact, other)
        case Add(fact=fact, step=step):
            for other_step in (-step, 0, 2 * step):
                yield f"{other_step:+d}", Add(fact, other_step)
            yield f":= {fact.initial}", Set(fact, fact.initial)
        case Take(fact=fact, among=among):
            for value in fact.values:
                kept = tuple(each for each in among if each != value)
                other_among = kept if value in among else (*among, value)
                yield f"from {' '.join(map(str, other_among))}", Take(fact, other_among)


def _parties(machine: Machine, row: Row) -> Iterator[Mutant]:
    for party in Party:
        if party in row.by:
            kept = tuple(other for other in row.by if other is not party)
            yield _changed(machine, row, f"not by {party}", by=kept)
        else:
            yield _changed(machine, row, f"also by {party}", by=(*row.by, party))
            yield _changed(machine, row, f"only by {party}", by=(party,))


def _refusals(machine: Machine, at: int, refusal: Refusal) -> Iterator[Mutant]:
    def without(event: str) -> tuple[Refusal, ...]:
        kept = tuple(other for other in refusal.events if other != event)
        return (*machine.refusals[:at], replace(refusal, events=kept), *machine.refusals[at + 1 :])

    state = refusal.state
    code = next(no.code for no in machine.refusals if no.code != refusal.code)
    for event in refusal.events:
        place = f"{event} in {state}"
        yield Mutant(
            f"{place} is not refused",
            partial(_refusing, machine, without(event)),
        )
        other = Refusal(state=state, code=code, events=(event,))
        yield Mutant(
            f"{place} is refused as {code}",
            partial(_refusing, machine, (*without(event), other)),
        )
        for target in machine.state_named:
            row = Row("NEW", event, state, target, (Party.OFFICE,))
            yield Mutant(f"{place} leads to {target}", partial(answer_instead, machine, row))


def _refusing(machine: Machine, refusals: tuple[Refusal, ...]) -> Machine:
    return replace(machine, refusals=refusals)


def _states(machine: Machine, state: State) -> Iterator[Mutant]:
    others: list[tuple[str, State]] = [
        (f"waits for {party}", replace(state, waits_on=party))
        for party in (*Party, None)
        if party is not state.waits_on
    ]
    others += [
        ("is final", replace(state, final=True, resting=False, waits_on=None, no_timer=None)),
        ("is resting", replace(state, final=False, resting=True, waits_on=None, no_timer=None)),
        (
            "is waiting",
            replace(state, final=False, resting=False, waits_on=state.waits_on or Party.OFFICE),
        ),
        ("is initial or not", replace(state, initial=not state.initial)),
        ("needs no timer", replace(state, no_timer="forgotten")),
        ("needs a timer", replace(state, no_timer=None)),
    ]
    for what, other in others:
        if other != state:
            yield Mutant(f"{state.name} {what}", partial(_with_state, machine, other))
    if not state.initial:
        yield Mutant(f"{state.name} is where cases start", lambda: _starting(machine, state.name))


def _with_state(machine: Machine, other: State) -> Machine:
    states = (other if state.name == other.name else state for state in machine.states)
    return replace(machine, states=tuple(states))


def _starting(machine: Machine, name: str) -> Machine:
    states = (replace(state, initial=state.name == name) for state in machine.states)
    return replace(machine, states=tuple(states))


def _timers(machine: Machine, timer: Timer) -> Iterator[Mutant]:
    others: list[tuple[str, Timer | None]] = [("is dropped", None)]
    for name in machine.state_named:
        kept = tuple(other for other in timer.while_in if other != name)
        while_in = kept if name in timer.while_in else (*timer.while_in, name)
        what = "stops" if name in timer.while_in else "runs"
        others.append(
            (f"{what} in {name}", replace(timer, while_in=while_in) if while_in else None)
        )
    for event in machine.events:
        others.append((f"fires {event}", replace(timer, fires=event)))
    for per in Per:
        others.append((f"is per {per}", replace(timer, per=per)))
    terms = [other.term for other in machine.timers]
    others += [(f"counts {term}", replace(timer, term=term)) for term in dict.fromkeys(terms)]
    weaker = _weaker(timer.when, "guard") if timer.when is not ALWAYS else ()
    others += [(what, replace(timer, when=guard)) for what, guard in weaker]
    if timer.when is not ALWAYS:
        others.append(("has no guard", replace(timer, when=ALWAYS)))
    for what, other in others:
        if other is None or _differs(timer, other):
            yield Mutant(
                f"timer {timer.key} {what}",
                partial(_with_timer, machine, timer, other),
            )


def _differs(timer: Timer, other: Timer) -> bool:
    return timer.when is not other.when or replace(timer, when=ALWAYS) != replace(
        other, when=ALWAYS
    )


def _with_timer(machine: Machine, timer: Timer, other: Timer | None) -> Machine:
    changed = (other if each is timer else each for each in machine.timers)
    return replace(machine, timers=tuple(each for each in changed if each is not None))
