"""The house that is broken, over each database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.breaking.clerk import POLICY
from support.breaking.house import House
from support.breaking.nursery import Nursery


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    """A warm process in which daemons and clerks are born."""
    if not hasattr(os, "pidfd_open"):
        pytest.skip("processes are killed by their handle here, which only Linux has")
    with Nursery() as one:
        yield one


@pytest.fixture(params=("sqlite", "postgres"))
def house(request: pytest.FixtureRequest, nursery: Nursery, tmp_path: Path) -> House:
    """An office set up by the command, over SQLite and over PostgreSQL."""
    url = request.getfixturevalue("pg_url" if request.param == "postgres" else "sqlite_url")
    one = House(tmp_path, url, nursery)
    one.set_up(POLICY)
    return one
