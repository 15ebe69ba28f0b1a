"""Walk every configuration a machine can reach and note each broken law.

What an event does depends on the few facts its rows touch, so it is worked
out once for each combination of those; the walk itself is look-ups and sums.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from bihuan.rules.facts import Value
from bihuan.states.coding import STATE, Coding, Known, fresh_key
from bihuan.states.edges import REASONS, broken_by
from bihuan.states.laws import InState, Law
from bihuan.states.machine import BadMachine, Machine, Party, Row, State, Timer
from bihuan.states.steps import Given, Place, Step, combinations, given_in

MOST_EFFORT = 5_000_000
"""Steps and evaluations after which a machine counts as too large to prove."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A law broken at a configuration, or by a step out of it."""

    law: str
    reason: str
    subject: str
    at: int | None = None
    given: Given = ()
    step: Step | None = None


@dataclass(slots=True)
class Exploration:
    """Everything the walk found; configurations are ints of the `coding`."""

    coding: Coding
    parents: dict[int, tuple[int, Step] | None] = field(default_factory=dict)
    children: list[list[int]] = field(default_factory=list)
    edges: int = 0
    fired: set[str] = field(default_factory=set)
    breaches: list[Breach] = field(default_factory=list)

    def configurations(self) -> Iterator[tuple[str, dict[str, Value]]]:
        """Each state with the facts held there, in the order of distance."""
        for code in self.parents:
            known = self.coding.read(code)
            held = {name: value for name, value in known.items() if not name.startswith("@")}
            yield str(known[STATE]), held


def explore(machine: Machine, laws: Sequence[Law]) -> Exploration:
    """Visit the configurations breadth first, so that the first breach is the nearest.

    Raises BadMachine when there are too many to visit.
    """
    walk = _Walk(machine, laws)
    walk.visit_all()
    _check_liveness(machine, walk.found)
    _check_coverage(machine, walk.found)
    return walk.found


class _Walk:
    """The machine, indexed for walking."""

    def __init__(self, machine: Machine, laws: Sequence[Law]) -> None:
        standing = [law for law in laws if isinstance(law, InState)]
        fresh = {
            law.this_round.name: law.this_round for law in standing if law.this_round is not None
        }
        coding = Coding(machine, fresh.values())
        self.found = Exploration(coding)
        self._machine = machine
        self._known: set[tuple[str, str, str]] = set()
        self._states = tuple(machine.states)
        self._state_mask = coding.mask([STATE])
        self._places = [
            [
                Place(machine.rows_at(state.name, event), coding, laws, fresh.values())
                for event in machine.events
                if machine.rows_at(state.name, event)
            ]
            for state in machine.states
        ]
        self._standing = [_Standing(machine, state, coding, standing) for state in machine.states]
        self._effort = 0

    def visit_all(self) -> None:
        """Fill `found` with every configuration that can be reached."""
        machine, parents = self._machine, self.found.parents
        start: Known = {STATE: machine.initial.name, **machine.start()}
        start |= {key: False for key in self._fresh_keys()}
        order = [self.found.coding.write(start)]
        parents[order[0]] = None
        for code in order:  # it grows while we walk
            kids: list[int] = []
            self.found.children.append(kids)
            for place in self._places[code & self._state_mask]:
                steps = place.steps.get(code & place.mask)
                if steps is None:
                    steps = place.steps[code & place.mask] = tuple(self._work_out(place, code))
                for step in steps:
                    child = code + step.delta
                    kids.append(child)
                    if child not in parents:
                        parents[child] = (code, step)
                        order.append(child)
            self._spend(len(kids))
            self._check_standing(code, bool(kids))
        self.found.edges = sum(map(len, self.found.children))

    def _fresh_keys(self) -> set[str]:
        laws = (law for standing in self._standing for law in standing.laws)
        return {fresh_key(law.this_round) for law in laws if law.this_round is not None}

    def _spend(self, effort: int) -> None:
        self._effort += effort
        if self._effort > MOST_EFFORT:
            raise BadMachine(self._machine.name, "it has too many configurations to be proven")

    def _work_out(self, place: Place, code: int) -> Iterator[Step]:
        """Every step at this place; the laws about steps are checked on the way."""
        self._spend(place.combinations)
        before = self.found.coding.read(code)
        fired: set[str] = set()
        for given, rows in place.enabled(before):
            if len(rows) > 1:
                subject = " ".join(row.id for row in rows)
                self._breach("P9", "clash", subject, code, given)
            for row in rows:
                if row.id not in fired:
                    fired.add(row.id)
                    yield from self._fire(place, row, given, code, before)
        self.found.fired |= fired

    def _fire(
        self, place: Place, row: Row, given: Given, code: int, before: Known
    ) -> Iterator[Step]:
        afters = place.after(row, before)
        if not afters:
            self._breach("P12", "below_least", row.id, code, given)
        for after in afters:
            step = Step(row, given, self.found.coding.write(after) - code)
            for law in place.laws:
                witness = broken_by(law, row, given, before, after)
                if witness is not None:
                    given = tuple({**dict(given), **dict(witness)}.items())
                    told = Step(row, given, step.delta)
                    self._breach(law.id, REASONS[type(law)], row.id, code, given, told)
            yield step

    def _check_standing(self, code: int, can_leave: bool) -> None:
        standing = self._standing[code & self._state_mask]
        state = standing.state
        if state.final and can_leave:
            self._breach("P2", "left_final", state.name, code)
        if state.waiting and not can_leave:
            self._breach("P3", "stuck", state.name, code)
        if code & standing.mask not in standing.seen:
            standing.seen.add(code & standing.mask)
            for law, reason, subject in standing.check(self.found.coding.read(code)):
                self._breach(law, reason, subject, code)

    def _breach(
        self,
        law: str,
        reason: str,
        subject: str,
        at: int,
        given: Given = (),
        step: Step | None = None,
    ) -> None:
        if (law, reason, subject) not in self._known:
            self._known.add((law, reason, subject))
            self.found.breaches.append(
                Breach(law=law, reason=reason, subject=subject, at=at, given=given, step=step)
            )


