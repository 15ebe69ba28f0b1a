"""The laws a machine must keep, as data the prover can check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bihuan.rules.facts import Fact, Guard, Value, bad_fact, guard_from, undeclared


@dataclass(frozen=True, slots=True, kw_only=True)
class InState:
    """In these states the guard over held facts holds (P1, P7)."""

    id: str
    states: tuple[str, ...]
    holds: Guard
    this_round: Fact | None = None
    """A fact whose value must have been brought since the round began."""

    def document(self) -> list[Any]:
        fresh = self.this_round.name if self.this_round is not None else None
        return ["in_state", self.id, list(self.states), self.holds.document(), fresh]


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """The event happens only when the guard holds before it (E1, E2, E8, E9)."""

    id: str
    event: str
    holds: Guard

    def document(self) -> list[Any]:
        return ["needs", self.id, self.event, self.holds.document()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaves:
    """After the event these facts have these values (P8)."""

    id: str
    event: str
    values: Mapping[Fact, Value]

    def document(self) -> list[Any]:
        values = {fact.name: value for fact, value in self.values.items()}
        return ["leaves", self.id, self.event, values]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opens:
    """The event raises the count from nothing (E3)."""

    id: str
    event: str
    fact: Fact

    def document(self) -> list[Any]:
        return ["opens", self.id, self.event, self.fact.name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Every firing of the event adds exactly one to the count (E4)."""

    id: str
    event: str
    fact: Fact

    def document(self) -> list[Any]:
        return ["counts", self.id, self.event, self.fact.name]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlyBy:
    """No event but these changes the fact (E5)."""

    id: str
    fact: Fact
    events: tuple[str, ...]

    def document(self) -> list[Any]:
        return ["only_by", self.id, self.fact.name, list(self.events)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Enters:
    """No event but these leads into the states (E6)."""

    id: str
    states: tuple[str, ...]
    events: tuple[str, ...]

    def document(self) -> list[Any]:
        return ["enters", self.id, list(self.states), list(self.events)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brings:
    """Only these events bring the fact a value, each a new one; any other takes it back (E7)."""

    id: str
    fact: Fact
    events: tuple[str, ...]

    def document(self) -> list[Any]:
        return ["brings", self.id, self.fact.name, list(self.events)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaches:
    """The fact comes to this value by no event but these (E10)."""

    id: str
    fact: Fact
    value: Value
    events: tuple[str, ...]

    def document(self) -> list[Any]:
        return ["reaches", self.id, self.fact.name, self.value, list(self.events)]


Law = InState | Needs | Leaves | Opens | Counts | OnlyBy | Enters | Brings | Reaches


def law_from(document: Any, facts: Mapping[str, Fact]) -> Law:
    """Read a law back from its canonical form; raises BadFact with the reason."""
    match document:
        case ["in_state", str(id_), list(states), guard, fresh]:
            this_round = None if fresh is None else _fact(fresh, facts)
            return InState(
                id=id_, states=tuple(states), holds=guard_from(guard, facts), this_round=this_round
            )
        case ["needs", str(id_), str(event), guard]:
            return Needs(id=id_, event=event, holds=guard_from(guard, facts))
        case ["leaves", str(id_), str(event), dict(values)]:
            named = {_fact(name, facts): value for name, value in values.items()}
            return Leaves(id=id_, event=event, values=named)
        case ["opens", str(id_), str(event), str(name)]:
            return Opens(id=id_, event=event, fact=_fact(name, facts))
        case ["counts", str(id_), str(event), str(name)]:
            return Counts(id=id_, event=event, fact=_fact(name, facts))
        case ["only_by", str(id_), str(name), list(events)]:
            return OnlyBy(id=id_, fact=_fact(name, facts), events=tuple(events))
        case ["enters", str(id_), list(states), list(events)]:
            return Enters(id=id_, states=tuple(states), events=tuple(events))
        case ["brings", str(id_), str(name), list(events)]:
            return Brings(id=id_, fact=_fact(name, facts), events=tuple(events))
        case ["reaches", str(id_), str(name), bool() | int() | str() as value, list(events)]:
            return Reaches(id=id_, fact=_fact(name, facts), value=value, events=tuple(events))
    raise bad_fact("not_a_law", document=repr(document))


def facts_of(law: Law) -> tuple[Fact, ...]:
    """Every fact the law looks at."""
    match law:
        case InState():
            return (*law.holds.facts(), *((law.this_round,) if law.this_round is not None else ()))
        case Needs():
            return tuple(law.holds.facts())
        case Leaves():
            return tuple(law.values)
        case Opens() | Counts() | OnlyBy() | Brings() | Reaches():
            return (law.fact,)
        case Enters():
            return ()
    raise TypeError(law)


def _fact(name: str, facts: Mapping[str, Fact]) -> Fact:
    if name not in facts:
        raise undeclared(name, facts)
    return facts[name]
