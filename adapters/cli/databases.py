"""`bihuan db`: the tables of the database, for operators and administrators."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.kinds import OneOf
from bihuan.adapters.cli.session import Session, pass_session

if TYPE_CHECKING:
    from sqlalchemy import Engine

DIALECT = OneOf({"postgresql": "postgresql", "sqlite": "sqlite"})


@contextmanager
def _database(session: Session) -> Iterator[Engine]:
    """The database as it is, without giving it tables."""
    from bihuan.adapters.sql import open_database

    engine = open_database(session.database)
    try:
        yield engine
    finally:
        engine.dispose()


@command()
@pass_session
def init(session: Session) -> None:
    _upgrade(session)


@command()
@pass_session
def upgrade(session: Session) -> None:
    _upgrade(session)


def _upgrade(session: Session) -> None:
    from bihuan.adapters.sql import schema

    with _database(session) as engine:
        before = schema.current(engine)
        schema.upgrade(engine)
        after = schema.current(engine)
    key = "db.unchanged" if before == after else "db.upgraded"
    session.emit(
        {"before": before, "after": after}, [session.say(key, before=before or "-", after=after)]
    )


@command()
@pass_session
def current(session: Session) -> None:
    from bihuan.adapters.sql import schema

    with _database(session) as engine:
        found = schema.current(engine)
    session.emit({"current": found, "head": schema.head()}, [found or session.say("db.empty")])


@command()
@pass_session
def check(session: Session) -> None:
    from bihuan.adapters.sql import schema

    with _database(session) as engine:
        schema.check(engine)
    session.emit({"current": schema.head()}, [session.say("db.sound", head=schema.head())])


@command()
@click.option("--dialect", type=DIALECT, default="postgresql")
@pass_session
def sql(session: Session, dialect: str) -> None:
    from bihuan.adapters.sql import schema

    script = schema.sql(dialect)
    session.emit({"dialect": dialect, "sql": script}, [script.rstrip("\n")])
