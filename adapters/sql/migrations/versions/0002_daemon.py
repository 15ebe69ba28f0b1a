"""What daemons on many hosts need: an outbox with leases, signs of life, incidents, plans."""

from __future__ import annotations

from bihuan.adapters.sql.migrations.scripting import run

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is new; messages that wait may go at once."""
    run("0002_daemon")


def downgrade() -> None:
    """An older version would not know what a lease is."""
    raise NotImplementedError("messages would be sent twice; restore a backup instead")
