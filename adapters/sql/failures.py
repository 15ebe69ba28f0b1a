"""Turns what a driver complains about into errors of ours; none of its own crosses the border."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from shutil import disk_usage

from sqlalchemy import Engine, exc

from bihuan.adapters.sql.errors import (
    DatabaseBusy,
    DatabaseUnreachable,
    DiskFull,
    LawBroken,
    NoTables,
    WrongSchema,
)
from bihuan.adapters.sqlite_files import sqlite_file
from bihuan.engine.errors import BadInput, BihuanError, KeyTaken, StaleCase
from bihuan.engine.records import Change

CLOSING = (
    "ck_bihuan_cases_final",
    "ck_bihuan_cases_closing",
    "ck_bihuan_cases_standing",
    "fk_bihuan_cases_closing",
    "law_closing",
)
TAKEN = ("pk_bihuan_cases", "uq_bihuan_cases_identity")
NUMBERS = ("pk_bihuan_document_number", "law_number_turn")
STALE = ("pk_bihuan_history", "law_chain")
BUSY_STATES = ("55P03", "40P01", "40001", "26000")
NO_ROOM = ("53100",)
ROOM = 1 << 20
"""With less than these bytes free no journal of SQLite's has room."""
TOO_LARGE = ("22003", "2201W", "2201X")
SQLITE_UNIQUE = {
    ("bihuan_history.office", "bihuan_history.key_"): "uq_bihuan_history_key",
    ("bihuan_history.office", "bihuan_history.case_", "bihuan_history.seq"): "pk_bihuan_history",
    ("bihuan_cases.identity", "bihuan_cases.office"): "uq_bihuan_cases_identity",
    ("bihuan_cases.office", "bihuan_cases.id"): "pk_bihuan_cases",
    (
        "bihuan_document_number.office",
        "bihuan_document_number.text",
        "bihuan_document_number.no",
    ): "pk_bihuan_document_number",
}


@contextmanager
def translated(engine: Engine) -> Iterator[None]:
    """Raise our error in place of the driver's."""
    try:
        yield
    except exc.SQLAlchemyError as error:
        raise our_error(getattr(error, "orig", None) or error, engine) from error
    except (engine.dialect.loaded_dbapi.Error, OverflowError) as error:
        raise our_error(error, engine) from error


def our_error(origin: BaseException, engine: Engine) -> BaseException:
    """The error of ours that says what the driver's or the library's says."""
    if isinstance(origin, BihuanError):
        return origin
    driver, text = engine.dialect.loaded_dbapi, _first_line(str(origin))
    state = getattr(origin, "sqlstate", None)
    if state in BUSY_STATES or "is locked" in text or isinstance(origin, exc.TimeoutError):
        return DatabaseBusy(text)
    if state == "42P01" or text.startswith("no such table"):
        return NoTables("head")
    if state == "42703" or "no such column" in text or "has no column named" in text:
        return WrongSchema("?", "head")
    if state in TOO_LARGE or isinstance(origin, OverflowError):
        return BadInput("value", "a number is out of range")
    if isinstance(origin, driver.DataError):
        return BadInput("value", text)
    if isinstance(origin, driver.IntegrityError):
        return LawBroken(constraint(origin) or text)
    if not isinstance(origin, driver.Error | exc.SQLAlchemyError):
        return origin  # a fault of ours or of the host's, which no database told us of
    kind = DiskFull if _no_room(engine, state, text) else DatabaseUnreachable
    return kind(engine.url.render_as_string(hide_password=True), text)


def _no_room(engine: Engine, state: str | None, text: str) -> bool:
    """Whether the disk is full; SQLite calls it an I/O error where its journal finds no room."""
    if state in NO_ROOM or "disk is full" in text:
        return True
    if text != "disk I/O error":
        return False
    file = sqlite_file(engine.url.render_as_string(hide_password=False))
    try:
        return file is not None and disk_usage(file.absolute().parent).free < ROOM
    except OSError:
        return False


def constraint(origin: BaseException | None) -> str:
    """The name of the law an error speaks of; empty when it names none."""
    named = getattr(getattr(origin, "diag", None), "constraint_name", None)
    if named:
        return str(named)
    text = str(origin)
    if found := re.match(r"UNIQUE constraint failed: (.*)", text):
        return SQLITE_UNIQUE.get(tuple(found[1].split(", ")), found[1])
    if found := re.match(r"CHECK constraint failed: (\w+)", text):
        return found[1]
    if found := re.fullmatch(r"((?:law|uq|pk|fk)_\w+)", text):
        return found[1]
    return "a foreign key" if text.startswith("FOREIGN KEY") else ""


def law_error(law: str, change: Change) -> BihuanError:
    """What a broken law means to whoever saves a change, when nothing stored tells more."""
    case, entry = change.case, change.entry
    if law == "uq_bihuan_history_key" and entry.key is not None:
        return KeyTaken(entry.key)
    if law in STALE and not change.born:
        return StaleCase(case.id, case.seq - 1)
    return LawBroken(law or "an unnamed law")


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0]
