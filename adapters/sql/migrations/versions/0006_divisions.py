"""An index for the cases of a division."""

from __future__ import annotations

from bihuan.adapters.sql.migrations.scripting import run

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing that is kept changes."""
    run("0006_divisions")


def downgrade() -> None:
    """Nobody has needed the way back."""
    raise NotImplementedError("restore a backup instead")
