"""Our tables beside those of an embedding service, in one database."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Engine

from bihuan.adapters.sql import schema
from bihuan.adapters.sql.database import opened
from bihuan.adapters.sql.mapping import metadata


def make_tables(where: str | Engine) -> None:
    """Give a database our tables, whatever else is in it, or bring them to this version.

    `where` is an address, or an engine given to `bihuan.prepare`. Doing it twice changes nothing.
    """
    if isinstance(where, Engine):
        schema.upgrade(where)
        return
    with opened(where, create=True) as engine:
        schema.upgrade(engine)


def not_ours(name: str | None, type_: str, _parents: Mapping[str, str | None]) -> bool:
    """Whether the host's Alembic is to look at something: at everything but our tables.

    Give it to `context.configure(include_name=not_ours)`; `--autogenerate` would otherwise
    propose to drop them.
    """
    return type_ != "table" or name not in (*metadata.tables, schema.VERSION_TABLE)
