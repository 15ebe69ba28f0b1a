"""Check a machine's JSON document piece by piece before anything is built from it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any

from bihuan.rules.facts import Source
from bihuan.rules.words import Sentence, sentence
from bihuan.states.machine import Duty, Party, Per

MOST_CHARACTERS = 1_000_000
MOST_DEPTH = 24

Check = Callable[[object, str], None]


class BadShape(ValueError):
    """An entry is missing, unknown or of the wrong kind; what is said names its place."""

    def __init__(self, said: Sentence) -> None:
        super().__init__(said)
        self.said = said

    def __str__(self) -> str:
        return self.said.told("en")


def bad_shape(key: str, /, **values: object) -> BadShape:
    """The error with this sentence of the catalogue."""
    return BadShape(sentence(f"file_fault.{key}", **values))


def check(doc: object) -> None:
    """Raise BadShape unless the document has exactly the entries of a machine."""
    for depth, _ in _walk(doc):
        if depth > MOST_DEPTH:
            raise bad_shape("too_deep", most=MOST_DEPTH)
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
            raise _unlike(name, entry, place)

    return checks


def _word(kind: type[StrEnum]) -> Check:
    def checks(entry: object, place: str) -> None:
        if type(entry) is not str or entry not in list(kind):
            known = ", ".join(kind)
            raise bad_shape("not_one_of", place=place, known=known, found=_short(entry))

    return checks


def _word_or_none(kind: type[StrEnum]) -> Check:
    def checks(entry: object, place: str) -> None:
        if entry is not None:
            _word(kind)(entry, place)

    return checks


def _list(check_one: Check) -> Check:
    def checks(entry: object, place: str) -> None:
        if not isinstance(entry, list):
            raise _unlike("list", entry, place)
        for at, item in enumerate(entry):
            check_one(item, f"{place}[{at}]")

    return checks


def _entries(**checks_of: Check) -> Check:
    def checks(entry: object, place: str) -> None:
        if not isinstance(entry, dict):
            raise bad_shape("entries", place=place, names=", ".join(checks_of))
        for name in checks_of:
            if name not in entry:
                raise bad_shape("lacks", place=place, name=name)
        for name, item in entry.items():
            if name not in checks_of:
                raise bad_shape("unknown_entry", place=place, name=_short(name))
            checks_of[name](item, f"{place}.{name}")

    return checks


def _mapping(check_one: Check) -> Check:
    def checks(entry: object, place: str) -> None:
        if not isinstance(entry, dict):
            raise _unlike("mapping", entry, place)
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
            raise bad_shape("not_a_guard", place=place, found=_short(entry))


def _effect(entry: object, place: str) -> None:
    match entry:
        case ["set", str(), value]:
            _VALUE(value, place)
        case ["add", str(), step]:
            _NUMBER(step, place)
        case ["take", str(), values]:
            _list(_VALUE)(values, place)
        case _:
            raise bad_shape("not_an_effect", place=place, found=_short(entry))


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
        case ["only_by" | "brings", str(), str(), events]:
            _list(_TEXT)(events, place)
        case ["enters", str(), states, events]:
            _list(_TEXT)(states, place)
            _list(_TEXT)(events, place)
        case _:
            raise bad_shape("not_a_law", place=place, found=_short(entry))


def _unlike(kind: str, entry: object, place: str) -> BadShape:
    wanted = sentence(f"json_kind.{kind}")
    return bad_shape("kind", place=place, kind=wanted, found=_short(entry))


def _short(entry: object) -> str | Sentence:
    """The entry as it stands in the file, if it is short enough to be shown."""
    if not isinstance(entry, str | int | float | bool | None):
        return sentence("file_fault.nested")
    shown = json.dumps(entry, ensure_ascii=False)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."


_TEXT = _kind("text", str)
_TEXT_OR_NONE = _kind("text_or_none", str, type(None))
_FLAG = _kind("flag", bool)
_NUMBER = _kind("number", int)
_VALUE = _kind("value", bool, int, str)
_MACHINE = _entries(
    format=_NUMBER,
    name=_TEXT,
    version=_TEXT,
    duty=_word(Duty),
    facts=_list(_entries(name=_TEXT, values=_list(_VALUE), source=_word(Source), initial=_VALUE)),
    states=_list(
        _entries(
            name=_TEXT,
            waits_on=_word_or_none(Party),
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
            by=_list(_word(Party)),
            when=_guard,
            then=_list(_effect),
        )
    ),
    refusals=_list(_entries(state=_TEXT, code=_TEXT, events=_list(_TEXT))),
    timers=_list(
        _entries(
            key=_TEXT, while_in=_list(_TEXT), fires=_TEXT, term=_TEXT, per=_word(Per), when=_guard
        )
    ),
    laws=_list(_law),
    labels=_mapping(_mapping(_TEXT)),
)


def entries(doc: object) -> dict[str, Any]:
    """The checked document."""
    check(doc)
    assert isinstance(doc, dict)
    return doc
