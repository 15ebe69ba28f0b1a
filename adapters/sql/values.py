"""How single values go to a driver and come back, as SQLAlchemy would write and read them.

Its own processors are chains of calls; a sweep makes some forty of them for each timer.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Date, Dialect
from sqlalchemy.types import TypeEngine

from bihuan.adapters.sql.columns import Blank, Instant, Json, Word, canonical_json, naive

Change = Callable[[Any], Any]


def writer(type_: TypeEngine[Any], dialect: Dialect) -> Change | None:
    """How the driver is given a value; None when it takes it as it is."""
    if isinstance(type_, Word):
        return None  # its one check is made together with those of all texts
    own = _WRITERS.get((type(type_), dialect.name)) or _WRITERS.get((type(type_), ""))
    return own or type_.dialect_impl(dialect).bind_processor(dialect)


def reader(type_: TypeEngine[Any], dialect: Dialect) -> Change | None:
    """How the driver's answer is read; None when it is the value already."""
    own = _READERS.get((type(type_), dialect.name)) or _READERS.get((type(type_), ""))
    return own or type_.dialect_impl(dialect).result_processor(dialect, None)


def _or_nothing(value: str | None) -> str | None:
    return value or None


def _or_blank(value: str | None) -> str:
    return value or ""


def _instant_text(value: datetime | None) -> str | None:
    return None if value is None else naive(value).isoformat(" ", "microseconds")


def _instant_of_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


def _naive(value: datetime | None) -> datetime | None:
    return None if value is None else naive(value)


def _aware(value: datetime | None) -> datetime | None:
    return None if value is None else value.replace(tzinfo=UTC)


def _day_text(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _day_of_text(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _data_text(value: Any) -> str | None:
    if not value:
        return None if value is None else "{}"
    return canonical_json(dict(value))


def _data_of_text(value: str | None) -> Any:
    if value == "{}":
        return {}
    return None if value is None else json.loads(value)


_WRITERS: dict[tuple[type[Any], str], Change] = {
    (Blank, ""): _or_nothing,
    (Json, ""): _data_text,
    (Instant, ""): _naive,
    (Instant, "sqlite"): _instant_text,
    (Date, "sqlite"): _day_text,
}
_READERS: dict[tuple[type[Any], str], Change] = {
    (Blank, ""): _or_blank,
    (Json, ""): _data_of_text,
    (Instant, ""): _aware,
    (Instant, "sqlite"): _instant_of_text,
    (Date, "sqlite"): _day_of_text,
}
