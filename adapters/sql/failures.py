"""Turns what a driver complains about into errors of ours; none of its own crosses the border."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from bihuan.adapters.sql.errors import (
    DatabaseBusy,
    DatabaseUnreachable,
    LawBroken,
    WrongSchema,
)
from bihuan.engine.errors import BadInput, BihuanError, CaseExists, KeyTaken, StaleCase
from bihuan.engine.records import Change

CLOSING = (
    "ck_cases_final",
    "ck_cases_closing",
    "ck_cases_standing",
    "fk_cases_closing",
    "law_closing",
)
STALE = ("pk_history", "uq_history_previous", "law_entry_at_case", "law_chain")
BUSY_STATES = ("55P03", "40P01", "40001")
SQLITE_UNIQUE = {
    ("history.office", "history.key_"): "uq_history_key",
    ("history.office", "history.case_", "history.seq"): "pk_history",
    ("history.office", "history.case_", "history.previous"): "uq_history_previous",
    ("cases.office", "cases.identity"): "uq_cases_identity",
    ("cases.office", "cases.id"): "pk_cases",
}


@contextmanager
def translated(address: str) -> Iterator[None]:
    """Raise our error in place of the driver's."""
    try:
        yield
    except exc.StatementError as error:
        raise our_error(error, address) from error


def our_error(error: exc.StatementError, address: str) -> Exception:
    """The error of ours that says what the driver's says."""
    origin = error.orig
    if isinstance(origin, BihuanError):
        return origin
    text = str(origin)
    state = getattr(origin, "sqlstate", None)
    if state in BUSY_STATES or "database is locked" in text or "table is locked" in text:
        return DatabaseBusy(_first_line(text))
    if state == "42P01" or text.startswith("no such table"):
        return WrongSchema(None, "head")
    if isinstance(error, exc.IntegrityError):
        return LawBroken(constraint(origin) or _first_line(text))
    if isinstance(error, exc.OperationalError) or getattr(error, "connection_invalidated", False):
        return DatabaseUnreachable(address, _first_line(text))
    return error


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
    if found := re.match(r"(law_\w+)", text):
        return found[1]
    return "foreign key" if text.startswith("FOREIGN KEY") else ""


def save_error(law: str, change: Change) -> BihuanError:
    """What a broken law means to whoever saves this change."""
    case, entry = change.case, change.entry
    if law == "uq_history_key" and entry.key is not None:
        return KeyTaken(entry.key)
    if law in ("uq_cases_identity", "pk_cases"):
        return CaseExists(case.number or case.title)
    if law in STALE:
        return StaleCase(case.id, case.seq - 1)
    if law in CLOSING:
        return BadInput("closing", "a closed case must name the satisfied feedback of its round")
    return LawBroken(law)


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0]
