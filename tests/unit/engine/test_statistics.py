"""The figures of a year as of a date: what comes later never changes them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from random import Random

import pytest

from bihuan.engine.records import PastCase, Urging
from bihuan.engine.rescheduling import Applied, apply
from bihuan.engine.statistics import Figures, figures
from bihuan.engine.stories import tell
from bihuan.rules.calendar import Layer, WorkCalendar
from bihuan.rules.instants import beijing_date
from support.people import CLERK, FIRST_DAY, LEAD_UNIT, Desk, OpenDesk, the_calendar
from support.trying import try_something

SHORTER = WorkCalendar(
    (
        Layer(name="own", source="本单位", work={date(2024, 3, 9): "补班"}),
        *the_calendar().layers,
    )
)
"""The standard calendar, but one more Saturday of March works."""


def count(desk: Desk, as_of: date | None = None, year: int = 2024) -> Figures:
    """The figures as of a day, today unless said otherwise."""
    engine = desk.engine
    return figures(
        engine.store,
        engine.house,
        engine.library.machine,
        year,
        as_of or beijing_date(engine.clock.now()),
    )


def answered(desk: Desk, no: int = 1, on: str = "2024-03-20", **changes: object) -> str:
    """A case that was answered on a day."""
    case = desk.receive(no, **changes)
    desk.walk(case, "dispatch", "contact")
    desk.clock.set(on)
    desk.do(case, "answer")
    return case


def test_an_empty_year_has_no_rates(desk: Desk) -> None:
    found = count(desk)

    assert (found.total, found.answered, found.done) == (0, 0, 0)
    assert [found.satisfaction.text, found.on_time.text, found.growth.text] == ["—"] * 3


def test_cases_are_counted_by_kind_role_state_and_category(desk: Desk) -> None:
    desk.receive(1, category="交通")
    desk.receive(2, role="support", category="交通")
    desk.do(desk.receive(3, kind="cppcc_proposal"), "dispatch")

    found = count(desk)

    assert (found.total, dict(found.by_kind)) == (
        3,
        {"deputy_suggestion": 2, "cppcc_proposal": 1},
    )
    assert found.by_role[("deputy_suggestion", "support")] == 1
    assert dict(found.by_state) == {"received": 2, "dispatched": 1}
    assert dict(found.categories) == {"交通": 2}


def test_each_duty_is_answered_in_its_own_way(desk: Desk) -> None:
    answered(desk, 1)
    desk.walk(desk.receive(2, role="support"), "dispatch", "opine")
    desk.walk(desk.receive(3, role="reading"), "dispatch", "note")
    desk.do(desk.receive(4), "dispatch")

    found = count(desk)

    assert (found.answered, found.done, found.answer_rate.text) == (3, 1, "75.0%")


def test_the_first_verdict_and_the_last_are_counted_apart(desk: Desk) -> None:
    case = answered(desk)
    desk.do(case, "feedback", verdict="不满意", comment="不够具体")
    desk.walk(case, "reassign", "contact", "answer", "feedback", "close")

    found = count(desk)

    assert dict(found.first_verdicts) == {"unsatisfied": 1}
    assert dict(found.last_verdicts) == {"satisfied": 1}
    assert (found.first_satisfaction.text, found.satisfaction.text) == ("0%", "100%")
    (again,) = found.handled_again
    assert (again.case.now.round, again.reasons[1]) == (2, "不够具体")


def test_a_corrected_form_counts_as_corrected(desk: Desk) -> None:
    case = answered(desk)
    desk.do(case, "feedback", verdict="不满意", comment="填错")
    desk.do(case, "correct_feedback")

    assert dict(count(desk).first_verdicts) == {"satisfied": 1}


def test_an_answer_on_the_last_day_is_in_time_and_a_day_later_is_not(desk: Desk) -> None:
    answered(desk, 1, "2024-06-04")
    desk.clock.set(FIRST_DAY)
    answered(desk, 2, "2024-06-05")

    found = count(desk)

    assert (found.on_time.numerator, found.on_time.denominator) == (1, 2)


def test_a_legal_date_decides_about_time_and_the_recorded_one_about_the_count(desk: Desk) -> None:
    case = desk.receive()
    desk.walk(case, "dispatch", "contact")
    desk.clock.set("2024-06-10")
    desk.fire(case, "answer", on=date(2024, 6, 4))

    assert count(desk).on_time.numerator == 1
    assert count(desk, date(2024, 6, 9)).answered == 0


def test_an_extended_deadline_counts_as_extended(desk: Desk) -> None:
    case = desk.receive()
    desk.walk(case, "dispatch", "contact")
    desk.do(case, "extend", until=date(2024, 7, 4))
    desk.clock.set("2024-07-04")
    desk.do(case, "answer")

    found = count(desk)

    assert (found.extensions, found.on_time.numerator) == (1, 1)


def test_a_merged_case_is_in_time_when_its_host_is(desk: Desk) -> None:
    host, follower = desk.receive(1), desk.receive(2)
    desk.walk(host, "dispatch", "contact")
    desk.do(follower, "merge", host=host)
    desk.clock.set("2024-06-05")
    desk.do(host, "answer", letters={follower: "某函〔2024〕9号"})

    found = count(desk)

    assert (found.answered, found.on_time.numerator) == (2, 0)


def test_urgings_contacts_and_late_opinions_are_counted(desk: Desk) -> None:
    case = desk.receive()
    desk.walk(case, "dispatch", "contact", "urge")
    desk.do(case, "urge", level="supervision")
    desk.do(case, "co_handle", requests=[{"unit": "甲局", "due": "2024-03-05"}])
    desk.clock.set("2024-03-06")
    desk.engine.tick()

    found = count(desk)

    assert (found.urges, found.supervised) == (2, 1)
    assert (found.contacts, found.late_opinions) == (1, 1)


def test_an_urging_that_was_muted_is_not_counted_as_sent(desk: Desk) -> None:
    case = desk.receive()
    desk.do(case, "dispatch")
    desk.do(case, "mute", until=date(2024, 5, 29))
    desk.do(case, "urge")
    for day in ("2024-05-21", "2024-05-30", "2024-06-05"):
        desk.clock.set(day)
        desk.engine.tick()

    found = figures(
        desk.engine.store, desk.engine.house, desk.engine.library.machine, 2024, date(2024, 6, 5)
    )

    muted = [one.seq for one in desk.records(Urging, case) if one.muted]
    assert len(muted) == 1
    assert (found.urges, found.supervised) == (3, 1)


def test_the_year_before_counts_its_cases_and_its_ledger(desk: Desk) -> None:
    desk.receive(1, year=2023)
    desk.receive(2)
    line = PastCase(
        office="office",
        year=2023,
        key="77",
        kind="cppcc_proposal",
        role="lead",
        number="77",
        title="",
    )
    with desk.engine.store.begin() as work:
        work.keep_past([line])

    found = count(desk)

    assert (found.total, found.last_year, found.growth.text) == (1, 2, "-50%")


def test_a_case_recorded_later_was_not_there_before(desk: Desk) -> None:
    desk.clock.set("2024-03-10")
    desk.receive(received_on=FIRST_DAY)

    assert [count(desk, date(2024, 3, day)).total for day in (9, 10)] == [0, 1]
    assert tell(desk.history("case-00001"), desk.engine.library.machine, date(2024, 3, 9)) is None


def test_the_day_ends_in_beijing(desk: Desk) -> None:
    desk.clock.set("2024-03-09T16:30:00+00:00")
    desk.receive()

    assert [count(desk, date(2024, 3, day)).total for day in (9, 10)] == [0, 1]


def test_an_opinion_that_was_late_stays_late_when_a_second_one_is_given_more_time(
    desk: Desk,
) -> None:
    case = desk.receive(role="support")
    desk.do(case, "dispatch")
    desk.clock.set("2024-05-13")
    desk.do(case, "opine")
    before = count(desk)

    desk.fire(case, "redo_opinion", by=LEAD_UNIT)
    desk.do(case, "redispatch", time=date(2024, 5, 31))
    desk.clock.set("2024-05-20")
    desk.do(case, "opine")

    assert before.on_time.numerator == 0
    assert count(desk, date(2024, 5, 13)).on_time.numerator == 0
    assert count(desk).on_time.numerator == 0


def test_an_opinion_in_time_stays_in_time_when_a_new_calendar_moves_its_day(
    desk_under: OpenDesk,
) -> None:
    desk = desk_under("chongqing_2017")
    case = desk.receive(role="support")
    desk.do(case, "dispatch")
    desk.clock.set("2024-04-16")
    desk.do(case, "opine")

    desk.fire(case, "redo_opinion", by=LEAD_UNIT)
    desk.engine.use_calendar(SHORTER)
    moved = apply(desk.engine, CLERK, "补班安排调整")

    assert moved == Applied(1)
    assert count(desk).on_time.numerator == 1


@pytest.mark.parametrize("seed", range(3))
def test_the_figures_of_every_past_day_stay_as_they_were(desk_under: OpenDesk, seed: int) -> None:
    desk, pick = desk_under("chongqing_2017"), Random(seed)
    roles = ("lead", "lead", "support", "support", "reading", "sole")
    cases = [desk.receive(no, role=role) for no, role in enumerate(roles, start=1)]
    then: dict[date, Figures] = {}

    for _ in range(60):
        desk.clock.advance(days=pick.choice((1, 1, 2, 5)))
        while desk.engine.tick():
            pass
        for case in cases:
            try_something(desk, case, pick)
        today = beijing_date(desk.clock.now())
        then[today] = count(desk)

    assert any(found.on_time.numerator < found.on_time.denominator for found in then.values())
    assert {day: asdict(count(desk, day)) for day in then} == {
        day: asdict(found) for day, found in then.items()
    }
