"""Check a machine's JSON document piece by piece before anything is built from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

MOST_CHARACTERS = 1_000_000
MOST_DEPTH = 24

Check = Callable[[object, str], None]


class BadShape(ValueError):
    """An entry is missing, unknown or of the wrong kind; the text names its place."""


def check(doc: object) -> None:
    """Raise BadShape unless the document has exactly the entries of a machine."""
    for depth, _ in _walk(doc):
        if depth > MOST_DEPTH:
            raise BadShape(f"entries are nested deeper than {MOST_DEPTH}")
    _MACHINE(doc, "machine")


def _walk(doc: object) -> Iterator[tuple[int, object]]:
    """Every entry with its depth, without recursion."""
    waiting = [(0, doc)]
    while waiting:
        depth, entry = waiting.pop()
        yield depth, entry
        if depth <= MOST_DEPTH and isinstance(entry, dict | list):
            inner = entry.values() if isinstance(entry, dict) else entry
            waiting.extend((depth + 1, item) for item in inner)


def _kind(name: str, *types: type) -> Check:
    def checks(entry: object, place: str) -> None:
        if type(entry) not in types:
            raise BadShape(f"{place} must be {name}, not {_short(entry)}")

    return checks


def _list(check_one: Check) -> Check:
    def checks(entry: object, place: str) -> None:
        if not isinstance(entry, list):
            raise BadShape(f"{place} must be a list, not {_short(entry)}")
        for at, item in enumerate(entry):
            check_one(item, f"{place}[{at}]")

    return checks


def _entries(**checks_of: Check) -> Check:
    def checks(entry: object, place: str) -> None:
        if not isinstance(entry, dict):
            raise BadShape(f"{place} must have the entries {', '.join(checks_of)}")
        for name in checks_of:
            if name not in entry:
                raise BadShape(f"{place} lacks the entry {name!r}")
        for name, item in entry.items():
            if name not in checks_of:
                raise BadShape(f"{place} has the unknown entry {_short(name)}")
            checks_of[name](item, f"{place}.{name}")

    return checks


def _mapping(check_one: Check) -> Check:
    def checks(entry: object, place: str) -> None:
        if not isinstance(entry, dict):
            raise BadShape(f"{place} must be a mapping, not {_short(entry)}")
        for name, item in entry.items():
            check_one(item, f"{place}.{_short(name)}")

    return checks


def _guard(entry: object, place: str) -> None:
    match entry:
        case ["every" | "some", *parts]:
            for at, part in enumerate(parts):
                _guard(part, f"{place}[{at}]")
        case ["never", part]:
            _guard(part, f"{place}[0]")
        case ["in", str(), [_, *_] as values]:
            _list(_VALUE)(values, place)
        case ["eq" | "ne" | "ge" | "lt", str(), value]:
            _VALUE(value, place)
        case _:
            raise BadShape(f"{place} is not a guard: {_short(entry)}")


def _effect(entry: object, place: str) -> None:
    match entry:
        case ["set", str(), value]:
            _VALUE(value, place)
        case ["add", str(), step]:
            _NUMBER(step, place)
        case ["take", str(), values]:
            _list(_VALUE)(values, place)
        case _:
            raise BadShape(f"{place} is not an effect: {_short(entry)}")


def _law(entry: object, place: str) -> None:
    match entry:
        case ["in_state", str(), states, guard, fresh]:
            _list(_TEXT)(states, place)
            _guard(guard, place)
            _TEXT_OR_NONE(fresh, place)
        case ["needs", str(), str(), guard]:
            _guard(guard, place)
        case ["leaves", str(), str(), values]:
            _mapping(_VALUE)(values, place)
        case ["opens" | "counts", str(), str(), str()]:
            pass
        case ["only_by", str(), str(), events]:
            _list(_TEXT)(events, place)
        case _:
            raise BadShape(f"{place} is not a law: {_short(entry)}")


def _short(entry: object) -> str:
    shown = ascii(entry) if isinstance(entry, str | int | float | bool | None) else "a nested entry"
    return shown if len(shown) <= 60 else f"{shown[:57]}..."


_TEXT = _kind("a text", str)
_TEXT_OR_NONE = _kind("a text or null", str, type(None))
_FLAG = _kind("true or false", bool)
_NUMBER = _kind("a whole number", int)
_VALUE = _kind("true, false, a whole number or a text", bool, int, str)
_MACHINE = _entries(
    format=_NUMBER,
    name=_TEXT,
    version=_TEXT,
    duty=_TEXT,
    facts=_list(_entries(name=_TEXT, values=_list(_VALUE), source=_TEXT, initial=_VALUE)),
    states=_list(
        _entries(
            name=_TEXT,
            waits_on=_TEXT_OR_NONE,
            initial=_FLAG,
            final=_FLAG,
            resting=_FLAG,
            no_timer=_TEXT_OR_NONE,
        )
    ),
    rows=_list(
        _entries(
            id=_TEXT,
            event=_TEXT,
            source=_TEXT,
            target=_TEXT,
            by=_list(_TEXT),
            when=_guard,
            then=_list(_effect),
        )
    ),
    refusals=_list(_entries(state=_TEXT, code=_TEXT, events=_list(_TEXT))),
    timers=_list(
        _entries(key=_TEXT, while_in=_list(_TEXT), fires=_TEXT, term=_TEXT, per=_TEXT, when=_guard)
    ),
    laws=_list(_law),
    labels=_mapping(_mapping(_TEXT)),
)


def entries(doc: object) -> dict[str, Any]:
    """The checked document."""
    check(doc)
    assert isinstance(doc, dict)
    return doc
