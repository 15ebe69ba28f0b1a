"""Statements written out once for each driver, and spoken to the driver itself.

SQLAlchemy writes the text and knows how each value is stored; what it does at
every execution would cost more than the database's own work.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    Dialect,
    Executable,
    Table,
    Update,
    bindparam,
    cast,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.types import TypeEngine

from bihuan.adapters.sql import daemon_tables, tables, values
from bihuan.adapters.sql.columns import longest
from bihuan.adapters.sql.mapping import (
    ADDED_ONCE,
    COUNTED,
    REPLACED,
    SELDOM,
    TABLES,
    columns_of,
    field_names,
)
from bihuan.engine.errors import BadInput
from bihuan.engine.records import MOVING, Case
from bihuan.engine.text import unstorable

T = TypeVar("T")
Row = Sequence[Any]
UNKEPT = "the text holds a character no database can keep"
NEW = "new_"
"""What a value is called that replaces one of the same name."""
ESCAPED_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement as its driver takes it, and how each value is written."""

    text: str
    names: tuple[str, ...] = ()
    writers: tuple[tuple[int, Any], ...] = ()
    """Only the values that are not stored as they are, by place."""
    texts: tuple[int, ...] = ()
    """The places of texts."""
    short: tuple[tuple[int, int], ...] = ()
    """The places of short texts, and how long each may be."""
    fixed: Mapping[str, Any] = field(default_factory=dict)
    """The values the statement brings along."""

    def values(self, given: Row, source: object) -> list[Any]:
        """The values as the driver takes them; raises BadInput by the name of the field."""
        row = list(given)
        at = 0
        try:
            for at, write in self.writers:
                row[at] = write(row[at])
        except BadInput as error:
            raise BadInput(self._field(at), error.reason, error.value) from None
        if not _kept("\n".join([row[at] for at in self.texts if row[at] is not None])):
            raise self._unkept(row, source)
        for at, most in self.short:
            value = row[at]
            if value is not None and len(value) > most:
                raise BadInput(self._field(at), f"is longer than {most} characters", value[:20])
        return row

    def of(self, given: Mapping[str, Any]) -> list[Any]:
        """The values by name."""
        return self.values([given[name] for name in self.names], given)

    def _unkept(self, row: Row, source: object) -> BadInput:
        """The refusal of the first text no database keeps; joined, none of them changes."""
        at = next(at for at in self.texts if row[at] is not None and not _kept(row[at]))
        return BadInput(unstorable(source) or self._field(at), UNKEPT)

    def _field(self, at: int) -> str:
        return self.names[at].removeprefix(NEW)


