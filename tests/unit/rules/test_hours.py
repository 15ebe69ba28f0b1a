"""When a notice may leave the house."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.rules.calendar import Layer, WorkCalendar
from bihuan.rules.hours import Hours, HoursError, next_open, read_hours
from bihuan.rules.instants import BEIJING

LUNCH = Hours(quiet=((time(12), time(14)),))


def at(text: str) -> datetime:
    """A moment in Beijing."""
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def leaves(text: str, calendar: WorkCalendar, hours: Hours | None = None) -> str:
    """When a notice made at this moment leaves, in Beijing."""
    found = next_open(at(text), calendar, hours or Hours())
    assert found.tzinfo is UTC
    return f"{found.astimezone(BEIJING):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("made", "goes"),
    [
        ("2026-06-16 10:15", "2026-06-16 10:15"),
        ("2026-06-16 08:59", "2026-06-16 09:00"),
        ("2026-06-16 17:30", "2026-06-17 09:00"),
        ("2026-06-19 20:00", "2026-06-22 09:00"),
        ("2026-09-20 09:00", "2026-09-20 09:00"),
        ("2026-09-30 18:00", "2026-10-08 09:00"),
    ],
    ids=["open", "early", "at closing", "before a holiday", "a Sunday that works", "national day"],
)
def test_a_notice_leaves_while_the_office_is_open(
    calendar: WorkCalendar, made: str, goes: str
) -> None:
    assert leaves(made, calendar) == goes


@pytest.mark.parametrize(
    ("made", "goes"),
    [
        ("2026-06-16 11:59", "2026-06-16 11:59"),
        ("2026-06-16 12:00", "2026-06-16 14:00"),
        ("2026-06-16 13:59", "2026-06-16 14:00"),
        ("2026-06-16 14:00", "2026-06-16 14:00"),
    ],
)
def test_nothing_leaves_in_the_quiet_hours(calendar: WorkCalendar, made: str, goes: str) -> None:
    assert leaves(made, calendar, LUNCH) == goes


def test_nothing_leaves_in_a_recess_though_its_days_work(calendar: WorkCalendar) -> None:
    recess = Layer(
        name="own", source="本单位", recess={date(2026, 6, day): "休会" for day in range(15, 21)}
    )
    closed = WorkCalendar((recess, *calendar.layers))

    assert closed.works(date(2026, 6, 16))
    assert leaves("2026-06-16 10:15", closed) == "2026-06-22 09:00"
    assert leaves("2026-06-12 18:00", closed) == "2026-06-22 09:00"


def test_a_gateway_that_keeps_the_hours_itself_gets_notices_at_any_time(
    calendar: WorkCalendar,
) -> None:
    assert leaves("2026-06-20 03:00", calendar, Hours(always=True)) == "2026-06-20 03:00"


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"opens": time(18)}, "hours.closes"),
        ({"quiet": ((time(14), time(12)),)}, "hours.quiet 1"),
        ({"quiet": ((time(8), time(18)),)}, "hours.quiet"),
        ({"quiet": ((time(8), time(12)), (time(11), time(20)))}, "hours.quiet"),
    ],
)
def test_hours_that_are_none_are_refused(wrong: dict[str, object], where: str) -> None:
    with pytest.raises(HoursError) as refused:
        Hours(**wrong)  # type: ignore[arg-type]  # wrong on purpose

    assert refused.value.where == where


def test_hours_are_read_as_they_are_written() -> None:
    assert read_hours("09:00", "17:30", ["12:00-14:00"]) == LUNCH


@pytest.mark.parametrize(
    ("opens", "quiet", "where"),
    [
        ("9 o'clock", [], "hours.opens"),
        ("09:00+08:00", [], "hours.opens"),
        ("09:00", ["12:00"], "hours.quiet 1"),
        ("09:00", ["12:00-14:00", "x-y"], "hours.quiet 2"),
    ],
)
def test_a_time_that_is_none_is_named(opens: str, quiet: list[str], where: str) -> None:
    with pytest.raises(HoursError, match="is no time of the day") as refused:
        read_hours(opens, "17:30", quiet)

    assert refused.value.where == where


MINUTES = st.integers(0, 24 * 60 - 1)
SPANS = st.tuples(MINUTES, MINUTES).filter(lambda span: span[0] != span[1])
INSTANTS = st.integers(0, 3 * 365 * 24 * 60).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def span(minutes: tuple[int, int]) -> tuple[time, time]:
    """From when to when, of two minutes of the day in any order."""
    begin, end = sorted(minutes)
    return time(begin // 60, begin % 60), time(end // 60, end % 60)


@st.composite
def all_hours(draw: st.DrawFn) -> Hours:
    """Any hours an office may keep."""
    opens, closes = span(draw(SPANS))
    quiet = tuple(map(span, draw(st.lists(SPANS, max_size=3))))
    try:
        return Hours(opens=opens, closes=closes, quiet=quiet)
    except HoursError:
        return Hours(opens=opens, closes=closes)


@st.composite
def recesses(draw: st.DrawFn) -> Layer:
    """Some weeks of recess somewhere in three years."""
    days: dict[date, str] = {}
    for start in draw(st.lists(st.dates(date(2024, 1, 1), date(2026, 12, 31)), max_size=3)):
        length = draw(st.integers(1, 60))
        days |= {start + timedelta(days=n): "休会" for n in range(length)}
    return Layer(name="own", source="本单位", recess=days)


@settings(deadline=None)
@given(
    instant=INSTANTS,
    hours=all_hours(),
    recess=recesses(),
)
def test_no_notice_leaves_at_night_on_a_day_off_in_a_recess_or_in_quiet_hours(
    calendar: WorkCalendar, instant: datetime, hours: Hours, recess: Layer
) -> None:
    own = WorkCalendar((recess, *calendar.layers))
    found = next_open(instant, own, hours)

    local = found.astimezone(BEIJING)
    assert own.works(local.date())
    assert local.date() not in recess.recess
    assert hours.opens <= local.time() < hours.closes
    assert not any(begin <= local.time() < end for begin, end in hours.quiet)
    assert found >= instant
    assert next_open(found, own, hours) == found


@settings(deadline=None)
@given(
    instant=INSTANTS,
    later=st.timedeltas(timedelta(), timedelta(days=30)),
    hours=all_hours(),
)
def test_what_is_made_later_never_leaves_earlier(
    calendar: WorkCalendar, instant: datetime, later: timedelta, hours: Hours
) -> None:
    first = next_open(instant, calendar, hours)
    second = next_open(instant + later, calendar, hours)

    assert first <= second
    assert second == first or second >= instant + later
