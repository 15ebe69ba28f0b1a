"""The store on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, Engine

from bihuan.adapters.sql import feed, numbers, reading
from bihuan.adapters.sql.database import WRITES, borrowed
from bihuan.adapters.sql.failures import translated
from bihuan.adapters.sql.hosts import connection_of, fit, hearsay_of, take_the_pen
from bihuan.adapters.sql.line import Line, line_for, whole
from bihuan.adapters.sql.outbox import SqlOutbox
from bihuan.adapters.sql.platforms import SqlExchanges
from bihuan.adapters.sql.tokens import SqlLinks, SqlTokens
from bihuan.adapters.sql.watch import SqlWatch
from bihuan.adapters.sql.webhooks import SqlWebhooks
from bihuan.adapters.sql.work import SqlWork
from bihuan.adapters.sqlite_files import sqlite_file
from bihuan.engine.document_numbers import Registered
from bihuan.engine.errors import CaseNotFound
from bihuan.engine.feeding import Told
from bihuan.engine.letter_records import Paper
from bihuan.engine.messages import Message
from bihuan.engine.operations import Appointment, Headcount, Plan
from bihuan.engine.query import ALL, Query
from bihuan.engine.records import Alarm, Case, Definition, Entry, PastCase, Record

R = TypeVar("R", bound=Record)


class SqlStore:
    """Keeps the promises of `Store`; SQLite has one writer at a time, PostgreSQL locks the case."""

    _joined = False

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.outbox = SqlOutbox(self)
        self.watch = SqlWatch(self)
        self.tokens = SqlTokens(self)
        self.links = SqlLinks(self)
        self.webhooks = SqlWebhooks(self)
        self.exchanges = SqlExchanges(self)

    def close(self) -> None:
        """Let go of every connection; safe to call twice."""
        self.engine.dispose()

    @contextmanager
    def begin(self) -> Iterator[SqlWork]:
        with self.writing() as line:
            yield SqlWork(line, joined=self._joined)

    @contextmanager
    def writing(self) -> Iterator[Line]:
        """A line whose transaction is kept when the block ends, and undone when it raises."""
        with translated(self.engine), borrowed(self.engine) as driver:
            line = line_for(driver, self.engine.dialect)
            with whole(line):
                yield line

    @contextmanager
    def look(self) -> Iterator[SqlWork]:
        with translated(self.engine), borrowed(self.engine) as driver:
            line = line_for(driver, self.engine.dialect)
            line.begin(writes=False)
            try:
                yield SqlWork(line)
            finally:
                line.undo()

    def joined(self, host: object) -> JoinedStore:
        """The same store on a SQLAlchemy session or connection of the embedding service."""
        with translated(self.engine):
            return JoinedStore(host)

    def once_kept(self, tell: Callable[[], object]) -> None:
        tell()

    @contextmanager
    def together(self) -> Iterator[SqlStore]:
        with (
            translated(self.engine),
            self.engine.execution_options(**{WRITES: True}).begin() as connection,
        ):
            yield JoinedStore(connection)

    def feed(self, office: str, after: int = 0, limit: int = 100) -> list[Told]:
        with self._connected() as connection:
            found = feed.told(connection, office, after, limit)
            if len(found) == limit or self._joined or not feed.behind(connection, office):
                return found
        with self._numbered(office) as connection:
            return feed.told(connection, office, after, limit)

    def told_up_to(self, office: str) -> int:
        while not self._joined:
            with self._connected() as connection:
                if not feed.behind(connection, office):
                    break
            with self._numbered(office):
                pass
        with self._connected() as connection:
            return feed.last(connection, office)

    @contextmanager
    def _numbered(self, office: str) -> Iterator[Connection]:
        """A connection on which entries without a position have just been given theirs."""
        with (
            translated(self.engine),
            self.engine.execution_options(**{WRITES: True}).begin() as connection,
        ):
            feed.number(connection, office)
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Line]:
        """A line for a single question, which needs no transaction."""
        with translated(self.engine), borrowed(self.engine) as driver:
            yield line_for(driver, self.engine.dialect, alone=True)

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        with translated(self.engine), self.engine.connect() as connection:
            yield connection

    def case(self, office: str, case: str) -> Case:
        with self.reading() as line:
            found = reading.case(line, office, case)
        if found is None:
            raise CaseNotFound(case)
        return found

    def find(self, office: str, query: Query) -> list[Case]:
        with self._connected() as connection:
            return reading.find(connection, office, query)

    def records(self, kind: type[R], office: str, case: str | None = None) -> list[R]:
        with self.reading() as line:
            return reading.records(line, kind, office, case)

    def history(self, office: str, case: str) -> list[Entry]:
        with self.reading() as line:
            return reading.history(line, office, case)

    def all_history(self, office: str, year: int | None = None) -> Iterator[list[Entry]]:
        with self._connected() as connection:
            yield from reading.all_history(connection, office, year)

    def alarms(
        self,
        office: str,
        case: str | None = None,
        *,
        status: str | None = None,
        limit: int = ALL,
    ) -> list[Alarm]:
        with self.reading() as line:
            return reading.alarms(line, office, case, status, limit)

    def due(self, office: str, now: datetime, limit: int) -> Sequence[Alarm]:
        with self.reading() as line:
            return reading.due(line, office, now, limit)

    def failing(self, office: str, now: datetime) -> list[Alarm]:
        with self.reading() as line:
            return reading.failing(line, office, now)

    def next_due(self, office: str) -> datetime | None:
        with self.reading() as line:
            return reading.next_due(line, office)

    def definitions(self) -> list[Definition]:
        with self.reading() as line:
            return reading.definitions(line)

    def appointments(self) -> list[Appointment]:
        with self.reading() as line:
            return reading.appointments(line)

    def past(self, office: str, year: int) -> list[PastCase]:
        with self.reading() as line:
            return reading.past(line, office, year)

    def messages(
        self,
        office: str,
        *,
        status: str | None = None,
        case: str | None = None,
        channel: str | None = None,
        limit: int = 1000,
    ) -> list[Message]:
        with self.reading() as line:
            return reading.messages(line, office, limit, status=status, case=case, channel=channel)

    def census(self, office: str, *, closed: bool = False) -> list[Headcount]:
        with self.reading() as line:
            return reading.census(line, office, closed)

    def clock(self) -> datetime | None:
        if self.engine.dialect.name == "sqlite":
            return None
        with self.reading() as line:
            return reading.clock(line)

    def plans(self, office: str) -> list[Plan]:
        with self.reading() as line:
            return reading.plans(line, office)

    def numbers(
        self,
        office: str,
        *,
        agency: str | None = None,
        year: int | None = None,
        status: str | None = None,
    ) -> list[Registered]:
        with self.reading() as line:
            return numbers.standing(line, office, agency, year, status)

    def turns(self, office: str, text: str) -> list[Registered]:
        with self.reading() as line:
            return numbers.turns(line, office, text)

    def paper(self, office: str, digest: str) -> Paper | None:
        with self.reading() as line:
            return reading.paper(line, office, digest)


class JoinedStore(SqlStore):
    """The store in a transaction that belongs to the embedding service."""

    _joined = True

    def __init__(self, host: object) -> None:
        super().__init__(fit(host).engine)
        self._host = host

    def close(self) -> None:
        """The connection is the host's; there is nothing to let go of."""

    @contextmanager
    def writing(self) -> Iterator[Line]:
        with self._connected() as connection:
            take_the_pen(connection)
            hearsay_of(connection)  # before the savepoint, which it is to hear of
            with connection.begin_nested():
                yield line_for(connection.connection, self.engine.dialect)

    @contextmanager
    def look(self) -> Iterator[SqlWork]:
        with self.reading() as line:
            yield SqlWork(line, joined=True)

    def once_kept(self, tell: Callable[[], object]) -> None:
        hearsay_of(connection_of(self._host)).add(tell)

    @contextmanager
    def together(self) -> Iterator[SqlStore]:
        with self._connected() as connection, connection.begin_nested():
            yield self

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        with translated(self.engine):
            yield connection_of(self._host)

    @contextmanager
    def reading(self) -> Iterator[Line]:
        with self._connected() as connection:
            yield line_for(connection.connection, self.engine.dialect)


def open_store(url: str, *, create: bool = True) -> SqlStore:
    """The store at a database address; a new SQLite file is given its tables, unless told not to.

    Raises NoDatabase where there is none, and NoTables for a file with somebody else's tables.
    """
    from bihuan.adapters.sql import schema
    from bihuan.adapters.sql.database import must_be_there, open_database

    engine = open_database(url)
    if not create:
        must_be_there(url)
    file = sqlite_file(url)
    if file is not None:
        new = not file.exists()
        if create and schema.current(engine) is None and (new or schema.empty(engine)):
            schema.upgrade(engine)
    schema.check(engine)
    return SqlStore(engine)
