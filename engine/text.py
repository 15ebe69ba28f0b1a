"""Which text can be kept everywhere, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass


def unstorable(thing: object) -> str | None:
    """The name of the first field with a NUL or a lone surrogate, which no database keeps alike."""
    return next((name for name, text in _texts("", thing) if not _plain(text)), None)


def _plain(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


def _texts(name: str, thing: object) -> Iterator[tuple[str, str]]:
    match thing:
        case str():
            yield name, thing
        case Mapping():
            for key, value in thing.items():
                yield from _texts(str(key), value)
        case list() | tuple():
            for value in thing:
                yield from _texts(name, value)
        case _ if is_dataclass(thing):
            for field in fields(thing):
                yield from _texts(field.name, getattr(thing, field.name))
