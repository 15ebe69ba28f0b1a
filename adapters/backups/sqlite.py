"""A SQLite database copied while others write, and put back.

A plain copy of the file lacks what still lies in the journal beside it, and
no check of SQLite's finds that out. Every backup of ours carries a stamp,
and only a file with the stamp is put back.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from bihuan.adapters.backups.errors import BadBackup, InUse
from bihuan.adapters.sql.database import PATIENCE, borrowed
from bihuan.adapters.sql.failures import translated
from bihuan.adapters.whole_files import kept, unfinished

STAMP = 0x62696875
"""What a backup bears as its application id; a database at work bears none."""
JOURNALS = ("-wal", "-shm", "-journal")
MAGIC = b"SQLite format 3\0"


def copy(engine: Engine, made: Path) -> Mapping[str, int]:
    """Fill the empty file with what is stored at this instant; returns how many rows of what.

    Nobody is kept from writing meanwhile. Raises BadBackup when the copy is not what was there.
    """
    with (
        translated(engine),
        borrowed(engine) as driver,
        closing(sqlite3.connect(made, isolation_level=None)) as target,
    ):
        source = driver.dbapi_connection
        assert isinstance(source, sqlite3.Connection)
        source.execute("BEGIN")
        try:
            counts = _counts(source)  # to have read is what holds the instant that is copied
            source.backup(target)
        finally:
            source.execute("ROLLBACK")
        target.execute("PRAGMA journal_mode = delete").close()
        target.execute(f"PRAGMA application_id = {STAMP}").close()
    if sound(made) != counts:
        raise BadBackup(str(made), "it does not hold as many rows as the database did")
    return counts


def sound(file: Path) -> Mapping[str, int]:
    """How many rows of what a copy holds; raises BadBackup when it is damaged."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as opened:
            for fault in opened.execute("PRAGMA integrity_check(1)"):
                if fault != ("ok",):
                    raise BadBackup(str(file), f"it is damaged: {fault[0]}")
            for table, *_ in opened.execute("PRAGMA foreign_key_check"):
                raise BadBackup(str(file), f"rows of {table} belong to nothing")
            return _counts(opened)
    except sqlite3.Error as error:
        raise BadBackup(str(file), f"it is damaged: {error}") from error


def _counts(connection: sqlite3.Connection) -> Mapping[str, int]:
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' "
        "ESCAPE '!' ORDER BY name"
    ).fetchall()
    return {
        name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
        for (name,) in names
    }


def stamped(file: Path) -> None:
    """Raise BadBackup for a file that was not made by a backup of ours."""
    with file.open("rb") as opened:
        head = opened.read(100)
    if not head.startswith(MAGIC):
        raise BadBackup(str(file), "it is not a SQLite database")
    if int.from_bytes(head[68:72]) != STAMP:
        raise BadBackup(str(file), "it was not made by bihuan db backup, so rows may be missing")


@contextmanager
def laid_beside(file: Path, database: Path) -> Iterator[Path]:
    """A copy of the backup beside the database it may replace; gone afterwards unless it did."""
    stamped(file)
    made = unfinished(database.resolve())
    try:
        shutil.copyfile(file, made)
        sound(made)
        with closing(sqlite3.connect(made)) as opened:
            opened.execute("PRAGMA application_id = 0").close()
        yield made
    finally:
        for name in (made, *(_journal(made, end) for end in JOURNALS)):
            name.unlink(missing_ok=True)


def put(made: Path, database: Path, now: datetime) -> Path | None:
    """Let the checked copy take the database's place; returns where the old one is kept.

    Raises InUse when anybody has the database open.
    """
    database = database.resolve()  # a link to it stays a link to it
    alone(made)  # its journal becomes part of it
    old = None
    if database.exists():
        _as_of(database, made)
        old = database.with_name(f"{database.name}.before-{now:%Y%m%dT%H%M%SZ}")
        _apart(database, old)
    kept(made)
    made.replace(database)
    kept(database.parent)
    return old


def _apart(database: Path, old: Path) -> None:
    """Give the old database its other name, with whatever journal it cannot be freed of."""
    alone(database)
    for end in JOURNALS:
        if _journal(database, end).exists():
            _journal(database, end).replace(_journal(old, end))
    try:
        os.link(database, old)
    except OSError:  # a file system without second names
        database.replace(old)


def _as_of(database: Path, made: Path) -> None:
    """Give the new file the rights and, where we may, the owner of the old one."""
    had = database.stat()
    with suppress(PermissionError):
        os.chown(made, had.st_uid, had.st_gid)
    made.chmod(had.st_mode & 0o777)


def alone(database: Path) -> None:
    """Make sure that nobody has the file open, and its journal is played in.

    Raises InUse. A damaged file is left as it is: it is what a backup is put back for.
    """
    with closing(sqlite3.connect(database, timeout=PATIENCE)) as opened:
        try:
            (mode,) = opened.execute("PRAGMA journal_mode = delete").fetchone()
        except sqlite3.DatabaseError as error:
            if "locked" in str(error) or "busy" in str(error):
                raise InUse(str(database), "another program has it open") from error
            return
    if mode != "delete":
        raise InUse(str(database), "another program has it open")


def _journal(file: Path, end: str) -> Path:
    return file.with_name(file.name + end)
