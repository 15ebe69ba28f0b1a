"""Nothing a driver or a library complains about crosses the border as it is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import InvalidRequestError

from bihuan.adapters.sql import SqlStore, failures, schema
from bihuan.adapters.sql.database import open_database, opened, prepare
from bihuan.adapters.sql.errors import (
    DatabaseBusy,
    DatabaseUnreachable,
    DiskFull,
    NewerSchema,
    WrongSchema,
)
from bihuan.adapters.sql.failures import translated
from bihuan.engine.errors import BadInput
from bihuan.engine.query import Query
from support.samples import CASE, NOON, OFFICE, birth
from support.terminal import Office


@pytest.mark.parametrize("query", [Query(year=10**30), Query(limit=10**30)])
def test_a_number_no_database_holds_is_bad_input(engine: Engine, query: Query) -> None:
    with pytest.raises(BadInput, match="a number is out of range"):
        SqlStore(engine).find(OFFICE, query)


@pytest.mark.parametrize("limit", [10**30, 10**19])
def test_so_is_one_that_is_bound_without_sqlalchemy(engine: Engine, limit: int) -> None:
    with pytest.raises(BadInput, match="a number is out of range"):
        SqlStore(engine).due(OFFICE, NOON, limit)


def test_a_number_too_large_for_its_column_is_bad_input(pg_url: str) -> None:
    schema_of(pg_url)
    with closing(SqlStore(open_database(pg_url))) as store:
        with pytest.raises(BadInput, match="a number is out of range"):
            store.find(OFFICE, Query(year=10**19))
        with pytest.raises(BadInput, match="a number is out of range"):
            store.messages(OFFICE, limit=-1)


def test_a_text_a_database_cannot_hold_is_bad_input(pg_url: str) -> None:
    schema_of(pg_url)
    with closing(SqlStore(open_database(pg_url))) as store, pytest.raises(BadInput, match="NUL"):
        store.find(OFFICE, Query(text="a\0b"))


def test_a_column_that_is_not_there_is_a_wrong_schema(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("alter table bihuan_past_case rename column title to heading"))

    with pytest.raises(WrongSchema):
        SqlStore(engine).past(OFFICE, 2023)


def test_a_file_that_is_no_database_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "bad.db").write_text("no database at all, only some words\n" * 99, "utf-8")

    with (
        closing(SqlStore(open_database(f"sqlite:///{tmp_path / 'bad.db'}"))) as store,
        pytest.raises(DatabaseUnreachable) as refused,
    ):
        store.definitions()

    assert refused.value.reason == "file is not a database"


def test_a_damaged_page_is_said(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'torn.db'}"
    schema_of(url)
    with closing(SqlStore(open_database(url))) as store, store.begin() as work:
        work.keep_past([])
    torn = (tmp_path / "torn.db").read_bytes()
    (tmp_path / "torn.db").write_bytes(torn[:4096] + b"\xff" * (len(torn) - 4096))

    with (
        closing(SqlStore(open_database(url))) as store,
        pytest.raises(DatabaseUnreachable, match="malformed"),
    ):
        store.definitions()


def test_a_database_that_may_only_be_read_is_said(engine: Engine) -> None:
    store = SqlStore(engine)
    reason = "readonly" if engine.dialect.name == "sqlite" else "read-only"
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA query_only = on")
        else:
            connection.exec_driver_sql("SET SESSION default_transaction_read_only = on")
            connection.commit()

    with pytest.raises(DatabaseUnreachable, match=reason), store.begin() as work:
        work.save(birth())


def test_a_full_disk_is_said_and_not_taken_for_a_wrong_address(sqlite_url: str) -> None:
    with opened(sqlite_url, create=True) as engine, translated(engine):
        schema.upgrade(engine)
        with engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

        with pytest.raises(DiskFull), translated(engine), engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE more AS SELECT zeroblob(1000000)")


@pytest.mark.parametrize(("free", "kind"), [(0, DiskFull), (1 << 30, DatabaseUnreachable)])
def test_an_input_or_output_error_is_a_full_disk_where_there_is_no_room(
    free: int, kind: type[Exception], sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(failures, "disk_usage", lambda _folder: SimpleNamespace(free=free))

    with opened(sqlite_url, create=True) as engine:
        said = failures.our_error(sqlite3.OperationalError("disk I/O error"), engine)

    assert type(said) is kind


def test_so_is_one_that_postgres_tells_of(pg_url: str) -> None:
    full = text("do $$ begin raise sqlstate '53100'; end $$")
    with (
        opened(pg_url) as engine,
        pytest.raises(DiskFull),
        translated(engine),
        engine.connect() as connection,
    ):
        connection.execute(full)


def test_a_pool_without_a_free_connection_is_busy(database_url: str) -> None:
    url = open_database(database_url).url
    crowded = create_engine(url, pool_size=1, max_overflow=0, pool_timeout=0)
    prepare(crowded)
    with closing(SqlStore(crowded)) as store, crowded.connect():
        with pytest.raises(DatabaseBusy):
            store.case(OFFICE, CASE)
        with pytest.raises(DatabaseBusy):
            store.find(OFFICE, Query())


def test_whatever_else_the_library_says_is_said_by_us(engine: Engine) -> None:
    with pytest.raises(DatabaseUnreachable, match=r"a first line$"), translated(engine):
        raise InvalidRequestError("a first line\nand a second")


def test_tables_of_a_later_version_are_left_alone_and_named(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"update {schema.VERSION_TABLE} set version_num = '9999'"))

    for act in (schema.upgrade, schema.check):
        with pytest.raises(NewerSchema, match="is at schema 9999, which this version"):
            act(engine)


def test_the_command_line_names_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "bad.db").write_text("no database at all, only some words\n" * 99, "utf-8")

    said = Office(tmp_path)("--db", "sqlite:///bad.db", "status")

    assert said.code == 69
    assert "E-DATABASE-UNREACHABLE" in said.err
    assert "file is not a database" in said.err


def schema_of(url: str) -> None:
    """Give an empty database its tables."""
    engine = open_database(url)
    schema.upgrade(engine)
    engine.dispose()
