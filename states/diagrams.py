"""Draw a machine: Mermaid and DOT for pages and printers, a table for terminals."""

from __future__ import annotations

from bihuan.states.machine import Machine, Row, State
from bihuan.states.table import text
from bihuan.states.wording import guard_text, word

__all__ = ["dot", "mermaid", "text"]

_MERMAID_SPECIAL = '"#;:<>&%\\`'
_DOT_SPECIAL = '"\\'


def mermaid(machine: Machine, lang: str = "zh") -> str:
    """A `stateDiagram-v2`: plain ids, labels in words, one arrow from state to state."""
    lines = ["stateDiagram-v2", "    direction TB"]
    for state in machine.states:
        lines.append(f'    state "{_mermaid(_name(machine, state, lang))}" as {_id(state.name)}')
    lines.append(f"    [*] --> {_id(machine.initial.name)}")
    for (source, target), rows in _arrows(machine).items():
        told = "<br/>".join(_mermaid(_arrow(machine, row, lang)) for row in rows)
        lines.append(f"    {_id(source)} --> {_id(target)}: {told}")
    lines += [f"    {_id(state.name)} --> [*]" for state in machine.states if state.final]
    return "\n".join(lines) + "\n"


def dot(machine: Machine, lang: str = "zh") -> str:
    """A Graphviz digraph; final states have two rims, resting ones a dashed rim."""
    lines = [
        f'digraph "{machine.name}" {{',
        "    rankdir=TB;",
        '    node [shape=box, style=rounded, fontname="Noto Sans CJK SC"];',
        '    edge [fontname="Noto Sans CJK SC", fontsize=10];',
        "    start [shape=point];",
    ]
    for state in machine.states:
        extra = ", peripheries=2" if state.final else ""
        extra += ', style="rounded,dashed"' if state.resting else ""
        label = _dot(_name(machine, state, lang))
        lines.append(f'    {_id(state.name)} [label="{label}"{extra}];')
    lines.append(f"    start -> {_id(machine.initial.name)};")
    for (source, target), rows in _arrows(machine).items():
        told = "".join(f"{_dot(_arrow(machine, row, lang))}\\l" for row in rows)
        lines.append(f'    {_id(source)} -> {_id(target)} [label="{told}"];')
    return "\n".join([*lines, "}"]) + "\n"


def _arrows(machine: Machine) -> dict[tuple[str, str], list[Row]]:
    """The rows between each two states: one arrow with a line for each can still be read."""
    arrows: dict[tuple[str, str], list[Row]] = {}
    for row in machine.rows:
        arrows.setdefault((row.source, row.target), []).append(row)
    return arrows


def _id(state: str) -> str:
    """A state called `end` or `state` must not become a keyword."""
    return f"s_{state}"


def _name(machine: Machine, state: State, lang: str) -> str:
    return word(machine, f"state.{state.name}", lang)


def _arrow(machine: Machine, row: Row, lang: str) -> str:
    event = word(machine, f"event.{row.event}", lang)
    guard = guard_text(machine, row.when, lang)
    return f"{event} {row.id}" + (f" [{guard}]" if guard else "")


def _mermaid(text: str) -> str:
    """Mermaid reads `#58;` as a colon, so nothing in a label can end it."""
    return "".join(f"#{ord(sign)};" if sign in _MERMAID_SPECIAL else sign for sign in text)


def _dot(text: str) -> str:
    return "".join(f"\\{sign}" if sign in _DOT_SPECIAL else sign for sign in text)
