"""The office hears in time that the days off of a year are not known yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bihuan.engine.calendar_reminders import remind_of_calendar
from bihuan.engine.messages import Message
from bihuan.rules.book import Book, Entry, Kind
from bihuan.rules.calendar import Layer, WorkCalendar
from support.people import Desk, the_calendar


def on(desk: Desk, day: str) -> int:
    """Look at the calendar on this day."""
    desk.clock.set(day)
    return remind_of_calendar(desk.engine, desk.clock.now())


def notices(desk: Desk) -> list[Message]:
    """What the office was told."""
    return desk.engine.store.messages("office")


def published(*years: int) -> WorkCalendar:
    """The standard calendar with these years published."""
    layer = Layer(name="own", source="国务院", years=frozenset(years))
    return WorkCalendar((layer, *the_calendar().layers))


def test_in_november_the_office_is_told_that_next_year_is_missing(desk: Desk) -> None:
    assert on(desk, "2038-11-01") == 2
    told = {one.key: one for one in notices(desk)}
    missing = told["calendar/2039/2038-11/office/notice"]
    assert (missing.topic, missing.case, missing.seq) == ("calendar", None, 0)
    assert missing.body == {"year": 2039, "counted": False}


def test_it_is_said_once_a_month_however_often_one_looks(desk: Desk) -> None:
    desk.engine.use_calendar(published(2038))

    assert [on(desk, f"2038-11-{day:02}") for day in (1, 1, 2, 30)] == [1, 0, 0, 0]


def test_in_january_the_year_that_began_is_asked_for_and_not_the_next(desk: Desk) -> None:
    assert on(desk, "2039-01-04") == 1

    assert [one.body["year"] for one in notices(desk)] == [2039]


@pytest.mark.parametrize(("day", "asked"), [("10-31", 0), ("11-01", 1), ("12-01", 1)])
def test_next_year_is_asked_for_from_november_on(desk: Desk, day: str, asked: int) -> None:
    desk.engine.use_calendar(published(2038))

    assert on(desk, f"2038-{day}") == asked


@pytest.mark.parametrize("day", ["2038-11-01", "2039-01-04"])
def test_published_years_are_not_asked_for(desk: Desk, day: str) -> None:
    desk.engine.use_calendar(published(2038, 2039, 2040))

    assert on(desk, day) == 0


def test_in_any_month_a_case_due_in_a_missing_year_is_reason_enough(desk: Desk) -> None:
    desk.engine.use_calendar(published(2038))
    desk.clock.set("2038-10-11")
    case = desk.receive(received_on=date(2038, 10, 11), year=2038)
    assert on(desk, "2038-10-11") == 0

    desk.do(case, "dispatch")

    assert desk.case(case).due == date(2039, 1, 11)
    assert on(desk, "2038-10-12") == 1
    assert on(desk, "2038-12-01") == 1
    assert {one.body["counted"] for one in notices(desk)} == {True}


def test_it_waits_for_the_office_to_open_and_goes_to_it_by_name(desk: Desk) -> None:
    book = Book((Entry(name="建议提案办", kind=Kind.OFFICE),))
    desk.engine.house = replace(desk.engine.house, book=book, calendar=published(2038))

    on(desk, "2038-11-06")

    (told,) = notices(desk)
    assert told.recipient == "建议提案办"
    assert told.next_at.isoformat() == "2038-11-08T01:00:00+00:00"
