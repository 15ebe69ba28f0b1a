"""Load a machine an office has tailored: read, checked and proven like the shipped ones."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from bihuan.rules.facts import Source
from bihuan.rules.words import sentence
from bihuan.states.canonical import from_text
from bihuan.states.lead import LEAD
from bihuan.states.machine import BadMachine, Machine
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
    supplied = given_facts() if known is None else known
    for fact in machine.facts:
        if fact.source is Source.GIVEN and fact.name not in supplied:
            said = sentence("machine_fault.nobody_supplies", fact=fact.name)
            raise BadMachine(machine.name, said)
    return machine


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
