"""Prove a machine's laws over every configuration it can reach.

A configuration is a state with the held facts in their abstract values (a
count's last value means "or more"). Given facts may be anything at any time,
so what is proven safe is safe whatever happens outside. The first
configuration that breaks a law is reached by a shortest path, which becomes
the counter-example.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bihuan.rules.facts import Value
from bihuan.rules.words import sentence
from bihuan.states.duties import laws_of
from bihuan.states.explore import Breach, Exploration, explore
from bihuan.states.machine import BadMachine, Machine
from bihuan.states.retrace import Move, Stretch, retrace
from bihuan.states.steps import Step

__all__ = ["CounterExample", "Move", "Proof", "Unproven", "prove", "proven"]

STRUCTURAL = ("P2", "P3", "P4", "P5", "P6", "P9", "P10", "P11", "P12")


@dataclass(frozen=True, slots=True)
class CounterExample:
    """The shortest road to a broken law.

    `reason` is a code of the catalogue's `breach` section. A law about a step
    is broken by the last move; `given` is what makes an event clash or fail
    where the road ends.
    """

    law: str
    reason: str
    subject: str
    start: str
    moves: tuple[Move, ...]
    given: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """What was proven about a machine, or where it breaks."""

    machine: str
    version: str
    laws: tuple[str, ...]
    configurations: int
    edges: int
    broken: tuple[CounterExample, ...]

    @property
    def holds(self) -> bool:
        """Whether every law holds."""
        return not self.broken


class Unproven(BadMachine):
    """The machine breaks a law; `proof.broken` tells how, as a story."""

    def __init__(self, proof: Proof) -> None:
        first = proof.broken[0]
        reason = sentence(f"breach.{first.reason}", subject=first.subject)
        said = sentence("machine_fault.law_broken", law=first.law, reason=reason)
        super().__init__(proof.machine, said)
        self.proof = proof

    def __reduce__(self) -> tuple[type[Unproven], tuple[Proof]]:
        return type(self), (self.proof,)


def prove(machine: Machine) -> Proof:
    """Check every law.

    Raises BadMachine only when the duty's facts or states are missing, or
    when there is too much to visit.
    """
    laws = laws_of(machine)
    found = explore(machine, laws)
    names = sorted({*STRUCTURAL, *(law.id for law in laws)}, key=_place)
    breaches = sorted(_first_of_each(found.breaches), key=lambda breach: _place(breach.law))
    return Proof(
        machine=machine.name,
        version=machine.version,
        laws=tuple(names),
        configurations=len(found.parents),
        edges=found.edges,
        broken=tuple(_tell(machine, found, breach) for breach in breaches),
    )


def proven(machine: Machine) -> Proof:
    """The proof of a safe machine; raises Unproven for any other."""
    proof = prove(machine)
    if not proof.holds:
        raise Unproven(proof)
    return proof


def _place(law: str) -> tuple[bool, str, int]:
    """Laws are told in the order P1, P2, ..., then E1, and an office's own."""
    return law[0] != "P", law[0], int(law[1:])


def _first_of_each(breaches: list[Breach]) -> Iterator[Breach]:
    seen: set[str] = set()
    for breach in breaches:
        if breach.law not in seen:
            seen.add(breach.law)
            yield breach


def road_to(
    machine: Machine, found: Exploration, at: int, last: Step | None = None
) -> tuple[list[Stretch], int]:
    """A shortest road to a configuration, and where it begins; `last` is one step further."""
    road = [] if last is None else [_stretch(machine, found, at, last)]
    while (parent := found.parents[at]) is not None:
        at, step = parent
        road.append(_stretch(machine, found, at, step))
    return road[::-1], at


def _tell(machine: Machine, found: Exploration, breach: Breach) -> CounterExample:
    at = breach.at
    road = [] if at is None else road_to(machine, found, at, breach.step)[0]
    return CounterExample(
        law=breach.law,
        reason=breach.reason,
        subject=breach.subject,
        start=machine.initial.name,
        moves=retrace(machine, road),
        given=() if breach.step is not None else breach.given,
    )


def _stretch(machine: Machine, found: Exploration, before: int, step: Step) -> Stretch:
    known = found.coding.read(step.leads(before))
    return Stretch(step.row, step.given, {fact.name: known[fact.name] for fact in machine.held})
