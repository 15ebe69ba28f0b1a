"""How values are written so that every database gives the same ones back."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ARRAY, DateTime, Dialect, String, Text, TypeDecorator
from sqlalchemy.types import TypeEngine

from bihuan.engine.errors import BadInput

_write = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def canonical_json(value: object) -> str:
    """The one text for a value: sorted keys, no spare blanks, characters as they are."""
    return _write(value)


def naive(value: datetime) -> datetime:
    """An instant as it is stored; raises BadInput for one without a time zone."""
    if value.tzinfo is None:
        raise BadInput("instant", "has no time zone", value)
    return value.astimezone(UTC).replace(tzinfo=None)


class Word(TypeDecorator[str]):
    """A short text, sorted by code point everywhere; too long a one is refused everywhere."""

    impl = String
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """PostgreSQL would otherwise sort by the server's language."""
        collation = "C" if dialect.name == "postgresql" else None
        return dialect.type_descriptor(String(self.length, collation=collation))

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is not None and len(value) > self.length:
            raise BadInput("text", f"is longer than {self.length} characters", value[:20])
        return value

    @property
    def length(self) -> int:
        """How many characters it may have."""
        return self.impl_instance.length or 200  # type: ignore[attr-defined]  # a String


class Blank(TypeDecorator[str]):
    """A text that may be empty: stored as NULL, since some databases tell the two not apart."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return value or None

    def process_result_value(self, value: str | None, dialect: Dialect) -> str:
        return value or ""


class Instant(TypeDecorator[datetime]):
    """An aware instant, stored as naive UTC; a naive one is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else naive(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Json(TypeDecorator[Mapping[str, Any]]):
    """Plain data as its canonical text, so that equal data is equal text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, Any] | None, dialect: Dialect) -> str | None:
        return None if value is None else canonical_json(dict(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Mapping[str, Any] | None:
        return None if value is None else json.loads(value)


class Words(TypeDecorator[Sequence[str]]):
    """Several short texts as one value: an array, or JSON where there are no arrays."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """PostgreSQL has arrays."""
        array = dialect.name == "postgresql"
        return dialect.type_descriptor(ARRAY(Text()) if array else Text())

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> Any:
        texts = list(value or ())
        return texts if dialect.name == "postgresql" else canonical_json(texts)


def longest(type_: TypeEngine[Any]) -> int:
    """How many characters a text of this type may have; 0 when it holds no text."""
    if isinstance(type_, Word):
        return type_.length
    return sys.maxsize if isinstance(type_, Blank | Json | String) else 0
