"""The tests' own PostgreSQL does what the tests rely on."""

from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from support.postgres import Server, fresh_database, template
from support.postgres_binaries import find


def _with_a_table(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("create table prepared (n integer)"))
        connection.execute(text("insert into prepared values (7)"))
    engine.dispose()


def _broken(url: str) -> None:
    raise ValueError(url)


def test_a_fresh_database_is_empty_and_honest(pg_url: str) -> None:
    engine = create_engine(pg_url)
    with engine.connect() as connection:
        fsync = connection.scalar(text("show fsync"))
        tables = connection.scalar(
            text("select count(*) from pg_tables where schemaname = 'public'")
        )
    engine.dispose()

    assert (fsync, tables) == ("on", 0)


def test_a_copy_of_a_template_has_what_was_prepared_and_is_dropped(pg_server: Server) -> None:
    prepared = template(pg_server, _with_a_table)

    with fresh_database(pg_server, prepared) as url:
        engine = create_engine(url)
        with engine.connect() as connection:
            assert connection.scalar(text("select n from prepared")) == 7
        engine.dispose()
        name = url.partition("?")[0].rpartition("/")[2]
        assert name in pg_server.databases()

    assert name not in pg_server.databases()
    assert template(pg_server, _with_a_table) == prepared


def test_a_template_that_fails_leaves_nothing(pg_server: Server) -> None:
    with pytest.raises(ValueError, match="postgresql"):
        template(pg_server, _broken)

    assert pg_server.template_name(_broken) not in pg_server.databases()


def test_a_connection_left_open_fails_the_test(pg_server: Server) -> None:
    with pytest.raises(AssertionError, match="1 connections were left open"):  # noqa: SIM117
        with fresh_database(pg_server, patience=0.1) as url:
            left = psycopg.connect(url.replace("+psycopg", ""))

    left.close()


def test_the_address_has_no_percent_sign(pg_url: str) -> None:
    assert "%" not in pg_url


def test_a_named_folder_without_a_server_finds_nothing(tmp_path: Path) -> None:
    assert find({"BIHUAN_TEST_PG_BIN": str(tmp_path)}) is None
