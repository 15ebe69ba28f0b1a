"""What definitions need that follow one another: one active for each duty, and who said so."""

from __future__ import annotations

from bihuan.adapters.sql.migrations.scripting import run

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of the definitions of a duty, the one the last new case began under stays active."""
    run("0003_versions")


def downgrade() -> None:
    """An older version would begin cases under definitions that are no longer open."""
    raise NotImplementedError("retired definitions would come back; restore a backup instead")
