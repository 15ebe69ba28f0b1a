"""What one event can do in one state, worked out once per combination of the facts it touches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

from bihuan.rules.facts import Fact, Source, Value
from bihuan.rules.words import Sentence, sentence
from bihuan.states.coding import STATE, Coding, Known, fresh_key
from bihuan.states.effects import Add, Effect, Set, Take
from bihuan.states.laws import InState, Law, facts_of
from bihuan.states.machine import Row

ROUND = "round"
MOST_COMBINATIONS = 4096
"""How many combinations of given facts may be told apart at one place."""


class TooLarge(Exception):
    """There is more to try than a proof has time for."""

    def __init__(self, said: Sentence) -> None:
        super().__init__(said)
        self.said = said


Given = tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One way to fire a row: what must be given, and how the configuration changes."""

    row: Row
    given: Given
    keep: int
    bits: int

    def leads(self, code: int) -> int:
        """The configuration after this one."""
        return code & self.keep | self.bits


class Place:
    """The rows that answer one event in one state."""

    def __init__(
        self, rows: tuple[Row, ...], coding: Coding, laws: Sequence[Law], fresh: Iterable[Fact]
    ) -> None:
        self.rows = rows
        self.laws = [law for law in laws if _concerns(law, rows[0].event)]
        self._fresh = {fact.name: fresh_key(fact) for fact in fresh}
        self._given = given_in(rows)
        names = {fact.name for row in rows for fact in row.when.facts()}
        names |= {fact.name for law in self.laws for fact in facts_of(law)}
        names |= {
            effect.fact.name for row in rows for effect in row.then if isinstance(effect, Add)
        }
        self.mask = coding.mask(names)
        self._coding = coding
        self._touched = {row.id: self._touches(row) for row in rows}
        self.effort = len(rows) * tries(self._given)
        """About how much there is to evaluate for each combination of held facts."""
        self.steps: dict[int, tuple[Step, ...]] = {}

    def enabled(self, known: Known) -> Iterator[tuple[Given, list[Row]]]:
        """For each combination of given facts, the rows that would fire."""
        for given in combinations(self._given):
            facts = {**known, **dict(given)}
            yield given, [row for row in self.rows if row.when.holds_in(facts)]

    def after(self, row: Row, before: Known) -> list[Known]:
        """Every configuration the row can lead to; none when a count would fall too low."""
        outcomes = [{**before, STATE: row.target}]
        for effect in row.then:
            outcomes = [after for known in outcomes for after in self._apply(effect, known)]
        return outcomes

    def step(self, row: Row, given: Given, after: Known) -> Step:
        """The step to a configuration; what the row does not touch is kept."""
        touched, keep = self._touched[row.id]
        return Step(row, given, keep, self._coding.write(after, touched))

    def _touches(self, row: Row) -> tuple[set[str], int]:
        """What the row may change, and the bits of all the rest."""
        names = {effect.fact.name for effect in row.then}
        keys = {self._fresh[name] for name in names if name in self._fresh}
        names |= set(self._fresh.values()) if ROUND in names else keys
        return {STATE, *names}, ~self._coding.mask({STATE, *names})

    def _apply(self, effect: Effect, known: Known) -> Iterator[Known]:
        name = effect.fact.name
        stale = set(self._fresh.values()) if name == ROUND else {self._fresh.get(name, "")}
        rounds = {key: isinstance(effect, Take) and name != ROUND for key in stale if key}
        for value in _values_after(effect, known[name]):
            yield {**known, **rounds, name: value}


def given_in(rows: Iterable[Row]) -> dict[str, tuple[Value, ...]]:
    """The given facts that the rows read, with the values they may have."""
    facts = [fact for row in rows for fact in row.when.facts()]
    return {fact.name: fact.values for fact in facts if fact.source is Source.GIVEN}


def tries(facts: Mapping[str, tuple[Value, ...]]) -> int:
    """How many combinations of values there are; raises TooLarge when nobody can try them all."""
    number = prod(map(len, facts.values()))
    if number > MOST_COMBINATIONS:
        raise TooLarge(sentence("machine_fault.too_many_facts", facts=", ".join(facts)))
    return number


def combinations(facts: Mapping[str, tuple[Value, ...]]) -> Iterator[Given]:
    """Every combination of values, each under its fact's name; raises TooLarge."""
    tries(facts)
    for values in product(*facts.values()):
        yield tuple(zip(facts, values, strict=True))


def _concerns(law: Law, event: str) -> bool:
    return not isinstance(law, InState) and getattr(law, "event", event) == event


def _values_after(effect: Effect, value: Value) -> tuple[Value, ...]:
    match effect:
        case Set():
            return (roughly(effect.fact, effect.value),)
        case Take():
            return effect.among
    return _added(effect, int(value))


def _added(effect: Add, value: int) -> tuple[Value, ...]:
    """Where a count can go; down from "that many or more" it may also stay there."""
    least, most = int(effect.fact.values[0]), int(effect.fact.values[-1])
    moved = value + effect.step
    if moved < least:
        return ()
    if value == most and effect.step < 0:
        return tuple(range(moved, most + 1))
    return (min(moved, most),)


def roughly(fact: Fact, value: Value) -> Value:
    """The value as the proof sees it: a count's last value means that many or more."""
    return min(int(value), int(fact.values[-1])) if fact.is_count else value
