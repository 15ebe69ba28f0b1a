"""The store on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, Engine

from bihuan.adapters.sql import reading
from bihuan.adapters.sql.database import WRITES
from bihuan.adapters.sql.failures import translated
from bihuan.adapters.sql.work import SqlWork
from bihuan.engine.errors import CaseNotFound
from bihuan.engine.records import Alarm, Case, Definition, Entry, Message, PastCase, Query, Record

R = TypeVar("R", bound=Record)


class SqlStore:
    """Keeps the promises of `Store`; SQLite has one writer at a time, PostgreSQL locks the case."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writing = engine.execution_options(**{WRITES: True})
        self._address = engine.url.render_as_string(hide_password=True)

    def close(self) -> None:
        """Let go of every connection; safe to call twice."""
        self.engine.dispose()

    @contextmanager
    def begin(self) -> Iterator[SqlWork]:
        with translated(self._address), self._writing.begin() as connection:
            yield SqlWork(connection)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with translated(self._address), self.engine.begin() as connection:
            yield connection

    def case(self, office: str, case: str) -> Case:
        with self._reading() as connection:
            found = reading.case(connection, office, case)
        if found is None:
            raise CaseNotFound(case)
        return found

    def find(self, office: str, query: Query) -> list[Case]:
        with self._reading() as connection:
            return reading.find(connection, office, query)

    def records(self, kind: type[R], office: str, case: str | None = None) -> list[R]:
        with self._reading() as connection:
            return reading.records(connection, kind, office, case)

    def history(self, office: str, case: str) -> list[Entry]:
        with self._reading() as connection:
            return reading.history(connection, office, case)

    def all_history(self, office: str, year: int | None = None) -> Iterator[list[Entry]]:
        with self._reading() as connection:
            yield from reading.all_history(connection, office, year)

    def alarms(
        self, office: str, case: str | None = None, *, status: str | None = None
    ) -> list[Alarm]:
        with self._reading() as connection:
            return reading.alarms(connection, office, case, status)

    def due(self, office: str, now: datetime, limit: int) -> Sequence[Alarm]:
        with self._reading() as connection:
            return reading.due(connection, office, now, limit)

    def next_due(self, office: str) -> datetime | None:
        with self._reading() as connection:
            return reading.next_due(connection, office)

    def definitions(self) -> list[Definition]:
        with self._reading() as connection:
            return reading.definitions(connection)

    def past(self, office: str, year: int) -> list[PastCase]:
        with self._reading() as connection:
            return reading.past(connection, office, year)

    def messages(
        self, office: str, *, status: str | None = None, limit: int = 1000
    ) -> list[Message]:
        with self._reading() as connection:
            return reading.messages(connection, office, status, limit)


def open_store(url: str) -> SqlStore:
    """The store at a database address; a new SQLite file is given its tables."""
    from bihuan.adapters.sql import schema
    from bihuan.adapters.sql.database import open_database

    engine = open_database(url)
    if engine.dialect.name == "sqlite" and schema.current(engine) is None:
        schema.upgrade(engine)
    schema.check(engine)
    return SqlStore(engine)
