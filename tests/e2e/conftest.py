"""The installed command, in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.terminal import Office


@pytest.fixture
def nowhere(tmp_path: Path) -> Office:
    """A fresh folder in which nothing has been set up."""
    return Office(tmp_path)


@pytest.fixture
def office(nowhere: Office) -> Office:
    """An office of Jilin province over SQLite, set up by the command itself."""
    nowhere.must("init", "--org", "某厅", "--policy", "jilin_2025")
    return nowhere


@pytest.fixture
def pg_office(nowhere: Office, pg_url: str) -> Office:
    """The same over PostgreSQL."""
    nowhere.must("--db", pg_url, "init", "--org", "某厅", "--policy", "jilin_2025")
    return nowhere
