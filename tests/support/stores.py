"""Every store we ship, behind one fixture, so that one sentence is said to all of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bihuan.adapters.memory import MemoryStore
from bihuan.adapters.sql import SqlStore, schema
from bihuan.adapters.sql.database import open_database
from bihuan.engine.ports import Store
from bihuan.engine.query import Query
from bihuan.engine.recorded import RECORDS
from bihuan.engine.records import Change
from support.postgres import Server, fresh_database, template
from support.samples import DEFINITION, OFFICE

DATABASES = ("sqlite", "postgres")


def set_up(url: str) -> None:
    """Give an empty database its tables and one definition."""
    engine = open_database(url)
    try:
        schema.upgrade(engine)
        with SqlStore(engine).begin() as work:
            work.define(DEFINITION)
    finally:
        engine.dispose()


@contextmanager
def database_of(kind: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database that has its tables."""
    if kind == "sqlite":
        folder: Path = request.getfixturevalue("tmp_path")
        url = f"sqlite:///{folder / 'bihuan.db'}"
        set_up(url)
        yield url
        return
    server: Server = request.getfixturevalue("pg_server")
    with fresh_database(server, template(server, set_up)) as url:
        yield url


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of each kind with its tables and one definition."""
    with database_of(request.param, request) as url:
        yield url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Each database, opened."""
    opened = open_database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture(params=("memory", *DATABASES))
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """Each store, with one definition and nothing else."""
    if request.param == "memory":
        memory = MemoryStore()
        with memory.begin() as work:
            work.define(DEFINITION)
        yield memory
        return
    with (
        database_of(request.param, request) as url,
        closing(SqlStore(open_database(url))) as opened,
    ):
        yield opened


def save(store: Store, *changes: Change) -> None:
    """Save the changes in one transaction."""
    with store.begin() as work:
        for change in changes:
            work.save(change)


def everything(store: Store) -> list[object]:
    """All that an office has stored."""
    return [
        store.find(OFFICE, Query()),
        list(store.all_history(OFFICE)),
        store.alarms(OFFICE),
        store.messages(OFFICE),
        [store.records(kind, OFFICE) for kind in RECORDS],
        store.numbers(OFFICE),
    ]
