"""Load a machine an office has tailored: read, checked and proven like the shipped ones."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache

from bihuan.rules.facts import Source
from bihuan.rules.words import Sentence, sentence
from bihuan.states.canonical import from_text
from bihuan.states.effects import Take
from bihuan.states.lead import LEAD
from bihuan.states.machine import BadMachine, Machine, Per
from bihuan.states.prover import proven
from bihuan.states.reading import READING
from bihuan.states.support import SUPPORT

_FOR_ROLE = {
    "sole": LEAD,
    "lead": LEAD,
    "separate": LEAD,
    "support": SUPPORT,
    "reading": READING,
}


def load(text: str, known: Collection[str] | None = None) -> Machine:
    """The machine that the JSON text describes, proven safe.

    Raises BadMachine for a text that describes no machine, and Unproven, with
    the counter-examples, for a machine that breaks a law.
    """
    machine = read(text, known)
    proven(machine)
    return machine


def read(text: str, known: Collection[str] | None = None) -> Machine:
    """The machine that the JSON text describes, whole but not yet proven.

    `known` names the given facts that somebody will work out when an event
    arrives; without it, those are the facts of the shipped machines. Raises
    BadMachine for a text that describes no machine, or one that reads another.
    """
    machine = from_text(text)
    check_supplied(machine, known)
    return machine


def check_supplied(machine: Machine, known: Collection[str] | None = None) -> None:
    """Raise BadMachine for a machine that asks for what nobody works out when an event arrives."""
    reason = next(_unsupplied(machine, given_facts() if known is None else known), None)
    if reason is not None:
        raise BadMachine(machine.name, reason)


def _unsupplied(machine: Machine, known: Collection[str]) -> Iterator[Sentence]:
    for fact in machine.facts:
        if fact.source is Source.GIVEN and fact.name not in known:
            yield sentence("machine_fault.nobody_supplies", fact=fact.name)
    for row in machine.rows:
        for effect in row.then:
            if isinstance(effect, Take) and effect.fact.name not in taken_facts():
                yield sentence("machine_fault.nobody_brings", row=row.id, fact=effect.fact.name)
        if row.event == "extend" and not _runs(machine, row.source):
            yield sentence("machine_fault.no_term_runs", row=row.id, state=row.source)
    for timer in machine.timers:
        if timer.term not in terms():
            known_terms = ", ".join(sorted(terms()))
            yield sentence(
                "machine_fault.term_unknown", timer=timer.key, term=timer.term, known=known_terms
            )


def _runs(machine: Machine, state: str) -> bool:
    """Whether a term of the case itself is counted in the state."""
    return any(timer.per is not Per.REQUEST for timer in machine.timers_in(state))


@cache
def shipped() -> tuple[Machine, ...]:
    """The machines that come with the engine, proven before they are handed out."""
    machines = (LEAD, SUPPORT, READING)
    for machine in machines:
        proven(machine)
    return machines


def shipped_for(role: str) -> Machine:
    """The shipped machine for an office's role; raises KeyError for a role nobody has."""
    return next(machine for machine in shipped() if machine is _FOR_ROLE[role])


@cache
def given_facts() -> frozenset[str]:
    """The given facts the shipped machines read."""
    facts = (fact for machine in (LEAD, SUPPORT, READING) for fact in machine.facts)
    return frozenset(fact.name for fact in facts if fact.source is Source.GIVEN)


@cache
def taken_facts() -> frozenset[str]:
    """The held facts whose value the shipped machines take from an event."""
    rows = (row for machine in (LEAD, SUPPORT, READING) for row in machine.rows)
    effects = (effect for row in rows for effect in row.then)
    return frozenset(effect.fact.name for effect in effects if isinstance(effect, Take))


@cache
def terms() -> frozenset[str]:
    """The terms the shipped machines count."""
    return frozenset(timer.term for machine in (LEAD, SUPPORT, READING) for timer in machine.timers)
