"""Write a configuration as one int: some bits for each thing that can differ.

A projection is then one `&`, and a step is one `&` and one `|`, which is what makes
a hundred thousand configurations a matter of a second.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bihuan.rules.facts import Fact, Value
from bihuan.states.machine import Machine

STATE = "@state"
Known = dict[str, Value]
"""A configuration by name: the state, each held fact, and which facts are of this round."""


def fresh_key(fact: Fact) -> str:
    """The name under which it is kept whether the fact was brought in this round."""
    return f"@{fact.name}"


@dataclass(frozen=True, slots=True)
class _Field:
    shift: int
    mask: int
    values: tuple[Value, ...]
    bits: Mapping[Hashable, int]


class Coding:
    """The bits of one machine's configurations; the state has the lowest."""

    def __init__(self, machine: Machine, fresh: Iterable[Fact]) -> None:
        self._fields: dict[str, _Field] = {}
        self.width = 0
        self._add(STATE, tuple(machine.state_named))
        for fact in machine.held:
            self._add(fact.name, fact.values)
        for fact in fresh:
            self._add(fresh_key(fact), (False, True))

    def _add(self, name: str, values: tuple[Any, ...]) -> None:
        width = max(1, (len(values) - 1).bit_length())
        bits = {value: at << self.width for at, value in enumerate(values)}
        mask = ((1 << width) - 1) << self.width
        self._fields[name] = _Field(self.width, mask, values, bits)
        self.width += width

    def mask(self, names: Iterable[str]) -> int:
        """The bits of these names; names that are not kept have none."""
        fields = (self._fields.get(name) for name in set(names))
        return sum(field.mask for field in fields if field is not None)

    def read(self, code: int) -> Known:
        """The configuration by name."""
        return {
            name: field.values[(code & field.mask) >> field.shift]
            for name, field in self._fields.items()
        }

    def write(self, known: Mapping[str, Value], names: Iterable[str]) -> int:
        """The bits of these names of a configuration."""
        return sum(self._fields[name].bits[known[name]] for name in names)

    def whole(self, known: Mapping[str, Value]) -> int:
        """The bits of a whole configuration; whether a fact is fresh may be left out, for no."""
        fields = self._fields.items()
        return sum(field.bits[known.get(name, False)] for name, field in fields)

    def state(self, code: int) -> str:
        """The state of a configuration."""
        return str(self.read(code)[STATE])
