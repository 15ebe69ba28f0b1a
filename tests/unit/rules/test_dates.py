"""Which printed dates are read, and why the others are refused."""

from __future__ import annotations

import pickle
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bihuan.rules.dates import BadDate, legal_date, read_date

REASONS = {
    "blank",
    "no_year",
    "no_month",
    "no_day",
    "cut",
    "run_together",
    "impossible",
    "year_range",
    "unreadable",
}
DAYS = st.dates(date(1949, 1, 1), date(2100, 12, 31))
SCRAPS = st.text(
    st.sampled_from("0123456789０１９〇○零一二三十年月日 -/.:：　Oo\u200b") | st.characters(),
    max_size=20,
)


@pytest.mark.parametrize(
    "text",
    [
        "2024-06-17",
        "2024-6-17",
        "2024/6/17",
        "2024.6.17",
        "20240617",
        "2024年6月17日",
        "2024年06月17日",
        "2024 年 6 月 17 日",
        "２０２４年６月１７日",
        "2024－06－17",
        "2024年6月\n17日",
        f"{'　' * 170}2024年6月17日",
        "\ufeff2024-06-17\u200b",
        "二〇二四年六月十七日",
        "二○二四年六月十七日",
        "二零二四年六月十七日",
        "二0二四年六月十七日",
        "二O二四年六月十七日",
    ],
)
def test_one_day_is_read_in_every_form_it_is_printed_in(text: str) -> None:
    assert legal_date(text) == date(2024, 6, 17)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("二00七年七月十七日", date(2007, 7, 17)),
        ("二0一七年五月二十六日", date(2017, 5, 26)),
        ("二OO八年九月二十二日", date(2008, 9, 22)),
        ("二OO五年八月三日", date(2005, 8, 3)),
        ("二○一九年七月十日", date(2019, 7, 10)),
        ("二〇一九年七月八日", date(2019, 7, 8)),
        ("二〇二二年八月三十日", date(2022, 8, 30)),
        ("二〇二三年十二月三十一日", date(2023, 12, 31)),
    ],
)
def test_every_published_zero_of_a_written_year_is_a_zero(text: str, day: date) -> None:
    assert legal_date(text) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2012-06-18 0:0", date(2012, 6, 18)),
        ("2025- 08- 11 21: 38", date(2025, 8, 11)),
        ("2023-09-07 17:16", date(2023, 9, 7)),
        ("2023-09-07T17:16:05", date(2023, 9, 7)),
        ("2023年9月7日 17:16", date(2023, 9, 7)),
    ],
)
def test_the_time_of_day_is_dropped_and_the_drop_is_told(text: str, day: date) -> None:
    read = read_date(text)

    assert (read.day, read.time_dropped) == (day, True)


def test_a_date_alone_drops_nothing() -> None:
    assert not read_date("2023-09-07").time_dropped
    assert not read_date("20230907").time_dropped


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "blank"),
        (" \u200b", "blank"),
        ("202285", "run_together"),
        ("2019615", "run_together"),
        ("202099", "run_together"),
        ("2022 年629", "run_together"),
        ("2023年918", "run_together"),
        ("2023529日", "run_together"),
        ("0二", "unreadable"),
        ("二○二四年五月", "no_day"),
        ("2023年4月", "no_day"),
        ("2024-06", "no_day"),
        ("3月19日", "no_year"),
        ("2024年", "no_month"),
        ("2024", "no_month"),
        ("2020年4月27", "cut"),
        ("2024.6.31", "impossible"),
        ("2023-02-29", "impossible"),
        ("20241301", "impossible"),
        ("2024年0月1日", "impossible"),
        ("二〇二四年二月三十日", "impossible"),
        ("0024-06-17", "year_range"),
        ("2024-06/17", "unreadable"),
        ("03/04/2024", "unreadable"),
        ("2024-06-17 25:00", "unreadable"),
        ("2024-06-17T23:00Z", "unreadable"),
        ("2024年6月17日、18日", "unreadable"),
        ("二〇二四年十十月一日", "unreadable"),
        ("2023年（截断）", "unreadable"),
        ("t19700101", "unreadable"),
        ("٢٠٢٤-٠٦-١٧", "unreadable"),
    ],
)
def test_what_is_not_one_day_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(BadDate) as refused:
        legal_date(text)

    assert (refused.value.text, refused.value.reason) == (text, reason)


def test_a_refusal_says_what_and_why_and_survives_pickling() -> None:
    error = pickle.loads(pickle.dumps(BadDate("202285", "run_together")))

    assert str(error) == "'202285' is not a date: run_together"
    assert (error.text, error.reason) == ("202285", "run_together")


@given(DAYS)
def test_every_way_to_write_a_day_is_read_back_as_that_day(day: date) -> None:
    printed = f"{day.year}年{day.month}月{day.day}日"
    for text in (printed, day.isoformat(), f"{day:%Y%m%d}", f"{day:%Y/%m/%d}"):
        assert legal_date(text) == day


@given(SCRAPS | st.text())
@example("2024-06-17\n")
@example("\ud800")
@example("9" * 5000)
def test_any_text_is_one_day_or_a_bad_date_and_nothing_else(text: str) -> None:
    try:
        day = legal_date(text)
    except BadDate as refused:
        assert refused.text == text
        assert refused.reason in REASONS
    else:
        assert legal_date(day.isoformat()) == day
