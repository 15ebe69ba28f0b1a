"""Walk every configuration a machine can reach and note each broken law.

What an event does depends on the few facts its rows touch, so it is worked
out once for each combination of those; the walk itself is look-ups and sums.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bihuan.rules.facts import Value
from bihuan.rules.words import sentence
from bihuan.states.coding import STATE, Coding, Known
from bihuan.states.edges import REASONS, broken_by
from bihuan.states.laws import InState, Law
from bihuan.states.machine import BadMachine, Machine, Row
from bihuan.states.standing import Standing
from bihuan.states.steps import Given, Place, Step, TooLarge

MOST_EFFORT = 3_000_000
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


def explore(
    machine: Machine, laws: Sequence[Law], starts: Sequence[Known] | None = None
) -> Exploration:
    """Visit the configurations breadth first, so that the first breach is the nearest.

    It begins with a new case, unless other `starts` are named. Raises BadMachine
    when there are too many to visit.
    """
    if starts is None:
        starts = [{STATE: machine.initial.name, **machine.start()}]
    try:
        walk = _Walk(machine, laws)
        walk.visit_all(starts)
    except TooLarge as error:
        raise BadMachine(machine.name, error.said) from error
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
        self._known: set[tuple[str, str, str]] = set()
        self._state_mask = coding.mask([STATE])
        self._places = [
            [
                Place(machine.rows_at(state.name, event), coding, laws, fresh.values())
                for event in machine.events
                if machine.rows_at(state.name, event)
            ]
            for state in machine.states
        ]
        self._standing = [Standing(machine, state, coding, standing) for state in machine.states]
        self._effort = 0

    def visit_all(self, starts: Sequence[Known]) -> None:
        """Fill `found` with every configuration that can be reached."""
        parents = self.found.parents
        order = list(dict.fromkeys(map(self.found.coding.whole, starts)))
        parents.update(dict.fromkeys(order))
        for code in order:  # it grows while we walk
            kids: list[int] = []
            self.found.children.append(kids)
            for place in self._places[code & self._state_mask]:
                steps = place.steps.get(code & place.mask)
                if steps is None:
                    steps = place.steps[code & place.mask] = tuple(self._work_out(place, code))
                for step in steps:
                    child = code & step.keep | step.bits
                    kids.append(child)
                    if child not in parents:
                        parents[child] = (code, step)
                        order.append(child)
            self._spend(len(kids))
            self._check_standing(code, bool(kids))
        self.found.edges = sum(map(len, self.found.children))

    def _spend(self, effort: int) -> None:
        self._effort += effort
        if self._effort > MOST_EFFORT:
            raise TooLarge(sentence("machine_fault.too_many_configurations"))

    def _work_out(self, place: Place, code: int) -> Iterator[Step]:
        """Every step at this place; the laws about steps are checked on the way."""
        self._spend(place.effort)
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
            step = place.step(row, given, after)
            for law in place.laws:
                witness = broken_by(law, row, given, before, after)
                if witness is not None:
                    told = replace(step, given=tuple({**dict(given), **dict(witness)}.items()))
                    self._breach(law.id, REASONS[type(law)], row.id, code, told.given, told)
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
            self._spend(standing.effort)
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
