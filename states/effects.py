"""What a row does to the facts a case holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from bihuan.rules.facts import Fact, Source, UnknownFact, Value, bad_fact, undeclared


@dataclass(frozen=True, slots=True)
class Set:
    """The fact becomes this value."""

    fact: Fact
    value: Value

    def document(self) -> list[Any]:
        return ["set", self.fact.name, self.value]


@dataclass(frozen=True, slots=True)
class Add:
    """The count moves by this step, up or down."""

    fact: Fact
    step: int

    def document(self) -> list[Any]:
        return ["add", self.fact.name, self.step]


@dataclass(frozen=True, slots=True)
class Take:
    """The fact becomes what the event says, which must be one of `among`.

    For a count, `among` lists abstract values; the last of the fact's values
    still means "or more".
    """

    fact: Fact
    among: tuple[Value, ...]

    def document(self) -> list[Any]:
        return ["take", self.fact.name, list(self.among)]

    def allows(self, value: Value) -> bool:
        """Whether the event may bring this value."""
        top = self.fact.values[-1]
        if self.fact.is_count and top in self.among and type(value) is int:
            return value in self.among or value >= top  # type: ignore[operator]  # numbers
        return value in self.among and self.fact.accepts(value)


Effect = Set | Add | Take


def apply(
    effects: Iterable[Effect], held: Mapping[str, Value], given: Mapping[str, Value]
) -> dict[str, Value]:
    """The held facts after the effects; the mapping handed in is left alone."""
    after = dict(held)
    for effect in effects:
        _apply_one(effect, after, given)
    return after


def _apply_one(
    effect: Effect, after: MutableMapping[str, Value], given: Mapping[str, Value]
) -> None:
    name = effect.fact.name
    match effect:
        case Set():
            after[name] = effect.value
        case Add():
            moved = int(effect.fact.read(after)) + effect.step
            if not effect.fact.accepts(moved):
                raise bad_fact("fell", name=name, moved=moved)
            after[name] = moved
        case Take():
            if name not in given:
                raise UnknownFact(name)
            if not effect.allows(given[name]):
                raise bad_fact("become", name=name, among=effect.among, value=given[name])
            after[name] = given[name]


def effect_from(document: Any, facts: Mapping[str, Fact]) -> Effect:
    """Read an effect back from its canonical form; raises BadFact with the reason."""
    match document:
        case [_, str(name), _] if name not in facts:
            raise undeclared(name, facts)
        case [_, str(name), _] if facts[name].source is not Source.HELD:
            raise bad_fact("given_only", name=name)
        case ["set", str(name), bool() | int() | str() as value]:
            return Set(facts[name], value)
        case ["add", str(name), int(step)]:
            return Add(facts[name], step)
        case ["take", str(name), list(among)]:
            return Take(facts[name], tuple(among))
    raise bad_fact("not_an_effect", document=repr(document))
