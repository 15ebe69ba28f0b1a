"""Read hand-written tables strictly: every mistake names its place, its reason and its cure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeVar

Choice = TypeVar("Choice", bound=StrEnum)


class BadText(ValueError):
    """Something a person wrote cannot be used as it stands."""

    def __init__(self, where: str, reason: str, cure: str) -> None:
        super().__init__(where, reason, cure)
        self.where = where
        self.reason = reason
        self.cure = cure

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}; {self.cure}"


def did_you_mean(word: str, known: tuple[str, ...]) -> str:
    """The nearest known word as advice, or all of them."""
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    return f"did you mean {str(near[0])!r}?" if near else f"use one of: {', '.join(known)}"


class Table:
    """One table of a file, whose keys are asked for and ticked off."""

    __slots__ = ("_asked", "_data", "_error", "_where")

    def __init__(self, data: Mapping[str, Any], where: str, error: type[BadText]) -> None:
        self._data = data
        self._where = where
        self._error = error
        self._asked: list[str] = []

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def keys(self) -> Iterator[str]:
        """The keys that were written."""
        return iter(self._data)

    def place(self, key: str) -> str:
        """How to name a key of this table to the person who wrote it."""
        return f"{self._where}{'' if self._where.endswith(': ') else '.'}{key}"

    def fail(self, key: str, reason: str, cure: str) -> BadText:
        """The error about one key of this table."""
        return self._error(self.place(key), reason, cure)

    def text(self, key: str, default: str | None = None) -> str:
        """A non-empty text; required when there is no default."""
        value = self.maybe_text(key)
        if value is not None:
            return value
        if default is None:
            raise self.fail(key, "is missing", f'write {key} = "..."')
        return default

    def maybe_text(self, key: str) -> str | None:
        """A non-empty text, or None when the key is absent."""
        value: str | None = self._typed(key, str, "a text in quotes")
        if value is not None and not value.strip():
            raise self.fail(key, "is empty", "write a value or leave the key out")
        return value

    def anything(self, key: str) -> Any:
        """Whatever is written under the key."""
        return self._typed(key, object, "a value")

    def maybe_int(self, key: str) -> int | None:
        """A whole number, or None when the key is absent."""
        value: int | None = self._typed(key, int, "a whole number")
        return value

    def maybe_bool(self, key: str) -> bool | None:
        """A truth value, or None when the key is absent."""
        value: bool | None = self._typed(key, bool, "true or false")
        return value

    def texts(self, key: str) -> tuple[str, ...] | None:
        """A list of texts, or None when the key is absent."""
        value = self._typed(key, list, 'a list such as ["a", "b"]')
        if value is None:
            return None
        if not all(isinstance(item, str) and item for item in value):
            raise self.fail(key, "holds something that is no text", "put each item in quotes")
        return tuple(value)

    def whole_numbers(self, key: str) -> tuple[int, ...] | None:
        """A list of whole numbers, or None when the key is absent."""
        value = self._typed(key, list, "a list such as [1, 2]")
        if value is None:
            return None
        if not all(type(item) is int for item in value):
            raise self.fail(key, "holds something that is no whole number", "remove the quotes")
        return tuple(value)

    def choice(self, key: str, kind: type[Choice], default: Choice | None = None) -> Choice:
        """One of a closed list of words; required when there is no default."""
        value = self.maybe_choice(key, kind)
        if value is not None:
            return value
        if default is None:
            raise self.fail(key, "is missing", f"use one of: {', '.join(kind)}")
        return default

    def maybe_choice(self, key: str, kind: type[Choice]) -> Choice | None:
        """One of a closed list of words, or None when the key is absent."""
        value = self.maybe_text(key)
        if value is None:
            return None
        try:
            return kind(value)
        except ValueError:
            raise self.fail(
                key, f"{value!r} is not known", did_you_mean(value, tuple(kind))
            ) from None

    def table(self, key: str) -> Table | None:
        """A table inside this one, or None when the key is absent."""
        value = self._typed(key, dict, "a table")
        return None if value is None else Table(value, self.place(key), self._error)

    def tables(self, key: str) -> tuple[Table, ...]:
        """A list of tables; empty when the key is absent."""
        value = self._typed(key, list, "a list of tables") or []
        if not all(isinstance(item, dict) for item in value):
            raise self.fail(key, "holds something that is no table", f"write [[{key}]]")
        return tuple(
            Table(item, f"{self.place(key)}[{index}]", self._error)
            for index, item in enumerate(value, start=1)
        )

    def done(self) -> None:
        """Refuse keys nobody asked for: a misspelled key must not be silently without effect."""
        for key in self._data:
            if key not in self._asked:
                raise self.fail(key, "is not a known key", did_you_mean(key, tuple(self._asked)))

    def _typed(self, key: str, kind: type[Any], words: str) -> Any:
        self._asked.append(key)
        value = self._data.get(key)
        if value is None:
            return None
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self.fail(key, f"{value!r} is of the wrong type", f"write {words}")
        return value


def parse_toml(text: str, name: str, error: type[BadText]) -> Table:
    """Read a TOML text; `name` is how its file is called in messages."""
    try:
        data = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as problem:
        raise error(name, f"is not TOML: {problem}", "correct that line") from problem
    return Table(data, f"{name}: ", error)
