"""When a term ends."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.rules.calendar import WorkCalendar
from bihuan.rules.terms import (
    CIVIL_CODE,
    Counting,
    Extension,
    MonthEnd,
    Shift,
    StartEvent,
    StepKind,
    Term,
    TermError,
    Unit,
    add_months,
    beijing_date,
    due,
    due_date,
    end_of_day,
    explain,
    extend,
    latest,
    start_of_day,
)

STARTS = st.dates(date(2005, 1, 1), date(2028, 12, 31))
UNITS = st.sampled_from([Unit.DAY, Unit.WORKDAY, Unit.MONTH])


def term(n: int | None, unit: Unit, **more: str) -> Term:
    return Term(n=n, unit=unit, start=StartEvent.ASSIGNED, source="[CQ-REG] 第16条", **more)


MONTHS = term(3, Unit.MONTH)
TEN_WORKDAYS = term(10, Unit.WORKDAY)
JUNE_30 = term(None, Unit.DATE, month_day="06-30")


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (date(2025, 11, 30), date(2026, 2, 28)),
        (date(2024, 11, 30), date(2025, 2, 28)),
        (date(2023, 11, 30), date(2024, 2, 29)),
        (date(2026, 3, 4), date(2026, 6, 4)),
    ],
)
def test_a_month_ends_on_its_corresponding_day_or_its_last(
    calendar: WorkCalendar, start: date, expected: date
) -> None:
    assert due_date(MONTHS, start, calendar) == expected


def test_the_starting_day_is_not_counted(calendar: WorkCalendar) -> None:
    deadline = due(TEN_WORKDAYS, date(2026, 3, 16), calendar)

    assert deadline.due == date(2026, 3, 30)
    assert deadline.steps[0].kind is StepKind.START
    assert deadline.steps[1].date == date(2026, 3, 17)
    assert deadline.steps[1].ordinal == 1


def test_weekends_that_work_are_counted(calendar: WorkCalendar) -> None:
    assert due_date(TEN_WORKDAYS, date(2026, 2, 9), calendar) == date(2026, 2, 28)


def test_a_last_day_on_a_holiday_moves_to_the_day_after_it(calendar: WorkCalendar) -> None:
    deadline = due(MONTHS, date(2026, 7, 3), calendar)

    assert deadline.due == date(2026, 10, 8)
    assert [step.kind for step in deadline.steps][-2:] == [StepKind.CLOSED, StepKind.SHIFTED]


def test_a_last_day_on_a_weekend_that_works_stays(calendar: WorkCalendar) -> None:
    assert due_date(MONTHS, date(2026, 7, 10), calendar) == date(2026, 10, 10)


@pytest.mark.parametrize(
    ("counting", "expected"),
    [
        (Counting(last_day_on_holiday=Shift.STAY), date(2026, 10, 3)),
        (Counting(last_day_on_holiday=Shift.PREVIOUS_WORKDAY), date(2026, 9, 30)),
        (Counting(day_one_counted=True), date(2026, 10, 8)),
    ],
)
def test_each_way_of_counting_is_a_setting(
    calendar: WorkCalendar, counting: Counting, expected: date
) -> None:
    assert due_date(MONTHS, date(2026, 7, 3), calendar, counting) == expected


def test_a_day_one_that_counts_ends_every_term_one_day_earlier(calendar: WorkCalendar) -> None:
    counted = Counting(day_one_counted=True)

    assert due_date(MONTHS, date(2026, 3, 4), calendar, counted) == date(2026, 6, 3)
    assert due_date(TEN_WORKDAYS, date(2026, 3, 16), calendar, counted) == date(2026, 3, 27)
    assert due_date(term(5, Unit.DAY), date(2026, 3, 16), calendar, counted) == date(2026, 3, 20)


def test_missing_days_of_a_month_may_run_over() -> None:
    assert add_months(date(2025, 11, 30), 3, MonthEnd.OVERFLOW) == date(2026, 3, 2)
    assert add_months(date(2024, 1, 31), 1, MonthEnd.OVERFLOW) == date(2024, 3, 2)
    assert add_months(date(2024, 10, 31), 2) == date(2024, 12, 31)


def test_a_named_date_stays_even_on_a_sunday(calendar: WorkCalendar) -> None:
    may = term(None, Unit.DATE, month_day="05-31")

    deadline = due(may, date(2026, 3, 16), calendar)

    assert deadline.due == date(2026, 5, 31)
    assert deadline.steps[-1].kind is StepKind.LATE_END


def test_a_named_date_may_be_set_to_move(calendar: WorkCalendar) -> None:
    may = term(None, Unit.DATE, month_day="05-31")
    moving = Counting(fixed_date_on_holiday=Shift.NEXT_WORKDAY)

    assert due_date(may, date(2026, 3, 16), calendar, moving) == date(2026, 6, 1)


def test_a_named_date_already_past_is_next_year_s_and_says_so(calendar: WorkCalendar) -> None:
    deadline = due(JUNE_30, date(2025, 7, 1), calendar)

    assert deadline.due == date(2026, 6, 30)
    assert deadline.notes == ("规定日期在起算时已过，取下一年的同一日期",)


def test_days_before_the_close_need_the_closing_date(calendar: WorkCalendar) -> None:
    twenty = term(20, Unit.BEFORE_CLOSE)

    with pytest.raises(TermError, match="closing"):
        due_date(twenty, date(2026, 3, 16), calendar)
    assert due_date(twenty, date(2026, 3, 16), calendar, closing=date(2026, 6, 30)) == date(
        2026, 6, 10
    )


def test_an_instant_is_no_date(calendar: WorkCalendar) -> None:
    with pytest.raises(TypeError, match="beijing_date"):
        due_date(MONTHS, datetime(2026, 3, 4, tzinfo=UTC), calendar)


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"n": 0, "unit": Unit.DAY}, "n"),
        ({"n": None, "unit": Unit.MONTH}, "n"),
        ({"n": 3, "unit": Unit.DATE, "month_day": "06-30"}, "n"),
        ({"unit": Unit.DATE}, "month_day"),
        ({"unit": Unit.DATE, "month_day": "6-30"}, "month_day"),
        ({"unit": Unit.DATE, "month_day": "02-29"}, "month_day"),
        ({"unit": Unit.DATE, "month_day": "06-31"}, "month_day"),
        ({"n": 3, "unit": Unit.DAY, "month_day": "06-30"}, "month_day"),
    ],
)
def test_a_term_that_means_nothing_is_refused(given: dict[str, object], where: str) -> None:
    with pytest.raises(TermError) as refused:
        Term(start=StartEvent.ASSIGNED, **given)  # type: ignore[arg-type]  # wrong on purpose

    assert refused.value.where == where


def test_a_tentative_year_is_said_out_loud(calendar: WorkCalendar) -> None:
    deadline = due(TEN_WORKDAYS, date(2026, 12, 25), calendar)

    assert deadline.tentative
    assert deadline.tentative_years == (2027,)
    assert deadline.notes == ("2027年放假安排尚未公布，日期为暂定",)
    assert deadline.calendar_version == calendar.version


def test_a_term_of_months_rests_on_the_year_it_ends_in(calendar: WorkCalendar) -> None:
    assert not due(MONTHS, date(2026, 9, 30), calendar).tentative
    assert due(MONTHS, date(2026, 10, 31), calendar).tentative
    assert not due(MONTHS, date(2003, 12, 31), calendar).tentative


def test_an_extension_counts_on_from_the_old_last_day(calendar: WorkCalendar) -> None:
    assert extend(date(2024, 6, 4), 3, Unit.WORKDAY, calendar) == date(2024, 6, 7)
    assert extend(date(2026, 6, 16), 3, Unit.MONTH, calendar) == date(2026, 9, 16)
    counted = Counting(day_one_counted=True)
    assert extend(date(2026, 6, 16), 3, Unit.MONTH, calendar, counted) == date(2026, 9, 16)


def test_an_extension_never_passes_the_hard_end(calendar: WorkCalendar) -> None:
    six = Extension(total_from_start=term(6, Unit.MONTH))
    hard = latest(six, date(2026, 3, 16), calendar)

    assert hard == date(2026, 9, 16)
    assert extend(date(2026, 9, 1), 1, Unit.MONTH, calendar, CIVIL_CODE, hard) == hard
    assert latest(Extension(n=3, unit=Unit.MONTH), date(2026, 3, 16), calendar) is None
    with pytest.raises(TermError):
        extend(date(2026, 9, 1), 1, Unit.DATE, calendar)


MONTH_ENDS = [
    (date(2026, 1, 31), 1, date(2026, 2, 28)),
    (date(2024, 1, 31), 1, date(2024, 2, 29)),
    (date(2025, 1, 31), 1, date(2025, 2, 28)),
    (date(2026, 1, 29), 1, date(2026, 2, 28)),
    (date(2024, 1, 29), 1, date(2024, 2, 29)),
    (date(2026, 3, 31), 1, date(2026, 4, 30)),
    (date(2025, 8, 31), 6, date(2026, 2, 28)),
    (date(2024, 2, 29), 12, date(2025, 2, 28)),
    (date(2025, 12, 31), 2, date(2026, 2, 28)),
    (date(2026, 10, 31), 2, date(2026, 12, 31)),
]
"""Start, months and the last day; each of the last days works."""


@pytest.mark.parametrize(("start", "n", "expected"), MONTH_ENDS)
def test_a_month_without_the_day_ends_on_its_last(
    calendar: WorkCalendar, start: date, n: int, expected: date
) -> None:
    assert calendar.works(expected)
    assert due_date(term(n, Unit.MONTH), start, calendar) == expected


CLOSED = [
    (Unit.DAY, 5, date(2026, 4, 28), date(2026, 4, 30), date(2026, 5, 3), date(2026, 5, 6)),
    (Unit.DAY, 4, date(2026, 5, 5), date(2026, 5, 9), date(2026, 5, 9), date(2026, 5, 9)),
    (Unit.DAY, 12, date(2026, 2, 3), date(2026, 2, 14), date(2026, 2, 15), date(2026, 2, 24)),
    (Unit.MONTH, 1, date(2026, 9, 4), date(2026, 9, 30), date(2026, 10, 4), date(2026, 10, 8)),
    (Unit.MONTH, 2, date(2025, 11, 3), date(2025, 12, 31), date(2026, 1, 3), date(2026, 1, 4)),
    (Unit.WORKDAY, 3, date(2026, 9, 29), date(2026, 10, 9), date(2026, 10, 9), date(2026, 10, 9)),
]
"""A term whose last day is off, with the end before it, on it and after it."""


@pytest.mark.parametrize(("unit", "n", "start", "before", "on", "after"), CLOSED)
def test_a_last_day_off_goes_back_stays_or_moves_on_as_it_is_set(
    calendar: WorkCalendar, unit: Unit, n: int, start: date, before: date, on: date, after: date
) -> None:
    ends = [
        due_date(term(n, unit), start, calendar, Counting(last_day_on_holiday=shift))
        for shift in (Shift.PREVIOUS_WORKDAY, Shift.STAY, Shift.NEXT_WORKDAY)
    ]

    assert ends == [before, on, after]


def test_a_count_of_working_days_passes_the_make_up_saturdays_of_every_year(
    calendar: WorkCalendar,
) -> None:
    five = term(5, Unit.WORKDAY)

    assert due_date(five, date(2024, 2, 2), calendar) == date(2024, 2, 8)
    assert due_date(five, date(2025, 1, 23), calendar) == date(2025, 2, 6)
    assert due_date(five, date(2025, 9, 26), calendar) == date(2025, 10, 10)
    assert due_date(five, date(2026, 4, 30), calendar) == date(2026, 5, 11)
    assert due_date(five, date(2026, 9, 18), calendar) == date(2026, 9, 24)


@settings(deadline=None)
@given(start=STARTS, n=st.integers(1, 60), unit=UNITS, counted=st.booleans())
def test_the_counted_steps_are_as_many_as_the_term(
    calendar: WorkCalendar, start: date, n: int, unit: Unit, counted: bool
) -> None:
    counting = Counting(day_one_counted=counted)

    deadline = due(term(n, unit), start, calendar, counting)

    ordinals = [step.ordinal for step in deadline.steps if step.counted]
    assert ordinals == list(range(1, n + 1))
    assert deadline.due == due_date(term(n, unit), start, calendar, counting)
    assert deadline.steps[-1].date == deadline.due
    assert calendar.works(deadline.due)


@settings(deadline=None)
@given(
    a=STARTS,
    b=STARTS,
    n=st.integers(1, 60),
    unit=UNITS,
    shift=st.sampled_from(Shift),
    month_end=st.sampled_from(MonthEnd),
)
def test_a_later_start_or_a_longer_term_never_ends_earlier(
    calendar: WorkCalendar, a: date, b: date, n: int, unit: Unit, shift: Shift, month_end: MonthEnd
) -> None:
    counting = Counting(last_day_on_holiday=shift)
    first, second = min(a, b), max(a, b)
    one, more = term(n, unit), term(n + 1, unit)

    assert due_date(one, first, calendar, counting) <= due_date(one, second, calendar, counting)
    assert due_date(one, first, calendar, counting) <= due_date(more, first, calendar, counting)
    assert add_months(first, n, month_end) < add_months(first, n + 1, month_end)


@pytest.fixture
def zones() -> Iterator[list[str]]:
    before = os.environ.get("TZ")
    yield ["Asia/Shanghai", "UTC", "America/Los_Angeles", "Pacific/Kiritimati", "Etc/GMT+12"]
    if before is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = before
    time.tzset()


def test_the_machine_s_time_zone_changes_nothing(calendar: WorkCalendar, zones: list[str]) -> None:
    results = set()

    for zone in zones:
        os.environ["TZ"] = zone
        time.tzset()
        deadline = due(TEN_WORKDAYS, date(2026, 2, 9), calendar)
        results.add(
            (
                end_of_day(deadline.due),
                beijing_date(end_of_day(deadline.due)),
                start_of_day(deadline.due),
                tuple(explain(deadline)),
            )
        )

    assert len(results) == 1
    assert results.pop()[0] == datetime(2026, 2, 28, 16, tzinfo=UTC)


EVERY_TERM = """
from datetime import date
from bihuan.adapters.calendars import standard_calendar
from bihuan.rules.policy import load, shipped
from bihuan.rules.terms import due, end_of_day, explain
calendar = standard_calendar()
for name in shipped():
    for key, term in load(name).terms.items():
        if term:
            reached = due(term, date(2026, 12, 31), calendar, closing=date(2027, 6, 30))
            print(name, key, end_of_day(reached.due), *explain(reached), *explain(reached, "en"))
