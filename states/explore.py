"""Walk every configuration a machine can reach and note each broken law.

A row only depends on the few facts it reads and changes, so what it does is
worked out once for each combination of those and remembered; the walk itself
is look-ups.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from bihuan.rules.facts import Guard, Source, Value
from bihuan.states.effects import Add, Effect, Set, Take
from bihuan.states.laws import Counts, InState, Law, Leaves, Needs, OnlyBy, Opens
from bihuan.states.machine import Machine, Row

ROUND = "round"

Held = tuple[Value, ...]
Config = tuple[str, Held, bool]
"""State, held facts, and whether the verdict was brought in this round."""
Given = tuple[tuple[str, Value], ...]
Firing = tuple[Row, Given, tuple[Held, ...]]


@dataclass(frozen=True, slots=True)
class Breach:
    """A law broken at a configuration."""

    law: str
    at: Config | None
    reason: str
    subject: str


@dataclass(slots=True)
class Exploration:
    """Everything the walk found."""

    parents: dict[Config, tuple[Config, str, Given] | None] = field(default_factory=dict)
    children: dict[Config, list[Config]] = field(default_factory=dict)
    edges: int = 0
    fired: set[str] = field(default_factory=set)
    breaches: list[Breach] = field(default_factory=list)


def explore(machine: Machine, laws: Sequence[Law]) -> Exploration:
    """Visit the configurations breadth first, so that the first breach is the nearest."""
    found = Exploration()
    walk = _Walk(machine, laws, found)
    start: Config = (machine.initial.name, tuple(fact.initial for fact in machine.held), False)
    found.parents[start] = None
    queue = deque([start])
    while queue:
        config = queue.popleft()
        for row, given, child in walk.successors(config):
            if child not in found.parents:
                found.parents[child] = (config, row.id, given)
                queue.append(child)
        walk.check_standing(config)
    _check_liveness(machine, found)
    _check_coverage(machine, found)
    return found


class _Walk:
    """The machine, indexed for walking."""

    def __init__(self, machine: Machine, laws: Sequence[Law], found: Exploration) -> None:
        self._machine = machine
        self._found = found
        self._index = {fact.name: at for at, fact in enumerate(machine.held)}
        self._groups = {
            state.name: [
                _Group(machine.rows_at(state.name, event), self._index)
                for event in machine.events
                if machine.rows_at(state.name, event)
            ]
            for state in machine.states
        }
        self._timers = {
            state.name: [
                _reader(timer.when, self._index) for timer in machine.timers_in(state.name)
            ]
            for state in machine.states
        }
        self._standing = [law for law in laws if isinstance(law, InState)]
        self._edge_checks = [
            _edge_check(law, self._index) for law in laws if not isinstance(law, InState)
        ]
        self._fresh = next((law.this_round for law in self._standing if law.this_round), None)
        self._known: set[tuple[str, str]] = set()

    def successors(self, config: Config) -> Iterator[tuple[Row, Given, Config]]:
        """Every step out of a configuration; the laws about steps are checked on the way."""
        state, held, fresh = config
        children = self._found.children.setdefault(config, [])
        for group in self._groups[state]:
            firings, clash = group.at(held)
            if clash:
                self._breach("P9", config, "two rows answer the same event", clash)
            for row, given, afters in firings:
                self._found.fired.add(row.id)
                if not afters:
                    self._breach("P12", config, "a count would fall below its least", row.id)
                for after in afters:
                    child = (row.target, after, self._brought(row, fresh))
                    self._found.edges += 1
                    children.append(child)
                    self._check_step(row, config, child)
                    yield row, given, child

    def _brought(self, row: Row, fresh: bool) -> bool:
        for effect in row.then:
            if effect.fact.name == ROUND:
                fresh = False
            if isinstance(effect, Take) and self._fresh is not None and effect.fact is self._fresh:
                fresh = True
        return fresh

    def _check_step(self, row: Row, before: Config, after: Config) -> None:
        for law_id, check in self._edge_checks:
            if not check(row, before[1], after[1]):
                self._breach(law_id, before, "the step does not keep the law", row.id)

    def check_standing(self, config: Config) -> None:
        """The laws about standing somewhere."""
        state = self._machine.state_named[config[0]]
        if state.final and self._found.children[config]:
            self._breach("P2", config, "a final state can be left", state.name)
        if state.waiting and not self._found.children[config]:
            self._breach("P3", config, "nothing can happen any more", state.name)
        armed = any(reads(config[1], {}) for reads in self._timers[state.name])
        if state.waiting and not armed and state.no_timer is None:
            self._breach("P5", config, "it waits, and no timer is armed", state.name)
        if not state.waiting and armed:
            self._breach("P6", config, "it does not wait, and a timer is armed", state.name)
        for law in self._standing:
            if state.name in law.states:
                known = dict(zip(self._index, config[1], strict=True))
                if not law.holds.holds_in(known) or (law.this_round is not None and not config[2]):
                    self._breach(
                        law.id, config, "the state is reached without what it needs", state.name
                    )

    def _breach(self, law: str, at: Config, reason: str, subject: str) -> None:
        if (law, subject) not in self._known:
            self._known.add((law, subject))
            self._found.breaches.append(Breach(law, at, reason, subject))


class _Group:
    """The rows that answer one event in one state, remembered by the facts they touch."""

    def __init__(self, rows: tuple[Row, ...], index: Mapping[str, int]) -> None:
        self._rows = rows
        self._index = index
        guards = [fact for row in rows for fact in row.when.facts()]
        effects = [effect.fact for row in rows for effect in row.then]
        touched = {fact.name for fact in (*guards, *effects) if fact.source is Source.HELD}
        self._touched = tuple(index[name] for name in sorted(touched))
        self._given = {fact.name: fact.values for fact in guards if fact.source is Source.GIVEN}
        self._memo: dict[Held, tuple[list[tuple[Row, Given, list[Held]]], str]] = {}

    def at(self, held: Held) -> tuple[list[Firing], str]:
        """What may fire here with its outcomes, and the ids of rows that clash."""
        key = tuple([held[at] for at in self._touched])
        known = self._memo.get(key)
        if known is None:
            known = self._memo[key] = self._work_out(held)
        firings, clash = known
        return [(row, given, self._widen(held, parts)) for row, given, parts in firings], clash

    def _widen(self, held: Held, parts: list[Held]) -> tuple[Held, ...]:
        wide = []
        for part in parts:
            after = list(held)
            for at, value in zip(self._touched, part, strict=True):
                after[at] = value
            wide.append(tuple(after))
        return tuple(wide)

    def _work_out(self, held: Held) -> tuple[list[tuple[Row, Given, list[Held]]], str]:
        firings: dict[str, tuple[Row, Given, list[Held]]] = {}
        clash = ""
        known: dict[str, Value] = dict(zip(self._index, held, strict=True))
        for values in product(*self._given.values()):
            given = tuple(zip(self._given, values, strict=True))
            enabled = [row for row in self._rows if row.when.holds_in({**known, **dict(given)})]
            if len(enabled) > 1:
                clash = " ".join(row.id for row in enabled)
            for row in enabled:
                firings.setdefault(row.id, (row, given, self._outcomes(row.then, held)))
        return list(firings.values()), clash

    def _outcomes(self, effects: Iterable[Effect], held: Held) -> list[Held]:
        outcomes = [held]
        for effect in effects:
            at = self._index[effect.fact.name]
            outcomes = [
                (*before[:at], value, *before[at + 1 :])
                for before in outcomes
                for value in _values_after(effect, before[at])
            ]
        return [tuple(after[at] for at in self._touched) for after in dict.fromkeys(outcomes)]


def _values_after(effect: Effect, value: Value) -> tuple[Value, ...]:
    match effect:
        case Set():
            return (effect.value if effect.fact.accepts(effect.value) else effect.fact.values[-1],)
        case Take():
            return effect.among
    return _added(effect, int(value))


def _added(effect: Add, value: int) -> tuple[Value, ...]:
    """Where a count can go; from "that many or more" a step down leads to either side."""
    least, most = int(effect.fact.values[0]), int(effect.fact.values[-1])
    reached = {min(value + effect.step, most)}
    if value == most and effect.step < 0:
        reached.add(most)
    return (
        tuple(sorted(moved for moved in reached if moved >= least)) if min(reached) >= least else ()
    )


def _reader(guard: Guard, index: Mapping[str, int]) -> Callable[[Held, Mapping[str, Value]], bool]:
    needed = {fact.name: index.get(fact.name) for fact in guard.facts()}

    def reads(held: Held, given: Mapping[str, Value]) -> bool:
        known = {name: held[at] for name, at in needed.items() if at is not None}
        return guard.holds_in({**given, **known})

    return reads


StepCheck = Callable[[Row, Held, Held], bool]


def _edge_check(law: Law, index: Mapping[str, int]) -> tuple[str, StepCheck]:
    match law:
        case Needs():
            return law.id, _needs(law, index)
        case Leaves():
            wanted = [(index[fact.name], value) for fact, value in law.values.items()]
            return (
                law.id,
                lambda row, _, after: (
                    row.event != law.event or all(after[at] == value for at, value in wanted)
                ),
            )
        case Opens():
            at = index[law.fact.name]
            return (
                law.id,
                lambda row, before, after: (
                    row.event != law.event or (before[at] == 0 and after[at] != 0)
                ),
            )
        case Counts():
            return (
                law.id,
                lambda row, _, __: (
                    row.event != law.event
                    or [effect.document() for effect in row.then if effect.fact is law.fact]
                    == [["add", law.fact.name, 1]]
                ),
            )
        case OnlyBy():
            return (
                law.id,
                lambda row, _, __: (
                    row.event in law.events
                    or not any(effect.fact is law.fact for effect in row.then)
                ),
            )
    raise TypeError(law)


def _needs(law: Needs, index: Mapping[str, int]) -> StepCheck:
    """The guard must hold under every given fact that lets the row fire."""
    memo: dict[tuple[str, Held], bool] = {}

    def keeps(row: Row, before: Held, _after: Held) -> bool:
        if row.event != law.event:
            return True
        key = (row.id, before)
        if key not in memo:
            memo[key] = _implied(row, law, dict(zip(index, before, strict=True)))
        return memo[key]

    return keeps


def _implied(row: Row, law: Needs, held: Mapping[str, Value]) -> bool:
    read = (*row.when.facts(), *law.holds.facts())
    free = {fact.name: fact.values for fact in read if fact.source is Source.GIVEN}
    for values in product(*free.values()):
        known = {**held, **dict(zip(free, values, strict=True))}
        if row.when.holds_in(known) and not law.holds.holds_in(known):
            return False
    return True


def _check_liveness(machine: Machine, found: Exploration) -> None:
    goals = {state.name for state in machine.states if state.final}
    if not goals:
        goals = {state.name for state in machine.states if state.resting}
    sources: dict[Config, list[Config]] = {}
    for config, children in found.children.items():
        for child in set(children):
            sources.setdefault(child, []).append(config)
    reaching = {config for config in found.parents if config[0] in goals}
    queue = deque(reaching)
    while queue:
        for source in sources.get(queue.popleft(), ()):
            if source not in reaching:
                reaching.add(source)
                queue.append(source)
    lost = next((config for config in found.parents if config not in reaching), None)
    if lost is not None:
        found.breaches.append(
            Breach("P4", lost, "from here no satisfied close can be reached", lost[0])
        )


def _check_coverage(machine: Machine, found: Exploration) -> None:
    reached = {config[0] for config in found.parents}
    for row in machine.rows:
        if row.id not in found.fired:
            found.breaches.append(Breach("P10", None, "the row can never fire", row.id))
    for state in machine.states:
        if state.name not in reached:
            found.breaches.append(Breach("P11", None, "the state can never be reached", state.name))
