"""The first tables, and the laws that hold even for somebody with a database shell."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SCRIPTS = Path(__file__).parent.parent / "scripts"


def upgrade() -> None:
    """Make the tables first, since the laws stand on them."""
    dialect = op.get_context().dialect.name
    for part in ("tables", "laws"):
        text = (SCRIPTS / f"0001_{part}_{dialect}.sql").read_text("utf-8")
        for statement in statements(text, dialect):
            op.execute(statement)


def downgrade() -> None:
    """There is nothing before the first version to go back to."""
    raise NotImplementedError("history cannot be taken back; restore a backup instead")


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
