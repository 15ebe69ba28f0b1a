"""The line to the driver inside an open transaction: questions, and writes sent together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Dialect, Select
from sqlalchemy.pool import PoolProxiedConnection

from bihuan.adapters.sql.prepared import Phrases, Prepared, phrases_for

T = TypeVar("T")
Step = tuple[Prepared, Sequence[list[Any]]]
SAVEPOINT = "bihuan_save"


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """Which records are wanted, and the values the statement asks for."""

    kind: type[T]
    statement: Select[Any]
    given: dict[str, Any]


class Line:
    """Speaks to the driver of one connection, in the transaction that connection is in."""

    at_once = 100
    """So many changes are taken together: the fewer statements, the better."""
    together = False
    """Whether several questions cost as much as one."""

    def __init__(self, driver: PoolProxiedConnection, dialect: Dialect) -> None:
        self.phrases = self._phrases_for(dialect)
        self.error: type[Exception] = dialect.loaded_dbapi.Error
        self.refusal: type[Exception] = dialect.loaded_dbapi.IntegrityError
        self._driver = driver
        self._connection: Any = driver.dbapi_connection  # asked often, and the pool's proxy is slow
        self.database = dialect.name
        self._counted: list[int] = []
        """How many rows each step touched that was taken ahead."""

    @staticmethod
    def _phrases_for(dialect: Dialect) -> Phrases:
        return phrases_for(dialect)

    def ask(self, kind: type[T], statement: Select[Any], **given: Any) -> list[T]:
        """The records that answer a question."""
        return self.phrases.made[kind](self.rows(statement, **given))

    def ask_all(self, questions: Sequence[Question[Any]]) -> list[list[Any]]:
        """The records that answer each question."""
        return [self.ask(one.kind, one.statement, **one.given) for one in questions]

    def rows(self, statement: Select[Any], **given: Any) -> list[Any]:
        """The rows that answer a question."""
        prepared = self.phrases.question(statement)
        cursor = self._connection.cursor()
        try:
            cursor.execute(prepared.text, prepared.of({**prepared.fixed, **given}))
            return list(cursor.fetchall())
        finally:
            cursor.close()

    def send(self, steps: Sequence[Step]) -> list[int]:
        """Take all steps; how many rows each touched."""
        return [self._take(prepared.text, rows) for prepared, rows in steps]

    def send_whole(self, steps: Sequence[Step]) -> list[int]:
        """Take all steps or, when one fails, none; the transaction goes on either way."""
        whole = [_plain(f"SAVEPOINT {SAVEPOINT}"), *steps, _plain(f"RELEASE {SAVEPOINT}")]
        try:
            return self.send(whole)[1:-1]
        except self.error:
            with suppress(self.error):  # the line may be dead, and with it the transaction
                self.send([_plain(f"ROLLBACK TO {SAVEPOINT}")])
                self.send([_plain(f"RELEASE {SAVEPOINT}")])
            raise

    def send_ahead(self, steps: Sequence[Step]) -> None:
        """Take steps before the last ones are known; when one fails, the transaction is undone."""
        try:
            self._counted += self.send(steps)
        except self.error:
            self.undo()
            raise

    def send_last(self, steps: Sequence[Step]) -> list[int]:
        """Take all steps and commit or, when one fails, undo the whole transaction.

        Returns how many rows each touched, those taken ahead included.
        """
        try:
            touched = self.send(steps)
            self.commit()
        except self.error:
            self.undo()
            raise
        return [*self._counted, *touched]

    def begin(self, *, writes: bool = True) -> None:
        """Begin; whoever will write takes SQLite's lock at once, not when it is too late."""
        if self.database == "sqlite":
            self._connection.cursor().execute("BEGIN IMMEDIATE" if writes else "BEGIN")

    def commit(self) -> None:
        """Keep for good what was sent."""
        self._driver.commit()

    def undo(self) -> None:
        """Take back what was sent; what went wrong first is what is told."""
        with suppress(self.error):
            self._driver.rollback()

    def _take(self, text: str, rows: Sequence[list[Any]]) -> int:
        cursor = self._connection.cursor()
        try:
            if len(rows) > 1:
                cursor.executemany(text, rows)
            else:
                cursor.execute(text, *rows)
            return int(cursor.rowcount)
        finally:
            cursor.close()


def _plain(text: str) -> Step:
    return Prepared(text), ()


@contextmanager
def whole(line: Line) -> Iterator[None]:
    """A transaction that writes: kept when the block ends, undone when it raises."""
    line.begin()
    try:
        yield
    except BaseException:
        line.undo()
        raise
    line.commit()


def line_for(driver: PoolProxiedConnection, dialect: Dialect, *, alone: bool = False) -> Line:
    """The fastest line this driver has; `alone`, each question is its own transaction."""
    if dialect.driver == "psycopg" and not dialect.is_async:
        from bihuan.adapters.sql.wire import SUPPORTED, Wire

        if SUPPORTED:
            return Wire(driver, dialect, alone=alone)
    return Line(driver, dialect)
