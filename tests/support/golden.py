"""A machine as a table that a person can review line by line: what was intended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bihuan.states.machine import Machine, Row, State, Timer
from bihuan.states.table import aligned
from bihuan.states.wording import effects_text, guard_text, parties_text, word

FOLDER = Path(__file__).resolve().parent.parent / "data" / "golden"
_SIGNS = {"eq": "=", "ne": "!=", "ge": ">=", "lt": "<"}
RENEW = "BIHUAN_WRITE_GOLDEN=1"


def golden(machine: Machine) -> str:
    """States, timers, facts, then a line for each state and event, or for each row there."""
    lines = [f"{machine.name} {machine.version}: {machine.duty}", ""]
    lines += [_state(state) for state in machine.states]
    lines += ["", *(_timer(timer) for timer in machine.timers)]
    lines += ["", *_facts(machine)]
    for state in machine.states:
        lines.append("")
        for event in machine.events:
            lines += _pair(machine, state.name, event)
    return "\n".join(lines) + "\n"


def readable(machine: Machine) -> str:
    """The same table in Chinese words, for those who know the work and not the code."""
    lines = [f"{word(machine, f'machine.{machine.name}')} {machine.version}"]
    for state in machine.states:
        lines += ["", _standing(machine, state)]
        lines += aligned([_HEADS, *_answers(machine, state.name)])
    return "\n".join(lines) + "\n"


_HEADS = ("动作", "结果", "条件", "由谁", "变动", "行号")


def _standing(machine: Machine, state: State) -> str:
    kinds = {"初始": state.initial, "终态": state.final, "停放": state.resting}
    told = [kind for kind, so in kinds.items() if so]
    if state.waits_on is not None:
        told.append(f"等{word(machine, f'party.{state.waits_on}')}")
    told += [word(machine, f"timer.{timer.key}") for timer in machine.timers_in(state.name)]
    if state.no_timer is not None:
        told.append(word(machine, f"refusal.{state.no_timer}"))
    return f"【{word(machine, f'state.{state.name}')}】{'，'.join(told)}"


def _answers(machine: Machine, state: str) -> Iterator[tuple[str, ...]]:
    for event in machine.events:
        name = word(machine, f"event.{event}")
        code = machine.refusal_at(state, event)
        if code is not None:
            yield name, f"不可：{word(machine, f'refusal.{code}')}", "", "", "", ""
        for row in machine.rows_at(state, event):
            yield (
                name,
                f"→ {word(machine, f'state.{row.target}')}",
                guard_text(machine, row.when),
                parties_text(machine, row.by),
                effects_text(machine, row.then),
                row.id,
            )


def _state(state: State) -> str:
    kinds = ("initial", "final", "resting")
    kind = " ".join(kind for kind in kinds if getattr(state, kind)) or "-"
    waits = state.waits_on or "nobody"
    return f"state | {state.name} | {kind} | waits for {waits} | {state.no_timer or '-'}"


def _timer(timer: Timer) -> str:
    when = _guard(timer.when.document())
    where = " ".join(timer.while_in)
    return (
        f"timer | {timer.key} | while {where} | fires {timer.fires} | term {timer.term} | "
        f"per {timer.per} | {when}"
    )


def _facts(machine: Machine) -> Iterator[str]:
    for fact in machine.facts:
        values = " ".join(map(str, fact.values))
        yield f"fact | {fact.name} | {fact.source} | {values} | starts {fact.initial}"


def _pair(machine: Machine, state: str, event: str) -> list[str]:
    rows = machine.rows_at(state, event)
    if not rows:
        code = machine.refusal_at(state, event) or "unknown_event"
        return [f"{state} | {event} | refused: {code}"]
    return [_row(row) for row in rows]


def _row(row: Row) -> str:
    cells = (
        row.source,
        row.event,
        f"{row.id} -> {row.target}",
        _guard(row.when.document()),
        "by " + " ".join(row.by),
        ", ".join(_effect(effect.document()) for effect in row.then) or "-",
    )
    return " | ".join(cells)


def _guard(document: list[Any]) -> str:
    match document:
        case ["every"]:
            return "always"
        case ["every" | "some" as join, *parts]:
            word = " and " if join == "every" else " or "
            return word.join(_part(part) for part in parts)
        case ["never", part]:
            return f"not ({_guard(part)})"
        case ["eq", name, bool(value)]:
            return str(name) if value else f"not {name}"
        case ["in", name, values]:
            return f"{name} in ({' '.join(map(str, values))})"
    op, name, value = document
    return f"{name}{_SIGNS[op]}{value}"


def _part(document: list[Any]) -> str:
    text = _guard(document)
    return f"({text})" if document[0] in ("every", "some") else text


def _effect(document: list[Any]) -> str:
    match document:
        case ["set", name, value]:
            return f"{name}:={value}"
        case ["add", name, step]:
            return f"{name}{step:+d}"
    _, name, among = document
    return f"{name} from ({' '.join(map(str, among))})"
