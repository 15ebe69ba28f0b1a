"""Say what a term, its counting and its deadline are made of."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bihuan.rules.calendar import Day
from bihuan.rules.reading import BadText

_MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


class TermError(BadText):
    """A term cannot be computed as it is written."""


class Unit(StrEnum):
    """What a term counts."""

    DAY = "day"
    WORKDAY = "workday"
    MONTH = "month"
    DATE = "date"
    """A fixed calendar date, MM-DD."""
    BEFORE_CLOSE = "before_close"
    """Calendar days before the closing date of the whole handling."""


class StartEvent(StrEnum):
    """What sets a term running."""

    ASSIGNED = "assigned"
    """交办之日"""
    RECEIVED = "received"
    """承办单位收到之日"""
    SESSION_CLOSED = "session_closed"
    """闭会之日"""
    ANSWERED = "answered"
    """代表、委员收到答复之日"""
    DISSATISFIED = "dissatisfied"
    """表示不满意之日"""
    ASKED = "asked"
    """请求会办、要求重提会办意见之日"""
    RETURNED = "returned"
    """退回之日"""
    REORDERED = "reordered"
    """收到重新办理要求之日"""
    SUBMITTED = "submitted"
    """受理机构收到、受理之日"""
    REPORTED = "reported"
    """收到承诺事项落实情况之日"""


class MonthEnd(StrEnum):
    """Where a term of months ends when its last month has no corresponding day."""

    LAST_DAY = "last_day"
    OVERFLOW = "overflow"
    """The missing days run over: three months from 30 November end on 2 March."""


class Shift(StrEnum):
    """Where the last day goes when offices are closed on it."""

    NEXT_WORKDAY = "next_workday"
    STAY = "stay"
    PREVIOUS_WORKDAY = "previous_workday"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """How time is counted; the defaults are the Civil Code's.

    The rules on handling do not define counting, so the Civil Code is a
    default, not their text. Its articles speak of periods (期间): a date that
    a notice names ("6月30日前") is no period and stays where it is.
    """

    day_one_counted: bool = False
    month_end: MonthEnd = MonthEnd.LAST_DAY
    last_day_on_holiday: Shift = Shift.NEXT_WORKDAY
    fixed_date_on_holiday: Shift = Shift.STAY
    day_one_source: str = "民法典第201条"
    month_end_source: str = "民法典第202条"
    last_day_source: str = "民法典第203条"


CIVIL_CODE = Counting()


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A length of time, the event that sets it running, and who says so."""

    n: int | None = None
    unit: Unit
    start: StartEvent
    month_day: str | None = None
    source: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.unit is Unit.DATE:
            self._check_date()
        elif self.month_day is not None:
            raise TermError(
                "month_day", f"means nothing in a term of unit {self.unit}", "remove it"
            )
        elif self.n is None or self.n < 1:
            raise TermError("n", f"{self.n} is no length of a term", "write 1 or more")

    def _check_date(self) -> None:
        if self.n is not None:
            raise TermError("n", "means nothing in a term of unit date", "remove it")
        if self.month_day is None or not _MONTH_DAY.fullmatch(self.month_day):
            raise TermError("month_day", f"{self.month_day!r} is no date", 'write "06-30"')
        month, day = map(int, self.month_day.split("-"))
        if day > monthrange(2023, month)[1]:
            raise TermError(
                "month_day", f"{self.month_day!r} does not exist every year", "name another day"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """How a term may be lengthened: by how much, how far at most, and with whose consent.

    None means that the source does not say.
    """

    max_times: int | None = None
    n: int | None = None
    unit: Unit | None = None
    total_from_start: Term | None = None
    consent: str | None = None
    needs_reason: bool | None = None
    tell_member: bool | None = None
    source: str = ""


class StepKind(StrEnum):
    """Why a day appears on the way to a deadline."""

    START = "start"
    COUNTED = "counted"
    SKIPPED = "skipped"
    """A day off within a term of working days."""
    MONTH = "month"
    """The corresponding day of a month."""
    MONTH_END = "month_end"
    """A month without the corresponding day."""
    FIXED = "fixed"
    BACK = "back"
    """Counted back from the closing date."""
    CLOSED = "closed"
    """The term ended on a day off, or the day after it is one as well."""
    SHIFTED = "shifted"
    """The working day the end moved to."""
    LATE_END = "late_end"
    """The term ended on a day off and stays there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One day on the way to a deadline; `ordinal` is its place in the count."""

    date: date
    counted: bool
    ordinal: int | None
    why: str
    kind: StepKind
    day: Day


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """The last day of a term, with the way it was reached."""

    due: date
    start: date
    term: Term
    steps: tuple[Step, ...]
    tentative: bool
    calendar_version: str
    notes: tuple[str, ...] = ()
    counting: Counting = field(default=CIVIL_CODE)
    years: tuple[int, ...] = ()
    tentative_years: tuple[int, ...] = ()
