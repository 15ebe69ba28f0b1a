"""Runs the migrations on a connection it is given, or prints them for somebody else to run."""

from __future__ import annotations

from alembic import context

from bihuan.adapters.sql.mapping import metadata

config = context.config
connection = config.attributes.get("connection")

if connection is None:
    context.configure(
        dialect_name=config.attributes["dialect"],
        target_metadata=metadata,
        literal_binds=True,
        version_table="bihuan_version",
    )
else:
    context.configure(
        connection=connection, target_metadata=metadata, version_table="bihuan_version"
    )
with context.begin_transaction():
    context.run_migrations()
