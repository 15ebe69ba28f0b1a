"""Whether a database still has the tables and the laws it was given, and its rows hang together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import CheckConstraint, Connection, Engine, PrimaryKeyConstraint

from bihuan.adapters.sql import schema
from bihuan.adapters.sql.database import opened
from bihuan.adapters.sql.failures import translated
from bihuan.adapters.sql.mapping import metadata

_LAW = re.compile(
    r"DROP TRIGGER (?:IF EXISTS )?(?P<dropped>\w+)"
    r"|CREATE (?:OR REPLACE )?FUNCTION (?P<function>\w+).*?\$\$(?P<body>.*?)\$\$"
    r"|CREATE (?:CONSTRAINT )?TRIGGER (?P<trigger>\w+)",
    re.DOTALL,
)
Faults = Iterator[tuple[str, str]]
"""What is wrong, as a kind (`damaged`, `orphans`, `missing`, `changed`, `off`) and its name."""


def faults(engine: Engine) -> Faults:
    """Everything wrong with the tables; raises WrongSchema where they are another version's."""
    schema.check(engine)
    with translated(engine), engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            yield from _rows(connection)
            yield from _sqlite(connection)
        else:
            yield from _postgres_tables(connection)
            yield from _postgres_checks(connection)
            yield from _postgres_laws(connection)


def _rows(connection: Connection) -> Faults:
    """PostgreSQL holds its pages and references by itself; a SQLite file may be spoilt outside."""
    for (told,) in connection.exec_driver_sql("PRAGMA integrity_check(20)"):
        if told != "ok":
            yield "damaged", str(told)
    for table, *_ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield "orphans", str(table)
        break


def _sqlite(connection: Connection) -> Faults:
    """SQLite keeps every definition as it was written, so a fresh database tells how it must be."""
    found = _declared(connection)
    with _fresh() as fresh, fresh.connect() as other:
        wanted = _declared(other)
    for (kind, name), text in wanted.items():
        if (kind, name) not in found:
            yield "missing", f"{kind} {name}"
        elif found[kind, name] != text:
            yield "changed", f"{kind} {name}"


@contextmanager
def _fresh() -> Iterator[Engine]:
    with (
        TemporaryDirectory() as folder,
        opened(f"sqlite:///{folder}/fresh.db", create=True) as engine,
    ):
        schema.upgrade(engine)
        yield engine


def _declared(connection: Connection) -> Mapping[tuple[str, str], str]:
    rows = connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master")
    return {
        (kind, name): (text or "").replace("\t", "    ")  # as a printed script has it
        for kind, name, text in rows
        if not name.startswith("sqlite_")
    }


def _postgres_tables(connection: Connection) -> Faults:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    options = {"version_table": schema.VERSION_TABLE, "compare_type": True}
    context = MigrationContext.configure(connection, opts=options)
    for difference in compare_metadata(context, metadata):
        name = _ours(difference)
        if name:
            yield "changed", name


def _postgres_checks(connection: Connection) -> Faults:
    """Alembic compares neither CHECK constraints nor primary keys."""
    there = {
        name
        for (name,) in connection.exec_driver_sql(
            "SELECT o.conname FROM pg_constraint o JOIN pg_namespace n ON n.oid = o.connamespace"
            " WHERE n.nspname = current_schema()"
        )
    }
    for table in metadata.sorted_tables:
        for rule in table.constraints:
            if isinstance(rule, CheckConstraint | PrimaryKeyConstraint) and rule.name not in there:
                yield "missing", f"constraint {rule.name}"


def _ours(difference: Any) -> str:
    """The table of ours a difference is about; empty where it is a host's."""
    if isinstance(difference, list):
        return _ours(difference[0])
    kind, *about = difference
    names = [getattr(getattr(one, "table", one), "name", one) for one in about]
    table = next((name for name in names if name in metadata.tables), None)
    return f"table {table}" if table and kind not in ("remove_table", "remove_index") else ""


def _postgres_laws(connection: Connection) -> Faults:
    """Every trigger there and on, every function of theirs word for word."""
    triggers, functions = _laws(schema.sql("postgresql"))
    states = _pairs(
        connection.exec_driver_sql(
            "SELECT t.tgname, t.tgenabled FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = current_schema() AND NOT t.tgisinternal"
        )
    )
    bodies = _pairs(
        connection.exec_driver_sql(
            "SELECT p.proname, p.prosrc FROM pg_proc p JOIN pg_namespace n"
            " ON n.oid = p.pronamespace WHERE n.nspname = current_schema()"
        )
    )
    for name in sorted(triggers):
        if name not in states:
            yield "missing", f"trigger {name}"
        elif states[name] not in ("O", "A", b"O", b"A"):
            yield "off", f"trigger {name}"
    for name, body in sorted(functions.items()):
        if name not in bodies:
            yield "missing", f"function {name}"
        elif bodies[name].split() != body.split():
            yield "changed", f"function {name}"


def _pairs(rows: Iterable[Any]) -> Mapping[str, Any]:
    return {str(name): value for name, value in rows}


def _laws(script: str) -> tuple[set[str], Mapping[str, str]]:
    """The triggers that stand at the end of the script, and the functions behind them."""
    triggers: set[str] = set()
    functions: dict[str, str] = {}
    for found in _LAW.finditer(script):
        if found["dropped"]:
            triggers.discard(found["dropped"])
        elif found["function"]:
            functions[found["function"]] = found["body"]
        else:
            triggers.add(found["trigger"])
    return triggers, functions
