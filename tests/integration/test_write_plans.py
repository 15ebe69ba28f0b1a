"""An event writes of its case what it changes, and leaves the indexes of the case alone."""

from __future__ import annotations

import re

from sqlalchemy import Engine

from bihuan.adapters.sql import open_database, schema
from bihuan.adapters.sql.mapping import SELDOM
from bihuan.adapters.sql.prepared import Prepared, phrases_for
from bihuan.adapters.sql.tables import cases
from bihuan.engine.records import MOVING


def test_an_ordinary_step_rewrites_no_index_on_sqlite(sqlite_url: str) -> None:
    engine = open_database(sqlite_url)
    schema.upgrade(engine)
    phrases = phrases_for(engine.dialect)

    assert rewritten(engine, phrases.stepped) == 0
    assert rewritten(engine, phrases.moved) > 0  # SQLite rewrites whatever the statement names
    engine.dispose()


def rewritten(engine: Engine, statement: Prepared) -> int:
    """How often the statement takes something out of an index or puts it there."""
    with engine.connect() as connection:
        driver = connection.connection.cursor()
        driver.execute(f"EXPLAIN {statement.text}", [None] * len(statement.names))
        said = [str(row[1]) for row in driver.fetchall()]
    return sum(one in ("IdxInsert", "IdxDelete") for one in said)


def test_what_an_ordinary_step_names_hangs_on_no_index(engine: Engine) -> None:
    """PostgreSQL spares the indexes of a row none of whose indexed columns changes."""
    said = phrases_for(engine.dialect).stepped.text.partition(" SET ")[2].partition(" WHERE ")[0]
    named = set(re.findall(r"(\w+)=", said))

    indexed = {column.name for index in cases.indexes for column in index.columns} | {"final"}

    assert named == set(MOVING) - set(SELDOM)
    assert named & (indexed | {"office", "id", "identity"}) == set()
