"""Runs the scripts that migrations are written in, one for each database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from alembic import op

SCRIPTS = Path(__file__).parent / "scripts"


def run(name: str) -> None:
    """Run the script of this name that is written for the database at hand."""
    dialect = op.get_context().dialect.name
    text = (SCRIPTS / f"{name}_{dialect}.sql").read_text("utf-8")
    for statement in statements(text, dialect):
        op.execute(statement)


def statements(text: str, dialect: str) -> Iterator[str]:
    """The script as its driver takes it: SQLite's one statement at a time."""
    if dialect != "sqlite":
        yield text.rstrip().removesuffix(";")
        return
    statement = ""
    for line in text.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
