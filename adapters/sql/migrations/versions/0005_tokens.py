"""Tokens for those who come in over HTTP, of which only the digest is kept."""

from __future__ import annotations

from bihuan.adapters.sql.migrations.scripting import run

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has come in before; the table begins empty."""
    run("0005_tokens")


def downgrade() -> None:
    """Who was given a token, and who took it away, is kept for ever."""
    raise NotImplementedError("tokens would be forgotten; restore a backup instead")
