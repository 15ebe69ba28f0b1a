"""On which days an urging ladder urges."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.rules.calendar import Layer, WorkCalendar
from bihuan.rules.ladders import (
    Ladder,
    LadderError,
    Late,
    Level,
    Rung,
    RungUnit,
    When,
    default_ladders,
    parse_ladders,
    rung_dates,
)

REMIND = Rung(
    id="r10",
    when=When.BEFORE,
    n=10,
    unit=RungUnit.WORKDAY,
    level=Level.REMINDER,
    to=("officer",),
    channels=("notice",),
)
LATE = replace(REMIND, id="late", when=When.AFTER, n=1, level=Level.SUPERVISION)


def dates(calendar: WorkCalendar, start: date, due: date, *rungs: Rung) -> list[date]:
    return [day for _, day in rung_dates(Ladder(name="x", rungs=rungs), start, due, calendar)]


def test_rungs_stand_before_and_after_the_deadline(calendar: WorkCalendar) -> None:
    days = dates(calendar, date(2026, 3, 16), date(2026, 6, 16), LATE, REMIND)

    assert days == [date(2026, 6, 2), date(2026, 6, 17)]


def test_a_reminder_on_a_day_off_comes_earlier_and_an_urging_later(
    calendar: WorkCalendar,
) -> None:
    before = replace(REMIND, n=5, unit=RungUnit.DAY)
    after = replace(LATE, n=3, unit=RungUnit.DAY)

    days = dates(calendar, date(2026, 9, 1), date(2026, 10, 9), before, after)

    assert days == [date(2026, 9, 30), date(2026, 10, 12)]


def test_a_rung_never_stands_before_the_start(calendar: WorkCalendar) -> None:
    assert dates(calendar, date(2026, 3, 14), date(2026, 3, 20), REMIND) == [date(2026, 3, 16)]


def test_a_percentage_is_of_the_whole_term(calendar: WorkCalendar) -> None:
    quarter = replace(REMIND, n=25, unit=RungUnit.PERCENT)

    assert dates(calendar, date(2026, 3, 2), date(2026, 6, 10), quarter) == [date(2026, 5, 15)]


@pytest.mark.parametrize(
    ("rungs", "reason"),
    [
        ((REMIND, REMIND), "is there twice"),
        ((replace(REMIND, n=101, unit=RungUnit.PERCENT),), "101 percent before"),
        ((replace(REMIND, n=-1),), "-1 is negative"),
        ((replace(LATE, n=0),), "0 after the deadline"),
        ((replace(REMIND, to=()),), "urges nobody"),
        ((replace(REMIND, to=("oficer",)),), "'oficer' is no role"),
        ((replace(REMIND, channels=()),), "is empty"),
        ((replace(REMIND, id=""),), "has no id"),
        ((replace(REMIND, to=("member",)),), "a member is only asked for feedback"),
    ],
)
def test_a_ladder_that_cannot_be_climbed_is_refused(rungs: tuple[Rung, ...], reason: str) -> None:
    with pytest.raises(LadderError) as refused:
        Ladder(name="x", rungs=rungs)

    assert refused.value.reason.startswith(reason)
    assert "ladder x" in refused.value.where


def test_a_word_that_is_not_known_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(LadderError, match="did you mean 'before'"):
        replace(REMIND, when="befor")  # type: ignore[arg-type]  # wrong on purpose


def test_words_become_their_kinds() -> None:
    rung = replace(REMIND, when="after", n=2, late="each")  # type: ignore[arg-type]  # as read

    assert rung.when is When.AFTER
    assert rung.late is Late.EACH


def test_the_shipped_ladders_are_marked_as_ours_and_urge_known_terms() -> None:
    ladders = default_ladders()

    assert set(ladders) == {
        "answer",
        "answer@support",
        "co",
        "conclude",
        "contact",
        "dispatch",
        "feedback",
        "feedback@support",
        "object",
        "reading",
    }
    assert [rung.level.label for rung in ladders["answer"].rungs] == ["提醒", "催办", "督办"]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("[[ladder]]\nname='a'\nrungs=[{id='x'}]", "f: ladder[1].rungs[1].n"),
        ("[[lader]]\nname='a'", "f: lader"),
        ("[[ladder]]\nname='a'\n[[ladder]]\nname='a'", "f: ladder[2].name"),
        ("[[ladder]]\nname='a'\nrole='led'\nrungs=[]", "ladder a.role"),
        ("ladder=[1]", "f: ladder"),
    ],
)
def test_a_faulty_ladder_file_names_the_place(text: str, where: str) -> None:
    with pytest.raises(LadderError) as refused:
        parse_ladders(text, "f")

    assert refused.value.where == where


def test_a_member_is_reminded_of_feedback_and_never_urged() -> None:
    polite = Ladder(name="feedback", rungs=(replace(REMIND, to=("member",)),))

    with pytest.raises(LadderError, match="a member is reminded, not urged"):
        replace(polite, rungs=(replace(LATE, to=("member",)),))


def test_a_ladder_for_one_role_stands_beside_that_for_all() -> None:
    text = """
    [[ladder]]
    name = "answer"
    rungs = []
    [[ladder]]
    name = "answer"
    role = "support"
    rungs = []
    """

    assert {key: one.role for key, one in parse_ladders(text, "f").items()} == {
        "answer": "",
        "answer@support": "support",
    }


def test_a_rung_in_a_recess_moves_out_of_it_on_its_own_side(calendar: WorkCalendar) -> None:
    days = (date(2026, 6, 1) + timedelta(days=n) for n in range(30))
    closed = WorkCalendar(
        (Layer(name="own", source="本单位", recess=dict.fromkeys(days, "休会")), *calendar.layers)
    )

    found = dates(closed, date(2026, 3, 16), date(2026, 6, 16), REMIND, LATE)

    assert closed.works(date(2026, 6, 16))
    assert found == [date(2026, 5, 29), date(2026, 7, 1)]


@settings(deadline=None)
@given(
    start=st.dates(date(2005, 1, 1), date(2026, 12, 31)),
    length=st.integers(0, 400),
    n=st.tuples(st.integers(0, 100), st.integers(0, 100)),
)
def test_a_larger_share_of_the_term_never_rings_later(
    calendar: WorkCalendar, start: date, length: int, n: tuple[int, int]
) -> None:
    due = start + timedelta(days=length)
    less, more = sorted(n)
    rungs = [
        replace(REMIND, id=str(i), n=p, unit=RungUnit.PERCENT) for i, p in enumerate((more, less))
    ]

    placed = {
        rung.n: day
        for rung, day in rung_dates(Ladder(name="x", rungs=tuple(rungs)), start, due, calendar)
    }

    assert placed[more] <= placed[less] <= max(due, calendar.next_workday(start))
    assert calendar.next_workday(start) <= placed[more]
    enough = (due - placed[less]).days * 100 >= length * less
    assert enough or placed[less] == calendar.next_workday(start)


@settings(deadline=None)
@given(
    start=st.dates(date(2005, 1, 1), date(2027, 12, 31)),
    length=st.integers(1, 200),
    n=st.integers(1, 100),
    unit=st.sampled_from(RungUnit),
    when=st.sampled_from(When),
)
def test_every_rung_stands_on_a_working_day_on_its_side(
    calendar: WorkCalendar, start: date, length: int, n: int, unit: RungUnit, when: When
) -> None:
    due = calendar.add_workdays(start, length)

    (day,) = dates(calendar, start, due, replace(REMIND, when=when, n=n, unit=unit))

    assert calendar.works(day)
    assert day >= start
    assert (day <= due) is (when is When.BEFORE)


def test_the_shipped_ladders_say_that_they_are_no_law() -> None:
    text = (files("bihuan.rules") / "policies" / "ladder_default.toml").read_text("utf-8")

    assert text.startswith("# 催办梯次：产品默认值，不是法规。")
    assert tomllib.loads(text)["note"] == "product default, not law"
    assert "[" not in "".join(rung.text for one in default_ladders().values() for rung in one.rungs)


def test_a_channel_nobody_configured_is_named_where_the_channels_are_known() -> None:
    text = """
    [[ladder]]
    name = "answer"
    [[ladder.rungs]]
    id = "answer-3"
    when = "before"
    n = 3
    unit = "workday"
    level = "reminder"
    to = ["officer"]
    channels = ["pigeon"]
    """

    assert parse_ladders(text, "own")["answer"].rungs[0].channels == ("pigeon",)
    with pytest.raises(LadderError, match=r"channels: 'pigeon' is no channel"):
        parse_ladders(text, "own", ("notice", "mail"))
