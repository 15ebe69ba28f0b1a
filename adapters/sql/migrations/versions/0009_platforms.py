"""What is exchanged with the provincial platforms: links, records, differences, every exchange."""

from __future__ import annotations

from bihuan.adapters.sql.migrations.scripting import run

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing was exchanged before; the tables begin empty."""
    run("0009_platforms")


def downgrade() -> None:
    """What was exchanged, and who settled a difference, is kept for ever."""
    raise NotImplementedError("exchanges would be forgotten; restore a backup instead")
