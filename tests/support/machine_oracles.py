"""Who notices a mistake in a machine: the declaration, the laws, or the reviewed table."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from bihuan.rules.facts import Value
from bihuan.states.decide import Accepted
from bihuan.states.machine import BadMachine, Machine, Party
from bihuan.states.prover import prove
from support.golden import golden
from support.machine_mutants import Mutant
from support.machine_walk import Held, configurations, outcome, worlds


class Verdict(StrEnum):
    """What became of a mutant."""

    DECLARATION = "declaration"
    LAWS_P = "laws P"
    LAWS_E = "laws E only"
    GOLDEN = "golden table"
    EQUIVALENT = "equivalent"
    SURVIVED = "survived"


def judge(machine: Machine, mutant: Mutant, reviewed: str) -> Verdict:
    """The first oracle that notices the mutant; none notices one that behaves the same."""
    try:
        mutated = mutant.build()
    except BadMachine:
        return Verdict.DECLARATION
    return _by_laws(mutated) or _by_intent(machine, mutated, reviewed)


def judge_at_once(machine: Machine, mutant: Mutant, reviewed: str) -> Verdict:
    """The same, with the proof left for those that the reviewed table does not tell apart."""
    try:
        mutated = mutant.build()
    except BadMachine:
        return Verdict.DECLARATION
    verdict = _by_intent(machine, mutated, reviewed)
    return verdict if verdict is Verdict.GOLDEN else _by_laws(mutated) or verdict


def _by_laws(mutated: Machine) -> Verdict | None:
    try:
        proof = prove(mutated)
    except BadMachine:
        return Verdict.DECLARATION
    if proof.holds:
        return None
    about_standing = any(example.law.startswith("P") for example in proof.broken)
    return Verdict.LAWS_P if about_standing else Verdict.LAWS_E


def _by_intent(machine: Machine, mutated: Machine, reviewed: str) -> Verdict:
    if behaves_the_same(machine, mutated):
        return Verdict.EQUIVALENT
    return Verdict.SURVIVED if golden(mutated) == reviewed else Verdict.GOLDEN


def behaves_the_same(machine: Machine, mutated: Machine) -> bool:
    """Whether nobody could tell them apart, in any configuration that can be reached.

    As long as every decision is the same, the same configurations are
    reached; so it is enough to compare them in those of the original.
    """
    if machine.states != mutated.states:
        return False
    events: dict[str, list[str]] = {state: [] for state in machine.state_named}
    for state, event in _differing_pairs(machine, mutated):
        events[state].append(event)
    timers = [timer for timer in machine.timers if timer not in mutated.timers]
    timers += [timer for timer in mutated.timers if timer not in machine.timers]
    watched = {state for timer in timers for state in timer.while_in}
    watched |= {state for state, differing in events.items() if differing}
    return all(
        _armed(machine, state, held) == _armed(mutated, state, held)
        and all(_same_here(machine, mutated, state, held, event) for event in events[state])
        for state, nearest in configurations(machine)
        if state in watched
        for held in _real(machine, nearest)
    )


def _real(machine: Machine, held: Held) -> Iterator[Held]:
    """The facts as they are, and again with more where the proof says "or more"."""
    yield held
    counts = [fact for fact in machine.held if fact.is_count and held[fact.name] == fact.values[-1]]
    if counts:
        yield {**held, **{fact.name: int(fact.values[-1]) + 1 for fact in counts}}


def _differing_pairs(machine: Machine, mutated: Machine) -> Iterator[tuple[str, str]]:
    for state in machine.state_named:
        for event in dict.fromkeys((*machine.events, *mutated.events)):
            rows, others = machine.rows_at(state, event), mutated.rows_at(state, event)
            unlike = len(rows) != len(others) or any(
                row is not other for row, other in zip(rows, others, strict=True)
            )
            if unlike or machine.refusal_at(state, event) != mutated.refusal_at(state, event):
                yield state, event


def _armed(machine: Machine, state: str, held: Held) -> list[tuple[str, str, str, str]]:
    return [
        (timer.key, timer.fires, timer.term, timer.per)
        for timer in machine.timers_in(state)
        if timer.when.holds_in(held)
    ]


def _same_here(machine: Machine, mutated: Machine, state: str, held: Held, event: str) -> bool:
    rows = (*machine.rows_at(state, event), *mutated.rows_at(state, event))
    return all(
        _seen(machine, state, held, event, given, by)
        == _seen(mutated, state, held, event, given, by)
        for given in worlds(*rows)
        for by in Party
    )


def _seen(
    machine: Machine, state: str, held: Held, event: str, given: Held, by: Party
) -> tuple[str, str, dict[str, Value]] | str:
    """What the outside sees of a decision."""
    decision = outcome(machine, state, held, event, given, by)
    if isinstance(decision, Accepted):
        return decision.row.id, decision.target, decision.held
    return decision if isinstance(decision, str) else decision.code
