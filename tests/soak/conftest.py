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
from support.breaking.small_disk import SmallDisk, small_disk
from support.postgres import Server
from support.postgres_cluster import Cluster

SERVER_MEGABYTES = 160


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
    yield from _lent(run, listening)


@pytest.fixture
def small_server(pg_server: Server) -> Iterator[tuple[SmallDisk, Cluster]]:
    """A PostgreSQL with all its files on a small disk, and that disk."""
    run = Path(tempfile.mkdtemp(prefix="d", dir=pg_server.run))
    run.rmdir()
    with small_disk(run, SERVER_MEGABYTES) as disk:
        settings = {"max_wal_size": "8MB", "min_wal_size": "2MB", "wal_recycle": "off"}
        for one in _lent(run, settings, "--wal-segsize=1"):  # its journal needs room all the time
            yield disk, one


def _lent(run: Path, settings: Mapping[str, str], *options: str) -> Iterator[Cluster]:
    try:
        one = Cluster(run, settings)
    except RuntimeError as missing:  # the tests were given a server by its address alone
        pytest.skip(str(missing))
    one.make(*options)
    one.start()
    try:
        yield one
    finally:
        one.stop()
        shutil.rmtree(run, ignore_errors=True)


@pytest.fixture
def fragile(cluster: Cluster, nursery: Nursery, tmp_path: Path) -> House:
    """An office whose PostgreSQL is broken off in the middle of everything."""
    return _office_on(cluster, nursery, tmp_path)


@pytest.fixture
def narrow(
    small_server: tuple[SmallDisk, Cluster], nursery: Nursery, tmp_path: Path
) -> tuple[SmallDisk, Cluster, House]:
    """An office whose PostgreSQL has little room, with its disk and its server."""
    disk, cluster = small_server
    return disk, cluster, _office_on(cluster, nursery, tmp_path)


def _office_on(cluster: Cluster, nursery: Nursery, folder: Path) -> House:
    with closing(psycopg.connect(cluster.plain_url, autocommit=True)) as connection:
        connection.execute("create database cases")
    one = House(folder, cluster.url.replace("/postgres?", "/cases?"), nursery)
    one.set_up(POLICY)
    return one


@pytest.fixture(params=("sqlite", "postgres"))
def house(request: pytest.FixtureRequest, nursery: Nursery, tmp_path: Path) -> House:
    """An office set up by the command, over SQLite and over PostgreSQL."""
    url = request.getfixturevalue("pg_url" if request.param == "postgres" else "sqlite_url")
    one = House(tmp_path, url, nursery)
    one.set_up(POLICY)
    return one
