"""Load a machine an office has tailored: read, checked and proven like the shipped ones."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from bihuan.rules.facts import Source
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

    `known` names the given facts that somebody will work out when an event
    arrives; without it, those are the facts of the shipped machines. Raises
    BadMachine for a text that describes no machine or reads another fact, and
    Unproven, with the counter-examples, for a machine that breaks a law.
    """
    machine = from_text(text)
    supplied = given_facts() if known is None else known
    for fact in machine.facts:
        if fact.source is Source.GIVEN and fact.name not in supplied:
            raise BadMachine(machine.name, f"nobody supplies the given fact {fact.name!r}")
    proven(machine)
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