"""


def test_every_regional_term_is_the_same_on_a_machine_anywhere() -> None:
    told = {
        zone: subprocess.run(
            [sys.executable, "-c", EVERY_TERM],
            env={**os.environ, "TZ": zone, "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for zone in ("Asia/Shanghai", "UTC", "America/Los_Angeles", "Pacific/Kiritimati")
    }

    assert len(set(told.values())) == 1
    assert told["UTC"].count("2027") > 100


def test_a_day_ends_at_midnight_in_beijing() -> None:
    end = end_of_day(date(2026, 6, 30))

    assert end == datetime(2026, 6, 30, 16, tzinfo=UTC)
    assert end.tzinfo is UTC
    assert beijing_date(end - timedelta(microseconds=1)) == date(2026, 6, 30)
    assert beijing_date(end) == date(2026, 7, 1)
    assert end == start_of_day(date(2026, 7, 1))


def test_an_instant_of_any_zone_has_one_date_in_beijing() -> None:
    new_york = timezone(timedelta(hours=-4))

    assert beijing_date(datetime(2026, 6, 30, 12, 30, tzinfo=new_york)) == date(2026, 7, 1)
    with pytest.raises(ValueError, match="time zone"):
        beijing_date(datetime(2026, 6, 30, 12, 30))  # noqa: DTZ001  # wrong on purpose
