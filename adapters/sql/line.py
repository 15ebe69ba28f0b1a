"""The line to the driver inside an open transaction: questions, and writes sent together."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any, TypeVar

from sqlalchemy import Dialect, Select
from sqlalchemy.pool import PoolProxiedConnection

from bihuan.adapters.sql.prepared import Prepared, phrases_for

T = TypeVar("T")
Step = tuple[Prepared, Sequence[list[Any]]]
SAVEPOINT = "bihuan_save"


class Line:
    """Speaks to the driver of one connection, in the transaction that connection is in."""

    def __init__(self, driver: PoolProxiedConnection, dialect: Dialect) -> None:
        self.phrases = phrases_for(dialect)
        self.error: type[Exception] = dialect.loaded_dbapi.Error
        self.refusal: type[Exception] = dialect.loaded_dbapi.IntegrityError
        self._driver = driver
        own = None if dialect.is_async else driver.driver_connection
        self._pipeline: Any = getattr(own, "pipeline", nullcontext)

    def ask(self, kind: type[T], question: Select[Any], **given: Any) -> list[T]:
        """The records that answer a question."""
        return self.phrases.made[kind](self.rows(question, **given))

    def rows(self, question: Select[Any], **given: Any) -> list[Any]:
        """The rows that answer a question."""
        prepared = self.phrases.question(question)
        cursor = self._driver.cursor()
        try:
            cursor.execute(prepared.text, prepared.of({**prepared.fixed, **given}))
            return list(cursor.fetchall())
        finally:
            cursor.close()

    def send(self, steps: Sequence[Step]) -> list[int]:
        """Take all steps, in one round trip where the driver can; how many rows each touched."""
        with self._together():
            cursors = [self._start(prepared.text, rows) for prepared, rows in steps]
        touched = [int(cursor.rowcount) for cursor in cursors]
        for cursor in cursors:
            cursor.close()
        return touched

    def send_whole(self, steps: Sequence[Step]) -> list[int]:
        """Take all steps or, when one fails, none; the transaction goes on either way."""
        whole = [self._plain(f"SAVEPOINT {SAVEPOINT}"), *steps, self._plain(f"RELEASE {SAVEPOINT}")]
        try:
            return self.send(whole)[1:-1]
        except self.error:
            self._take_back()
            raise

    def _together(self) -> AbstractContextManager[Any]:
        pipeline: AbstractContextManager[Any] = self._pipeline()
        return pipeline

    @staticmethod
    def _plain(text: str) -> Step:
        return Prepared(text), ()

    def _start(self, text: str, rows: Sequence[list[Any]]) -> Any:
        cursor = self._driver.cursor()
        if len(rows) > 1:
            cursor.executemany(text, rows)
        else:
            cursor.execute(text, *rows)
        return cursor

    def _take_back(self) -> None:
        with suppress(self.error):  # the line may be dead, and with it the transaction
            self.send([self._plain(f"ROLLBACK TO {SAVEPOINT}")])
            self.send([self._plain(f"RELEASE {SAVEPOINT}")])
