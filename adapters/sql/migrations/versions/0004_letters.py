"""Letters that are written here: their versions, their path to the signature, their files."""

from __future__ import annotations

from bihuan.adapters.sql.migrations.scripting import run

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Letters sent before have no file here; nothing is asked of them."""
    run("0004_letters")


def downgrade() -> None:
    """What was signed and sent is kept for ever."""
    raise NotImplementedError("signed letters would be lost; restore a backup instead")
