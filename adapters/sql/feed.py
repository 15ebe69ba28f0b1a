"""The feed on a database: an entry gets its position when somebody asks, not when it is written.

A number drawn while writing would not do: transactions commit in another order, and a reader
would pass over one that comes later. Nor would a counter they all wait for.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.exc import IntegrityError

from bihuan.adapters.sql import tables
from bihuan.adapters.sql.daemon_tables import feed as table
from bihuan.adapters.sql.mapping import columns_of
from bihuan.adapters.sql.reading import made
from bihuan.engine.feeding import Told
from bihuan.engine.records import Entry

AT_ONCE = 10_000
"""So many are numbered in one go: on SQLite nobody else writes meanwhile."""

_c, _f, _h = tables.cases.c, table.c, tables.history.c


def told(connection: Connection, office: str, after: int, limit: int) -> list[Told]:
    """Entries that have their positions, after one of them."""
    there = (_h.office == _f.office) & (_h.case == _f.case) & (_h.seq == _f.seq)
    rows = connection.execute(
        select(_f.position, *columns_of(Entry))
        .join(tables.history, there)
        .where(_f.office == office, _f.position > after)
        .order_by(_f.position)
        .limit(limit)
    ).all()
    entries = made(Entry, [row[1:] for row in rows])
    return [Told(row[0], entry) for row, entry in zip(rows, entries, strict=True)]


def last(connection: Connection, office: str) -> int:
    """The highest position there is."""
    found = connection.scalar(select(func.max(_f.position)).where(_f.office == office))
    return found or 0


def behind(connection: Connection, office: str) -> bool:
    """Whether some entry has no position yet."""
    return bool(connection.scalar(select(unheard(office).exists())))


def unheard(office: str) -> Select[tuple[str]]:
    """The cases whose last entry has no position."""
    return select(_c.id).where(*_whose_last_has_none(office))


def number(connection: Connection, office: str) -> None:
    """Give entries the next positions, unless another does so at this moment."""
    missing = _missing(office).subquery()
    last = select(func.coalesce(func.max(_f.position), 0)).where(_f.office == office)
    order = (missing.c.told_at, missing.c.case, missing.c.seq)
    position = last.scalar_subquery() + func.row_number().over(order_by=order)
    rows = select(literal(office), position, missing.c.case, missing.c.seq)
    statement = insert(table).from_select(
        ["office", "position", "case", "seq"], rows.order_by(*order).limit(AT_ONCE)
    )
    try:
        with connection.begin_nested():
            connection.execute(statement)
    except IntegrityError:
        return


def _whose_last_has_none(office: str) -> tuple[ColumnElement[bool], ...]:
    """What is true of a case whose last entry has no position."""
    return _c.office == office, _without_position(_c.office, _c.id, _c.seq)


def _without_position(
    office: Column[str], case: Column[str], seq: Column[int]
) -> ColumnElement[bool]:
    """Whether an entry has none; PostgreSQL without statistics yet looks each one up by its key.

    Said with `NOT EXISTS`, it would read the whole feed for every case.
    """
    own = table.alias().c
    found = select(own.seq).where(own.office == office, own.case == case, own.seq == seq)
    return found.scalar_subquery().is_(None)


def _missing(office: str) -> Select[tuple[str, int, object]]:
    """Entries without a position, of the cases whose last one has none.

    Each with the latest time its case had told by then, so that a clock set back changes no order.
    """
    told_at = func.max(_h.recorded_at).over(partition_by=_h.case, order_by=_h.seq)
    return (
        select(_h.case.label("case"), _h.seq.label("seq"), told_at.label("told_at"))
        .join(tables.cases, (_c.office == _h.office) & (_c.id == _h.case))
        .where(*_whose_last_has_none(office), _without_position(_h.office, _h.case, _h.seq))
    )
