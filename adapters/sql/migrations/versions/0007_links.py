"""Links by which members hand in their forms, of which only the digest is kept."""

from __future__ import annotations

from bihuan.adapters.sql.migrations.scripting import run

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has been given one before; the table begins empty."""
    run("0007_links")


def downgrade() -> None:
    """Who was asked, and by which link, is kept for ever."""
    raise NotImplementedError("links would be forgotten; restore a backup instead")
