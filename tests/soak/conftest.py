"""The house that is broken, over each database."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from support.breaking.clerk import POLICY
from support.breaking.house import House
from support.breaking.nursery import Nursery
from support.postgres import Server
from support.postgres_cluster import Cluster


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    """A warm process in which daemons and clerks are born."""
    if not hasattr(os, "pidfd_open"):
        pytest.skip("processes are killed by their handle here, which only Linux has")
    with Nursery() as one:
        yield one


@pytest.fixture
def listening() -> Mapping[str, str]:
    """Where that PostgreSQL listens beside its socket; a module may say otherwise."""
    return {}


@pytest.fixture
def cluster(pg_server: Server, listening: Mapping[str, str]) -> Iterator[Cluster]:
    """A PostgreSQL of its own, which a test may break off and start as it likes."""
    run = Path(tempfile.mkdtemp(prefix="c", dir=pg_server.run))
    try:
        one = Cluster(run, listening)
    except RuntimeError as missing:  # the tests were given a server by its address alone
        pytest.skip(str(missing))
    one.make()
    one.start()
    try:
        yield one
    finally:
        one.stop()
        shutil.rmtree(run, ignore_errors=True)


@pytest.fixture
def fragile(cluster: Cluster, nursery: Nursery, tmp_path: Path) -> House:
    """An office whose PostgreSQL is broken off in the middle of everything."""
    with closing(psycopg.connect(cluster.plain_url, autocommit=True)) as connection:
        connection.execute("create database cases")
    one = House(tmp_path, cluster.url.replace("/postgres?", "/cases?"), nursery)
    one.set_up(POLICY)
    return one


@pytest.fixture(params=("sqlite", "postgres"))
def house(request: pytest.FixtureRequest, nursery: Nursery, tmp_path: Path) -> House:
    """An office set up by the command, over SQLite and over PostgreSQL."""
    url = request.getfixturevalue("pg_url" if request.param == "postgres" else "sqlite_url")
    one = House(tmp_path, url, nursery)
    one.set_up(POLICY)
    return one
