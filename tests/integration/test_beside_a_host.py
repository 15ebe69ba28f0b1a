"""Our tables stand beside a host's, and its Alembic and its packages are not disturbed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, Integer, MetaData, Table, inspect, text

import bihuan
from bihuan.adapters.sql import SqlStore
from bihuan.adapters.sql.database import open_database
from bihuan.testing import sample_intake
from support.people import CLERK, an_engine

OWN = MetaData()
TASK = Table("oa_task", OWN, Column("id", Integer, primary_key=True))


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database in which a host has its own table, and its own Alembic its version."""
    url: str = request.getfixturevalue(f"{request.param}_url".replace("postgres", "pg"))
    host = open_database(url)
    with host.begin() as connection:
        OWN.create_all(connection)
        context = MigrationContext.configure(connection)
        context._ensure_version_table()
    host.dispose()
    yield url


def test_our_tables_are_made_beside_a_hosts_and_made_once(address: str) -> None:
    bihuan.make_tables(address)
    bihuan.make_tables(address)

    host = open_database(address)
    there = set(inspect(host).get_table_names())
    office = an_engine(SqlStore(host))
    office.receive(sample_intake(), actor=CLERK)
    office.close()
    assert {"oa_task", "alembic_version", "bihuan_cases", "bihuan_version"} <= there


def test_a_hosts_alembic_neither_drops_our_tables_nor_takes_them_for_its_own(address: str) -> None:
    host = open_database(address)
    bihuan.make_tables(host)

    with host.connect() as connection:
        blind = MigrationContext.configure(connection)
        seeing = MigrationContext.configure(connection, opts={"include_name": bihuan.not_ours})
        dropped = [change[0] for change in compare_metadata(blind, OWN)]
        proposed = compare_metadata(seeing, OWN)
    host.dispose()

    assert "remove_table" in dropped
    assert proposed == []


def test_our_tables_stand_in_the_schema_the_address_names(pg_url: str) -> None:
    address = f"{pg_url}{'&' if '?' in pg_url else '?'}options=-csearch_path%3Doffice"
    host = open_database(pg_url)
    with host.begin() as connection:
        connection.exec_driver_sql("create schema office")
        connection.exec_driver_sql("create table bihuan_cases (not_ours integer)")
        connection.exec_driver_sql("create table bihuan_history (not_ours integer)")
    bihuan.make_tables(address)

    own = open_database(address)
    with bihuan.open_engine(address) as office:
        case = office.receive(sample_intake(), actor=CLERK).case.id
        with own.begin() as connection:
            office.using(connection).fire(case, "urge", actor=CLERK)
        assert office.store.case("office", case).seq == 2
    with host.connect() as connection:
        kept = [
            connection.scalar(text(f"select count(*) from {table}"))
            for table in ("bihuan_cases", "office.bihuan_cases", "office.bihuan_history")
        ]
    assert sorted(inspect(host).get_table_names()) == ["bihuan_cases", "bihuan_history"]
    assert kept == [0, 1, 2]
    own.dispose()
    host.dispose()


HOST = """
import logging, sys
import adapters, engine, rules, states          # the host's own packages
import bihuan, bihuan.testing
from bihuan.commands import Dispatch
assert adapters.MINE and engine.MINE and rules.MINE and states.MINE
office = bihuan.testing.memory_engine()
office.receive(bihuan.testing.sample_intake(), actor=bihuan.Actor("clerk"))
assert logging.getLogger().handlers == []
assert not {"apscheduler", "structlog", "click", "sqlalchemy"} & set(sys.modules), "loaded unasked"
"""


def test_a_hosts_own_packages_of_our_rooms_names_and_its_logging_are_left_alone(
    tmp_path: Path,
) -> None:
    for room in ("adapters", "engine", "rules", "states"):
        (tmp_path / f"{room}.py").write_text("MINE = True\n")
    (tmp_path / "host.py").write_text(HOST)

    done = subprocess.run(
        [sys.executable, str(tmp_path / "host.py")], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
