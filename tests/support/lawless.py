"""The owner of the tables, who takes the laws down, does as he likes, and puts them up again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg


@contextmanager
def lawless(url: str) -> Iterator[Any]:
    """A connection of the tables' owner, who has taken the laws down and puts them up again."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as one, one:
            laws = one.execute("select name, sql from sqlite_master where type = 'trigger'")
            for name, _ in (found := laws.fetchall()):
                one.execute(f"drop trigger {name}")
            yield one
            for _, text in found:
                one.execute(text)
        return
    with psycopg.connect(url.replace("+psycopg", "")) as two:
        for table in ("bihuan_cases", "bihuan_history", "bihuan_alarm", "bihuan_deadline"):
            two.execute(f"alter table {table} disable trigger user")
        yield two
        for table in ("bihuan_cases", "bihuan_history", "bihuan_alarm", "bihuan_deadline"):
            two.execute(f"alter table {table} enable trigger user")
