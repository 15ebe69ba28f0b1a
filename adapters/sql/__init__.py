"""The store on SQLite and PostgreSQL: tables, laws, migrations."""

from bihuan.adapters.sql.database import open_database, opened, prepare
from bihuan.adapters.sql.store import SqlStore, open_store

__all__ = ["SqlStore", "open_database", "open_store", "opened", "prepare"]
