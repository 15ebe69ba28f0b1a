"""`bihuan db backup` and `bihuan db restore`: a copy that can be trusted, and the way back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.kinds import FILE
from bihuan.adapters.cli.session import Session, pass_session
from bihuan.adapters.sqlite_files import sqlite_file

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from bihuan.engine.audit import Audit

HELD = "held back when a backup was restored"
"""Why a notice of a restored database is parked."""
ALIVE = timedelta(minutes=5)
"""A daemon that gave a sign of life within this time is at work."""


@command()
@click.argument("file", type=click.Path(path_type=Path))
@pass_session
def backup(session: Session, file: Path) -> None:
    from bihuan.adapters.backups import postgres, sqlite
    from bihuan.adapters.sql import opened, schema
    from bihuan.adapters.whole_files import whole_file

    counts: dict[str, int] = {}
    with opened(session.database) as engine:
        found = schema.known(engine)  # to copy an older one is what one does before an upgrade
        with whole_file(file) as made:
            if engine.dialect.name == "sqlite":
                counts.update(sqlite.copy(engine, made))
            else:
                postgres.copy(engine, made)
    told: dict[str, Any] = {"file": str(file), "bytes": file.stat().st_size, "rows": counts}
    rows = ""
    if counts:
        rows = session.say(
            "backup.rows", cases=counts["bihuan_cases"], entries=counts["bihuan_history"]
        )
    told["schema"] = found
    size = f"{told['bytes'] / 1024:.0f}"
    lines = [session.say("backup.done", file=file, size=size, rows=rows)]
    session.emit(told, lines)
    session.note(session.say("backup.beside"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What a backup holds, and what became of the database it replaces."""

    schema: str
    audit: Audit | None
    notices: int | None = None
    """How many have not left; None where that is not known yet."""
    old: Path | None = None


@command()
@click.argument("file", type=FILE)
@click.option("--apply", is_flag=True)
@click.option("--hold-notices", "hold", is_flag=True)
@pass_session
def restore(session: Session, file: Path, *, apply: bool, hold: bool) -> None:
    place = sqlite_file(session.database)
    if place is None:
        found = _into_server(session, file, apply, hold)
    else:
        found = _into_file(session, file, place, apply, hold)
    told = {
        "file": str(file),
        "applied": apply,
        "schema": found.schema,
        "cases": found.audit.cases if found.audit else None,
        "entries": found.audit.entries if found.audit else None,
        "notices": found.notices,
        "held": hold,
        "old": str(found.old) if found.old else None,
    }
    lines = [session.say("restore.sound", file=file, schema=found.schema)]
    if found.audit:
        counts = {"cases": found.audit.cases, "entries": found.audit.entries}
        lines.append(session.say("audit.sound", **counts))
    if found.notices is None:
        lines.append(session.say("restore.notices_unknown"))
    elif found.notices:
        key = "restore.notices_held" if hold else "restore.notices"
        lines.append(session.say(key, count=found.notices))
    if found.old:
        lines.append(session.say("restore.kept", old=found.old))
    lines.append(session.say("restore.done" if apply else "restore.preview"))
    session.emit(told, lines)


def _into_file(session: Session, file: Path, place: Path, apply: bool, hold: bool) -> Restored:
    """Check a copy of the backup beside the database, and let it take its place."""
    from bihuan.adapters.backups import sqlite
    from bihuan.adapters.clocks import SystemClock
    from bihuan.adapters.sql.outbox import park_unsent, unsent

    if apply and place.exists():
        nobody_is_at_work(session)
    with sqlite.laid_beside(file, place) as made:
        schema = _schema_of(f"sqlite:///{made}")
        with _upgraded(f"sqlite:///{made}") as engine:
            audit = _audited(session, file, f"sqlite:///{made}")
            notices = park_unsent(engine, HELD) if hold else unsent(engine)
        old = None
        if apply:
            old = sqlite.put(made, place, (session.world.clock or SystemClock()).now())
    return Restored(schema=schema, audit=audit, notices=notices, old=old)


def _into_server(session: Session, file: Path, apply: bool, hold: bool) -> Restored:
    """Fill an empty database; the one in use stays as it is under its own name."""
    from bihuan.adapters.backups import postgres
    from bihuan.adapters.sql import opened, schema
    from bihuan.adapters.sql.outbox import park_unsent, unsent
    from bihuan.engine.errors import BadInput

    with opened(session.database) as engine:
        if not apply:
            postgres.sound(engine, file)
            return Restored(schema="?", audit=None)
        if not schema.empty(engine):
            reason = "it has tables already; make a new database and name it here"
            raise BadInput("db", reason, engine.url.database)
        postgres.load(engine, file)
        found = schema.current(engine) or "?"
        schema.upgrade(engine)
        notices = park_unsent(engine, HELD) if hold else unsent(engine)
    audit = _audited(session, file, session.database)
    return Restored(schema=found, audit=audit, notices=notices)


def nobody_is_at_work(session: Session) -> None:
    """Raise InUse while a daemon gives signs of life; a spoilt database knows of none."""
    from bihuan.adapters.backups.errors import InUse
    from bihuan.adapters.clocks import SystemClock
    from bihuan.adapters.sql import open_store
    from bihuan.engine.errors import BihuanError

    now = (session.world.clock or SystemClock()).now()
    try:
        store = open_store(session.database, create=False)
        try:
            pulses = store.watch.pulses(session.office or session.config.org.id)
        finally:
            store.close()
    except BihuanError:
        return
    for pulse in pulses:
        if pulse.stopped_at is None and now - pulse.beat_at < ALIVE:
            where = f"{pulse.host} ({pulse.pid})"
            raise InUse(session.database, f"a daemon is at work on {where}")


def _schema_of(url: str) -> str:
    from bihuan.adapters.sql import opened, schema

    with opened(url) as engine:
        return schema.current(engine) or "?"


@contextmanager
def _upgraded(url: str) -> Iterator[Engine]:
    """The copy at this version's schema; the backup itself stays as it is."""
    from bihuan.adapters.sql import opened, schema

    with opened(url) as engine:
        schema.upgrade(engine)
        yield engine


def _audited(session: Session, file: Path, url: str) -> Audit:
    """Decide every history of the copy again; raises BadBackup where one does not fit."""
    from bihuan.adapters.backups.errors import BadBackup
    from bihuan.adapters.calendars import standard_calendar
    from bihuan.adapters.cli.opening import open_session
    from bihuan.engine.audit import audit

    with open_session(session, standard_calendar(session.calendar_days), url) as engine:
        found = audit(engine)
    for fault in found.faults:
        raise BadBackup(str(file), f"case {fault.case} is not as its history says: {fault.reason}")
    return found
