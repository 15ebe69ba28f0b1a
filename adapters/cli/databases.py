"""`bihuan db`: the tables of the database, for operators and administrators."""

from __future__ import annotations

import click

from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.failures import PROBLEMS
from bihuan.adapters.cli.kinds import OneOf
from bihuan.adapters.cli.session import Session, pass_session

DIALECT = OneOf({"postgresql": "postgresql", "sqlite": "sqlite"})


@command()
@pass_session
def init(session: Session) -> None:
    _upgrade(session, create=True)


@command()
@pass_session
def upgrade(session: Session) -> None:
    _upgrade(session, create=False)


def _upgrade(session: Session, *, create: bool) -> None:
    """Bring the tables to this version; where there are none, only `create` makes them."""
    from bihuan.adapters.sql import opened, schema

    with opened(session.database, create=create) as engine:
        before = schema.current(engine) if create else schema.known(engine)
        schema.upgrade(engine)
        after = schema.current(engine)
    key = "db.unchanged" if before == after else "db.upgraded" if before else "db.made"
    told = {"before": before, "after": after}
    session.emit(told, [session.say(key, **told)])


@command()
@pass_session
def current(session: Session) -> None:
    from bihuan.adapters.sql import opened, schema

    with opened(session.database) as engine:
        found = schema.current(engine)
    session.emit({"current": found, "head": schema.head()}, [found or session.say("db.empty")])


@command()
@pass_session
def check(session: Session) -> None:
    from bihuan.adapters.sql import opened, schema, soundness

    with opened(session.database) as engine:
        found = list(soundness.faults(engine))
    head = schema.head()
    lines = [session.say(f"soundness.{kind}", what=what) for kind, what in found]
    problem = session.say("db.faults", count=len(found)) if found else ""
    lines.append(problem or session.say("db.sound", head=head))
    data = {"current": head, "faults": [{"kind": kind, "what": what} for kind, what in found]}
    session.emit(data, lines, exit_code=PROBLEMS if found else 0, problem=problem)


@command()
@click.option("--dialect", type=DIALECT, default="postgresql")
@click.option("--from", "start")
@click.option("--to")
@pass_session
def sql(session: Session, dialect: str, start: str | None, to: str | None) -> None:
    from bihuan.adapters.sql import schema

    script = schema.sql(dialect, _known(start, "from"), _known(to, "to") or "head")
    session.emit({"dialect": dialect, "sql": script}, [script.rstrip("\n")])


def _known(version: str | None, option: str) -> str | None:
    """A schema that there is; the newest may be called `head`."""
    from bihuan.adapters.sql import schema
    from bihuan.engine.errors import BadInput

    known = schema.versions()
    if version is not None and version not in (*known, "head"):
        names = ", ".join(known)
        raise BadInput(option, f"there is no such schema; write one of {names}", version)
    return version
