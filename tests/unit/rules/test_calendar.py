"""Which days work, and who says so."""

from __future__ import annotations

import pickle
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.adapters.calendars import (
    cross_check,
    provisional_layer,
    published_years,
    standard_calendar,
)
from bihuan.rules.calendar import (
    CalendarError,
    DayKind,
    Layer,
    WorkCalendar,
    YearStatus,
)
from bihuan.rules.calendar_file import parse_layer, unlikely

NOTICE_2027 = """
[source]
name   = "国务院办公厅关于2027年部分节假日安排的通知"
doc_no = "国办发明电〔2026〕×号"
years  = [2027]
[off]
"2027-02-05..2027-02-11" = "春节"
[work]
"2027-02-20" = "春节调休上班"
"""
DAYS = st.dates(date(2005, 1, 1), date(2029, 12, 31))


def test_a_plain_weekday_works_and_a_plain_weekend_does_not(calendar: WorkCalendar) -> None:
    assert calendar.day(date(2026, 3, 16)).kind is DayKind.WORKDAY
    assert calendar.day(date(2026, 3, 15)).kind is DayKind.WEEKEND
    assert not calendar.works(date(2026, 3, 15))


def test_a_weekend_that_works_is_a_makeup_day_with_its_holiday_named(
    calendar: WorkCalendar,
) -> None:
    day = calendar.day(date(2026, 2, 28))

    assert day.kind is DayKind.MAKEUP
    assert day.works
    assert day.name == "春节调休"
    assert day.source.startswith("chinesecalendar ")


def test_a_weekday_off_is_a_holiday_with_its_name(calendar: WorkCalendar) -> None:
    day = calendar.day(date(2026, 4, 6))

    assert (day.kind, day.name, day.tentative) == (DayKind.HOLIDAY, "清明", False)


def test_all_makeup_days_of_2026_are_known(calendar: WorkCalendar) -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]

    makeup = [day for day in days if calendar.day(day).kind is DayKind.MAKEUP]

    assert makeup == [
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    ]


def test_a_year_without_published_calendar_is_tentative_and_its_days_say_so(
    calendar: WorkCalendar,
) -> None:
    assert calendar.status(2026) is YearStatus.OFFICIAL
    assert calendar.status(2027) is YearStatus.TENTATIVE
    day = calendar.day(date(2027, 10, 1))
    assert day.tentative
    assert day.kind is DayKind.HOLIDAY
    assert "推算" in day.source


def test_a_published_arrangement_silences_the_guess_for_its_year(calendar: WorkCalendar) -> None:
    newer = standard_calendar((parse_layer(NOTICE_2027, "2027.toml"),))

    assert newer.status(2027) is YearStatus.OFFICIAL
    assert newer.works(date(2027, 2, 20))
    assert newer.works(date(2027, 10, 1)), "the notice as written does not name it"
    assert newer.day(date(2027, 2, 8)).source.endswith("（国办发明电〔2026〕×号）")


def test_an_office_file_adds_a_day_and_leaves_the_state_arrangement_alone() -> None:
    own = Layer(name="own", source="本单位", off={date(2026, 3, 16): "本单位调整"})

    calendar = standard_calendar((own,))

    assert calendar.day(date(2026, 3, 16)).kind is DayKind.HOLIDAY
    assert calendar.day(date(2026, 10, 1)).name == "国庆节"
    assert calendar.status(2026) is YearStatus.OFFICIAL


def test_a_calendar_file_is_read_from_disk(tmp_path: Path) -> None:
    path = tmp_path / "2027.toml"
    path.write_text(NOTICE_2027, encoding="utf-8-sig")

    calendar = standard_calendar((path,), range(2026, 2028))

    assert [layer.name for layer in calendar.layers] == ["2027.toml", "state"]
    assert repr(calendar) == f"WorkCalendar(2027.toml, state; {calendar.version})"


def test_a_calendar_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "2027.toml"
    path.write_bytes(NOTICE_2027.encode("gb18030"))

    with pytest.raises(CalendarError, match="save the file as UTF-8"):
        standard_calendar((path,))


def test_the_first_layer_that_names_a_day_wins() -> None:
    day = date(2026, 10, 2)
    on_duty = Layer(name="own", source="本单位", work={day: "值班"})

    calendar = standard_calendar((on_duty,))

    assert calendar.works(day)
    assert calendar.day(day).kind is DayKind.WORKDAY
    assert calendar.day(day).name == "值班"


def test_the_version_follows_the_content_and_nothing_else() -> None:
    one = Layer(name="a", source="s", off={date(2026, 1, 2): "x", date(2026, 1, 5): "y"})
    same = Layer(name="a", source="s", off={date(2026, 1, 5): "y", date(2026, 1, 2): "x"})
    other = Layer(name="a", source="s", off={date(2026, 1, 2): "x"})

    assert WorkCalendar((one,)).version == WorkCalendar((same,)).version
    assert WorkCalendar((one,)).version != WorkCalendar((other,)).version
    assert len(WorkCalendar(()).version) == 12


