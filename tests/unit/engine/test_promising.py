"""Commitments: made by an answer, kept or not kept long after the case was closed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bihuan.engine.errors import BadInput, CaseNotFound
from bihuan.engine.promises import Commitment, Fulfilment
from bihuan.engine.promising import add, report
from bihuan.engine.records import Answer
from support.people import CLERK, Desk

ROAD = {"text": "修通东路", "due": date(2024, 9, 30)}


def answered(desk: Desk, no: int = 1, *commitments: object) -> str:
    """A case whose answer promised this."""
    case = desk.receive(no)
    desk.walk(case, "dispatch", "contact")
    desk.do(case, "answer", commitments=list(commitments or [ROAD]))
    return case


def closed(desk: Desk) -> str:
    """The same, with a satisfied member."""
    case = answered(desk)
    desk.walk(case, "feedback", "close")
    return case


def reported(desk: Desk, case: str, status: str, no: int | None = None, **how: Any) -> Fulfilment:
    """Somebody says what came of it."""
    return report(desk.engine, case, no, status, actor=CLERK, **how)


def test_what_an_answer_promises_is_kept_with_its_entry_its_round_and_its_day(desk: Desk) -> None:
    case = answered(desk, 1, ROAD, "加强宣传", {"text": " 增设路灯 ", "due": "2024-12-31"})

    kept = desk.records(Commitment, case)

    assert [(one.no, one.text, one.due) for one in kept] == [
        (1, "修通东路", date(2024, 9, 30)),
        (2, "加强宣传", None),
        (3, "增设路灯", date(2024, 12, 31)),
    ]
    entry = desk.history(case)[-1]
    assert {(one.seq, one.round, one.on, one.actor, one.at) for one in kept} == {
        (entry.seq, 1, entry.effective_on, CLERK.id, entry.recorded_at)
    }


def test_a_further_answer_counts_its_commitments_on(desk: Desk) -> None:
    case = answered(desk)
    desk.do(case, "feedback", verdict="不满意", comment="没有解决")
    desk.walk(case, "reassign", "contact")
    desk.do(case, "answer", commitments=[{"text": "年内立项"}])

    assert [(one.no, one.round) for one in desk.records(Commitment, case)] == [(1, 1), (2, 2)]


def test_what_a_host_promises_is_not_promised_once_more_by_the_cases_merged_into_it(
    desk: Desk,
) -> None:
    host, follower = desk.receive(1), desk.receive(2)
    desk.walk(host, "dispatch", "contact")
    desk.do(follower, "merge", host=host)

    desk.do(host, "answer", commitments=[ROAD], letters={follower: "某函〔2024〕2号"})

    assert len(desk.records(Commitment, host)) == 1
    assert desk.records(Commitment, follower) == []
    assert len(desk.records(Answer, follower)) == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ("修路", "commitments"),
        ([""], "commitments"),
        ([{"due": "2024-09-30"}], "commitments"),
        ([{"text": "修路", "due": "九月"}], "due"),
        ([{"text": "修路", "due": "2024-03-01"}], "due"),
    ],
)
def test_a_commitment_that_cannot_be_understood_keeps_the_answer_from_leaving(
    desk: Desk, said: object, field: str
) -> None:
    case = desk.receive()
    desk.walk(case, "dispatch", "contact")

    with pytest.raises(BadInput) as refused:
        desk.do(case, "answer", commitments=said)

    assert refused.value.field == field
    assert desk.case(case).state == "dispatched"


def test_what_comes_of_it_is_reported_after_the_case_was_closed_and_leaves_it_closed(
    desk: Desk,
) -> None:
    case = closed(desk)
    before = (desk.case(case), desk.history(case))
    desk.clock.set("2024-10-08")

    made = reported(desk, case, "done", on=date(2024, 9, 28), note="已通车")

    assert desk.records(Fulfilment, case) == [made]
    assert (made.no, made.turn, made.status, made.on) == (1, 1, "done", date(2024, 9, 28))
    assert (desk.case(case), desk.history(case)) == before


def test_reports_are_only_added_and_the_last_one_counts(desk: Desk) -> None:
    case = closed(desk)

    for status in ("under_way", "partly", "done"):
        reported(desk, case, status)

    told = desk.records(Fulfilment, case)
    assert [(one.turn, one.status) for one in told] == [
        (1, "under_way"),
        (2, "partly"),
        (3, "done"),
    ]


def test_of_several_commitments_it_must_be_said_which(desk: Desk) -> None:
    case = answered(desk, 1, "甲事", "乙事")

    with pytest.raises(BadInput, match="there are 1, 2"):
        reported(desk, case, "done")
    with pytest.raises(BadInput, match="there are 1, 2"):
        reported(desk, case, "done", 3)

    reported(desk, case, "done", 2)
    reported(desk, case, "under_way", 1)
    told = desk.records(Fulfilment, case)
    assert [(one.no, one.turn, one.status) for one in told] == [
        (1, 1, "under_way"),
        (2, 1, "done"),
    ]


@pytest.mark.parametrize(
    ("status", "how", "field"),
    [
        ("kept", {}, "status"),
        ("done", {"on": date(2024, 3, 5)}, "on"),
        ("done", {"on": date(2024, 3, 3)}, "on"),
        ("done", {"due": date(2024, 12, 31)}, "due"),
        ("postponed", {"note": "资金未到位"}, "due"),
        ("postponed", {"due": date(2024, 3, 4), "note": "资金未到位"}, "due"),
        ("postponed", {"due": date(2024, 12, 31)}, "note"),
        ("failed", {"note": " "}, "note"),
    ],
)
def test_a_report_that_cannot_be_is_refused_by_the_name_of_what_is_wrong(
    desk: Desk, status: str, how: dict[str, Any], field: str
) -> None:
    case = answered(desk)

    with pytest.raises(BadInput) as refused:
        reported(desk, case, status, **how)

    assert refused.value.field == field
    assert desk.records(Fulfilment, case) == []


def test_a_case_that_promised_nothing_has_nothing_to_report(desk: Desk) -> None:
    case = desk.receive()

    with pytest.raises(BadInput, match="promised nothing"):
        reported(desk, case, "done")
    with pytest.raises(CaseNotFound):
        reported(desk, "c-404", "done")


def test_what_an_answer_promised_may_be_registered_afterwards(desk: Desk) -> None:
    case = closed(desk)
    desk.clock.set("2024-05-06")

    made = add(desk.engine, case, " 增设路灯 ", due=date(2024, 12, 31), actor=CLERK)

    assert desk.records(Commitment, case)[1:] == [made]
    assert (made.no, made.seq, made.round) == (2, None, 1)
    assert (made.text, made.on) == ("增设路灯", date(2024, 3, 4))


def test_only_an_answer_of_ours_promises(desk: Desk) -> None:
    unanswered, supported = desk.receive(1), desk.receive(2, role="support")
    desk.walk(supported, "dispatch", "opine", "lead_answered")

    for case in (unanswered, supported):
        with pytest.raises(BadInput, match="only an answer of ours"):
            add(desk.engine, case, "修路", actor=CLERK)
    with pytest.raises(BadInput, match="before it was promised"):
        add(desk.engine, answered(desk, 3), "修路", due=date(2024, 1, 1), actor=CLERK)
