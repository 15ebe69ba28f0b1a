"""Every question asked of the register of document numbers; each is written out once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, bindparam, exists, func, literal_column, select

from bihuan.adapters.sql import letter_tables, reading
from bihuan.adapters.sql.line import Line
from bihuan.adapters.sql.mapping import columns_of
from bihuan.engine.document_numbers import Registered, in_order, may_follow, one_handling
from bihuan.engine.errors import NumberTaken

_n, _later = letter_tables.document_number.c, letter_tables.document_number.alias("later").c
_last = ~exists().where(_later.office == _n.office, _later.text == _n.text, _later.no > _n.no)


def _asked(*names: str) -> Select[Any]:
    """The turns whose named columns are as given."""
    return select(*columns_of(Registered)).where(*[_n[name] == bindparam(name) for name in names])


_TURNS = _asked("office", "text").order_by(_n.no)
_NUMBER = _asked("office", "text").order_by(_n.no.desc()).limit(bindparam("most"))
# Every key of the table but one begins with the office, and would be taken for one that finds a
# single row; asked for so, the office leaves only the one by the case.
_OF_CASE = _asked("case").where(_n.office + literal_column("''") == bindparam("office"), _last)
_STANDING = {
    by: _asked("office", *by.split()).where(_last)
    for by in (
        *("", "agency", "year", "status", "agency year", "agency status", "year status"),
        "agency year status",
    )
}
_HIGHEST = select(func.max(_n.serial)).where(
    _n.agency == bindparam("agency"), _n.office == bindparam("office")
)
_HIGHEST_OF_YEAR = _HIGHEST.where(_n.year == bindparam("year"))


def turns(line: Line, office: str, text: str) -> list[Registered]:
    """What was written of a number, oldest first."""
    return line.ask(Registered, _TURNS, office=office, text=text)


def number(line: Line, office: str, text: str) -> Registered | None:
    """How a number stands."""
    found = line.ask(Registered, _NUMBER, office=office, text=text, most=1)
    return found[0] if found else None


def of_case(line: Line, office: str, case: str) -> list[Registered]:
    """The numbers that stand as a case's."""
    return sorted(line.ask(Registered, _OF_CASE, office=office, case=case), key=in_order)


def standing(
    line: Line, office: str, agency: str | None, year: int | None, status: str | None
) -> list[Registered]:
    """Numbers as they stand; sorted here, since databases do not agree where nothing goes."""
    given = {"agency": agency, "year": year, "status": status}
    said = {name: value for name, value in given.items() if value is not None}
    found = line.ask(Registered, _STANDING[" ".join(said)], office=office, **said)
    return sorted(found, key=in_order)


def last_serial(line: Line, office: str, agency: str, year: int | None) -> int:
    """The highest serial of a series, of one year or of all; 0 where there is none."""
    if year is None:
        ((highest,),) = line.rows(_HIGHEST, office=office, agency=agency)
    else:
        ((highest,),) = line.rows(_HIGHEST_OF_YEAR, office=office, agency=agency, year=year)
    return int(highest or 0)


def taken(line: Line, next_: Registered) -> NumberTaken | None:
    """Why a number cannot take a turn, or None where it can."""
    last = number(line, next_.office, next_.text)
    if last is None or may_follow(last, next_, together=_together(line, last, next_)):
        return None
    return NumberTaken(last.text, last.status, last.case)


def _together(line: Line, last: Registered, next_: Registered) -> bool:
    if last.case is None or next_.case is None:
        return False
    ours, theirs = (reading.case(line, one.office, one.case or "") for one in (last, next_))
    return ours is not None and theirs is not None and one_handling(ours, theirs)
