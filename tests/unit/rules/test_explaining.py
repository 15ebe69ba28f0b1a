"""How the way to a deadline is told, day by day, in both languages."""

from __future__ import annotations

from datetime import date

import pytest

from bihuan.rules.calendar import WorkCalendar
from bihuan.rules.policy import load
from bihuan.rules.terms import Counting, Shift, StartEvent, Term, Unit, due, explain


def term(n: int | None, unit: Unit, **more: str) -> Term:
    return Term(n=n, unit=unit, start=StartEvent.ASSIGNED, source="[CQ-REG] 第16条", **more)


MONTHS = term(3, Unit.MONTH)
TEN_WORKDAYS = term(10, Unit.WORKDAY)
JUNE_30 = term(None, Unit.DATE, month_day="06-30")


def test_a_note_on_a_term_is_told_with_its_deadline(calendar: WorkCalendar) -> None:
    noted = term(3, Unit.MONTH, note="起算点按收到之日")

    assert explain(due(noted, date(2026, 3, 16), calendar))[-1] == "说明　起算点按收到之日"


def test_a_year_without_a_calendar_counts_its_weekends_and_says_it_is_a_guess(
    calendar: WorkCalendar,
) -> None:
    deadline = due(TEN_WORKDAYS, date(2028, 3, 6), calendar)

    assert (deadline.due, deadline.tentative) == (date(2028, 3, 20), True)
    assert explain(deadline)[-1] == "说明　2028年放假安排尚未公布，日期为暂定"
    assert "2028 not yet published; the date is tentative" in explain(deadline, "en")[-1]


def test_a_line_of_a_new_year_names_the_year_once(calendar: WorkCalendar) -> None:
    lines = explain(due(TEN_WORKDAYS, date(2025, 12, 29), calendar))

    assert lines[3] == "　　　12月31日 工作日 2"
    assert lines[4].startswith("　　　2026年1月1日至1月3日 放假（元旦，")
    assert lines[5].startswith("　　　1月4日 调休上班（元旦调休，")


def test_a_named_date_says_nothing_about_day_one(calendar: WorkCalendar) -> None:
    deadline = due(JUNE_30, date(2026, 3, 2), calendar)

    assert explain(deadline)[1] == "起算　2026年3月2日（星期一，交办）"
    assert explain(deadline, "en")[1] == "start     2026-03-02 (Monday, assignment)"


def test_a_source_is_written_out_for_people(calendar: WorkCalendar) -> None:
    jilin, law = load("jilin_2025"), load("national_law_2025").get_term("answer")
    assert law is not None

    told = explain(due(law, date(2026, 3, 2), calendar), cite=jilin.cite)[0]

    assert told.startswith("规则　交办之日起3个月内（《中华人民共和国全国人民代表大会和地方各级")
    assert told.endswith("》第51条）")


def test_a_note_on_a_term_is_told_in_english_too(calendar: WorkCalendar) -> None:
    past = due(JUNE_30, date(2025, 7, 1), calendar)
    noted = due(term(3, Unit.MONTH, note="起算点按收到之日"), date(2026, 3, 16), calendar)

    assert explain(past, "en")[-1].startswith("note      the named date was past at the start")
    assert explain(noted, "en")[-1] == "note      起算点按收到之日"


def test_working_days_are_explained_one_by_one(calendar: WorkCalendar) -> None:
    lines = explain(due(TEN_WORKDAYS, date(2026, 2, 9), calendar))

    assert lines[0] == "规则　交办之日起10个工作日内（[CQ-REG] 第16条）"
    assert lines[1] == "起算　2026年2月9日（星期一，交办），当日不计入（民法典第201条）"
    assert lines[2] == "　　　2月10日 工作日 1"
    assert lines[6].startswith("　　　2月14日 调休上班（春节调休，chinesecalendar ")
    assert lines[6].endswith("） 5")
    assert lines[7].startswith("　　　2月15日至2月23日 放假（春节，chinesecalendar ")
    assert lines[-2] == "到期　2026年2月28日（星期六）24时"
    assert lines[-1] == f"日历　版本 {calendar.version}；2026年已公布"


def test_months_are_explained_with_their_corresponding_days(calendar: WorkCalendar) -> None:
    lines = explain(due(MONTHS, date(2025, 11, 30), calendar))

    assert lines[2:5] == [
        "　　　12月30日 第1个月的对应日",
        "　　　2026年1月30日 第2个月的对应日",
        "　　　2月28日 第3个月没有对应日（民法典第202条）",
    ]


def test_a_shift_is_explained_with_its_holiday_and_its_article(calendar: WorkCalendar) -> None:
    lines = explain(due(MONTHS, date(2026, 7, 3), calendar))

    assert lines[5].startswith("　　　10月3日至10月7日 放假（国庆节，")
    assert lines[6] == "　　　10月8日 工作日，期限移至此日（民法典第203条）"


def test_a_tentative_date_is_explained_as_such_in_both_languages(calendar: WorkCalendar) -> None:
    deadline = due(TEN_WORKDAYS, date(2026, 12, 25), calendar)

    assert explain(deadline)[-1] == "说明　2027年放假安排尚未公布，日期为暂定"
    english = explain(deadline, lang="en")
    assert english[0] == "rule      10 working days from assignment ([CQ-REG] 第16条)"
    assert english[-1].endswith("2027 not yet published; the date is tentative")
    with pytest.raises(ValueError, match="zh or en"):
        explain(deadline, lang="fr")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("unit", list(Unit))
@pytest.mark.parametrize("shift", list(Shift))
def test_every_unit_and_shift_can_be_explained(
    calendar: WorkCalendar, unit: Unit, shift: Shift, lang: str
) -> None:
    one = JUNE_30 if unit is Unit.DATE else term(5, unit)
    counting = Counting(last_day_on_holiday=shift, fixed_date_on_holiday=shift)

    for start in (date(2026, 1, 31), date(2026, 5, 3), date(2026, 9, 28)):
        deadline = due(one, start, calendar, counting, closing=date(2026, 10, 8))
        lines = explain(deadline, lang)
        assert len(lines) >= 4
        assert not any("None" in line for line in lines)
