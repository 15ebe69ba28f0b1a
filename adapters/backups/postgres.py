"""A PostgreSQL database written to one file, and put back, by the programs it brings."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Engine

from bihuan.adapters.backups.errors import BadBackup, ToolFailed, ToolMissing

OURS = frozenset(
    ("bihuan_cases", "bihuan_history", "bihuan_alarm", "bihuan_message", "bihuan_definition")
)
"""Tables that every version had."""
DUMP = ("--format=custom", "--no-owner", "--no-privileges", "--lock-wait-timeout=10s")
LOAD = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges")


def copy(engine: Engine, made: Path) -> None:
    """Fill the file with what is stored at this instant; nobody is kept from writing meanwhile.

    Raises ToolMissing and ToolFailed, and BadBackup when it lacks a table of ours.
    """
    _run(engine, "pg_dump", [*DUMP, f"--file={made}", f"--dbname={_address(engine)}"])
    sound(engine, made)


def sound(engine: Engine, file: Path) -> None:
    """Raise BadBackup unless the file lists the rows of every table of ours."""
    try:
        listed = _run(engine, "pg_restore", ["--list", str(file)])
    except ToolFailed as error:
        raise BadBackup(str(file), f"it is damaged: {error.reason}") from error
    words = [line.split() for line in listed.splitlines()]
    kept = {line[6] for line in words if line[3:5] == ["TABLE", "DATA"] and len(line) > 6}
    if not kept.issuperset(OURS):
        raise BadBackup(str(file), "it does not hold our tables")


def load(engine: Engine, file: Path) -> None:
    """Put the file's tables into an empty database, all of them or none."""
    sound(engine, file)
    _run(engine, "pg_restore", [*LOAD, f"--dbname={_address(engine)}", str(file)])


def _address(engine: Engine) -> str:
    """The address as PostgreSQL's own programs read it; the password goes another way."""
    plain = engine.url.set(drivername="postgresql")._replace(password=None)
    return plain.render_as_string(hide_password=False)


def _run(engine: Engine, tool: str, words: Sequence[str]) -> str:
    found = shutil.which(tool)
    if found is None:
        raise ToolMissing(tool, shlex.join([tool, *words]))
    password = engine.url.password
    more = {} if password is None else {"PGPASSWORD": str(password)}
    done = subprocess.run(  # noqa: S603  # a list of words, no shell
        [found, *words],
        env={**os.environ, **more},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise ToolFailed(tool, done.stderr.strip().partition("\n")[0] or str(done.returncode))
    return done.stdout
