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
from bihuan.states.duties import laws_of
from bihuan.states.explore import Breach, Exploration, explore
from bihuan.states.machine import BadMachine, Machine

STRUCTURAL = ("P2", "P3", "P4", "P5", "P6", "P9", "P10", "P11", "P12")


@dataclass(frozen=True, slots=True)
class Move:
    """One step of a counter-example: what came from outside, and what followed."""

    row: str
    event: str
    target: str
    given: tuple[tuple[str, Value], ...]
    held: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class CounterExample:
    """The shortest road to a broken law."""

    law: str
    reason: str
    subject: str
    start: str
    moves: tuple[Move, ...]


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
        super().__init__(
            proof.machine, f"law {first.law} is broken: {first.reason} ({first.subject})"
        )
        self.proof = proof

    def __reduce__(self) -> tuple[type[Unproven], tuple[Proof]]:
        return type(self), (self.proof,)


def prove(machine: Machine) -> Proof:
    """Check every law; raises BadMachine only when the duty's facts are missing."""
    laws = laws_of(machine)
    found = explore(machine, laws)
    broken = tuple(_tell(machine, found, breach) for breach in _first_of_each(found.breaches))
    names = tuple(dict.fromkeys((*STRUCTURAL, *(law.id for law in laws))))
    return Proof(
        machine=machine.name,
        version=machine.version,
        laws=tuple(sorted(names, key=lambda name: (name[0] != "P", name[0], int(name[1:])))),
        configurations=len(found.parents),
        edges=found.edges,
        broken=broken,
    )


def proven(machine: Machine) -> Proof:
    """The proof of a safe machine; raises Unproven for any other."""
    proof = prove(machine)
    if not proof.holds:
        raise Unproven(proof)
    return proof


def _first_of_each(breaches: list[Breach]) -> Iterator[Breach]:
    seen: set[str] = set()
    for breach in breaches:
        if breach.law not in seen:
            seen.add(breach.law)
            yield breach


def _tell(machine: Machine, found: Exploration, breach: Breach) -> CounterExample:
    moves: list[Move] = []
    at = breach.at
    while at is not None and found.parents[at] is not None:
        parent, row_id, given = found.parents[at] or (None, "", ())
        row = machine.row_with[row_id]
        held = tuple((fact.name, value) for fact, value in zip(machine.held, at[1], strict=True))
        moves.append(Move(row_id, row.event, row.target, given, held))
        at = parent
    return CounterExample(
        breach.law, breach.reason, breach.subject, machine.initial.name, tuple(reversed(moves))
    )
