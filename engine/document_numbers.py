"""The register of document numbers (文号): what each one was given for, and what may follow.

A number is the office's own from the first time it is named. From then on its turns are
written one below the other, and it is never given to another letter, whatever becomes of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bihuan.engine.errors import BadInput
from bihuan.rules.identifiers import DocumentProblem, document_number, plain
from bihuan.rules.letters.document_number import spelled

if TYPE_CHECKING:
    from bihuan.engine.records import Case

RESERVED, USED, VOID = "reserved", "used", "void"
STATUSES = (RESERVED, USED, VOID)
LONGEST = 200
"""Characters of a number that is kept as it was printed."""
LAST_SERIAL = 999_999_999
"""A longer run of digits is no serial an office counts by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """One turn of a number: reserved, used or made void. Its last turn says how it now stands."""

    office: str
    text: str
    """Its key: the standard spelling or, of a number that cannot be read, what was printed."""
    no: int = 0
    """Which of the number's turns this is, from 1; the store counts them."""
    agency: str | None = None
    year: int | None = None
    serial: int | None = None
    """The last three are missing where the number cannot be read."""
    status: str
    case: str | None = None
    """Whose letter it is for, where that is known."""
    reason: str = ""
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """How an office counts one kind of letter: `吉科函`, anew each year or on and on."""

    prefix: str
    yearly: bool = True
    starts: Mapping[int, int] = field(default_factory=dict)
    """By year, the serial to begin with where that is not 1: an office may begin in mid-year."""

    def after(self, last: int, year: int) -> str:
        """The number that follows the highest serial ever given; 0 says that there was none."""
        return spelled(self.prefix, year, max(last + 1, self.starts.get(year, 1)))


def key_of(text: str) -> str:
    """What all spellings of one number share; empty where none was said (`无`, `—`)."""
    read = document_number(text)
    if read.problem is DocumentProblem.ABSENT:
        return ""
    return read.standard or plain(text).strip()


def turn(
    office: str,
    text: str,
    status: str,
    *,
    actor: str,
    at: datetime,
    case: str | None = None,
    reason: str = "",
) -> Registered:
    """What is to be written of a number; the store refuses what may not follow its last turn.

    Raises BadInput for a text too long to be a number.
    """
    key, read = key_of(text), document_number(text)
    if len(key) > LONGEST:
        raise BadInput("document", f"is longer than {LONGEST} characters", key[:20])
    whole = read.standard is not None
    serial = int((read.serial or "").partition("-")[0]) if whole else None
    return Registered(
        office=office,
        text=key,
        agency=read.agency if whole else None,
        year=read.year if whole else None,
        serial=serial if serial is not None and serial <= LAST_SERIAL else None,
        status=status,
        case=case,
        reason=reason,
        actor=actor,
        at=at,
    )


def used(office: str, text: str, case: str, actor: str, at: datetime) -> Registered:
    """That a letter of this case has left under the number; for `Change.numbers`."""
    return turn(office, text, USED, case=case, actor=actor, at=at)


def may_follow(last: Registered | None, next_: Registered, *, together: bool = False) -> bool:
    """Whether a number that stands so may take this turn.

    `together` says that the two cases are one handling: a host and the cases merged into it
    may answer under one number.
    """
    if last is None:
        return True
    if last.status == VOID:
        return False
    if next_.status == VOID:
        return last.status == RESERVED
    if next_.status == RESERVED:
        return last.status == RESERVED and last.case is None and next_.case is not None
    return last.case in (None, next_.case) or together


def one_handling(one: Case, other: Case) -> bool:
    """Whether two cases are the same, one is merged into the other, or both are into a third."""
    return (one.host or one.id) == (other.host or other.id)


def in_order(one: Registered) -> tuple[str, int, int, str]:
    """Where a number stands in a list: by its words, its year, its serial as a number."""
    return one.agency or "", one.year or 0, one.serial or 0, one.text
