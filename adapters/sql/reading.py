"""Every question asked of the tables; the statements are built once and compiled once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, bindparam, func, or_, select

from bihuan.adapters.sql import tables
from bihuan.adapters.sql.mapping import TABLES, columns_of, field_names
from bihuan.engine.records import (
    Alarm,
    Case,
    Definition,
    Entry,
    Feedback,
    Message,
    PastCase,
    Query,
    Record,
)

T = TypeVar("T")
R = TypeVar("R", bound=Record)


def _all(kind: type[Any]) -> Select[Any]:
    return select(*columns_of(kind))


def _made(kind: type[T], rows: Any) -> list[T]:
    names = field_names(kind)
    return [kind(**dict(zip(names, row, strict=True))) for row in rows]


_c, _h = tables.cases.c, tables.history.c
_CASE = _all(Case).where(_c.office == bindparam("office"), _c.id == bindparam("case"))
_CASE_LOCKED = _CASE.with_for_update()
_FOLLOWERS = (
    _all(Case).where(_c.office == bindparam("office"), _c.host == bindparam("host")).order_by(_c.id)
)
_HISTORY = _all(Entry).where(_h.office == bindparam("office"))
_WITH_KEY = _HISTORY.where(_h.key == bindparam("key"))
_OF_CASE = _HISTORY.where(_h.case == bindparam("case")).order_by(_h.seq)
_HASH = select(_h.hash).where(
    _h.office == bindparam("office"), _h.case == bindparam("case"), _h.seq == bindparam("seq")
)


def case(connection: Connection, office: str, case: str, *, lock: bool = False) -> Case | None:
    """The case, locked against others where the database locks rows."""
    statement = _CASE_LOCKED if lock else _CASE
    found = _made(Case, connection.execute(statement, {"office": office, "case": case}))
    return found[0] if found else None


def followers(connection: Connection, office: str, host: str) -> list[Case]:
    """The cases merged into this one."""
    return _made(Case, connection.execute(_FOLLOWERS, {"office": office, "host": host}))


def entry_with_key(connection: Connection, office: str, key: str) -> Entry | None:
    """The entry under an idempotency key."""
    found = _made(Entry, connection.execute(_WITH_KEY, {"office": office, "key": key}))
    return found[0] if found else None


def history(connection: Connection, office: str, case: str) -> list[Entry]:
    """The entries of a case, oldest first."""
    return _made(Entry, connection.execute(_OF_CASE, {"office": office, "case": case}))


def all_history(connection: Connection, office: str, year: int | None) -> Iterator[list[Entry]]:
    """The entries case by case, streamed."""
    statement = _HISTORY.order_by(_h.case, _h.seq)
    if year is not None:
        statement = statement.join(
            tables.cases, (_c.office == _h.office) & (_c.id == _h.case)
        ).where(_c.year == year)
    rows = connection.execution_options(yield_per=1000).execute(statement, {"office": office})
    for _, group in groupby(rows, key=lambda row: row[1]):
        yield _made(Entry, group)


def hash_of(connection: Connection, office: str, case: str, seq: int) -> str:
    """The hash of one entry."""
    parameters = {"office": office, "case": case, "seq": seq}
    return str(connection.execute(_HASH, parameters).scalar_one())


def records(connection: Connection, kind: type[R], office: str, case: str | None) -> list[R]:
    """Records of one kind, by case and key."""
    c = TABLES[kind].c
    statement = (
        _all(kind).where(c.office == office).order_by(c.case, *[c[name] for name in kind.KEY])
    )
    if case is not None:
        statement = statement.where(c.case == case)
    return _made(kind, connection.execute(statement))


def standing(connection: Connection, office: str, case: str, seq: int) -> str | None:
    """What a round says after this feedback."""
    f = TABLES[Feedback].c
    return connection.execute(
        select(f.standing).where(f.office == office, f.case == case, f.seq == seq)
    ).scalar_one_or_none()


def alarms(
    connection: Connection, office: str, case: str | None, status: str | None
) -> list[Alarm]:
    """Timers by due date."""
    c = tables.alarm.c
    statement = _all(Alarm).where(c.office == office).order_by(c.due_at, c.case, c.key)
    if case is not None:
        statement = statement.where(c.case == case)
    if status is not None:
        statement = statement.where(c.status == status)
    return _made(Alarm, connection.execute(statement))


def due(connection: Connection, office: str, now: datetime, limit: int) -> list[Alarm]:
    """Pending timers that are due, oldest first."""
    c = tables.alarm.c
    statement = (
        _all(Alarm)
        .where(c.office == office, c.status == "pending", c.due_at <= now)
        .order_by(c.due_at, c.case, c.key)
        .limit(limit)
    )
    return _made(Alarm, connection.execute(statement))


def next_due(connection: Connection, office: str) -> datetime | None:
    """When the next pending timer is due."""
    c = tables.alarm.c
    statement = select(func.min(c.due_at)).where(c.office == office, c.status == "pending")
    found: datetime | None = connection.execute(statement).scalar_one()
    return found


def definitions(connection: Connection) -> list[Definition]:
    """Every stored definition."""
    c = tables.definition.c
    return _made(
        Definition, connection.execute(_all(Definition).order_by(c.name, c.version, c.hash))
    )


def knows_definition(connection: Connection, hash_: str) -> bool:
    """Whether the definition is stored."""
    c = tables.definition.c
    return connection.execute(select(c.hash).where(c.hash == hash_)).first() is not None


def past(connection: Connection, office: str, year: int) -> list[PastCase]:
    """The ledger lines of an earlier year."""
    c = tables.past_case.c
    statement = _all(PastCase).where(c.office == office, c.year == year).order_by(c.key)
    return _made(PastCase, connection.execute(statement))


def messages(connection: Connection, office: str, status: str | None, limit: int) -> list[Message]:
    """Outgoing messages, oldest first."""
    c = tables.message.c
    statement = _all(Message).where(c.office == office).order_by(c.created_at, c.key).limit(limit)
    if status is not None:
        statement = statement.where(c.status == status)
    return _made(Message, connection.execute(statement))


def find(connection: Connection, office: str, query: Query) -> list[Case]:
    """The cases that match, by id."""
    statement = _all(Case).where(_c.office == office).order_by(_c.id).limit(query.limit)
    for condition in _conditions(query):
        statement = statement.where(condition)
    return _made(Case, connection.execute(statement))


def _conditions(query: Query) -> Iterator[Any]:
    for column, value in (
        (_c.year, query.year),
        (_c.kind, query.kind),
        (_c.number_key, query.number_key),
    ):
        if value is not None:
            yield column == value
    if query.roles:
        yield _c.role.in_(query.roles)
    if query.states:
        yield _c.state.in_(query.states)
    if query.due_before is not None:
        yield _c.due <= query.due_before
    if query.text is not None:
        yield or_(
            _c.title.contains(query.text, autoescape=True),
            _c.number.contains(query.text, autoescape=True),
        )
    if query.open_only:
        yield ~_c.final
    if query.after is not None:
        yield _c.id > query.after
