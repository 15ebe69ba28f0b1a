"""Which table keeps which record, and how one becomes the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, Generic, TypeVar

from sqlalchemy import Column, Dialect, Table

from bihuan.adapters.sql import tables
from bihuan.adapters.sql.columns import canonical_json
from bihuan.engine.records import (
    Alarm,
    Answer,
    Case,
    Contact,
    Deadline,
    Definition,
    Entry,
    Feedback,
    Member,
    Message,
    PastCase,
    Request,
    Round,
    Urging,
)

T = TypeVar("T")
Processor = Callable[[Any], Any]

TABLES: dict[type[Any], Table] = {
    Case: tables.cases,
    Entry: tables.history,
    Member: tables.member,
    Round: tables.round_,
    Deadline: tables.deadline,
    Request: tables.request,
    Contact: tables.contact,
    Answer: tables.answer,
    Feedback: tables.feedback,
    Urging: tables.urging,
    Alarm: tables.alarm,
    Message: tables.message,
    Definition: tables.definition,
    PastCase: tables.past_case,
}
REPLACED = frozenset((Member, Round, Deadline, Request, Alarm, Message))
"""Records that may be put in place of an older one; all others are only added."""


def identity(case: Case) -> str:
    """What makes two cases of an office the same proposal."""
    sitting = case.session or str(case.year)
    return canonical_json([case.kind, case.assembly, sitting, case.number_key])


def columns_of(kind: type[Any]) -> list[Column[Any]]:
    """The columns of a record's fields, in the order of the fields."""
    table = TABLES[kind]
    return [table.c[field.name] for field in fields(kind)]


@dataclass(frozen=True, slots=True)
class Shape(Generic[T]):
    """How records of one kind are written to and read from one kind of database."""

    kind: type[T]
    names: tuple[str, ...]
    writers: tuple[tuple[str, Processor | None], ...]
    readers: tuple[Processor | None, ...]

    def encode(self, record: T) -> list[Any]:
        """The values a driver takes, in the order of the fields."""
        return [
            write(getattr(record, name)) if write else getattr(record, name)
            for name, write in self.writers
        ]

    def decode(self, row: Sequence[Any]) -> T:
        """The record a driver's row stands for."""
        values = [
            read(value) if read else value for read, value in zip(self.readers, row, strict=True)
        ]
        return self.kind(**dict(zip(self.names, values, strict=True)))

    def decode_all(self, rows: Iterable[Sequence[Any]]) -> list[T]:
        """The records, row by row."""
        return [self.decode(row) for row in rows]


@cache
def _shape(kind: type[T], dialect: Dialect) -> Shape[T]:
    names = tuple(field.name for field in fields(kind))  # type: ignore[arg-type]  # a dataclass
    types = [column.type.dialect_impl(dialect) for column in columns_of(kind)]
    writers = tuple(
        (name, type_.bind_processor(dialect)) for name, type_ in zip(names, types, strict=True)
    )
    return Shape(kind, names, writers, tuple(type_.result_processor(dialect, None) for type_ in types))


def shape(kind: type[T], dialect: Dialect) -> Shape[T]:
    """The shape of a kind of record, worked out once for each database driver."""
    return _shape(kind, dialect)
