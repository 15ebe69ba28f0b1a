"""Whatever of its tables and laws a database has lost, `db check` names."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine

from bihuan.adapters.sql import open_database, opened, schema, soundness
from bihuan.adapters.sql.errors import WrongSchema

SPOILT_SQLITE = {
    "drop trigger law_chain": ("missing", "trigger law_chain"),
    "drop index ix_bihuan_message_case": ("missing", "index ix_bihuan_message_case"),
    "alter table bihuan_cases add column nickname text": ("changed", "table bihuan_cases"),
    "drop trigger law_chain; create trigger law_chain before insert on bihuan_history "
    "begin select 1; end": ("changed", "trigger law_chain"),
}
SPOILT_POSTGRES = {
    "drop trigger law_chain on bihuan_history": ("missing", "trigger law_chain"),
    "alter table bihuan_history disable trigger law_history_stays": (
        "off",
        "trigger law_history_stays",
    ),
    "alter table bihuan_cases add column nickname text": ("changed", "table bihuan_cases"),
    "drop index ix_bihuan_message_case": ("changed", "table bihuan_message"),
    "drop index ix_bihuan_cases_open": ("changed", "table bihuan_cases"),
    "alter table bihuan_cases drop constraint ck_bihuan_cases_final": (
        "missing",
        "constraint ck_bihuan_cases_final",
    ),
    "alter table bihuan_pulse drop constraint pk_bihuan_pulse": (
        "missing",
        "constraint pk_bihuan_pulse",
    ),
    "create or replace function bihuan_case() returns trigger language plpgsql as "
    "$$ begin return new; end $$": ("changed", "function bihuan_case"),
}


@pytest.fixture
def upgraded(request: pytest.FixtureRequest) -> Callable[[str], Engine]:
    """Opens a database that has come from the first schema to this one."""

    def opened(url: str) -> Engine:
        engine = open_database(url)
        request.addfinalizer(engine.dispose)
        schema.upgrade(engine, to="0001")
        schema.upgrade(engine)
        return engine

    return opened


def test_a_database_as_it_was_made_is_sound(engine: Engine) -> None:
    assert list(soundness.faults(engine)) == []


def test_a_database_made_by_the_script_as_it_is_printed_is_sound(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "scripted.db")) as connection:
        connection.executescript(schema.sql("sqlite"))

    with opened(f"sqlite:///{tmp_path / 'scripted.db'}") as engine:
        assert list(soundness.faults(engine)) == []


def test_a_database_that_was_upgraded_is_sound_as_well(
    sqlite_url: str, pg_url: str, upgraded: Callable[[str], Engine]
) -> None:
    assert list(soundness.faults(upgraded(sqlite_url))) == []
    assert list(soundness.faults(upgraded(pg_url))) == []


@pytest.mark.parametrize("change", SPOILT_SQLITE)
def test_what_was_changed_in_sqlite_is_named(
    change: str, sqlite_url: str, tmp_path: Path, upgraded: Callable[[str], Engine]
) -> None:
    engine = upgraded(sqlite_url)
    with closing(sqlite3.connect(tmp_path / "bihuan.db")) as owner:
        owner.executescript(change)

    assert list(soundness.faults(engine)) == [SPOILT_SQLITE[change]]


@pytest.mark.parametrize("change", SPOILT_POSTGRES)
def test_what_was_changed_in_postgres_is_named(
    change: str, pg_url: str, upgraded: Callable[[str], Engine]
) -> None:
    engine = upgraded(pg_url)
    with psycopg.connect(pg_url.replace("+psycopg", "")) as owner:
        owner.execute(change)

    assert list(soundness.faults(engine)) == [SPOILT_POSTGRES[change]]


def test_rows_that_belong_to_nothing_are_found(
    sqlite_url: str, tmp_path: Path, upgraded: Callable[[str], Engine]
) -> None:
    engine = upgraded(sqlite_url)
    with closing(sqlite3.connect(tmp_path / "bihuan.db")) as owner, owner:
        owner.execute(
            "insert into bihuan_mute (office, case_, seq, until, reason, on_)"
            " values ('office', 'nobody', 1, '2024-03-04', 'x', '2024-03-04')"
        )

    assert list(soundness.faults(engine)) == [("orphans", "bihuan_mute")]


def test_a_hosts_own_tables_are_none_of_our_business(
    sqlite_url: str, pg_url: str, tmp_path: Path, upgraded: Callable[[str], Engine]
) -> None:
    here, there = upgraded(sqlite_url), upgraded(pg_url)
    with closing(sqlite3.connect(tmp_path / "bihuan.db")) as owner, owner:
        owner.execute("create table hosts_own (id integer)")
    with psycopg.connect(pg_url.replace("+psycopg", "")) as other:
        other.execute("create table hosts_own (id integer)")

    assert list(soundness.faults(here)) == []
    assert list(soundness.faults(there)) == []


def test_another_versions_tables_are_refused_before_they_are_compared(sqlite_url: str) -> None:
    engine = open_database(sqlite_url)
    schema.upgrade(engine, to="0001")

    with pytest.raises(WrongSchema):
        list(soundness.faults(engine))
    engine.dispose()
