"""Subscriptions of other systems to what happens."""

from __future__ import annotations

from bihuan.adapters.sql.migrations.scripting import run

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has subscribed before; the table begins empty."""
    run("0008_webhooks")


def downgrade() -> None:
    """Who was told of what happened, and since when, is kept for ever."""
    raise NotImplementedError("subscriptions would be forgotten; restore a backup instead")
