"""Members' forms: two grades apart, several members under one rule, corrections."""

from __future__ import annotations

import pytest

from bihuan.engine.errors import BadInput, Refused
from bihuan.engine.records import Feedback
from support.people import CLERK, Desk, OpenDesk, policy_with

MEMBERS = ("某代表甲", "某代表乙", "某代表丙")


def answered(desk: Desk, members: tuple[str, ...] = ("某代表",)) -> str:
    """A case whose members have the answer."""
    case = desk.receive(members=members)
    desk.walk(case, "dispatch", "contact", "answer")
    return case


def hand_in(desk: Desk, case: str, *forms: tuple[int, str]) -> None:
    """Members hand in their forms, one after another, for as long as they are asked."""
    for member, verdict in forms:
        desk.do(case, "feedback", member=member, verdict=verdict, comment="理由")


def test_attitude_and_result_are_kept_apart_and_the_worse_one_counts(desk: Desk) -> None:
    case = answered(desk)

    after = desk.do(case, "feedback", verdict=None, attitude="满意", result="基本满意")

    (form,) = desk.records(Feedback, case)
    assert (form.attitude, form.result) == ("satisfied", "mostly_satisfied")
    assert (form.verdict, form.standing) == ("mostly_satisfied", "mostly_satisfied")
    assert (after.state, after.held["verdict"]) == ("feedback", "mostly_satisfied")


def test_a_bad_attitude_alone_makes_the_form_unsatisfied(desk: Desk) -> None:
    case = answered(desk)

    after = said = {"attitude": "不满意", "result": "满意", "comment": "态度生硬"}
    after = desk.do(case, "feedback", verdict=None, **said)

    assert after.held["verdict"] == "unsatisfied"


def test_an_unsatisfied_member_says_why(desk: Desk) -> None:
    case = answered(desk)

    with pytest.raises(BadInput) as refused:
        desk.do(case, "feedback", verdict="不满意")

    assert refused.value.field == "comment"


def test_a_form_that_says_nothing_is_asked_what_it_says(desk: Desk) -> None:
    case = answered(desk)

    with pytest.raises(BadInput) as refused:
        desk.do(case, "feedback", verdict=None)

    assert refused.value.field == "verdict"


@pytest.mark.parametrize("name", ["attitude", "result"])
def test_a_word_of_no_scale_is_named(desk: Desk, name: str) -> None:
    case = answered(desk)

    with pytest.raises(BadInput) as refused:
        desk.do(case, "feedback", **{name: "还行"})

    assert refused.value.field == name


@pytest.mark.parametrize("member", [0, 2, "二", True, [1]])
def test_a_form_of_no_member_is_refused(desk: Desk, member: object) -> None:
    case = answered(desk)

    with pytest.raises(BadInput) as refused:
        desk.do(case, "feedback", member=member)

    assert refused.value.field == "member"


def test_a_form_is_the_lead_members_unless_said_otherwise(desk: Desk) -> None:
    case = answered(desk, MEMBERS)

    desk.do(case, "feedback")

    assert [one.member for one in desk.records(Feedback, case)] == [1]


@pytest.mark.parametrize(
    ("rule", "forms", "verdict"),
    [
        ("lead", [(2, "不满意"), (1, "满意")], "satisfied"),
        ("all", [(1, "满意"), (2, "满意"), (3, "不满意")], "unsatisfied"),
        ("any_unsatisfied", [(1, "满意"), (2, "不满意")], "unsatisfied"),
        ("any_unsatisfied", [(1, "满意"), (2, "满意"), (3, "基本满意")], "mostly_satisfied"),
        ("majority", [(1, "不满意"), (2, "满意"), (3, "满意")], "satisfied"),
        ("majority", [(1, "不满意"), (2, "满意"), (3, "不满意")], "unsatisfied"),
    ],
)
def test_joint_members_make_one_verdict_under_the_rule(
    desk_under: OpenDesk, rule: str, forms: list[tuple[int, str]], verdict: str
) -> None:
    desk = desk_under(policy_with("national_law_2025", aggregation=rule))
    case = answered(desk, MEMBERS)

    hand_in(desk, case, *forms[:-1])
    waiting = desk.case(case)
    hand_in(desk, case, forms[-1])

    assert (waiting.state, waiting.held["verdict"]) == ("answered", "none")
    assert [one.standing for one in desk.records(Feedback, case)][-2:] == ["none", verdict]
    assert desk.case(case).held["verdict"] == verdict


