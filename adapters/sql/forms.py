"""How columns are written: their names, their types, and what may be missing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, Date, Integer, MetaData

from bihuan.adapters.sql.columns import Blank, Instant, Json, Word

NAMES = {"pk": "pk_%(table_name)s"}
RESERVED = frozenset(
    [
        "by",
        "case",
        "comment",
        "group",
        "key",
        "lead",
        "level",
        "number",
        "of",
        "on",
        "public",
        "row",
        "start",
        "time",
    ]
)
"""Field names that mean something to one database or another."""

BY_KEY: dict[str, Any] = {"sqlite_with_rowid": False}
"""Small rows lie in the order of their key; a second tree to find them by would double what a
commit has to write. Cases and history, whose rows may be long, stay out of it."""

metadata = MetaData(naming_convention=NAMES)


def column(name: str, type_: Any, *, null: bool = False) -> Column[Any]:
    """A column for a field of that name."""
    stored = f"{name}_" if name in RESERVED else name
    nullable = null or isinstance(type_, Blank)
    return Column(stored, type_, key=name, nullable=nullable)


def word(*names: str, length: int = 100) -> list[Column[Any]]:
    """Short texts that are always there."""
    return [column(name, Word(length)) for name in names]


def blank(*names: str) -> list[Column[Any]]:
    """Texts that may be empty."""
    return [column(name, Blank()) for name in names]


def number(*names: str) -> list[Column[Any]]:
    """Whole numbers."""
    return [column(name, Integer()) for name in names]


def flag(*names: str) -> list[Column[Any]]:
    """Truths."""
    return [column(name, Boolean()) for name in names]


def day(*names: str, null: bool = False) -> list[Column[Any]]:
    """Legal dates."""
    return [column(name, Date(), null=null) for name in names]


def json(*names: str) -> list[Column[Any]]:
    """Plain data."""
    return [column(name, Json()) for name in names]


def maybe(*names: str, length: int = 100) -> list[Column[Any]]:
    """Short texts that may be missing."""
    return [column(name, Word(length), null=True) for name in names]


def instant(*names: str, null: bool = False) -> list[Column[Any]]:
    """Instants."""
    return [column(name, Instant(), null=null) for name in names]
