"""Frozen records with some fields changed: the one thing done to every record of every event."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


def changed(record: T, **values: object) -> T:
    """The record with some fields changed: `dataclasses.replace`, in a third of its time."""
    made = object.__new__(type(record))
    kind: Any = type(record)
    for name, read, put in _slots(kind):
        put(made, values.pop(name) if name in values else read(record))
    if values:
        raise TypeError(f"{type(record).__name__} has no field {', '.join(values)}")
    return made


@cache
def _slots(kind: type) -> tuple[tuple[str, Any, Any], ...]:
    """How each field of a slotted record is read and put."""
    slots = ((field.name, getattr(kind, field.name)) for field in fields(kind))
    return tuple((name, slot.__get__, slot.__set__) for name, slot in slots)
