"""Contact, letters, opinions and the lead unit's answer."""

from __future__ import annotations

from datetime import date

import pytest

from bihuan.engine.errors import BadInput, Refused
from bihuan.engine.records import Answer, Contact, Round
from support.people import DIVISION, FIRST_DAY, LEAD_UNIT, Desk


def failed(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The facts a refusal rests on."""
    return [one.fact for one in refused.value.findings if not (one.held or one.moot)]


def test_a_contact_is_kept_with_its_stage_and_way(desk: Desk) -> None:
    case = desk.receive()

    desk.do(case, "contact", stage="before", how="visit", note="当面听取意见")

    (kept,) = desk.records(Contact, case)
    assert (kept.stage, kept.how, kept.on, kept.note) == (
        "before",
        "visit",
        FIRST_DAY,
        "当面听取意见",
    )
    assert desk.case(case).held["contacts"] == 1


@pytest.mark.parametrize(
    ("said", "field"), [({"how": "pigeon"}, "how"), ({"stage": "later"}, "stage")]
)
def test_a_contact_nobody_has_heard_of_is_refused(
    desk: Desk, said: dict[str, str], field: str
) -> None:
    case = desk.receive()

    with pytest.raises(BadInput) as refused:
        desk.do(case, "contact", **said)

    assert refused.value.field == field


def test_no_answer_leaves_before_the_member_was_contacted(desk: Desk) -> None:
    case = desk.receive()
    desk.do(case, "dispatch")

    with pytest.raises(Refused) as refused:
        desk.do(case, "answer")

    assert failed(refused) == ["contacts", "contact_waived"]


@pytest.mark.parametrize(
    ("lacks", "fact"),
    [("signer", "signed"), ("document", "letters_complete"), ("code", "classed")],
)
def test_a_letter_needs_its_signer_its_number_and_its_class(
    desk: Desk, lacks: str, fact: str
) -> None:
    case = desk.receive()
    desk.walk(case, "dispatch", "contact")

    with pytest.raises(Refused) as refused:
        desk.do(case, "answer", **{lacks: ""})

    assert fact in failed(refused)


def test_the_letter_is_kept_with_its_class_and_group(desk: Desk) -> None:
    case = desk.receive()
    desk.walk(case, "dispatch", "contact", "answer")

    (kept,) = desk.records(Answer, case)

    assert (kept.what, kept.document, kept.signer) == ("answer", "某函〔2024〕1号", "某厅长")
    assert (kept.scheme, kept.group) == ("npc_national", "solved")
    assert [one.answered_on for one in desk.records(Round, case)] == [FIRST_DAY]
    assert desk.deadline(case, "feedback").due == date(2024, 3, 25)


def test_a_class_of_no_scheme_is_refused(desk: Desk) -> None:
    case = desk.receive()
    desk.walk(case, "dispatch", "contact")

    with pytest.raises(BadInput) as refused:
        desk.do(case, "answer", code="Z")

    assert refused.value.field == "code"


def test_the_division_may_answer_and_the_clock_may_not(desk: Desk) -> None:
    case = desk.receive()
    desk.walk(case, "dispatch", "contact")

    assert desk.fire(case, "answer", by=DIVISION).case.state == "answered"


def test_somebody_else_is_told_that_it_is_not_theirs(desk: Desk) -> None:
    case = desk.receive()

    with pytest.raises(Refused) as refused:
        desk.fire(case, "dispatch", by=LEAD_UNIT)

    assert refused.value.reason == "not_yours"


def test_a_supporting_office_gives_its_opinion_and_hears_of_the_answer(desk: Desk) -> None:
    case = desk.receive(role="support", counterpart="乙局")

    desk.walk(case, "dispatch", "opine")
    desk.fire(case, "lead_answered", by=LEAD_UNIT)

    assert [one.what for one in desk.records(Answer, case)] == ["opinion", "lead_answer"]
    assert desk.case(case).state == "answered"


def test_an_opinion_that_is_asked_for_again_is_owed_again(desk: Desk) -> None:
    case = desk.receive(role="support")
    desk.walk(case, "dispatch", "opine")
    desk.clock.set("2024-04-01")

    again = desk.do(case, "redo_opinion")

    assert again.state == "dispatched"
    assert [alarm.event for alarm in desk.alarms(case)][:1] == ["urge"]
