"""What a template may be given: texts, whole numbers, yes or no, lists and groups of these.

Whatever no Word file can hold, or would be taken for a tag when the paper is filled again, is
refused by the name of its field. Nothing is cut and nothing is put in another's place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bihuan.adapters.papers.errors import BadField
from bihuan.adapters.papers.tags import MARKS, excerpt

MOST_CHARACTERS = 500_000
"""Of all fields together."""
_DEEPEST = 6
_LARGEST = 10**18
_NO_TEXT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
"""Control characters, halves of characters, and what is no character."""


def checked(fields: Mapping[str, object]) -> dict[str, object]:
    """The fields with plain line ends; raises BadField, which names the field."""
    given = {name: _checked(value, name, 0) for name, value in fields.items()}
    for name in given:
        if not name.isidentifier() or name.startswith("_"):
            raise BadField("", "field_name", field=name)
    length = sum(map(_length, given.values()))
    if length > MOST_CHARACTERS:
        longest = max(given, key=lambda name: _length(given[name]))
        raise BadField("", "too_long", f"{MOST_CHARACTERS:,}", field=longest)
    return given


def _checked(value: object, name: str, depth: int) -> object:
    if isinstance(value, str):
        return _text(value, name)
    if isinstance(value, bool) or (isinstance(value, int) and abs(value) < _LARGEST):
        return value
    if isinstance(value, Mapping) and depth < _DEEPEST:
        if not all(isinstance(key, str) and key.isidentifier() for key in value):
            raise BadField("", "field_name", field=name)
        return {key: _checked(each, f"{name}.{key}", depth + 1) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes) and depth < _DEEPEST:
        return [
            _checked(each, f"{name}[{number}]", depth + 1)
            for number, each in enumerate(value, start=1)
        ]
    raise BadField("", "field_kind", type(value).__name__, field=name)


def _text(value: str, name: str) -> str:
    if wrong := _NO_TEXT.search(value):
        raise BadField("", "field_character", f"U+{ord(wrong[0]):04X}", field=name)
    if marks := MARKS.search(value):
        raise BadField("", "field_marks", excerpt(value[marks.start() :]), field=name)
    return value.replace("\r\n", "\n").replace("\r", "\n")


def _length(value: object) -> int:
    if isinstance(value, Mapping):
        return sum(map(_length, value.values()))
    if isinstance(value, list):
        return sum(map(_length, value))
    return len(value) if isinstance(value, str) else 1
