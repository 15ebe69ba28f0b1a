"""Compute when a term ends, and keep every step of the way to the date."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from bihuan.rules.calendar import WorkCalendar
from bihuan.rules.explaining import explain
from bihuan.rules.instants import beijing_date, end_of_day, start_of_day
from bihuan.rules.spans import (
    CIVIL_CODE,
    Counting,
    Deadline,
    Extension,
    MonthEnd,
    Shift,
    StartEvent,
    Step,
    StepKind,
    Term,
    TermError,
    Unit,
)

__all__ = [
    "CIVIL_CODE",
    "Counting",
    "Deadline",
    "Extension",
    "MonthEnd",
    "Shift",
    "StartEvent",
    "Step",
    "StepKind",
    "Term",
    "TermError",
    "Unit",
    "add_months",
    "beijing_date",
    "due",
    "due_date",
    "end_of_day",
    "explain",
    "extend",
    "latest",
    "start_of_day",
]

_DAY = timedelta(days=1)


def due_date(
    term: Term,
    start: date,
    calendar: WorkCalendar,
    counting: Counting = CIVIL_CODE,
    closing: date | None = None,
) -> date:
    """The last day of a term, without the steps."""
    return _shifted(term, _unshifted(term, start, calendar, counting, closing), calendar, counting)


def due(
    term: Term,
    start: date,
    calendar: WorkCalendar,
    counting: Counting = CIVIL_CODE,
    closing: date | None = None,
) -> Deadline:
    """The last day of a term, with every step; `closing` is needed by before_close alone."""
    ended = _unshifted(term, start, calendar, counting, closing)
    last = _shifted(term, ended, calendar, counting)
    steps = (
        *_counting_steps(term, start, ended, calendar, counting),
        *_shift_steps(ended, last, calendar),
    )
    years = _years_that_matter(term, start, ended, last)
    tentative = tuple(year for year in years if calendar.tentative_years(*_year_ends(year)))
    return Deadline(
        due=last,
        start=start,
        term=term,
        steps=steps,
        tentative=bool(tentative),
        calendar_version=calendar.version,
        notes=_notes(term, start, ended, tentative),
        counting=counting,
        years=years,
        tentative_years=tentative,
    )


def over(term: Term, start: date) -> bool:
    """Whether the term is a fixed date that had passed, in the year it began, before it began."""
    if term.unit is not Unit.DATE:
        return False
    return date(start.year, *map(int, (term.month_day or "").split("-"))) < start


def extend(
    deadline: date,
    n: int,
    unit: Unit,
    calendar: WorkCalendar,
    counting: Counting = CIVIL_CODE,
    hard_max: date | None = None,
) -> date:
    """The new last day when a deadline is put off; never later than `hard_max`.

    The count goes on from the old last day, which is not counted again.
    """
    if unit in (Unit.DATE, Unit.BEFORE_CLOSE):
        raise TermError(
            "unit", f"an extension cannot be of unit {unit}", "use day, workday or month"
        )
    more = Term(n=n, unit=unit, start=StartEvent.ANSWERED)
    if counting.day_one_counted:
        deadline += _DAY
    later = due_date(more, deadline, calendar, counting)
    return later if hard_max is None else min(later, hard_max)


def latest(
    extension: Extension, start: date, calendar: WorkCalendar, counting: Counting = CIVIL_CODE
) -> date | None:
    """The last day any extension may reach, or None when the source sets no such day."""
    if extension.total_from_start is None:
        return None
    return due_date(extension.total_from_start, start, calendar, counting)


def add_months(start: date, n: int, month_end: MonthEnd = MonthEnd.LAST_DAY) -> date:
    """The corresponding day n months on."""
    year, month = divmod(start.year * 12 + start.month - 1 + n, 12)
    last = monthrange(year, month + 1)[1]
    if start.day <= last:
        return date(year, month + 1, start.day)
    end = date(year, month + 1, last)
    return end if month_end is MonthEnd.LAST_DAY else end + (start.day - last) * _DAY


def _unshifted(
    term: Term, start: date, calendar: WorkCalendar, counting: Counting, closing: date | None
) -> date:
    """Where the count itself ends, before closed days are looked at."""
    if type(start) is not date:
        raise TypeError(f"{start!r} is not a date; use beijing_date for an instant")
    eve = start - _DAY if counting.day_one_counted else start
    match term.unit:
        case Unit.DAY:
            return eve + (term.n or 0) * _DAY
        case Unit.WORKDAY:
            return calendar.add_workdays(eve, term.n or 0)
        case Unit.MONTH:
            corresponding = add_months(start, term.n or 0, counting.month_end)
            return corresponding - _DAY if counting.day_one_counted else corresponding
        case Unit.DATE:
            fixed = date(start.year, *map(int, (term.month_day or "").split("-")))
            return fixed if fixed >= start else fixed.replace(year=start.year + 1)
        case Unit.BEFORE_CLOSE:
            if closing is None:
                raise TermError("closing", "is needed by a term before the close", "hand it in")
            return closing - (term.n or 0) * _DAY


def _shifted(term: Term, ended: date, calendar: WorkCalendar, counting: Counting) -> date:
    named = term.unit in (Unit.DATE, Unit.BEFORE_CLOSE)
    match counting.fixed_date_on_holiday if named else counting.last_day_on_holiday:
        case Shift.STAY:
            return ended
        case Shift.NEXT_WORKDAY:
            return calendar.next_workday(ended)
        case Shift.PREVIOUS_WORKDAY:
            return calendar.previous_workday(ended)


def _counting_steps(
    term: Term, start: date, ended: date, calendar: WorkCalendar, counting: Counting
) -> Iterator[Step]:
    if not counting.day_one_counted:
        yield _step(start, StepKind.START, calendar)
    first = start if counting.day_one_counted else start + _DAY
    match term.unit:
        case Unit.DAY | Unit.WORKDAY:
            yield from _day_steps(term.unit, first, ended, calendar)
        case Unit.MONTH:
            yield from _month_steps(term.n or 0, start, calendar, counting)
        case Unit.DATE:
            yield _step(ended, StepKind.FIXED, calendar)
        case Unit.BEFORE_CLOSE:
            yield _step(ended, StepKind.BACK, calendar)


def _day_steps(unit: Unit, first: date, ended: date, calendar: WorkCalendar) -> Iterator[Step]:
    ordinal, day = 0, first
    while day <= ended:
        if unit is Unit.DAY or calendar.works(day):
            ordinal += 1
            yield _step(day, StepKind.COUNTED, calendar, ordinal)
        else:
            yield _step(day, StepKind.SKIPPED, calendar)
        day += _DAY


def _month_steps(
    months: int, start: date, calendar: WorkCalendar, counting: Counting
) -> Iterator[Step]:
    for n in range(1, months + 1):
        day = add_months(start, n, counting.month_end)
        kind = StepKind.MONTH if day.day == start.day else StepKind.MONTH_END
        yield _step(day - _DAY * counting.day_one_counted, kind, calendar, n)


def _shift_steps(ended: date, last: date, calendar: WorkCalendar) -> Iterator[Step]:
    if last == ended:
        if not calendar.works(ended):
            yield _step(ended, StepKind.LATE_END, calendar)
        return
    stride = _DAY if last > ended else -_DAY
    while ended != last:
        yield _step(ended, StepKind.CLOSED, calendar)
        ended += stride
    yield _step(last, StepKind.SHIFTED, calendar)


_WHY = {
    StepKind.START: "起算日，不计入",
    StepKind.COUNTED: "计入",
    StepKind.SKIPPED: "不计",
    StepKind.MONTH: "对应日",
    StepKind.MONTH_END: "当月无对应日",
    StepKind.FIXED: "规定日期",
    StepKind.BACK: "自办结日期倒推",
    StepKind.CLOSED: "不办公，期限不在此日届满",
    StepKind.SHIFTED: "期限届满日",
    StepKind.LATE_END: "不办公，但期限不顺延",
}


def _step(day: date, kind: StepKind, calendar: WorkCalendar, ordinal: int | None = None) -> Step:
    return Step(
        date=day,
        counted=ordinal is not None,
        ordinal=ordinal,
        why=_WHY[kind],
        kind=kind,
        day=calendar.day(day),
    )


def _year_ends(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def _years_that_matter(term: Term, start: date, ended: date, last: date) -> tuple[int, ...]:
    """The years whose arrangement the result rests on.

    A count of working days rests on every year it passes, the others on their end.
    """
    if term.unit is Unit.WORKDAY:
        return tuple(range(start.year, last.year + 1))
    return tuple(range(min(ended, last).year, max(ended, last).year + 1))


def _notes(term: Term, start: date, ended: date, tentative: tuple[int, ...]) -> tuple[str, ...]:
    notes = [f"{year}年放假安排尚未公布，日期为暂定" for year in tentative]
    if term.unit is Unit.DATE and ended.year > start.year:
        notes.append("规定日期在起算时已过，取下一年的同一日期")
    if term.note:
        notes.append(term.note)
    return tuple(notes)
