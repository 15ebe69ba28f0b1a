"""Walk a road found in abstract values again, with real ones.

The proof only knows "two or more"; a person, and `decide`, need a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from bihuan.rules.facts import BadFact, Value
from bihuan.states.decide import Accepted, decide
from bihuan.states.effects import Take
from bihuan.states.machine import Machine, Row
from bihuan.states.steps import Given, roughly

MOST_TRIES = 20_000
Start = tuple[str, Mapping[str, Value]]
"""The state and the facts held where a road begins."""


@dataclass(frozen=True, slots=True)
class Move:
    """One step of a counter-example: what came from outside, and what followed."""

    row: str
    event: str
    target: str
    given: tuple[tuple[str, Value], ...]
    held: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """One step of the abstract road, with the facts held after it."""

    row: Row
    given: Given
    after: Mapping[str, Value]


def retrace(
    machine: Machine, road: Sequence[Stretch], start: Start | None = None
) -> tuple[Move, ...]:
    """Moves that `decide` accepts one after another and that look like the road.

    The road begins with a new case, unless another `start` is named. It may exist
    only in abstract values, because those forget how many "two or more" were; then
    the abstract values themselves are told.
    """
    found = _search(machine, road, start or (machine.initial.name, machine.start()))
    return tuple(_plain(stretch) for stretch in road) if found is None else found


def _search(machine: Machine, road: Sequence[Stretch], start: Start) -> tuple[Move, ...] | None:
    """Depth first, without recursion: a road may be as long as a count can run."""
    moves: list[Move] = []
    tries = [_moves(machine, road, moves, start)]
    left = MOST_TRIES
    while tries and len(moves) < len(road) and left:
        left -= 1
        move = next(tries[-1], None)
        if move is not None:
            moves.append(move)
            tries.append(_moves(machine, road, moves, start))
        else:
            tries.pop()
            moves = moves[:-1]
    return tuple(moves) if len(moves) == len(road) else None


def _moves(
    machine: Machine, road: Sequence[Stretch], done: Sequence[Move], start: Start
) -> Iterator[Move]:
    """Every real move along the next stretch."""
    if len(done) == len(road):
        return
    stretch = road[len(done)]
    state, held = (done[-1].target, dict(done[-1].held)) if done else start
    for given in _given(stretch, len(road) - len(done)):
        move = _move(machine, stretch, given, held, state)
        if move is not None:
            yield move


def _given(stretch: Stretch, ahead: int) -> Iterator[Given]:
    """The given facts with each real value the row may take."""
    taken = {
        effect.fact.name: _real(effect, ahead)
        for effect in stretch.row.then
        if isinstance(effect, Take)
    }
    for values in product(*taken.values()):
        yield (*stretch.given, *zip(taken, values, strict=True))


def _real(effect: Take, ahead: int) -> tuple[Value, ...]:
    top = effect.fact.values[-1]
    if not effect.fact.is_count or top not in effect.among:
        return effect.among
    return (*effect.among, *(int(top) + more for more in range(1, ahead + 1)))


def _move(
    machine: Machine, stretch: Stretch, given: Given, held: Mapping[str, Value], state: str
) -> Move | None:
    row = stretch.row
    try:
        decision = decide(machine, state, held, row.event, dict(given), row.by[0])
    except BadFact:
        return None
    if not isinstance(decision, Accepted) or decision.row is not row:
        return None
    if any(
        roughly(fact, decision.held[fact.name]) != stretch.after[fact.name] for fact in machine.held
    ):
        return None
    return Move(row.id, row.event, row.target, given, tuple(decision.held.items()))


def _plain(stretch: Stretch) -> Move:
    row = stretch.row
    taken = {effect.fact.name for effect in row.then if isinstance(effect, Take)}
    brought = tuple((name, stretch.after[name]) for name in sorted(taken))
    given = (*stretch.given, *brought)
    return Move(row.id, row.event, row.target, given, tuple(stretch.after.items()))
