"""What an embedding service hands us: its connection, with a transaction it alone ends."""

from __future__ import annotations

from collections.abc import Callable
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, event, false, update
from sqlalchemy.exc import OperationalError, UnboundExecutionError

from bihuan.adapters.sql.errors import OutdatedRead
from bihuan.adapters.sql.tables import cases
from bihuan.engine.errors import BadInput

Tell = Callable[[], object]

LAWS = ("foreign_keys", "recursive_triggers")
"""What SQLite must be told on every connection, or it lets the laws be broken unseen."""
TAKE_THE_PEN = update(cases).values(seq=cases.c.seq).where(false())
"""Changes nothing, and makes this transaction SQLite's one writer before it has read anything."""


def fit(host: object) -> Connection:
    """The connection of a host that can be joined.

    Raises BadInput for what cannot: something else, a connection that commits by itself, and
    one of SQLite's that does not hold the laws.
    """
    connection = connection_of(host)
    if getattr(connection.connection.dbapi_connection, "autocommit", False) is True:
        raise BadInput("connection", "commits every statement by itself; give one that does not")
    if not _holds_the_laws(connection):
        raise BadInput("connection", "give its engine to bihuan.prepare before it first connects")
    return connection


def connection_of(host: object) -> Connection:
    """The connection a host is at work on, in its transaction and its innermost savepoint.

    Where no transaction is open one begins, as at SQLAlchemy's own first statement. A session
    makes its savepoints when it is asked for its connection, so ask it each time.
    """
    if isinstance(host, Connection):
        if not host.in_transaction():
            host.begin()
        return host
    from sqlalchemy.orm import Session, scoped_session  # only a host that has one needs it

    if isinstance(host, Session | scoped_session):
        try:
            return host.connection()
        except UnboundExecutionError as error:
            reason = "the session has several databases; give session.connection(...) of one"
            raise BadInput("connection", reason) from error
    if hasattr(host, "run_sync"):
        raise BadInput("connection", "an async session is joined by AsyncEngine of bihuan.aio")
    raise BadInput("connection", "give a Session or a Connection of SQLAlchemy", type(host))


def _holds_the_laws(connection: Connection) -> bool:
    if connection.dialect.name != "sqlite":
        return True
    return all(connection.exec_driver_sql(f"PRAGMA {law}").scalar() for law in LAWS)


def take_the_pen(connection: Connection) -> None:
    """Become SQLite's writer before reading, so that nobody can write in between.

    Raises OutdatedRead where the host has read already and another has written since: SQLite
    would never let this transaction write. PostgreSQL needs nothing, it locks the case.
    """
    if connection.dialect.name != "sqlite":
        return
    try:
        connection.execute(TAKE_THE_PEN).close()
    except OperationalError as error:
        if getattr(error.orig, "sqlite_errorname", "") == "SQLITE_BUSY_SNAPSHOT":
            raise OutdatedRead from error
        raise


class Hearsay:
    """What is told when a host commits, and never where it rolls back.

    SQLAlchemy counts a connection's savepoints. What was done under one of ours is undone with
    every savepoint that was made before it and is rolled back.
    """

    def __init__(self, connection: Connection) -> None:
        self._waiting: list[tuple[int, Tell]] = []
        """With the number of the savepoint each was done under."""
        self._released = 0
        for name, hears in (
            ("commit", self._committed),
            ("rollback", self._undone),
            ("release_savepoint", self._kept_so_far),
            ("rollback_savepoint", self._undone_to),
        ):
            event.listen(connection, name, hears)

    def add(self, tell: Tell) -> None:
        """Tell of what was done under the savepoint just released, when the host commits."""
        self._waiting.append((self._released, tell))

    def _committed(self, _connection: Connection) -> None:
        told, self._waiting = self._waiting, []
        for _, tell in told:
            tell()

    def _undone(self, _connection: Connection) -> None:
        self._waiting.clear()

    def _kept_so_far(self, _connection: Connection, name: str, _context: object) -> None:
        self._released = _number(name)

    def _undone_to(self, _connection: Connection, name: str, _context: object) -> None:
        self._waiting = [one for one in self._waiting if one[0] < _number(name)]


def _number(savepoint: str) -> int:
    return int(savepoint.rpartition("_")[2])


_hearsay: WeakKeyDictionary[Connection, Hearsay] = WeakKeyDictionary()


def hearsay_of(connection: Connection) -> Hearsay:
    """The one who tells of this connection's transaction."""
    if connection not in _hearsay:
        _hearsay[connection] = Hearsay(connection)
    return _hearsay[connection]
