"""What everything else stands on: configuration, files, disk, database, tables."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from bihuan.adapters.doctor.finding import Finding, Grade, note, sound, wrong
from bihuan.adapters.doctor.patient import Patient
from bihuan.adapters.sqlite_files import sqlite_file

MEGABYTE = 1 << 20
NEARLY_FULL = 0.1
"""A disk with less than this part free is worth a note."""


def config(patient: Patient) -> Iterator[Finding]:
    """It can be read, and whoever should not read its passwords cannot."""
    place = patient.config.place
    yield sound("config", "config", place=place)
    file = Path(place)
    if place != "-" and _others_read(file) and _holds_a_password(file):
        yield wrong("config", "readable", partial(_for_us_alone, file), file=place)


def _others_read(file: Path) -> bool:
    return bool(file.stat().st_mode & stat.S_IROTH)


def _holds_a_password(file: Path) -> bool:
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    from bihuan.adapters.config import load

    try:
        return make_url(load(file).database.url).password is not None
    except ArgumentError:
        return False


def _for_us_alone(file: Path) -> None:
    file.chmod(file.stat().st_mode & ~stat.S_IRWXO)


def disk(patient: Patient) -> Iterator[Finding]:
    """There is room where something is written, and the folders are there."""
    wanted = patient.config.run.disk_free * MEGABYTE
    for folder in dict.fromkeys(_folders(patient)):
        if not folder.exists():
            yield wrong("disk", "folder", partial(_make, folder), folder=folder)
            continue
        usage = shutil.disk_usage(folder)
        free = usage.free // MEGABYTE
        if usage.free < wanted:
            yield wrong(
                "disk", "full", folder=folder, free=free, wanted=patient.config.run.disk_free
            )
        elif usage.free < usage.total * NEARLY_FULL:
            yield note("disk", "nearly_full", folder=folder, free=free)
        else:
            yield sound("disk", "room", folder=folder, free=free)


def _folders(patient: Patient) -> Iterator[Path]:
    """Where the database lies, or else the configuration; where notices and the log go."""
    notify = patient.config.notify
    own = [way.path for way in notify.channels.values() if way.kind == "file"]
    file = sqlite_file(patient.database)
    yield (file.parent if file is not None else patient.base)
    written = (notify.file, *own, patient.config.log.file)
    yield from ((patient.base / one).parent for one in written if one is not None)


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)


def database(patient: Patient) -> Iterator[Finding]:
    """It answers, and it is one that keeps what it is given."""
    from sqlalchemy import text

    from bihuan.adapters.sql import opened
    from bihuan.adapters.sql.failures import translated

    with opened(patient.database) as database:
        file = sqlite_file(patient.database)
        if file is not None:
            yield from _one_file(file)
            return
        with translated(database), database.connect() as connection:
            shown = ".".join(map(str, connection.dialect.server_version_info or ()))
            owns = connection.scalar(text(_OWNS))
    yield sound("database", "postgresql", version=shown)
    if owns:
        yield note("database", "owner")


_OWNS = """
SELECT EXISTS (
    SELECT 1 FROM pg_class
    WHERE oid = to_regclass('history') AND pg_get_userbyid(relowner) = current_user
)
"""


def _one_file(file: Path) -> Iterator[Finding]:
    from bihuan.adapters.daemon.alone import refuse_foreign_lock, refuse_share
    from bihuan.adapters.daemon.errors import LockNotOurs
    from bihuan.adapters.daemon.start import MENDED_SINCE, mended

    refuse_share(file)
    yield sound("database", "sqlite", version=sqlite3.sqlite_version, file=file)
    if not mended(sqlite3.sqlite_version_info):
        yield note("database", "wal_reset", version=sqlite3.sqlite_version, wanted=MENDED_SINCE)
    if file.stat().st_mode & stat.S_IROTH:
        yield wrong("database", "open_file", partial(_for_us_alone, file), file=file)
    try:
        refuse_foreign_lock(file)
    except LockNotOurs as error:  # a daemon cannot start; all else can be looked at
        yield Finding(check="database", grade=Grade.WRONG, error=error)


def tables(patient: Patient) -> Iterator[Finding]:
    """The schema is this version's."""
    from bihuan.adapters.sql import opened, schema

    with opened(patient.database) as database:
        schema.check(database)
    yield sound("schema", "schema", head=schema.head())
