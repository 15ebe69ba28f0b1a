"""Facts a machine may look at, and the closed algebra of guards over them.

A guard is data: it can be printed, hashed, evaluated, enumerated and mutated.
There is no way to put a function into one. A fact nobody supplied is a third
value, and an error: never a silent "no".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

from bihuan.rules.words import Sentence, sentence

Value = bool | int | str


class Source(StrEnum):
    """Where a fact's value comes from."""

    HELD = "held"
    """Kept on the case and changed only by the declared effects of a row."""
    GIVEN = "given"
    """Worked out when an event arrives; the proof lets it take any value."""


class UnknownFact(Exception):
    """A guard needs a fact that nobody supplied."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return self.told("en")

    def told(self, lang: str = "zh") -> str:
        """The error in this language."""
        return sentence("fact_fault.unknown", name=self.name).told(lang)


class BadFact(Exception):
    """A fact is declared or used in a way that cannot be checked."""

    def __init__(self, said: Sentence) -> None:
        super().__init__(said)
        self.said = said

    def __str__(self) -> str:
        return self.said.told("en")


def bad_fact(key: str, /, **values: object) -> BadFact:
    """The error with this sentence of the catalogue."""
    return BadFact(sentence(f"fact_fault.{key}", **values))


def undeclared(name: str, known: Iterable[str]) -> BadFact:
    """The error about a fact nobody declared, with the name it was probably meant to be."""
    names = sorted(known)
    near = get_close_matches(name[:64], names, n=1)
    if near:
        return bad_fact("undeclared_near", name=name, near=near[0])
    return bad_fact("undeclared", name=name, known=", ".join(names))


class Fact:
    """One thing a guard may look at; comparing it builds a guard, not a bool.

    `values` lists what the proof tries. For a count it starts at the smallest
    value and the last entry stands for "that many or more".
    """

    __slots__ = ("_kind", "_least", "initial", "name", "source", "values")

    def __init__(
        self, name: str, values: tuple[Value, ...], source: Source, initial: Value
    ) -> None:
        if initial not in values:
            raise bad_fact("first", name=name, value=initial, values=values)
        if len(set(values)) != len(values) or len({type(value) for value in values}) != 1:
            raise bad_fact("differ", name=name, values=values)
        self.name, self.values, self.source, self.initial = name, values, source, initial
        self._kind = type(values[0])
        self._least = int(values[0]) if self._kind is int else 0

    @property
    def is_count(self) -> bool:
        """Whether this fact counts something, without an upper end."""
        return self._kind is int

    @property
    def holds(self) -> Test:
        """The guard that this flag is true."""
        return Test(self, "eq", True)

    @property
    def fails(self) -> Test:
        """The guard that this flag is false."""
        return Test(self, "eq", False)

    def one_of(self, *values: Value) -> Test:
        """The guard that this fact is one of the values."""
        return Test(self, "in", tuple(values))

    def accepts(self, value: object) -> bool:
        """Whether the value may be stored under this fact; 1 is not True, nor "1" a number."""
        if type(value) is not self._kind:
            return False
        return value >= self._least if self._kind is int else value in self.values  # type: ignore[operator]  # a number

    def read(self, facts: Mapping[str, Value]) -> Value:
        """The fact's value among these; raises UnknownFact or BadFact rather than guess."""
        value = facts.get(self.name)
        if value is None:
            raise UnknownFact(self.name)
        if not self.accepts(value):
            raise bad_fact("outside", name=self.name, value=value, domain=self.domain)
        return value

    @property
    def domain(self) -> Sentence:
        """What the fact may be, in words."""
        if self.is_count:
            return sentence("fact_fault.count", least=self._least)
        return sentence("fact_fault.choice", values=", ".join(map(str, self.values)))

    def __eq__(self, value: object) -> Test:  # type: ignore[override]  # builds a guard
        return Test(self, "eq", value)

    def __ne__(self, value: object) -> Test:  # type: ignore[override]  # builds a guard
        return Test(self, "ne", value)

    def __ge__(self, value: int) -> Test:
        return Test(self, "ge", value)

    def __gt__(self, value: int) -> Test:
        return Test(self, "ge", value + 1)

    def __lt__(self, value: int) -> Test:
        return Test(self, "lt", value)

    def __hash__(self) -> int:
        return hash((self.name, self.values, self.source, self.initial))

    def __repr__(self) -> str:
        return f"Fact({self.name!r})"


def flag(name: str, source: Source = Source.GIVEN) -> Fact:
    """A yes or no."""
    return Fact(name, (False, True), source, False)


def choice(name: str, *values: str, source: Source = Source.HELD) -> Fact:
    """One word out of a fixed list; the first is what a new case starts with."""
    return Fact(name, values, source, values[0])


def count(
    name: str, *, check_as: tuple[int, ...] = (0, 1, 2), source: Source = Source.HELD
) -> Fact:
    """A natural number; the proof tells `check_as` apart, its last value meaning "or more"."""
    if list(check_as) != list(range(check_as[0], check_as[0] + len(check_as))):
        raise bad_fact("run", name=name, values=check_as)
    return Fact(name, check_as, source, check_as[0])


@dataclass(frozen=True, slots=True)
class Finding:
    """One condition of a guard, with the value met and whether it held."""

    fact: str
    op: str
    expected: Value | tuple[Value, ...]
    value: Value
    held: bool
    moot: bool = False
    """Not held, and not needed either: an alternative to it holds."""


