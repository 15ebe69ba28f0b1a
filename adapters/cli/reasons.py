"""Say in Chinese what the rooms below find wrong; they say it in English, for programs and logs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from bihuan.adapters.cli import tongue

_PLACEHOLDER = re.compile(r"\\{(\w+)\\}")
_WITHIN = ("hint",)
"""Placeholders that hold a sentence of the same kind."""
_LISTS = ("known", "units", "numbers", "years", "names")
"""Placeholders that hold words one after the other."""


def translated(reason: str) -> str | None:
    """The reason in the language of this run; None for one nobody wrote down."""
    for key, pattern in _patterns().items():
        found = pattern.fullmatch(reason)
        if found is not None:
            values = {name: _value(name, text) for name, text in found.groupdict().items()}
            return tongue.words(key, **values)
    return None


def said(reason: str) -> str:
    """The reason in the language of this run, or as it is."""
    if tongue.language() == "en":
        return reason
    return translated(reason) or _part_by_part(reason)


def _part_by_part(reason: str) -> str:
    """A reason and its cure joined as `where: reason; cure`, each part by itself."""
    where, colon, rest = reason.partition(": ")
    parts = [translated(part) for part in rest.split("; ")]
    if not colon or None in parts:
        return reason
    return f"{where}：{'；'.join(part for part in parts if part)}"


def _value(name: str, text: str) -> str:
    if name in _WITHIN:
        return said(text)
    if name not in _LISTS:
        return text
    listed = text.split(", ")
    if name == "names":  # people and units, and roles that nobody has
        listed = [tongue.word(f"whom.{one}") for one in listed]
    return tongue.words("usage.comma").join(listed)


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    """The reasons to compare with; whole sentences before those a value may fill."""
    from bihuan.rules.words import catalogue

    written = {
        key: re.escape(texts["en"])
        for key, texts in catalogue().items()
        if key.startswith("reason.")
    }
    whole_first = sorted(written, key=lambda key: bool(_PLACEHOLDER.search(written[key])))
    return {
        key: re.compile(_PLACEHOLDER.sub(r"(?P<\1>.+)", written[key]), re.DOTALL)
        for key in whole_first
    }
