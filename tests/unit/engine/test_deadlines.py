"""Which term counts, from which day, and where it comes from; history keeps all of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bihuan.engine.deadlines import HOUSE, HOUSE_TERMS, dates_set, told_deadlines
from bihuan.engine.records import Deadline, Member, Request
from bihuan.rules.policy import load
from bihuan.rules.spans import StartEvent
from support.people import CLERK, Desk, OpenDesk, intake, with_layer


def dispatched(desk: Desk, **changes: object) -> str:
    """A case that has been dispatched."""
    case = desk.engine.receive(intake(1, **changes), actor=CLERK).case.id
    desk.do(case, "dispatch")
    return case


def test_what_no_instrument_sets_is_the_houses_own_and_says_so(desk: Desk) -> None:
    case = desk.receive()

    kept = desk.deadline(case, "dispatch")

    assert (kept.source, kept.due) == (HOUSE, date(2024, 3, 11))
    assert {term.source for term in HOUSE_TERMS.values()} == {HOUSE}


@pytest.mark.parametrize(
    ("policy", "due", "source"),
    [
        ("national_law_2025", date(2024, 6, 4), "[DBF2025] 第51条"),
        ("chongqing_2017", date(2024, 6, 4), "[CQ-REG] 第21条"),
        ("zhejiang_2016", date(2024, 6, 4), "[ZJ-REG] 第21条"),
    ],
)
def test_the_regions_instrument_is_the_source_of_the_answers_day(
    desk_under: OpenDesk, policy: str, due: date, source: str
) -> None:
    desk = desk_under(policy)

    kept = desk.deadline(dispatched(desk), "answer")

    assert (kept.due, kept.source, kept.tentative) == (due, source, False)


def test_a_region_without_a_rule_falls_back_on_the_national_one(desk_under: OpenDesk) -> None:
    desk = desk_under("shanghai_2015")
    case = dispatched(desk)
    desk.walk(case, "contact", "answer")

    assert desk.deadline(case, "answer").source == "[SH-REG] 第19条"
    assert desk.deadline(case, "feedback").source == HOUSE


@pytest.mark.parametrize(
    ("kind", "due", "source"),
    [
        ("deputy_suggestion", date(2024, 10, 8), "[DBF2025] 第51条"),
        ("cppcc_proposal", date(2024, 9, 20), "assigned"),
    ],
)
def test_a_years_date_that_is_over_is_not_the_next_years(
    desk_under: OpenDesk, kind: str, due: date, source: str
) -> None:
    desk = desk_under("guizhou_2025_notice")
    desk.clock.set("2024-07-08")

    late = desk.engine.receive(intake(1, kind=kind, received_on=date(2024, 7, 8)), actor=CLERK)
    desk.do(late.case.id, "dispatch", time=date(2024, 9, 20))

    kept = desk.deadline(late.case.id, "answer")
    assert (kept.due, kept.source) == (due, source)


def test_an_opinion_asked_for_after_the_years_date_is_due_a_month_later(
    desk_under: OpenDesk,
) -> None:
    desk = desk_under("guizhou_2025_notice")
    case = dispatched(desk)
    desk.clock.set("2024-06-03")

    desk.do(case, "co_handle")

    (asked,) = desk.engine.store.records(Request, "office", case)
    assert asked.due == date(2024, 7, 3)


def test_a_term_runs_from_the_assignment_and_not_from_the_dispatch(desk: Desk) -> None:
    desk.clock.set("2024-03-20")
    case = desk.receive(assigned_on=date(2024, 3, 1), received_on=date(2024, 3, 8))
    desk.do(case, "dispatch")

    kept = desk.deadline(case, "answer")

    assert (kept.start, kept.due) == (date(2024, 3, 1), date(2024, 6, 3))


def test_a_term_from_receipt_runs_from_receipt(desk_under: OpenDesk) -> None:
    zhejiang = desk_under("zhejiang_2016")
    zhejiang.clock.set("2024-03-20")
    case = zhejiang.receive(assigned_on=date(2024, 3, 1), received_on=date(2024, 3, 8))
    zhejiang.do(case, "dispatch")

    assert zhejiang.deadline(case, "answer").start == date(2024, 3, 8)


@pytest.mark.parametrize(
    ("closed_on", "start"),
    [(date(2024, 2, 1), date(2024, 2, 1)), (None, date(2024, 3, 1))],
)
def test_a_term_from_the_end_of_the_session_runs_from_the_assignment_where_none_is_known(
    desk: Desk, closed_on: date | None, start: date
) -> None:
    law = load("national_law_2025")
    found = law.effective_answer("deputy_suggestion", False)
    assert found is not None
    term = replace(found.term, start=StartEvent.SESSION_CLOSED)
    policy = replace(law, terms={**law.terms, "answer": term})
    desk.engine.house = replace(desk.engine.house, policy=policy)

    case = dispatched(desk, assigned_on=date(2024, 3, 1), session_closed_on=closed_on)

    assert desk.deadline(case, "answer").start == start


def test_a_day_in_a_year_without_a_published_calendar_is_tentative(desk: Desk) -> None:
    desk.clock.set("2039-11-04")
    case = desk.receive(received_on=date(2039, 11, 4), year=2039)
    desk.do(case, "dispatch")

    assert desk.deadline(case, "answer").tentative


def test_a_deadline_names_the_calendar_it_was_counted_by(desk: Desk) -> None:
    own = with_layer({date(2024, 6, 4): "本单位放假"})
    desk.engine.use_calendar(own)

    kept = desk.deadline(dispatched(desk), "answer")

    assert (kept.due, kept.calendar) == (date(2024, 6, 5), own.version)


def test_every_request_has_a_day_of_its_own_and_history_keeps_it(desk: Desk) -> None:
    case = dispatched(desk)
    desk.do(case, "co_handle", requests=["甲局", {"unit": "乙局", "due": "2024-03-20"}])

    last = desk.history(case)[-1]

    assert {name: told["due"] for name, told in last.deadlines.items()} == {
        f"co:{one.no}": one.due.isoformat() for one in desk.records(Request, case)
    }


def test_history_tells_every_deadline_as_it_is_on_file(desk: Desk) -> None:
    case = dispatched(desk)
    desk.do(case, "extend", until=date(2024, 7, 4))
    desk.walk(case, "contact", "answer")
    desk.do(case, "feedback", verdict="不满意", comment="理由")
    desk.do(case, "reassign")

    told = told_deadlines(desk.history(case))

    kept = desk.records(Deadline, case)
    assert told == {(one.round, one.term): one for one in kept}
    assert told[1, "answer"].note == "涉及面广 交办机关同意"


def test_an_earlier_part_of_history_tells_the_deadline_of_that_time(desk: Desk) -> None:
    case = dispatched(desk)
    desk.do(case, "extend", until=date(2024, 7, 4))

    before = told_deadlines(desk.history(case)[:-1])

    assert before[1, "answer"].due == date(2024, 6, 4)


def test_only_new_days_are_told(desk: Desk) -> None:
    case = dispatched(desk)
    desk.do(case, "co_handle")
    (request,) = desk.records(Request, case)

    others = [*desk.records(Member, case), replace(request, status="given")]

    assert dates_set(others) == {}
    assert set(dates_set([request, desk.deadline(case, "answer")])) == {"co:1", "answer"}
