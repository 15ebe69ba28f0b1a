"""Give document numbers out, keep some back, make some void: each in a transaction of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bihuan.engine.document_numbers import (
    RESERVED,
    VOID,
    Registered,
    Series,
    key_of,
    may_follow,
    one_handling,
    turn,
    used,
)
from bihuan.engine.errors import BadInput, NumberTaken
from bihuan.engine.ports import Work
from bihuan.rules.instants import beijing_date
from bihuan.rules.letters.document_number import BadDocumentNumber, read

if TYPE_CHECKING:
    from bihuan.engine.actor import Actor
    from bihuan.engine.engine import Engine

ATTEMPTS = 50
"""Each time somebody else was faster; that many at one moment are no office."""


def taken_by(work: Work, office: str, text: str, case: str) -> str | None:
    """Why a case cannot use a number: whose it is or why it is void; None where it can.

    A number nobody has heard of is free, and so is one kept back for nobody in particular.
    """
    key = key_of(text)
    last = work.number(office, key) if key else None
    if last is None:
        return None
    wish = used(office, text, case, "", last.at)
    if may_follow(last, wish, together=_together(work, office, last.case, case)):
        return None
    return last.reason or VOID if last.status == VOID else last.case


def _together(work: Work, office: str, one: str | None, other: str) -> bool:
    """Whether two cases are one handling, or one and the same."""
    if one is None or one == other:
        return True
    return one_handling(work.case(office, one), work.case(office, other))


def next_number(
    engine: Engine, series: Series, *, actor: Actor, case: str | None = None, reason: str = ""
) -> Registered:
    """Reserve the next number of a series; a case that has one reserved is given it again.

    It is one more than the highest the series ever had this year, whatever became of that one.
    Raises CaseNotFound, and NumberTaken where others are faster again and again.
    """
    for attempt in range(ATTEMPTS):
        try:
            return _next(engine, series, actor, case, reason)
        except NumberTaken:
            if attempt == ATTEMPTS - 1:
                raise
    raise AssertionError("unreachable")


def _next(
    engine: Engine, series: Series, actor: Actor, case: str | None, reason: str
) -> Registered:
    office, now = engine.house.office, engine.clock.now()
    year = beijing_date(now).year
    with engine.store.begin() as work:
        if case is not None:
            work.lock(office, case)
            for one in work.numbers_of(office, case):
                if (one.status, one.agency, one.year) == (RESERVED, series.prefix, year):
                    return one
        last = work.last_serial(office, series.prefix, year if series.yearly else None)
        text = series.after(last, year)
        given = turn(office, text, RESERVED, case=case, reason=reason, actor=actor.id, at=now)
        work.keep_numbers([given])
        return _kept(work, given)


def reserve(
    engine: Engine, text: str, *, actor: Actor, case: str | None = None, reason: str = ""
) -> Registered:
    """Keep a number back, for a case or for nobody yet.

    Raises BadInput for one that is not whole, NumberTaken for one that was given before.
    """
    whole(text)
    return _write(engine, text, RESERVED, actor, reason, case)


def void(engine: Engine, text: str, *, actor: Actor, reason: str) -> Registered:
    """Make a number void: no letter ever carries it. Raises NumberTaken where one does already."""
    if not reason.strip():
        raise BadInput("reason", "say why the number is void")
    if engine.store.turns(engine.house.office, key_of(text)) == []:
        whole(text)
    return _write(engine, text, VOID, actor, reason, None)


def whole(text: str) -> str:
    """The standard spelling of a number somebody typed; raises BadInput saying what it lacks."""
    try:
        return read(text).standard or text
    except BadDocumentNumber as bad:
        raise BadInput("number", "write it whole, such as 吉科函〔2024〕12号", text) from bad


def _write(
    engine: Engine, text: str, status: str, actor: Actor, reason: str, case: str | None
) -> Registered:
    office, now = engine.house.office, engine.clock.now()
    with engine.store.begin() as work:
        if case is not None:
            work.lock(office, case)
        last = work.number(office, key_of(text))
        if status == VOID and last is not None:
            case = last.case
        wish = turn(office, text, status, case=case, reason=reason, actor=actor.id, at=now)
        again = last is not None and (last.status, last.case) == (RESERVED, case)
        if last is not None and again and case is not None and status == RESERVED:
            return last
        work.keep_numbers([wish])
        return _kept(work, wish)


def _kept(work: Work, given: Registered) -> Registered:
    """The turn as the store counted it."""
    kept = work.number(given.office, given.text)
    assert kept is not None
    return kept
