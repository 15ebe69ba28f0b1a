"""Requests to other units: asked, answered, overdue, late, dropped."""

from __future__ import annotations

from datetime import date

import pytest

from bihuan.engine.errors import BadInput, Refused
from bihuan.engine.records import Request
from support.people import FIRST_DAY, Desk, OpenDesk


@pytest.fixture
def case(desk: Desk) -> str:
    """A case that has been dispatched."""
    name = desk.receive()
    desk.do(name, "dispatch")
    return name


def statuses(desk: Desk, case: str) -> list[str]:
    """How the requests stand, by number."""
    return [one.status for one in desk.records(Request, case)]


def test_each_request_has_its_own_due_date(desk: Desk, case: str) -> None:
    asked = ["甲局", {"unit": "乙局", "due": "2024-03-20"}]

    desk.do(case, "co_handle", requests=asked)

    kept = desk.records(Request, case)
    assert [(one.no, one.unit, one.due) for one in kept] == [
        (1, "甲局", date(2024, 4, 7)),
        (2, "乙局", date(2024, 3, 20)),
    ]
    assert {one.asked_on for one in kept} == {FIRST_DAY}


@pytest.mark.parametrize(
    ("policy", "due"),
    [
        ("shandong_2017", date(2024, 6, 6)),
        ("qingdao_2021", date(2024, 6, 6)),
        ("zhejiang_2016", date(2024, 7, 8)),
        ("henan_2017", date(2024, 7, 8)),
        ("shanghai_2015", date(2024, 6, 6)),
        ("chongqing_2017", date(2024, 6, 17)),
    ],
)
def test_a_request_counts_from_the_day_it_is_asked_and_not_from_our_own_receipt(
    desk_under: OpenDesk, policy: str, due: date
) -> None:
    desk = desk_under(policy)
    case = desk.receive()
    desk.do(case, "dispatch")
    desk.clock.set("2024-05-06")

    desk.do(case, "co_handle")
    desk.engine.tick()

    assert [(one.due, one.status) for one in desk.records(Request, case)] == [(due, "open")]


def test_the_case_is_co_handled_when_the_last_opinion_is_in(desk: Desk, case: str) -> None:
    desk.do(case, "co_handle", requests=["甲局", "乙局"])

    first = desk.do(case, "opinion", unit="乙局", text="同意")
    second = desk.do(case, "opinion", request=1)

    assert [first.state, second.state] == ["dispatched", "co_handled"]
    given = desk.records(Request, case)[1]
    assert (given.status, given.opinion, given.given_on) == ("given", "同意", FIRST_DAY)


def test_an_opinion_must_say_which_request_it_answers(desk: Desk, case: str) -> None:
    desk.do(case, "co_handle", requests=["甲局", "乙局"])

    with pytest.raises(BadInput) as refused:
        desk.do(case, "opinion")

    assert refused.value.field == "request"
    assert "1 甲局, 2 乙局" in str(refused.value)


def test_a_silent_unit_is_overdue_the_moment_its_day_is_over(desk: Desk, case: str) -> None:
    desk.do(case, "co_handle", requests=[{"unit": "甲局", "due": "2024-03-20"}])

    desk.clock.set("2024-03-20T23:59:59+08:00")
    desk.engine.tick()
    before = statuses(desk, case)
    desk.clock.set("2024-03-21T00:00:00+08:00")
    desk.engine.tick()

    assert (before, statuses(desk, case)) == (["open"], ["overdue"])
    assert desk.case(case).held["overdue_requests"] == 1


def test_a_late_opinion_is_kept_as_late(desk: Desk, case: str) -> None:
    desk.do(case, "co_handle", requests=[{"unit": "甲局", "due": "2024-03-05"}])
    desk.clock.set("2024-03-07")
    desk.engine.tick()

    after = desk.do(case, "late_opinion", text="同意")

    assert statuses(desk, case) == ["late"]
    assert after.held["overdue_requests"] == 0


def test_nobody_answers_while_an_opinion_is_still_out(desk: Desk, case: str) -> None:
    desk.walk(case, "contact", "co_handle")

    with pytest.raises(Refused) as refused:
        desk.do(case, "answer")

    assert "open_requests" in [one.fact for one in refused.value.findings if not one.held]


def test_an_overdue_opinion_does_not_hold_the_answer_up(desk: Desk, case: str) -> None:
    desk.do(case, "contact")
    desk.do(case, "co_handle", requests=[{"unit": "甲局", "due": "2024-03-05"}])
    desk.clock.set("2024-03-06")
    desk.engine.tick()

    assert desk.do(case, "answer").state == "answered"


def test_requests_of_a_case_that_is_withdrawn_are_dropped(desk: Desk, case: str) -> None:
    desk.do(case, "co_handle", requests=["甲局", {"unit": "乙局", "due": "2024-03-05"}])
    desk.clock.set("2024-03-06")
    desk.engine.tick()

    desk.do(case, "withdraw")

    assert statuses(desk, case) == ["dropped", "dropped"]
    assert not desk.alarms(case)


def test_a_new_round_leaves_the_earlier_requests_alone(desk: Desk, case: str) -> None:
    desk.do(case, "contact")
    desk.do(case, "co_handle", requests=[{"unit": "甲局", "due": "2024-03-05"}])
    desk.clock.set("2024-03-06")
    desk.engine.tick()
    desk.do(case, "answer")
    desk.do(case, "feedback", verdict="不满意", comment="不够具体")
    desk.do(case, "reassign")
    desk.do(case, "co_handle", requests=[{"unit": "乙局", "due": "2024-03-07"}])
    desk.clock.set("2024-03-08")
    desk.engine.tick()

    desk.do(case, "late_opinion")

    assert statuses(desk, case) == ["overdue", "late"]


def test_a_withdrawal_in_a_new_round_leaves_the_earlier_requests_alone(
    desk: Desk, case: str
) -> None:
    desk.do(case, "contact")
    desk.do(case, "co_handle", requests=[{"unit": "甲局", "due": "2024-03-05"}])
    desk.clock.set("2024-03-06")
    desk.engine.tick()
    desk.do(case, "answer")
    desk.do(case, "feedback", verdict="不满意", comment="不够具体")
    desk.do(case, "reassign")
    desk.do(case, "co_handle", requests=[{"unit": "乙局", "due": "2024-03-07"}])
    desk.clock.set("2024-03-08")
    desk.engine.tick()

    desk.do(case, "withdraw")

    assert statuses(desk, case) == ["overdue", "dropped"]


@pytest.mark.parametrize(
    ("requests", "field"),
    [
        (None, "requests"),
        ([], "requests"),
        ("甲局", "requests"),
        ([" "], "requests"),
        ([{"due": "2024-03-20"}], "requests"),
        ([{"unit": "甲局", "due": "20日"}], "due"),
        ([{"unit": "甲局", "due": "2024-03-01"}], "due"),
        ([{"unit": "甲局", "due": "9999-12-31"}], "due"),
    ],
)
def test_requests_that_cannot_be_understood_are_refused_by_field(
    desk: Desk, case: str, requests: object, field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        desk.do(case, "co_handle", requests=requests)

    assert refused.value.field == field
    assert not desk.records(Request, case)
