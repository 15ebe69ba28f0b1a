"""One transaction on a database, as the engine sees it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, and_, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from bihuan.adapters.sql import reading, tables
from bihuan.adapters.sql.failures import constraint, save_error
from bihuan.adapters.sql.mapping import REPLACED, TABLES, as_row, identity
from bihuan.engine.errors import BadInput, CaseNotFound, StaleCase
from bihuan.engine.records import (
    Alarm,
    Case,
    Change,
    Definition,
    Entry,
    Feedback,
    Message,
    PastCase,
    Record,
)
from bihuan.engine.text import unstorable

R = TypeVar("R", bound=Record)


class SqlWork:
    """Keeps the promises of `Work` on a connection whose transaction is already open."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def outcome(self, office: str, key: str) -> Entry | None:
        return reading.entry_with_key(self._connection, office, key)

    def lock(self, office: str, case: str) -> Case:
        found = reading.case(self._connection, office, case, lock=True)
        if found is None:
            raise CaseNotFound(case)
        return found

    def case(self, office: str, case: str) -> Case:
        found = reading.case(self._connection, office, case)
        if found is None:
            raise CaseNotFound(case)
        return found

    def followers(self, office: str, host: str) -> list[Case]:
        return reading.followers(self._connection, office, host)

    def records(self, kind: type[R], office: str, case: str) -> list[R]:
        return reading.records(self._connection, kind, office, case)

    def alarms(self, office: str, case: str) -> list[Alarm]:
        return reading.alarms(self._connection, office, case, None)

    def last_hash(self, office: str, case: str, seq: int) -> str:
        return reading.hash_of(self._connection, office, case, seq)

    def save(self, change: Change) -> None:
        for thing in (change.case, change.entry, *change.records, *change.messages):
            if problem := unstorable(thing):
                raise BadInput(problem, "the text holds a character no database can keep")
        try:
            with self._connection.begin_nested():
                self._save(change)
        except IntegrityError as error:
            raise save_error(constraint(error.orig), change) from error

    def _save(self, change: Change) -> None:
        """History first: the database's laws ask it to explain everything else."""
        self._connection.execute(insert(tables.history), [as_row(change.entry)])
        forms = [one for one in change.records if isinstance(one, Feedback)]
        self._put(forms)
        self._put_case(change)
        self._put(one for one in change.records if not isinstance(one, Feedback))
        self._put(change.alarms)
        self._put(change.messages)

    def _put_case(self, change: Change) -> None:
        case = change.case
        row = as_row(case) | {"identity": identity(case), "closing_standing": self._standing(case)}
        if change.born:
            self._connection.execute(insert(tables.cases), [row])
            return
        c = tables.cases.c
        moved = self._connection.execute(
            update(tables.cases)
            .where(and_(c.office == case.office, c.id == case.id, c.seq == case.seq - 1))
            .values(row)
        )
        if moved.rowcount != 1:
            raise StaleCase(case.id, case.seq - 1)

    def _standing(self, case: Case) -> str | None:
        """What the closing feedback says; the database holds it against the feedback itself."""
        if case.closing is None:
            return None
        return reading.standing(self._connection, case.office, case.id, case.closing)

    def define(self, definition: Definition) -> None:
        if reading.knows_definition(self._connection, definition.hash):
            return
        self._connection.execute(insert(tables.definition), [as_row(definition)])
        states = [
            {"hash": definition.hash, "state": state, "is_final": final}
            for state, final in definition.states.items()
        ]
        self._connection.execute(insert(tables.definition_state), states)

    def settle(self, alarms: Iterable[Alarm]) -> None:
        self._put(alarms)

    def keep_past(self, cases: Iterable[PastCase]) -> int:
        new = 0
        for case in cases:
            done = self._connection.execute(
                self._insert(tables.past_case).on_conflict_do_nothing(), [as_row(case)]
            )
            new += done.rowcount
        return new

    def post(self, messages: Iterable[Message]) -> None:
        self._put(messages)

    def _put(self, things: Iterable[Any]) -> None:
        """Add records, or put them in place of older ones where their kind allows it."""
        for kind, group in groupby(sorted(things, key=_kind_name), key=type):
            rows = [as_row(one) for one in group]
            table = TABLES[kind]
            statement = self._upsert(table) if kind in REPLACED else insert(table)
            self._connection.execute(statement, rows)

    def _insert(self, table: Table) -> Any:
        make = postgresql.insert if self._connection.dialect.name == "postgresql" else sqlite.insert
        return make(table)

    def _upsert(self, table: Table) -> Any:
        statement = self._insert(table)
        keys = list(table.primary_key.columns)
        changed = {
            column.key: statement.excluded[column.key] for column in table.c if column not in keys
        }
        return statement.on_conflict_do_update(index_elements=keys, set_=changed)


def _kind_name(thing: object) -> str:
    return type(thing).__name__
