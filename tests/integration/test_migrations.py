"""The migrations lead to exactly the tables the store works with."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from bihuan.adapters.cli.main import run
from bihuan.adapters.sql import SqlStore, open_store, schema
from bihuan.adapters.sql.database import WRITES, open_database
from bihuan.adapters.sql.errors import NoTables, WrongSchema
from bihuan.adapters.sql.mapping import metadata
from support.samples import OFFICE


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "pg_url")
    return url


def test_the_migrations_summed_are_the_tables(engine: Engine) -> None:
    with engine.connect() as connection:
        options = {"version_table": schema.VERSION_TABLE, "compare_type": True}
        found = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)

    assert found == []


def test_every_constraint_and_index_is_where_the_tables_say(engine: Engine) -> None:
    seen = inspect(engine)
    for table in metadata.sorted_tables:
        foreign = {key["name"] for key in seen.get_foreign_keys(table.name)}
        unique = {key["name"] for key in seen.get_unique_constraints(table.name)}
        checks = {key["name"] for key in seen.get_check_constraints(table.name)}
        primary = {seen.get_pk_constraint(table.name)["name"]}

        assert foreign | unique | checks | primary == {it.name for it in table.constraints}


def test_names_are_short_enough_for_every_database(engine: Engine) -> None:
    things: list[Any] = [
        *metadata.sorted_tables,
        *[column for table in metadata.sorted_tables for column in table.columns],
        *[key for table in metadata.sorted_tables for key in table.constraints],
        *[index for table in metadata.sorted_tables for index in table.indexes],
    ]

    assert [str(it.name) for it in things if len(str(it.name)) > 30] == []
    assert all(str(it.name) == str(it.name).lower() for it in things)


def test_every_key_of_an_office_starts_with_the_office() -> None:
    keys = {
        table.name: next(iter(table.primary_key.columns)).name for table in metadata.sorted_tables
    }

    shared = ("bihuan_definition", "bihuan_definition_state", "bihuan_appointment")
    assert {keys.pop(name) for name in shared} == {"hash"}
    assert set(keys.values()) == {"office"}


def test_upgrading_twice_changes_nothing(empty_url: str) -> None:
    with closing(SqlStore(open_database(empty_url))) as store:
        assert schema.current(store.engine) is None

        schema.upgrade(store.engine)
        schema.upgrade(store.engine)

        assert schema.current(store.engine) == schema.head()
        schema.check(store.engine)


def test_what_the_first_version_stored_is_still_there_afterwards(empty_url: str) -> None:
    waiting = {
        "office": OFFICE,
        "key": "k-1",
        "case": "c-1",
        "body": '{"due":null}',
        "at": "2024-03-04 04:00:00",
    }
    with closing(SqlStore(open_database(empty_url))) as store:
        schema.upgrade(store.engine, to="0001")
        with store.engine.execution_options(**{WRITES: True}).begin() as connection:
            connection.execute(
                text(
                    "insert into bihuan_message (office, key_, case_, seq, topic, channel,"
                    " recipient, body, created_at, status, attempts)"
                    " values (:office, :key, :case, 1, 'urging', 'notice', 'office',"
                    " :body, :at, 'pending', 0)"
                ),
                waiting,
            )

        schema.upgrade(store.engine)

        (kept,) = store.messages(OFFICE)
        assert (kept.key, kept.next_at, kept.fence) == ("k-1", kept.created_at, 0)
        assert store.outbox.waiting(OFFICE) == {"notice": kept.created_at}


def test_of_several_definitions_the_one_of_the_last_new_case_stays_active(empty_url: str) -> None:
    told = {"text": '{"duty":"lead"}', "states": '{"received":false}', "at": "2024-03-04 04:00:00"}
    begun = [
        "insert into bihuan_definition"
        " (hash, name, version, text, states, proof, proved_at, status)"
        f" values ('{name * 64}', 'lead', '{name}', :text, :states, '{{}}', :at, 'active')"
        for name in ("a", "b", "c")
    ]
    with closing(SqlStore(open_database(empty_url))) as store:
        schema.upgrade(store.engine, to="0002")
        with store.engine.execution_options(**{WRITES: True}).begin() as connection:
            for statement in begun:
                connection.execute(text(statement), told)
            for no, name in enumerate(("a", "b"), start=1):
                for statement in _received(f"c-{no}", name * 64):
                    connection.execute(text(statement), told)

        schema.upgrade(store.engine)

        found = {one.version: (one.status, one.duty) for one in store.definitions()}
        assert found == {
            "a": ("draining", "lead"),
            "b": ("active", "lead"),
            "c": ("draining", "lead"),
        }


def _received(case: str, definition: str) -> list[str]:
    """A case that the first versions began, as they stored it."""
    own = {
        "office": OFFICE, "id": case, "kind": "k", "role": "lead", "year": 2024,
        "number_key": case, "off_session": False, "received_on": "2024-03-04",
        "assigned_on": "2024-03-04", "definition": definition, "state": "received",
        "final": False, "round": 1, "seq": 1, "head": "h", "held": "{}", "identity": case,
        "changed_at": "2024-03-04 04:00:00",
    }  # fmt: skip
    entry = {
        "office": OFFICE, "case_": case, "seq": 1, "row_": "receive", "event": "receive",
        "target": "received", "round": 1, "actor": "a", "party": "office",
        "effective_on": "2024-03-04", "recorded_at": "2024-03-04 04:00:00", "args": "{}",
        "given": "{}", "deadlines": "{}", "definition": definition, "hash": "h",
    }  # fmt: skip
    known = (
        "insert into bihuan_definition_state (hash, state, is_final)"
        f" values ('{definition}', 'received', false)"
    )
    return [known, _insertion("bihuan_history", entry), _insertion("bihuan_cases", own)]


def _insertion(table: str, row: dict[str, object]) -> str:
    values = (str(it).lower() if isinstance(it, bool) else repr(it) for it in row.values())
    return f"insert into {table} ({', '.join(row)}) values ({', '.join(values)})"


def test_two_that_upgrade_at_once_do_not_meet(empty_url: str) -> None:
    failures: list[BaseException] = []

    def upgrade() -> None:
        with closing(SqlStore(open_database(empty_url))) as store:
            try:
                schema.upgrade(store.engine)
                schema.check(store.engine)
            except BaseException as error:
                failures.append(error)

    threads = [threading.Thread(target=upgrade) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []


def test_a_database_without_tables_says_what_to_type(empty_url: str) -> None:
    with closing(SqlStore(open_database(empty_url))) as store:
        with pytest.raises(NoTables) as refused:
            schema.check(store.engine)
        with pytest.raises(NoTables):
            store.definitions()

    assert str(refused.value) == (
        "the database does not have our tables; `bihuan db init` makes them in an empty one"
    )


def test_an_upgrade_makes_no_tables_where_there_are_none(
    empty_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(SqlStore(open_database(empty_url))) as store, store.engine.connect():
        pass

    assert run(["--db", empty_url, "db", "upgrade"]) == 78

    assert "bihuan db init" in capsys.readouterr().err
    with closing(SqlStore(open_database(empty_url))) as store:
        assert schema.empty(store.engine)
    assert run(["--db", empty_url, "db", "init"]) == 0
    assert run(["--db", empty_url, "db", "upgrade"]) == 0


@pytest.mark.parametrize(
    "words", [("db", "upgrade"), ("db", "check"), ("db", "current"), ("status",), ("run",)]
)
def test_a_file_that_is_not_there_is_named_and_none_is_made(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "slip.db"

    assert run(["--db", f"sqlite:///{file}", *words]) == 78

    told = capsys.readouterr().err
    assert f"没有这个文件：{file}" in told
    assert "bihuan init" in told
    assert list(tmp_path.iterdir()) == []


def test_a_database_of_another_version_says_what_to_type(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"update {schema.VERSION_TABLE} set version_num = '0000'"))

    with pytest.raises(WrongSchema) as refused:
        schema.check(engine)

    assert str(refused.value) == (
        f"the database is at schema 0000 and this version needs {schema.head()};"
        " type `bihuan db upgrade`"
    )


def test_where_none_is_to_be_made_a_missing_file_is_said_and_not_made(tmp_path: Path) -> None:
    file = tmp_path / "slip.db"

    with pytest.raises(WrongSchema):
        open_store(f"sqlite:///{file}", create=False)

    assert not file.exists()


def test_a_file_with_somebody_elses_tables_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "theirs.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("create table theirs (id integer)")
        connection.commit()

    with pytest.raises(WrongSchema):
        open_store(f"sqlite:///{file}")

    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("select name from sqlite_master").fetchall() == [("theirs",)]


def test_a_new_file_is_given_its_tables(sqlite_url: str) -> None:
    with closing(open_store(sqlite_url)) as store:
        assert store.definitions() == []


def test_an_administrator_can_run_the_printed_script(empty_url: str) -> None:
    if empty_url.startswith("sqlite"):
        path = empty_url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(schema.sql("sqlite"))
    else:
        with psycopg.connect(empty_url.replace("+psycopg", "")) as connection_:
            connection_.execute(schema.sql("postgresql").encode())

    with closing(open_store(empty_url)) as store:
        assert store.definitions() == []
