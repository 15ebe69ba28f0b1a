"""A line to PostgreSQL that sends what belongs together in one round trip.

It speaks to libpq itself, through psycopg: cursors cost several times what
the database needs for its own work, in psycopg's pipelines too.
"""

from __future__ import annotations

import select
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import psycopg
from psycopg import errors
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult
from sqlalchemy import Dialect, Select
from sqlalchemy.pool import PoolProxiedConnection

from bihuan.adapters.sql.line import Line, Question, Step
from bihuan.adapters.sql.prepared import Phrases, Prepared, numbered_phrases_for

T = TypeVar("T")
Word = tuple[str, Sequence[Any]]
"""A statement and its values."""
SUPPORTED = psycopg.Pipeline.is_supported() and hasattr(select, "poll")
"""Whether libpq has pipelines (14 and later) and the system can wait for it."""
BEGIN: Word = ("BEGIN", ())
COMMIT: Step = (Prepared("COMMIT"), ())
KNOWN = "bihuan_known"
"""Where a connection of the pool remembers the statements it has prepared."""


class Wire(Line):
    """Speaks libpq's pipeline; begins a transaction with the first word, as psycopg would."""

    at_once = 10
    """The fewer, the sooner the server is at work on them, while the next are worked out."""
    together = True

    def __init__(
        self, driver: PoolProxiedConnection, dialect: Dialect, *, alone: bool = False
    ) -> None:
        super().__init__(driver, dialect)
        own: Any = driver.driver_connection
        self._own: psycopg.Connection[Any] = own
        self._pg: PGconn = own.pgconn
        self._begins = not alone and not own.autocommit
        self._transformer = Transformer(own)
        self._known: dict[str, bytes] = driver.info.setdefault(KNOWN, {})
        self._unheard: list[str | None] = []
        """What was sent ahead, and not yet answered: the texts that were prepared for it."""

    @staticmethod
    def _phrases_for(dialect: Dialect) -> Phrases:
        return numbered_phrases_for(dialect)

    def rows(self, statement: Select[Any], **given: Any) -> list[Any]:
        (result,) = self._talk([self._asked(statement, given)])
        return self._rows_of(result)

    def ask_all(self, questions: Sequence[Question[Any]]) -> list[list[Any]]:
        results = self._talk([self._asked(one.statement, one.given) for one in questions])
        return [
            self.phrases.made[one.kind](self._rows_of(result))
            for one, result in zip(questions, results, strict=True)
        ]

    def send(self, steps: Sequence[Step]) -> list[int]:
        words = [(prepared.text, row) for prepared, rows in steps for row in rows or ((),)]
        results = iter(self._talk(words))
        return [sum(next(results).command_tuples or 0 for _ in rows or ((),)) for _, rows in steps]

    def send_ahead(self, steps: Sequence[Step]) -> None:
        """Send steps and wait for no answer: the server is at work while more is thought of."""
        words = [(prepared.text, row) for prepared, rows in steps for row in rows or ((),)]
        with self._understood():
            self._open()
            self._unheard += [self._say(text, row) for text, row in words]
            self._pg.flush()

    def send_last(self, steps: Sequence[Step]) -> list[int]:
        try:
            touched = self.send([*steps, COMMIT])
        except self.error:
            self.undo()
            raise
        return [*self._counted, *touched[:-1]]

    def undo(self) -> None:
        if self._unheard and self._driver.is_valid:
            with suppress(self.error):
                self._talk(())
        if self._driver.is_valid:
            super().undo()

    def commit(self) -> None:
        """Keep for good what was sent; raises where a failed transaction cannot be kept."""
        if self._pg.transaction_status == TransactionStatus.IDLE:
            return
        (result,) = self._talk([("COMMIT", ())])
        if result.command_status != b"COMMIT":
            raise errors.InFailedSqlTransaction("the transaction had failed and is undone")

    def _asked(self, statement: Select[Any], given: dict[str, Any]) -> Word:
        prepared = self.phrases.question(statement)
        return prepared.text, prepared.of({**prepared.fixed, **given})

    def _rows_of(self, result: PGresult) -> list[Any]:
        self._transformer.set_pgresult(result)
        return self._transformer.load_rows(0, result.ntuples, list)

    def _talk(self, words: Sequence[Word]) -> list[PGresult]:
        """Say everything, then hear every answer; raises the first error among them."""
        idle = self._pg.transaction_status == TransactionStatus.IDLE
        with self._understood():
            self._open()
            names = [*self._unheard, *[self._say(text, row) for text, row in words]]
            self._unheard = []
            self._pg.pipeline_sync()
            answers = list(self._hear(names))
            self._pg.exit_pipeline_mode()
        failed = next((one for one in answers if one.status == ExecStatus.FATAL_ERROR), None)
        if failed is None:
            before, ours = answers[: len(names) - len(words)], answers[len(names) - len(words) :]
            self._counted += [
                one.command_tuples for one in before if one.command_tuples is not None
            ]
            return ours
        error = errors.error_from_result(failed)
        if isinstance(error, errors.InvalidSqlStatementName):
            self._known.clear()  # somebody has thrown away what this session had prepared
            if idle:
                self.undo()
                return self._talk(words)
        raise error

    def _open(self) -> None:
        """Enter the pipeline, and a transaction where there is none."""
        if self._pg.pipeline_status:
            return
        begins = self._begins and self._pg.transaction_status == TransactionStatus.IDLE
        self._pg.enter_pipeline_mode()
        if begins:
            self._unheard.append(self._say(*BEGIN))

    @contextmanager
    def _understood(self) -> Iterator[None]:
        """Give the connection up when the talk is interrupted: nobody could tell what is what."""
        try:
            yield
        except BaseException:
            self._unheard = []
            self._driver.invalidate()
            raise

    def _say(self, text: str, row: Sequence[Any]) -> str | None:
        """Send a statement; the text when it was prepared just now, to be remembered if it was."""
        values = self._transformer.dump_sequence(row, [PyFormat.TEXT] * len(row)) if row else ()
        if not row or self._own.prepare_threshold is None:  # a proxy may swap the session
            self._pg.send_query_params(text.encode(), values)
            return None
        name = self._known.get(text)
        if name is not None:
            self._pg.send_query_prepared(name, values)
            return None
        name = b"bihuan_%d" % len(self._known)
        self._known[text] = name
        self._pg.send_prepare(name, text.encode())
        self._pg.send_query_prepared(name, values)
        return text

    def _hear(self, prepared: Sequence[str | None]) -> Iterator[PGresult]:
        poll = select.poll()
        poll.register(self._pg.socket, select.POLLIN)
        for text in prepared:
            answer = self._answer(poll)
            if text is not None:
                if answer.status == ExecStatus.COMMAND_OK:
                    answer = self._answer(poll)
                else:
                    del self._known[text]
                    self._answer(poll)
            yield answer
        self._result(poll)  # the end of the pipeline

    def _answer(self, poll: select.poll) -> PGresult:
        answer = self._result(poll)
        assert answer is not None
        self._result(poll)  # nothing: the end of this answer
        return answer

    def _result(self, poll: select.poll) -> PGresult | None:
        """The next result; waits without holding up other threads."""
        while self._pg.is_busy():
            unsent = self._pg.flush()
            poll.modify(self._pg.socket, select.POLLIN | (select.POLLOUT if unsent else 0))
            poll.poll()
            self._pg.consume_input()
        return self._pg.get_result()
