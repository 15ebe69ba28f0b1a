"""What a machine is: a frozen, typed table of states, rows, refusals, timers and laws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from bihuan.rules.facts import ALWAYS, Fact, Guard, Source
from bihuan.rules.words import Sentence
from bihuan.states.effects import Effect, Take
from bihuan.states.laws import Law


class Party(StrEnum):
    """Who acts, and whom a state waits for."""

    OFFICE = "office"
    DIVISION = "division"
    ASSIGNER = "assigner"
    COHANDLER = "cohandler"
    LEAD_UNIT = "lead_unit"
    MEMBER = "member"
    HOST = "host"
    """The case this one was merged into."""
    CLOCK = "clock"


class Duty(StrEnum):
    """What the office owes; it decides which laws a machine must keep."""

    LEAD = "lead"
    SUPPORT = "support"
    READING = "reading"


class BadMachine(Exception):
    """The declaration contradicts itself; what is said tells where and how to mend it."""

    def __init__(self, machine: str, said: Sentence) -> None:
        super().__init__(machine, said)
        self.machine = machine
        self.said = said

    def __str__(self) -> str:
        return f"machine {self.machine!r}: {self.reason}"

    @property
    def reason(self) -> str:
        """What is wrong, in English; `told` says it in either language."""
        return self.told("en")

    def told(self, lang: str = "zh") -> str:
        """What is wrong, in this language."""
        return self.said.told(lang)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where a case can stand.

    A `final` state ends the case. A `resting` one waits for nobody and can be
    left again. Every other state says whom it waits for and has a timer, or
    says in `no_timer` why it needs none.
    """

    name: str
    waits_on: Party | None = None
    initial: bool = False
    final: bool = False
    resting: bool = False
    no_timer: str | None = None

    @property
    def waiting(self) -> bool:
        """Whether somebody has to act next."""
        return not (self.final or self.resting)


@dataclass(frozen=True, slots=True)
class Row:
    """One permitted step: in `source`, `event` leads to `target` when the guard holds."""

    id: str
    event: str
    source: str
    target: str
    by: tuple[Party, ...]
    when: Guard = ALWAYS
    then: tuple[Effect, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Events a state says no to, with the code of the reason."""

    state: str
    code: str
    events: tuple[str, ...]


class Per(StrEnum):
    """How many timers one declaration arms."""

    RUNG = "rung"
    """One for each rung of an urging ladder."""
    REQUEST = "request"
    """One for each open co-handling request, at its own due date."""
    TERM = "term"
    """One, when the term runs out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """A promise that `fires` happens by itself while a case stays in one of the states.

    `term` names the policy's term that the timer counts from or towards.
    """

    key: str
    while_in: tuple[str, ...]
    fires: str
    term: str
    per: Per = Per.RUNG
    when: Guard = ALWAYS


@dataclass(frozen=True, kw_only=True, eq=False)
class Machine:
    """A whole declaration; it refuses to exist when it contradicts itself.

    Two machines are the same when their digests are; `==` asks for the very same object.
    """

    name: str
    version: str
    duty: Duty
    facts: tuple[Fact, ...]
    states: tuple[State, ...]
    rows: tuple[Row, ...]
    refusals: tuple[Refusal, ...]
    timers: tuple[Timer, ...]
    laws: tuple[Law, ...] = ()
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        from bihuan.states.consistency import contradictions  # the check reads the finished table

        reason = next(contradictions(self), None)
        if reason is not None:
            raise BadMachine(self.name, reason)

    @cached_property
    def initial(self) -> State:
        """The state a new case starts in."""
        return next(state for state in self.states if state.initial)

    @cached_property
    def events(self) -> tuple[str, ...]:
        """Every event, in the order of first use."""
        return tuple(dict.fromkeys(row.event for row in self.rows))

    @cached_property
    def held(self) -> tuple[Fact, ...]:
        """The facts kept on the case."""
        return tuple(fact for fact in self.facts if fact.source is Source.HELD)

    @cached_property
    def fact_named(self) -> Mapping[str, Fact]:
        """Facts by name."""
        return MappingProxyType({fact.name: fact for fact in self.facts})

    @cached_property
    def state_named(self) -> Mapping[str, State]:
        """States by name."""
        return MappingProxyType({state.name: state for state in self.states})

    @cached_property
    def timer_named(self) -> Mapping[str, Timer]:
        """Timers by key."""
        return MappingProxyType({timer.key: timer for timer in reversed(self.timers)})

    @cached_property
    def row_with(self) -> Mapping[str, Row]:
        """Rows by id."""
        return MappingProxyType({row.id: row for row in self.rows})

    @cached_property
    def _rows_at(self) -> Mapping[tuple[str, str], tuple[Row, ...]]:
        found: dict[tuple[str, str], list[Row]] = {}
        for row in self.rows:
            found.setdefault((row.source, row.event), []).append(row)
        return {pair: tuple(rows) for pair, rows in found.items()}

    @cached_property
    def _asked_at(self) -> Mapping[tuple[str, str], tuple[tuple[str, ...], tuple[str, ...]]]:
        return {place: (_read_by(rows), _taken_by(rows)) for place, rows in self._rows_at.items()}

    @cached_property
    def _timers_in(self) -> Mapping[str, tuple[Timer, ...]]:
        return {
            state.name: tuple(timer for timer in self.timers if state.name in timer.while_in)
            for state in self.states
        }

    @cached_property
    def _refused_at(self) -> Mapping[tuple[str, str], str]:
        return {(no.state, event): no.code for no in self.refusals for event in no.events}

    def rows_at(self, state: str, event: str) -> tuple[Row, ...]:
        """The rows that could answer the event in the state."""
        return self._rows_at.get((state, event), ())

    def asked_at(self, state: str, event: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The given facts that the rows at this place read, and the facts that take a value."""
        return self._asked_at.get((state, event), ((), ()))

    def refusal_at(self, state: str, event: str) -> str | None:
        """The code with which the state refuses the event outright."""
        return self._refused_at.get((state, event))

    def timers_in(self, state: str) -> tuple[Timer, ...]:
        """The timers that may be armed in the state."""
        return self._timers_in.get(state, ())

    def is_over(self, state: str) -> bool:
        """Whether nothing can happen there any more: a closed case, or one that was only noted."""
        kind = self.state_named[state]
        return kind.final or (kind.resting and not any(row.source == state for row in self.rows))

    def start(self) -> dict[str, bool | int | str]:
        """The held facts of a new case."""
        return {fact.name: fact.initial for fact in self.held}


def _read_by(rows: Iterable[Row]) -> tuple[str, ...]:
    facts = (fact for row in rows for fact in row.when.facts())
    return tuple(sorted({fact.name for fact in facts if fact.source is Source.GIVEN}))


def _taken_by(rows: Iterable[Row]) -> tuple[str, ...]:
    effects = (effect for row in rows for effect in row.then)
    return tuple(sorted({one.fact.name for one in effects if isinstance(one, Take)}))


def refuse(state: str, **codes: str) -> Iterable[Refusal]:
    """Write a state's refusals as `code="event event"`."""
    return [
        Refusal(state=state, code=code, events=tuple(events.split()))
        for code, events in codes.items()
    ]
