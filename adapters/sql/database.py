"""Opens a database so that nothing it was told is lost, on either kind."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError, NoSuchModuleError
from sqlalchemy.pool import PoolProxiedConnection

from bihuan.adapters.sql.errors import DriverMissing, NoDatabase
from bihuan.adapters.sqlite_files import sqlite_file
from bihuan.engine.errors import BadInput

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

WRITES = "bihuan_writes"
"""The execution option that says a transaction will write."""
PATIENCE = 10
"""For how many seconds one waits for others to finish."""
IDLE = 5
"""After how many idle seconds a connection is tried before it is used."""

SQLITE_SETTINGS = {
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": "on",
    "recursive_triggers": "on",  # without it, REPLACE deletes history unseen
    "busy_timeout": str(PATIENCE * 1000),
    "temp_store": "memory",  # a savepoint would otherwise make a file, which takes half the time
}
POSTGRES_SETTINGS = {
    "synchronous_commit": "on",
    "lock_timeout": f"{PATIENCE}s",
    # Who was frozen or cut off in the middle of a transaction must not hold its cases for ever.
    "idle_in_transaction_session_timeout": "45s",
    # In the middle of a pipeline the server waits without that limit: it must ask the line.
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "30s",
    "timezone": "UTC",
}
POSTGRES_LINE = {
    "connect_timeout": "10",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}
"""How soon a server that is no longer there is given up, unless the address says otherwise."""


def open_database(url: str) -> Engine:
    """An engine for the database at this address; nothing is connected yet.

    `sqlite:///cases.db` and `postgresql://user@host/name` are understood;
    A database in memory is refused: its one connection would serve every thread, and one who
    reads would end the transaction of one who writes.
    """
    place = _place(url)
    if place.get_backend_name() == "sqlite" and sqlite_file(url) is None:
        raise BadInput("database", "name a file, or use the memory store of bihuan.testing", url)
    try:
        engine = create_engine(place, connect_args=_line_to(place))
    except NoSuchModuleError as error:
        raise BadInput("database", "is neither sqlite nor postgresql", place.drivername) from error
    except ModuleNotFoundError as error:
        raise DriverMissing(str(error.name), "pip install 'bihuan[postgres]'") from error
    prepare(engine)
    return engine


@contextmanager
def opened(url: str, *, create: bool = False) -> Iterator[Engine]:
    """The database at this address, whatever stands in it; let go of at the end.

    Raises NoDatabase for a SQLite file that is not there, unless one is to be made.
    """
    if not create:
        must_be_there(url)
    engine = open_database(url)
    try:
        yield engine
    finally:
        engine.dispose()


def must_be_there(url: str) -> None:
    """Raise NoDatabase for a SQLite file that is not there: to look into it would make one."""
    from bihuan.adapters.sql.schema import head

    file = sqlite_file(url)
    if file is not None and not file.exists():
        raise NoDatabase(file, head())


def _place(url: str) -> URL:
    try:
        place = make_url(url)
    except ArgumentError as error:
        raise BadInput("database", "is not an address like sqlite:///cases.db") from error
    if place.drivername.partition("+")[0] not in ("sqlite", "postgresql", "postgres"):
        raise BadInput("database", "is neither sqlite nor postgresql", url.partition("://")[0])
    if place.drivername in ("postgresql", "postgres"):
        return place.set(drivername="postgresql+psycopg")
    return place


def _line_to(place: URL) -> dict[str, Any]:
    """What psycopg is told beside the address."""
    if place.drivername != "postgresql+psycopg":
        return {}
    return {name: value for name, value in POSTGRES_LINE.items() if name not in place.query}


def prepare(engine: Engine | AsyncEngine) -> None:
    """Make an engine of the embedding service fit to keep cases; before its first connection.

    SQLite is told to hold the laws and to lose nothing, and transactions begin as SQLAlchemy
    says, not when the driver pleases. An engine with the execution option `bihuan_writes`
    begins each as the writer. Doing it twice changes nothing.
    """
    inner = engine if isinstance(engine, Engine) else engine.sync_engine
    set_up = _set_up_sqlite if inner.dialect.name == "sqlite" else _set_up_postgres
    if event.contains(inner, "connect", set_up):
        return
    event.listen(inner, "connect", set_up)
    if inner.dialect.name == "sqlite":
        event.listen(inner, "begin", _begin_sqlite)
        return
    event.listen(inner, "checkin", _note_time)
    event.listen(inner, "checkout", _try_idle(inner))


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver would otherwise begin by itself, too late
    for name, value in SQLITE_SETTINGS.items():
        connection.execute(f"PRAGMA {name} = {value}").close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def borrowed(engine: Engine) -> Iterator[PoolProxiedConnection]:
    """A connection of the pool without SQLAlchemy's own transactions around it."""
    driver = engine.raw_connection()
    try:
        yield driver
    except engine.dialect.loaded_dbapi.Error as error:
        if engine.dialect.is_disconnect(error, driver.dbapi_connection, None):
            driver.invalidate(error)
        raise
    finally:
        driver.close()


def _set_up_postgres(connection: Any, _record: Any) -> None:
    before, connection.autocommit = connection.autocommit, True
    with connection.cursor() as cursor:
        cursor.execute("; ".join(f"SET {name} = '{it}'" for name, it in POSTGRES_SETTINGS.items()))
    connection.autocommit = before


def _note_time(_connection: Any, record: Any) -> None:
    record.info["bihuan_used"] = time.monotonic()


def _try_idle(engine: Engine) -> Any:
    def try_idle(connection: Any, record: Any, _proxy: Any) -> None:
        used = record.info.get("bihuan_used")
        if used is None or time.monotonic() - used < IDLE:
            return
        try:
            engine.dialect.do_ping(connection)
        except Exception as error:  # whatever it is, the pool shall connect anew
            raise DisconnectionError from error

    return try_idle
