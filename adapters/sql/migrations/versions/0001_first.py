"""The first tables, and the laws that hold even for somebody with a database shell."""

from __future__ import annotations

from bihuan.adapters.sql.migrations.scripting import run

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables first, since the laws stand on them."""
    run("0001_tables")
    run("0001_laws")
    run("0001_numbers")
    run("0001_promises")


def downgrade() -> None:
    """There is nothing before the first version to go back to."""
    raise NotImplementedError("history cannot be taken back; restore a backup instead")