class _Standing:
    """The laws about standing in one state, checked once per combination of what they read."""

    def __init__(
        self, machine: Machine, state: State, coding: Coding, laws: Sequence[InState]
    ) -> None:
        self.state = state
        self.laws = laws
        self.seen: set[int] = set()
        self._timers = [(timer, _clock_fires(machine, state, timer)) for timer in machine.timers_in(state.name)]
        read = [fact.name for law in laws for fact in law.holds.facts()]
        read += [fresh_key(law.this_round) for law in laws if law.this_round is not None]
        for timer, _ in self._timers:
            read += [fact.name for fact in timer.when.facts()]
            rows = machine.rows_at(state.name, timer.fires)
            read += [fact.name for row in rows for fact in row.when.facts()]
        self.mask = coding.mask(read)

    def check(self, known: Known) -> Iterator[tuple[str, str, str]]:
        """Each broken law with the reason and what it is about."""
        state = self.state
        armed = [(timer, fires) for timer, fires in self._timers if timer.when.holds_in(known)]
        if state.waiting and not armed and state.no_timer is None:
            yield "P5", "no_timer", state.name
        if not state.waiting and armed:
            yield "P6", "timer_armed", state.name
        for timer, fires in armed:
            if not fires(known):
                yield "P5", "timer_refused", timer.key
        for law in self.laws:
            if state.name in law.states:
                brought = law.this_round is None or known[fresh_key(law.this_round)]
                if not law.holds.holds_in(known):
                    yield law.id, "lacks", state.name
                elif not brought:
                    yield law.id, "not_this_round", state.name


def _clock_fires(machine: Machine, state: State, timer: Timer) -> Callable[[Known], bool]:
    """Whether the clock may fire the timer's event here, under some given facts."""
    rows = [row for row in machine.rows_at(state.name, timer.fires) if Party.CLOCK in row.by]
    given = given_in(rows)

    def fires(known: Known) -> bool:
        facts = ({**known, **dict(values)} for values in combinations(given))
        return any(row.when.holds_in(every) for every in facts for row in rows)

    return fires


def _check_liveness(machine: Machine, found: Exploration) -> None:
    goals = {state.name for state in machine.states if state.final}
    goals = goals or {state.name for state in machine.states if state.resting}
    sources: dict[int, list[int]] = {code: [] for code in found.parents}
    for code, children in zip(found.parents, found.children, strict=True):
        for child in children:
            sources[child].append(code)
    state_mask = found.coding.mask([STATE])
    wanted = {at for at, state in enumerate(machine.states) if state.name in goals}
    queue = [code for code in found.parents if code & state_mask in wanted]
    reaching = set(queue)
    for code in queue:  # it grows while we walk
        for source in sources[code]:
            if source not in reaching:
                reaching.add(source)
                queue.append(source)
    lost = next((code for code in found.parents if code not in reaching), None)
    if lost is not None:
        subject = found.coding.state(lost)
        found.breaches.append(Breach(law="P4", reason="no_way", subject=subject, at=lost))


def _check_coverage(machine: Machine, found: Exploration) -> None:
    state_mask = found.coding.mask([STATE])
    reached = {code & state_mask for code in found.parents}
    for row in machine.rows:
        if row.id not in found.fired:
            found.breaches.append(Breach(law="P10", reason="never_fires", subject=row.id))
    for at, state in enumerate(machine.states):
        if at not in reached:
            found.breaches.append(Breach(law="P11", reason="never_reached", subject=state.name))
