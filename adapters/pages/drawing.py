"""Draw a case's machine: the state it is in lit, and the way it went marked.

The longest way through the machine runs down the middle; the states beside it stand to the
right. Whoever cannot see the drawing is told the state, and reads the way in the history.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from bihuan.adapters.cli import tongue
from bihuan.engine.records import Case, Entry
from bihuan.states.machine import Machine, State

WIDTH, BOX, HIGH, STEP = 400, 112, 34, 66
MIDDLE, BESIDE, TOP = 150, 334, 26
"""Where the two columns have their middle, and where the first box has it."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a state is drawn: the middle of its box, and whether it is on the main way."""

    x: int
    y: int
    main: bool


def drawing(machine: Machine, case: Case, history: Sequence[Entry]) -> Markup:
    """The machine as SVG; it takes its colours from the style sheet."""
    spots = _spots(machine)
    went = {(one.source, one.target) for one in history if one.source != one.target}
    been = {one.target for one in history}
    low = max(spot.y for spot in spots.values()) + HIGH // 2 + 10
    name = tongue.words("page.machine_now", state=tongue.word(f"state.{case.state}"))
    parts = [
        f'<svg class="machine" viewBox="0 0 {WIDTH} {low}" role="img" '
        f'aria-label="{escape(name)}" xmlns="http://www.w3.org/2000/svg"><defs>',
        *(_tip(id, css) for id, css in (("tip", "tip"), ("tip-went", "tip went"))),
        "</defs>",
        *_arrows(_pairs(machine), spots, went),
        *(_box(one, spots[one.name], case.state, been) for one in machine.states),
        "</svg>",
    ]
    return Markup("".join(parts))  # noqa: S704  # every word in it was escaped


def _pairs(machine: Machine) -> list[Pair]:
    pairs = ((row.source, row.target) for row in machine.rows if row.source != row.target)
    return list(dict.fromkeys(pairs))


def _spots(machine: Machine) -> Mapping[str, Spot]:
    main = _main_way(machine)
    aside = [state.name for state in machine.states if state.name not in main]
    apart = (len(main) - 1) * STEP / max(len(aside), 1)
    found = {name: Spot(MIDDLE, TOP + at * STEP, True) for at, name in enumerate(main)}
    for at, name in enumerate(aside):
        found[name] = Spot(BESIDE, round(TOP + (at + 0.5) * apart), False)
    return found


def _main_way(machine: Machine) -> list[str]:
    """The longest way that only goes forward in the order the states are declared in."""
    order = {state.name: at for at, state in enumerate(machine.states)}
    forward = [(one, other) for one, other in _pairs(machine) if order[one] < order[other]]
    best: dict[str, list[str]] = {machine.initial.name: [machine.initial.name]}
    for source in order:
        for one, target in forward:
            if one == source and source in best:
                way = [*best[source], target]
                if len(way) > len(best.get(target, ())):
                    best[target] = way
    return max(best.values(), key=lambda way: (len(way), order[way[-1]]))


def _box(state: State, spot: Spot, now: str, been: Iterable[str]) -> str:
    kinds = {
        "now": state.name == now,
        "been": state.name in been,
        "final": state.final,
        "resting": state.resting,
    }
    css = " ".join(kind for kind, so in kinds.items() if so)
    label = escape(tongue.word(f"state.{state.name}"))
    return (
        f'<g class="{css}"><rect x="{spot.x - BOX // 2}" y="{spot.y - HIGH // 2}" '
        f'width="{BOX}" height="{HIGH}" rx="9"/>'
        f'<text x="{spot.x}" y="{spot.y + 5}">{label}</text></g>'
    )


def _tip(id: str, css: str) -> str:
    return (
        f'<marker id="{id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" '
        f'markerUnits="userSpaceOnUse" orient="auto">'
        f'<path class="{css}" d="M0 0L8 4L0 8Z"/></marker>'
    )


def _arrows(pairs: Iterable[Pair], spots: Mapping[str, Spot], went: set[Pair]) -> Iterator[str]:
    """Those the case went last, so that they lie above the others."""
    for pair in sorted(pairs, key=lambda one: one in went):
        gone = pair in went
        css, tip = (' class="went"', "tip-went") if gone else ("", "tip")
        way = _way(spots[pair[0]], spots[pair[1]])
        yield f'<path{css} d="{way}" marker-end="url(#{tip})"/>'


def _way(one: Spot, other: Spot) -> str:
    """From box to box: straight to the next one below, else around the side."""
    half = BOX // 2
    down, far = other.y - one.y, abs(other.y - one.y)
    if one.x == other.x and one.main and 0 < down <= STEP:
        return f"M{one.x} {one.y + HIGH // 2}V{other.y - HIGH // 2 - 1}"
    if one.x == other.x:
        side = -1 if one.main else 1
        edge = one.x + side * half
        bulge = edge + side * (14 + min(far // 7, 72)) if one.main else edge + 12
        shift = 6 if down > 0 else -6
        return f"M{edge} {one.y + shift}C{bulge} {one.y + shift} {bulge} {other.y} {edge} {other.y}"
    turn = 1 if other.x > one.x else -1
    start, end = one.x + turn * half, other.x - turn * half
    bend = start + turn * (end - start) * turn // 2
    shift = 7 if one.main else -7
    return f"M{start} {one.y + shift}C{bend} {one.y + shift} {bend} {other.y} {end} {other.y}"
