"""How much room a text takes in a sheet; a Chinese character is as wide as two digits."""

from __future__ import annotations

from math import ceil


def breadth(text: str) -> int:
    """How many digits' width a text has."""
    return sum(1 if char.isascii() else 2 for char in text)


def lines_in(text: str, room: float) -> int:
    """How many lines a text takes in a column of so many digits, at least one."""
    width = max(room - 2, 1)
    return sum(max(1, ceil(breadth(part) / width)) for part in text.split("\n"))