def test_a_member_who_hands_in_twice_is_counted_once(desk_under: OpenDesk) -> None:
    desk = desk_under(policy_with("national_law_2025", aggregation="all"))
    case = answered(desk, MEMBERS[:2])

    hand_in(desk, case, (2, "不满意"), (2, "满意"))

    assert desk.case(case).state == "answered"
    hand_in(desk, case, (1, "满意"))
    assert desk.case(case).held["verdict"] == "satisfied"


def test_a_corrected_form_replaces_the_verdict_and_keeps_both_forms(desk: Desk) -> None:
    case = answered(desk)
    desk.do(case, "feedback", verdict="不满意", comment="理由")

    after = desk.do(case, "correct_feedback", verdict="满意")

    assert after.held["verdict"] == "satisfied"
    assert [one.verdict for one in desk.records(Feedback, case)] == ["unsatisfied", "satisfied"]


def test_a_correction_that_says_nothing_is_asked_what_it_says(desk: Desk) -> None:
    case = answered(desk)
    desk.do(case, "feedback")

    with pytest.raises(BadInput) as refused:
        desk.do(case, "correct_feedback", verdict=None)

    assert refused.value.field == "verdict"


def test_a_correction_that_leaves_forms_missing_asks_for_them_first(desk_under: OpenDesk) -> None:
    desk = desk_under(policy_with("national_law_2025", aggregation="any_unsatisfied"))
    case = answered(desk, MEMBERS[:2])
    hand_in(desk, case, (1, "不满意"))

    with pytest.raises(BadInput) as refused:
        desk.do(case, "correct_feedback", member=1, verdict="满意")
    desk.do(case, "correct_feedback", member=2, verdict="满意")

    assert refused.value.field == "member"
    assert desk.do(case, "correct_feedback", member=1).held["verdict"] == "satisfied"


def test_a_satisfied_case_is_closed_by_its_last_form(desk: Desk) -> None:
    case = answered(desk)
    form = desk.do(case, "feedback")

    closed = desk.do(case, "close")

    assert (closed.final, closed.state, closed.closing) == (True, "closed", form.seq)
    assert not desk.alarms(case)


def test_an_unsatisfied_case_is_not_closed(desk: Desk) -> None:
    case = answered(desk)
    desk.do(case, "feedback", verdict="不满意", comment="理由")

    with pytest.raises(Refused) as refused:
        desk.do(case, "close")

    assert [one.fact for one in refused.value.findings if not one.held] == ["verdict"]


def test_a_closed_case_takes_nothing_more(desk: Desk) -> None:
    case = answered(desk)
    closed = desk.walk(case, "feedback", "close")

    reasons = {one.refusal.reason for one in desk.engine.can(case, actor=CLERK) if one.refusal}

    assert reasons <= {"case_closed", "unknown_event"}
    assert desk.case(case) == closed


@pytest.mark.parametrize(
    "said",
    [
        {"verdict": "不满意", "result": "满意"},
        {"verdict": "满意", "attitude": "不满意"},
        {"verdict": "满意", "attitude": "满意", "result": "基本满意"},
    ],
)
def test_a_verdict_that_contradicts_the_form_is_refused(desk: Desk, said: dict[str, str]) -> None:
    case = answered(desk)

    with pytest.raises(BadInput, match="contradicts attitude or result"):
        desk.do(case, "feedback", comment="未回应第二条", **said)

    assert desk.case(case).state == "answered"