class Guard:
    """A condition over facts; join with `&`, `|` and `~`."""

    __slots__ = ()

    def holds_in(self, facts: Mapping[str, Value]) -> bool:
        """Whether the guard is true; raises UnknownFact rather than guess."""
        raise NotImplementedError

    def facts(self) -> Iterator[Fact]:
        """Every fact the guard reads."""
        raise NotImplementedError

    def findings(self, facts: Mapping[str, Value]) -> Iterator[Finding]:
        """Each condition with its value, for telling a person why."""
        raise NotImplementedError

    def document(self) -> list[Any]:
        """The canonical form, for the definition's file and hash."""
        raise NotImplementedError

    def __and__(self, other: Guard) -> Guard:
        return Every((*_parts(self, Every), *_parts(other, Every)))

    def __or__(self, other: Guard) -> Guard:
        return Some((*_parts(self, Some), *_parts(other, Some)))

    def __invert__(self) -> Guard:
        return Never(self)

    def __bool__(self) -> bool:
        raise TypeError("a guard is data, not an answer; join guards with &, | and ~")


def _parts(guard: Guard, kind: type[Every] | type[Some]) -> tuple[Guard, ...]:
    return guard.parts if isinstance(guard, kind) else (guard,)


@dataclass(frozen=True, slots=True, eq=False)
class Test(Guard):
    """A single comparison of one fact with a constant."""

    __test__ = False  # not a pytest class

    fact: Fact
    op: str
    expected: Any

    def __post_init__(self) -> None:
        values = self.expected if self.op == "in" else (self.expected,)
        for value in values:
            self._check(value)

    def _check(self, value: object) -> None:
        if not self.fact.accepts(value):
            raise bad_fact("outside", name=self.fact.name, value=value, domain=self.fact.domain)
        if self.op in ("ge", "lt"):
            if not self.fact.is_count:
                raise bad_fact("no_order", name=self.fact.name)
            if value > self.fact.values[-1]:  # type: ignore[operator]  # a count's values are numbers
                raise bad_fact("unseen", name=self.fact.name, most=self.fact.values[-1])
        elif self.fact.is_count and value == self.fact.values[-1]:
            raise bad_fact("or_more", name=self.fact.name, value=value)

    def holds_in(self, facts: Mapping[str, Value]) -> bool:
        return compare(self.op, self.fact.read(facts), self.expected)

    def facts(self) -> Iterator[Fact]:
        yield self.fact

    def findings(self, facts: Mapping[str, Value]) -> Iterator[Finding]:
        held = self.holds_in(facts)
        yield Finding(self.fact.name, self.op, self.expected, facts[self.fact.name], held)

    def document(self) -> list[Any]:
        expected = list(self.expected) if self.op == "in" else self.expected
        return [self.op, self.fact.name, expected]


def compare(op: str, value: Value, expected: Any) -> bool:
    """Apply one comparison of the algebra."""
    match op:
        case "eq":
            return bool(value == expected)
        case "ne":
            return bool(value != expected)
        case "in":
            return value in expected
        case "ge":
            return bool(value >= expected)
        case "lt":
            return bool(value < expected)
    raise bad_fact("comparison", op=op)


@dataclass(frozen=True, slots=True, eq=False)
class Every(Guard):
    """All parts hold; with no parts, always true."""

    parts: tuple[Guard, ...] = ()

    def holds_in(self, facts: Mapping[str, Value]) -> bool:
        return False not in [part.holds_in(facts) for part in self.parts]  # asks every part

    def facts(self) -> Iterator[Fact]:
        for part in self.parts:
            yield from part.facts()

    def findings(self, facts: Mapping[str, Value]) -> Iterator[Finding]:
        for part in self.parts:
            yield from part.findings(facts)

    def document(self) -> list[Any]:
        return ["every", *[part.document() for part in self.parts]]


@dataclass(frozen=True, slots=True, eq=False)
class Some(Guard):
    """At least one part holds."""

    parts: tuple[Guard, ...]

    def holds_in(self, facts: Mapping[str, Value]) -> bool:
        return True in [part.holds_in(facts) for part in self.parts]

    def facts(self) -> Iterator[Fact]:
        for part in self.parts:
            yield from part.facts()

    def findings(self, facts: Mapping[str, Value]) -> Iterator[Finding]:
        enough = self.holds_in(facts)
        for part in self.parts:
            for found in part.findings(facts):
                yield replace(found, moot=enough and not found.held)

    def document(self) -> list[Any]:
        return ["some", *[part.document() for part in self.parts]]


@dataclass(frozen=True, slots=True, eq=False)
class Never(Guard):
    """The part does not hold."""

    part: Guard

    def holds_in(self, facts: Mapping[str, Value]) -> bool:
        return not self.part.holds_in(facts)

    def facts(self) -> Iterator[Fact]:
        yield from self.part.facts()

    def findings(self, facts: Mapping[str, Value]) -> Iterator[Finding]:
        for found in self.part.findings(facts):
            yield Finding(
                found.fact, f"not_{found.op}", found.expected, found.value, not found.held
            )

    def document(self) -> list[Any]:
        return ["never", self.part.document()]


ALWAYS: Guard = Every()


def guard_from(document: Any, facts: Mapping[str, Fact]) -> Guard:
    """Read a guard back from its canonical form; raises BadFact with the reason."""
    match document:
        case ["every", *parts]:
            return Every(tuple(guard_from(part, facts) for part in parts))
        case ["some", *parts]:
            return Some(tuple(guard_from(part, facts) for part in parts))
        case ["never", part]:
            return Never(guard_from(part, facts))
        case ["eq" | "ne" | "ge" | "lt" | "in" as op, str(name), expected]:
            if name not in facts:
                raise undeclared(name, facts)
            return Test(facts[name], op, tuple(expected) if op == "in" else expected)
    raise bad_fact("not_a_guard", document=repr(document))
