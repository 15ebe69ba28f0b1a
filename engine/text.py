"""Which text can be kept everywhere, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache

_ODD = re.compile("[\0\ud800-\udfff]")


def unstorable(thing: object) -> str | None:
    """The name of the first field with a NUL or a lone surrogate, which no database keeps alike."""
    return _odd("", thing)


def _odd(name: str, thing: object) -> str | None:
    match thing:
        case str():
            return name if _ODD.search(thing) else None
        case None | int():  # by far the most of what is no text
            return None
        case list() | tuple():
            return _first((name, value) for value in thing)
        case Mapping():
            odd = next((str(key) for key in thing if _ODD.search(str(key))), None)
            return odd or _first((str(key), value) for key, value in thing.items())
        case _ if names := _fields(type(thing)):  # type: ignore[arg-type]  # every class has a hash
            return _first((field, getattr(thing, field)) for field in names)
    return None


def _first(things: Iterable[tuple[str, object]]) -> str | None:
    return next((found for name, value in things if (found := _odd(name, value))), None)


@cache
def _fields(kind: type) -> tuple[str, ...]:
    """The names of a dataclass's fields; none for any other class."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
