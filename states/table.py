"""Write a machine as an aligned plain-text table; a Chinese character is two columns wide."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import combining, east_asian_width

from bihuan.rules.words import say
from bihuan.states.machine import Machine, State
from bihuan.states.wording import effects_text, guard_text, parties_text, word

_ROW_HEADS = ("row", "from", "event", "to", "when", "by", "then")
_STATE_HEADS = ("from", "kind", "waits", "timers")


def text(machine: Machine, lang: str = "zh") -> str:
    """The states with whom they wait for, then every row."""
    title = f"{word(machine, f'machine.{machine.name}', lang)} {machine.version}"
    states = [_heads(_STATE_HEADS, lang), *(_state(machine, each, lang) for each in machine.states)]
    rows = [_heads(_ROW_HEADS, lang), *_rows(machine, lang)]
    return "\n".join([title, "", *aligned(states), "", *aligned(rows)]) + "\n"


def width(written: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(
        0 if combining(sign) else 2 if east_asian_width(sign) in "WF" else 1 for sign in written
    )


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows as lines, each column as wide as its widest cell, a rule under the first."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(cell + " " * (room - width(cell)) for cell, room in zip(row, widths, strict=True))
        for row in rows
    ]
    rule = "  ".join("-" * room for room in widths)
    return [line.rstrip() for line in (lines[0], rule, *lines[1:])]


def _heads(keys: Sequence[str], lang: str) -> list[str]:
    return [say(f"table.{key}", lang) for key in keys]


def _state(machine: Machine, state: State, lang: str) -> list[str]:
    kind = "final" if state.final else "resting" if state.resting else "waiting"
    kinds = (["initial"] if state.initial else []) + [kind]
    timers = [word(machine, f"timer.{timer.key}", lang) for timer in machine.timers_in(state.name)]
    if state.no_timer is not None:
        timers = [word(machine, f"refusal.{state.no_timer}", lang)]
    return [
        word(machine, f"state.{state.name}", lang),
        "/".join(say(f"table.{each}", lang) for each in kinds),
        parties_text(machine, [state.waits_on] if state.waits_on else [], lang),
        "/".join(timers),
    ]


def _rows(machine: Machine, lang: str) -> list[list[str]]:
    return [
        [
            row.id,
            word(machine, f"state.{row.source}", lang),
            word(machine, f"event.{row.event}", lang),
            word(machine, f"state.{row.target}", lang),
            guard_text(machine, row.when, lang),
            parties_text(machine, row.by, lang),
            effects_text(machine, row.then, lang),
        ]
        for row in machine.rows
    ]
