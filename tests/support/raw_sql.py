"""A database shell in careless hands, and the statements it is given."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing as closed_after
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import psycopg
from sqlalchemy import Engine

from bihuan.adapters.sql import SqlStore, tables
from bihuan.engine.letter_records import Draft, LetterStep
from bihuan.engine.query import Query
from bihuan.engine.recorded import RECORDS
from support.samples import OFFICE, PAPER, birth, closing, every_record, feedback, step

UNSATISFIED, CORRECTED, OLD_ROUND, CLOSED, FRESH = "c-1", "c-2", "c-3", "c-4", "c-5"


@dataclass(frozen=True, slots=True)
class Shell:
    """A database shell: `psql`, or `sqlite3` as careless as it comes."""

    url: str

    @contextmanager
    def session(self) -> Iterator[Any]:
        """A session without any of our settings, committed at its end."""
        if self.url.startswith("sqlite"):
            file = self.url.removeprefix("sqlite:///")
            with closed_after(sqlite3.connect(file)) as one, one:
                yield one
        else:
            with psycopg.connect(self.url.replace("+psycopg", "")) as two:
                yield two

    def run(self, *statements: str) -> None:
        """Run statements in one transaction."""
        with self.session() as connection:
            for statement in statements:
                connection.execute(statement.replace(":office", f"'{OFFICE}'"))

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the sqlite3 shell."""
        return self.url.startswith("sqlite")


def beside_five_cases(database_url: str, engine: Engine) -> Shell:
    """A shell, and cases: unsatisfied, corrected, in a second round, closed, just received."""
    born = [birth(no) for no in range(1, 6)]
    letters = [one for one in every_record(born[0]) if isinstance(one, Draft | LetterStep)]
    born[0] = replace(born[0], records=tuple(letters), papers=(PAPER,))
    unsatisfied = feedback(born[0], standing="unsatisfied")
    satisfied = feedback(born[1])
    corrected = feedback(satisfied, standing="unsatisfied")
    first_round = feedback(born[2])
    second_round = step(first_round, "dispatched", round=2)
    form = feedback(born[3])
    moves = (unsatisfied, satisfied, corrected, first_round, second_round, form, closing(form))
    with SqlStore(engine).begin() as work:
        for change in (*born, *moves):
            work.save(change)
    return Shell(database_url)


def stored(engine: Engine) -> list[object]:
    """Everything an office has stored, and the definitions."""
    store = SqlStore(engine)
    records = [store.records(kind, OFFICE) for kind in RECORDS]
    history = list(store.all_history(OFFICE))
    others = [store.definitions(), store.numbers(OFFICE), store.paper(OFFICE, PAPER.digest)]
    return [store.find(OFFICE, Query()), history, records, *others]


def entry(of: str, seq: int, /, **changes: str) -> str:
    """A forged history entry, copied from the first of the case but for some columns."""
    values = {column.name: column.name for column in tables.history.columns} | {
        "seq": str(seq),
        "previous": f"(select hash from bihuan_history where case_ = '{of}' and seq = {seq - 1})",
        "source": f"(select state from bihuan_cases where id = '{of}')",
        "hash": "'forged'",
    }
    values |= changes
    return (
        f"insert into bihuan_history ({', '.join(values)}) select {', '.join(values.values())}"
        f" from bihuan_history where case_ = '{of}' and seq = 1"
    )


def move(of: str, /, **changes: str) -> str:
    """A raw update of a case; with a new number it points at the forged entry."""
    changes = ({"head": "'forged'"} if "seq" in changes else {}) | changes
    told = ", ".join(f"{column} = {value}" for column, value in changes.items())
    return f"update bihuan_cases set {told} where id = '{of}'"


def birth_of(name: str, /, **changes: str) -> list[str]:
    """A case that is born forged, copied from a fresh one."""
    values = {column.name: column.name for column in tables.cases.columns}
    values |= {"id": f"'{name}'", "identity": f"'{name}'", "head": "'forged'"} | changes
    told: dict[str, str] = {
        column: values[column] for column in ("definition", "round") if column in changes
    }
    told |= {"target": changes["state"]} if "state" in changes else {}
    return [
        entry(FRESH, 1, case_=f"'{name}'", source="null", previous="previous", **told),
        f"insert into bihuan_cases ({', '.join(values)}) select {', '.join(values.values())}"
        f" from bihuan_cases where id = '{FRESH}'",
    ]


def by_row_number(statement: str, table: str, victim: str) -> str:
    """The insertion with the hidden row number of another row, which REPLACE would delete."""
    return statement.replace(f"insert into {table} (", f"replace into {table} (rowid, ").replace(
        "select ", f"select (select max(rowid) from {table} where {victim}), ", 1
    )


def form(of: str, seq: int, /) -> str:
    """A forged satisfied feedback."""
    return (
        "insert into bihuan_feedback"
        " (office, case_, seq, round, member, verdict, standing, on_) values"
        f" (:office, '{of}', {seq}, 1, 1, 'satisfied', 'satisfied', '2024-03-04')"
    )


def promise(of: str, /) -> str:
    """A forged commitment."""
    return (
        "insert into bihuan_commitment (office, case_, no, round, text, on_, actor, at) values"
        f" (:office, '{of}', 1, 1, '修路', '2024-03-04', '王某', '2024-03-04 04:00:00')"
    )


def kept(of: str, /) -> str:
    """A forged report on it."""
    return (
        "insert into bihuan_fulfilment (office, case_, no, turn, status, on_, actor, at) values"
        f" (:office, '{of}', 1, 1, 'done', '2024-03-04', '王某', '2024-03-04 04:00:00')"
    )


def number(status: str, case: str = "", /, *, no: int = 1) -> str:
    """A forged turn of a document number."""
    whose = f"'{case}'" if case else "null"
    return (
        "insert into bihuan_document_number (office, text, no, status, case_, actor, at) values"
        f" (:office, '某函〔2024〕1号', {no}, '{status}', {whose}, '王某', '2024-03-04 04:00:00')"
    )


LATER = "'2099-01-01 00:00:00.000000'"


def repair(of: str, seq: int, /) -> str:
    """A note that a case was put right."""
    return (
        "insert into bihuan_repair (office, case_, at, seq, actor, before) values"
        f" (:office, '{of}', {LATER}, {seq}, '王某', '{{}}')"
    )


OTHER = f"'{'0' * 64}'"


def another(status: str) -> list[str]:
    """A second definition of the same duty, with the states of the first."""
    return [
        "insert into bihuan_definition"
        " (hash, name, version, duty, text, states, proof, proved_at, status)"
        f" select {OTHER}, name, '9', duty, text, states, proof, proved_at, '{status}'"
        " from bihuan_definition",
        "insert into bihuan_definition_state (hash, state, is_final)"
        f" select {OTHER}, state, is_final from bihuan_definition_state",
    ]


APPOINTED = (
    "insert into bihuan_appointment (hash, at, before, after, actor)"
    f" select hash, {LATER}, 'draft', 'active', '王某' from bihuan_definition"
)

CLOSE = {"state": "'closed'", "final": "true", "seq": "seq + 1"}
GOOD = {"closing_standing": "'satisfied'"}
TO_CLOSED = {"target": "'closed'", "event": "'close'"}
