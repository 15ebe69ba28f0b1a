"""Prove a plan of migration before a single case is touched.

Every configuration the older machine can reach, and that is not over, is
carried over by the plan. From all of these at once the newer machine is
walked like any other, so each of its laws is checked where cases land and on
every road they can take from there. What a walk cannot see is compared on
landing: no case may come further by the plan than it had come by itself, and
no clock that still matters may stop.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from bihuan.rules.facts import Fact, Value
from bihuan.rules.words import Sentence
from bihuan.states.coding import STATE, Known
from bihuan.states.duties import laws_of
from bihuan.states.explore import Breach, Exploration, explore
from bihuan.states.machine import Machine, Party
from bihuan.states.plan import KEEP, MigrationPlan, Put, TimerPolicy, carried
from bihuan.states.plan_faults import faults
from bihuan.states.progress import gained, passed_by
from bihuan.states.prover import road_to
from bihuan.states.retrace import Move, retrace
from bihuan.states.steps import roughly

EVERYWHERE = ("P10", "P11")
"""Laws about a machine as a whole; cases that come over need not pass everywhere."""


@dataclass(frozen=True, slots=True)
class Landing:
    """Where the plan puts a case, and what it then holds."""

    state: str
    held: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Flaw:
    """How a plan does harm: the road under the older machine, the landing, the road after it.

    Without a landing the plan has no place for the case where the road ends.
    """

    law: str
    reason: str
    subject: str
    before: tuple[Move, ...]
    landing: Landing | None = None
    after: tuple[Move, ...] = ()
    given: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class Crossing:
    """What was proven about a plan, or why it must not be carried out."""

    plan: str
    configurations: int
    landings: int
    edges: int
    faults: tuple[Sentence, ...]
    flaws: tuple[Flaw, ...]

    @property
    def holds(self) -> bool:
        """Whether the plan may be carried out."""
        return not (self.faults or self.flaws)


@dataclass(frozen=True, slots=True)
class _Arrival:
    """One configuration of the older machine and one that the plan makes of it."""

    code: int
    before: Known
    after: Known


def prove_plan(plan: MigrationPlan, source: Machine, target: Machine) -> Crossing:
    """Check the plan; both machines are proven by themselves already."""
    slips = tuple(faults(plan, source, target))
    if slips:
        return Crossing(plan.hash, 0, 0, 0, slips, ())
    old = explore(source, laws_of(source))
    open_codes = [code for code in old.parents if not source.is_over(old.coding.state(code))]
    proof = _Proof(plan, source, target, old)
    arrivals = [one for code in open_codes for one in proof.land(code)]
    new = explore(target, laws_of(target), [one.after for one in arrivals])
    for one in arrivals:
        proof.compare(one)
    proof.walked(new, arrivals)
    return Crossing(
        plan.hash, len(open_codes), len(proof.starts), new.edges, (), tuple(proof.flaws)
    )


class _Proof:
    """The flaws found so far; of each kind the nearest, since configurations come by distance."""

    def __init__(
        self, plan: MigrationPlan, source: Machine, target: Machine, old: Exploration
    ) -> None:
        self.flaws: list[Flaw] = []
        self.starts: dict[int, _Arrival] = {}
        self._plan, self._source, self._target, self._old = plan, source, target, old
        self._passed = passed_by(source), passed_by(target)
        self._seen: set[tuple[str, str]] = set()

    def land(self, code: int) -> Iterator[_Arrival]:
        """Every configuration the plan can make of this one."""
        before = self._old.coding.read(code)
        state = str(before[STATE])
        if state not in self._plan.states:
            self._flaw("M1", "unmapped", state, code)
            return
        choices = [self._values(fact, before) for fact in self._target.held]
        for fact, values in zip(self._target.held, choices, strict=True):
            if not values:
                self._flaw("M1", "no_value", fact.name, code)
        for values in product(*choices):
            names = (fact.name for fact in self._target.held)
            after: Known = {
                STATE: self._plan.states[state],
                **dict(zip(names, values, strict=True)),
            }
            yield _Arrival(code, before, {**after, **self._fresh(before)})

    def compare(self, one: _Arrival) -> None:
        """Whether the case has gained by the plan, or lost a clock or whoever had to act."""
        old, new = str(one.before[STATE]), str(one.after[STATE])
        ours, theirs = self._source.state_named[old], self._target.state_named[new]
        if (ours.waits_on is Party.HOST) != (theirs.waits_on is Party.HOST):
            self._flaw("M4", "host", new, one.code)
        if ours.waiting and not theirs.waiting:
            self._flaw("M2", "laid_to_rest", new, one.code)
        skipped = self._skipped(old, new)
        if skipped:
            self._flaw("M4", "skips", " ".join(sorted(skipped)), one.code)
        for fact in self._target.held:
            rule = self._plan.facts[fact.name]
            if isinstance(rule, Put) and gained(fact, one.before.get(fact.name), rule.value):
                self._flaw("M4", "gains", fact.name, one.code)
        for timer in self._target.timers_in(new):
            cancelled = self._plan.timers[timer.key] is TimerPolicy.CANCEL
            if cancelled and timer.when.holds_in(one.after):
                self._flaw("M2", "timer_dropped", timer.key, one.code)

    def walked(self, new: Exploration, arrivals: Sequence[_Arrival]) -> None:
        """Take over the laws broken where cases land, or on their way from there."""
        for one in arrivals:
            self.starts.setdefault(new.coding.whole(one.after), one)
        for breach in new.breaches:
            if breach.law not in EVERYWHERE and breach.at is not None:
                self._breach(new, breach, breach.at)

    def _values(self, fact: Fact, before: Known) -> tuple[Value, ...]:
        """What the fact may be afterwards; of "that many or more" there are several."""
        rule = self._plan.facts[fact.name]
        if isinstance(rule, Put):
            return (roughly(fact, rule.value),)
        value = before[fact.name]
        if not fact.accepts(value):
            return ()
        ours = self._source.fact_named[fact.name]
        if fact.is_count and value == ours.values[-1]:
            return tuple(each for each in fact.values if each >= roughly(fact, value))  # type: ignore[operator]  # numbers
        return (roughly(fact, value),)

    def _fresh(self, before: Known) -> Known:
        """Whether a fact was brought in this round: only for one that is kept."""
        return {
            key: value is True and self._plan.facts.get(key[1:]) == KEEP
            for key, value in before.items()
            if key.startswith("@") and key != STATE
        }

    def _skipped(self, old: str, new: str) -> frozenset[str]:
        """Events on every road to the new place that no road to the old one need have seen."""
        if old == new:
            return frozenset()
        ours, theirs = self._passed
        known = frozenset(self._source.events)
        return (theirs[new] & known) - ours[old]

    def _flaw(self, law: str, reason: str, subject: str, code: int) -> None:
        if (reason, subject) in self._seen:
            return
        self._seen.add((reason, subject))
        before = self._walk(code)
        landing = None if law == "M1" else self._landing(before)
        self.flaws.append(Flaw(law, reason, subject, before, landing))

    def _walk(self, code: int) -> tuple[Move, ...]:
        """The road to a configuration of the older machine."""
        return retrace(self._source, road_to(self._source, self._old, code)[0])

    def _landing(self, before: tuple[Move, ...]) -> Landing:
        state = before[-1].target if before else self._source.initial.name
        held = dict(before[-1].held) if before else self._source.start()
        landed, after = carried(self._plan, self._target, state, held)
        return Landing(landed, tuple(after.items()))

    def _breach(self, new: Exploration, breach: Breach, at: int) -> None:
        if ("", breach.law) in self._seen:
            return
        self._seen.add(("", breach.law))
        road, start = road_to(self._target, new, at, breach.step)
        before = self._walk(self.starts[start].code)
        landing = self._landing(before)
        moves = retrace(self._target, road, (landing.state, dict(landing.held)))
        given = () if breach.step is not None else breach.given
        law = "M3" if breach.law in ("P3", "P4") else breach.law
        self.flaws.append(Flaw(law, breach.reason, breach.subject, before, landing, moves, given))
