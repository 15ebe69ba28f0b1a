"""Brings the tables of a database to what this version works with, and says where they stand."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, column, inspect, select, table

from bihuan.adapters.sql.database import WRITES
from bihuan.adapters.sql.errors import NewerSchema, NoTables, WrongSchema
from bihuan.adapters.sql.failures import translated

if TYPE_CHECKING:
    from alembic.config import Config

FOR_US = 0o640
"""Who may read a new database file: it holds names and opinions."""
VERSION_TABLE = "bihuan_version"
"""Not Alembic's usual name, so that the tables can stand beside a host's."""


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the tables to this version, or an earlier one; doing it twice changes nothing."""
    from alembic import command

    if engine.dialect.name == "sqlite" and engine.url.database:
        Path(engine.url.database).touch(mode=FOR_US)
    _not_newer(current(engine))
    with (
        translated(engine),
        engine.execution_options(**{WRITES: True}).begin() as connection,
    ):
        _one_at_a_time(connection)
        command.upgrade(_config(connection=connection), to)


def empty(engine: Engine) -> bool:
    """Whether the database has no table of anybody's."""
    with translated(engine), engine.connect() as connection:
        return not inspect(connection).get_table_names()


def current(engine: Engine) -> str | None:
    """The schema the database is at; None when it has no tables of ours.

    Asked without Alembic: every command asks, and loading it takes longer than most commands.
    """
    try:
        with translated(engine), engine.connect() as connection:
            found = connection.scalar(
                select(column("version_num")).select_from(table(VERSION_TABLE))
            )
    except WrongSchema:
        return None
    return None if found is None else str(found)


def head() -> str:
    """The schema this version works with: the newest of its migrations."""
    return versions()[-1]


def check(engine: Engine) -> None:
    """Raise WrongSchema, which says what to type, when the tables are not this version's."""
    found = known(engine)
    if found != head():
        raise WrongSchema(found, head())


def known(engine: Engine) -> str:
    """The schema the database is at, this version's or an earlier one.

    Raises NoTables where no tables are ours, and WrongSchema for one that nobody here knows.
    """
    found = current(engine)
    if found is None:
        raise NoTables(head())
    _not_newer(found)
    if found not in versions():
        raise WrongSchema(found, head())
    return found


def _not_newer(found: str | None) -> None:
    """Migrations are numbered, so what sorts after the newest of ours is somebody's later one."""
    if found is not None and found > head():
        raise NewerSchema(found, head())


def versions() -> list[str]:
    """Every schema there was, the first one first."""
    scripts = (Path(__file__).parent / "migrations" / "versions").glob("[0-9]*.py")
    return sorted(script.name.partition("_")[0] for script in scripts)


def sql(dialect: str, start: str | None = None, to: str = "head") -> str:
    """The way from one schema to another as a script for a database administrator.

    For `postgresql` or `sqlite`; from an empty database unless told where it starts.
    """
    from alembic import command

    printed = io.StringIO()
    way = f"{start}:{to}" if start else to
    command.upgrade(_config(output=printed, dialect=dialect), way, sql=True)
    return printed.getvalue()


def _config(output: io.StringIO | None = None, **attributes: Any) -> Config:
    from alembic.config import Config

    config = Config(output_buffer=output) if output else Config()
    config.set_main_option(
        "script_location", str(Path(__file__).parent / "migrations").replace("%", "%%")
    )
    config.attributes.update(attributes)
    return config


def _one_at_a_time(connection: Connection) -> None:
    """Let a second daemon that starts at the same moment wait and then find nothing to do."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(6513249)")