def _kept(text: str) -> bool:
    """Whether every database gives the text back; a NUL inside JSON is written as an escape."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:  # a lone surrogate
            return False
    return "\0" not in text and ("\\u0000" not in text or not ESCAPED_NUL.search(text))


@dataclass(frozen=True, slots=True)
class Put(Generic[T]):
    """How records of one kind are stored."""

    statement: Prepared
    read: attrgetter[tuple[Any, ...]]

    def values(self, record: T) -> list[Any]:
        """A record as the driver takes it."""
        return self.statement.values(self.read(record), record)


@dataclass(frozen=True, slots=True)
class Made(Generic[T]):
    """How rows become records of one kind.

    A record is filled slot by slot, since the `__init__` of a frozen one takes three times as long.
    """

    kind: type[T]
    slots: tuple[Callable[[T, Any], None], ...]
    readers: tuple[tuple[int, Any], ...]

    def __call__(self, rows: Sequence[Row]) -> list[T]:
        """The records, row by row."""
        return [self._one(list(row)) for row in rows]

    def _one(self, row: list[Any]) -> T:
        for at, read in self.readers:
            row[at] = read(row[at])
        made = object.__new__(self.kind)
        for put, value in zip(self.slots, row, strict=True):
            put(made, value)
        return made


class Phrases:
    """All that is ever said to one kind of driver."""

    def __init__(self, dialect: Dialect, style: str) -> None:
        make: Any = type(dialect)
        self._dialect: Dialect = make(paramstyle=style)
        self._questions: dict[Executable, Prepared] = {}
        self.put = {kind: self._put(kind) for kind in TABLES if kind is not Case}
        self.made = {kind: self._made(kind) for kind in TABLES}
        self.born = self._prepare(insert(tables.cases))
        self.moved = self._prepare(_move((*MOVING, "closing_standing")))
        self.stepped = self._prepare(_move(name for name in MOVING if name not in SELDOM))
        self.mended = self._prepare(_mend())
        self.appointed = self._prepare(_appoint())
        self.state = self._prepare(self._adding(tables.definition_state))
        self.lease = self._prepare(self._vacant())

    def question(self, statement: Executable) -> Prepared:
        """A statement, written out when it is said for the first time."""
        known = self._questions.get(statement)
        if known is None:
            known = self._questions[statement] = self._prepare(statement)
        return known

    def reader(self, type_: TypeEngine[Any]) -> Callable[[Any], Any]:
        """How a value of this type is read that belongs to no record."""
        return values.reader(type_, self._dialect) or (lambda value: value)

    def _prepare(self, statement: Any) -> Prepared:
        written = statement.compile(dialect=self._dialect)
        names = tuple(written.positiontup)
        types = [written.binds[name].type for name in names]
        limits = enumerate(map(longest, types))
        writers = ((at, values.writer(one, self._dialect)) for at, one in enumerate(types))
        return Prepared(
            text=written.string,
            names=names,
            writers=tuple(pair for pair in writers if pair[1]),
            texts=tuple(at for at, one in enumerate(types) if longest(one)),
            short=tuple((at, most) for at, most in limits if 0 < most < sys.maxsize),
            fixed={name: it.value for name, it in written.binds.items() if it.value is not None},
        )

    def _put(self, kind: type[Any]) -> Put[Any]:
        prepared = self._prepare(self._storing(kind))
        return Put(prepared, attrgetter(*prepared.names))

    def _storing(self, kind: type[Any]) -> Any:
        table = TABLES[kind]
        if kind in ADDED_ONCE:
            return self._adding(table)
        if kind in COUNTED:
            return _counting(table, *COUNTED[kind])
        return self._replacing(table) if kind in REPLACED else insert(table)

    def _insert(self, table: Table) -> Any:
        make = postgresql.insert if self._dialect.name == "postgresql" else sqlite.insert
        return make(table)

    def _adding(self, table: Table) -> Any:
        return self._insert(table).on_conflict_do_nothing()

    def _vacant(self) -> Any:
        """A lease that nobody has yet, so that there is a row to lock."""
        given: dict[str, Any] = {name: bindparam(name) for name in ("office", "name", "until")}
        return self._adding(daemon_tables.lease).values(fence=0, **given)

    def _replacing(self, table: Table) -> Any:
        statement = self._insert(table)
        keys = list(table.primary_key.columns)
        changed = {
            column.key: statement.excluded[column.key] for column in table.c if column not in keys
        }
        return statement.on_conflict_do_update(index_elements=keys, set_=changed)

    def _made(self, kind: type[T]) -> Made[T]:
        types = [column.type for column in columns_of(kind)]
        readers = ((at, values.reader(one, self._dialect)) for at, one in enumerate(types))
        slots = tuple(getattr(kind, name).__set__ for name in field_names(kind))
        return Made(kind, slots, tuple(pair for pair in readers if pair[1]))


def _counting(table: Table, no: str, alike: tuple[str, ...]) -> Any:
    """One more row, with the next number of those that are alike in these columns."""
    given: dict[str, Any] = {
        column.key: bindparam(column.key, type_=column.type)
        for column in table.c
        if column.key != no
    }
    same = [table.c[name] == cast(given[name], table.c[name].type) for name in alike]
    next_ = func.coalesce(func.max(table.c[no]) + literal_column("1"), literal_column("1"))
    return insert(table).inline().values(given | {no: select(next_).where(*same).scalar_subquery()})


def _move(moving: Iterable[str]) -> Update:
    """The step of a case, if it stands where we think; what is not named stays."""
    c = tables.cases.c
    changed: dict[str, Any] = {name: bindparam(f"{NEW}{name}") for name in moving}
    return (
        update(tables.cases)
        .where(
            c.office == bindparam("at_office"),
            c.id == bindparam("at_id"),
            c.seq == bindparam("at_seq"),
        )
        .values(changed)
    )


def _mend() -> Update:
    """All of a case but its name, put right without a step."""
    c = tables.cases.c
    ours = (c.office, c.id)
    changed: dict[str, Any] = {
        one.key: bindparam(f"{NEW}{one.key}") for one in c if one not in set(ours)
    }
    here = (c.office == bindparam("at_office"), c.id == bindparam("at_id"))
    return update(tables.cases).where(*here).values(changed)


def _appoint() -> Update:
    """Another status for a definition that still has the one we think."""
    c = tables.definition.c
    here = (c.hash == bindparam("at_hash"), c.status == bindparam("at_status"))
    changed: dict[str, Any] = {"status": bindparam(f"{NEW}status")}
    return update(tables.definition).where(*here).values(changed)


_known: dict[tuple[type[Dialect], str], Phrases] = {}


def phrases_for(dialect: Dialect) -> Phrases:
    """The phrases for cursors of this kind of driver, written out once."""
    named = {"pyformat": "format", "named": "qmark"}
    return _phrases(dialect, named.get(dialect.paramstyle, dialect.paramstyle))


def numbered_phrases_for(dialect: Dialect) -> Phrases:
    """The phrases as PostgreSQL itself takes them, with $1, $2 for the values."""
    return _phrases(dialect, "numeric_dollar")


def _phrases(dialect: Dialect, style: str) -> Phrases:
    known = _known.get((type(dialect), style))
    if known is None:
        known = _known[type(dialect), style] = Phrases(dialect, style)
    return known