def test_the_next_and_the_previous_working_day_jump_over_a_long_holiday(
    calendar: WorkCalendar,
) -> None:
    assert calendar.next_workday(date(2026, 2, 15)) == date(2026, 2, 24)
    assert calendar.previous_workday(date(2026, 2, 23)) == date(2026, 2, 14)
    assert calendar.next_workday(date(2026, 2, 14)) == date(2026, 2, 14)
    assert calendar.previous_workday(date(2026, 2, 14)) == date(2026, 2, 14)


@pytest.mark.parametrize(
    ("text", "where", "reason"),
    [
        ("[off]\n'2027-01-01' = 'x'", "f.toml", "has no [source]"),
        (
            "[source]\nname='n'\n[off]\n'2027-13-01'='x'",
            "f.toml: off.2027-13-01",
            "'2027-13-01' is not a date",
        ),
        (
            "[source]\nname='n'\n[off]\n'2027-02-09..2027-02-05'='x'",
            "f.toml: off.2027-02-09..2027-02-05",
            "ends before it begins",
        ),
        (
            "[source]\nname='n'\nyears=[2027]\n[off]\n'2026-12-31'='x'",
            "f.toml: 2026-12-31",
            "is outside the years [2027] of this file",
        ),
        (
            "[source]\nname='n'\n[off]\n'2027-01-01'='x'\n[work]\n'2027-01-01'='y'",
            "f.toml: 2027-01-01",
            "is both off and work",
        ),
        (
            "[source]\nname='n'\n[off]\n'2027-01-01'='x'\n'2026-12-31..2027-01-02'='y'",
            "f.toml: off.2026-12-31..2027-01-02",
            "lists 2027-01-01 a second time",
        ),
        ("[source]\nname='n'\nyers=[2027]", "f.toml: source.yers", "is not a known key"),
        ("[source]\nname='n'\nyears=['x']", "f.toml: source.years", "holds something that is no"),
        ("[source]\nname='n'\nyears=[27]", "f.toml: source.years", "27 is no year"),
        ("[source]\nname='n'\n[of]\n", "f.toml: of", "is not a known key"),
        ("[source", "f.toml", "is not TOML"),
        (
            "[source]\nname='n'\n[off]\n'2026-01-01..2028-01-01'='x'",
            "f.toml: off.2026-01-01..2028-01-01",
            "is longer than a year",
        ),
    ],
)
def test_a_faulty_calendar_file_is_refused_with_place_reason_and_cure(
    text: str, where: str, reason: str
) -> None:
    with pytest.raises(CalendarError) as refused:
        parse_layer(text, "f.toml")

    assert refused.value.where == where
    assert refused.value.reason.startswith(reason)
    assert refused.value.cure
    assert str(pickle.loads(pickle.dumps(refused.value))) == str(refused.value)


def test_a_weekday_may_be_named_as_work_though_nothing_takes_it_off() -> None:
    layer = parse_layer("[source]\nname='n'\n[work]\n'2027-03-01'='开会'", "f.toml")

    assert layer.work == {date(2027, 3, 1): "开会"}


def test_a_published_arrangement_that_forgets_a_statutory_holiday_is_asked_about() -> None:
    assert date(2027, 10, 1) in unlikely(parse_layer(NOTICE_2027, "2027.toml"))
    assert unlikely(Layer(name="own", source="s")) == ()


def test_the_library_knows_2004_to_2026_and_the_guess_is_never_official() -> None:
    assert published_years(range(2000, 2031)) == tuple(range(2004, 2027))
    assert not provisional_layer(2027).official
    assert provisional_layer(2027).work == {}


def test_the_two_libraries_disagree_on_one_known_day_only() -> None:
    differences = cross_check(range(2004, 2027))

    assert [(d.date, d.chinesecalendar, d.holidays) for d in differences] == [
        (date(2005, 12, 31), False, True)
    ]


@settings(deadline=None)
@given(start=DAYS, n=st.integers(1, 400))
def test_counting_back_the_days_added_gives_their_number(
    calendar: WorkCalendar, start: date, n: int
) -> None:
    later, earlier = calendar.add_workdays(start, n), calendar.add_workdays(start, -n)

    assert calendar.workdays_between(start, later) == n
    assert calendar.works(later)
    assert calendar.workdays_between(start, earlier) == -n + calendar.works(earlier) - (
        calendar.works(start)
    )
    assert calendar.workdays_between(later, start) == -n


@settings(deadline=None)
@given(a=DAYS, b=DAYS, n=st.integers(-200, 200))
def test_a_later_start_never_ends_earlier(calendar: WorkCalendar, a: date, b: date, n: int) -> None:
    first, second = min(a, b), max(a, b)

    assert calendar.add_workdays(first, n) <= calendar.add_workdays(second, n)


@settings(deadline=None)
@given(day=DAYS)
def test_the_fast_answer_and_the_told_answer_are_the_same(
    calendar: WorkCalendar, day: date
) -> None:
    assert calendar.works(day) is calendar.day(day).works
