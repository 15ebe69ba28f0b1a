"""An unsatisfied member starts the next round, and the one before stays as it was."""

from __future__ import annotations

from datetime import date

import pytest

from bihuan.engine.errors import BadInput, Refused
from bihuan.engine.recorded import RECORDS
from bihuan.engine.records import Answer, Feedback, Record, Round
from support.people import Desk, OpenDesk


def unsatisfied(desk: Desk, **changes: object) -> str:
    """A case whose member is not satisfied, two weeks after it came in."""
    case = desk.receive(**changes)
    desk.walk(case, "dispatch", "contact", "urge")
    desk.clock.set("2024-03-18")
    desk.do(case, "answer")
    desk.do(case, "feedback", verdict="不满意", comment="不够具体")
    return case


def of_round(desk: Desk, case: str, number: int) -> dict[type[Record], list[Record]]:
    """Everything on file for a round."""
    return {
        kind: [one for one in desk.records(kind, case) if getattr(one, "round", 0) == number]
        for kind in RECORDS
    }


def test_the_new_round_clears_the_facts(desk: Desk) -> None:
    case = unsatisfied(desk)

    again = desk.do(case, "reassign")

    assert (again.state, again.round) == ("dispatched", 2)
    machine = desk.engine.library.machine(again.definition)
    assert again.held == {**machine.start(), "round": 2}


def test_the_first_round_keeps_its_dispatch_deadline_answer_and_feedback(desk: Desk) -> None:
    case = unsatisfied(desk)
    before = of_round(desk, case, 1)

    desk.do(case, "reassign", officer="另一经办人", time=date(2024, 4, 30))
    desk.walk(case, "contact", "answer", "feedback", "close")

    assert of_round(desk, case, 1) == before
    assert [one.round for one in desk.records(Answer, case)] == [1, 2]
    assert [one.round for one in desk.records(Feedback, case)] == [1, 2]


def test_the_new_round_takes_over_the_assignments_that_are_not_said_again(desk: Desk) -> None:
    case = unsatisfied(desk)

    desk.do(case, "reassign", officer="另一经办人", time=date(2024, 4, 30))

    kept = desk.records(Round, case)[1]
    assert (kept.leader, kept.officer) == ("某厅长", "另一经办人")
    assert (kept.began_on, kept.time) == (date(2024, 3, 18), date(2024, 4, 30))
    assert kept.answered_on is None


@pytest.mark.parametrize(
    ("ready", "event"),
    [
        ((), "co_handle"),
        (("contact",), "answer"),
        (("contact", "answer"), "feedback"),
        (("contact", "answer", "feedback"), "correct_feedback"),
        (("contact", "answer", "feedback"), "close"),
        (("return_to_assigner", "refuse_return"), "dispatch"),
    ],
)
def test_no_step_of_a_round_is_dated_before_the_round(
    desk: Desk, ready: tuple[str, ...], event: str
) -> None:
    case = unsatisfied(desk)
    before = desk.walk(case, "reassign", *ready)

    with pytest.raises(BadInput, match="this round only began on 2024-03-18") as refused:
        desk.fire(case, event, on=date(2024, 3, 17))

    assert (refused.value.field, desk.case(case)) == ("on", before)
    assert desk.fire(case, event, on=date(2024, 3, 18)).case.round == 2


def test_what_was_done_beside_the_chain_may_be_older_than_its_round(desk: Desk) -> None:
    case = unsatisfied(desk)
    desk.do(case, "reassign")

    told = desk.fire(case, "contact", on=date(2024, 3, 15))

    assert told.case.held["contacts"] == 1


def test_the_timers_of_the_first_round_give_way_to_new_ones(desk: Desk) -> None:
    case = unsatisfied(desk)

    desk.do(case, "reassign")

    assert {alarm.round for alarm in desk.alarms(case)} == {2}


def test_a_case_can_be_closed_only_by_the_form_of_its_round(desk: Desk) -> None:
    case = unsatisfied(desk)
    desk.do(case, "reassign")
    desk.walk(case, "contact", "answer")

    with pytest.raises(Refused):
        desk.do(case, "close")

    form = desk.do(case, "feedback")
    assert desk.do(case, "close").closing == form.seq


def test_a_satisfied_member_starts_no_new_round(desk: Desk) -> None:
    case = desk.receive()
    desk.walk(case, "dispatch", "contact", "answer", "feedback")

    with pytest.raises(Refused) as refused:
        desk.do(case, "reassign")

    assert refused.value.reason == "conditions"


def test_rounds_go_on_until_the_member_is_satisfied(desk: Desk) -> None:
    case = unsatisfied(desk)

    for _ in range(3):
        desk.walk(case, "reassign", "contact", "answer")
        desk.do(case, "feedback", verdict="不满意", comment="仍不具体")

    assert desk.case(case).round == 4
    assert desk.walk(case, "reassign", "contact", "answer", "feedback", "close").final


@pytest.mark.parametrize(
    ("policy", "due", "source"),
    [
        ("chongqing_2017", date(2024, 5, 20), "[CQ-REG] 第27条"),
        ("shanghai_2015", date(2024, 4, 18), "[SH-REG] 第21条"),
        ("henan_2017", date(2024, 4, 18), "[HA-REG] 第22条"),
        ("national_law_2025", date(2024, 6, 18), "[DBF2025] 第51条"),
    ],
)
def test_the_regions_give_the_new_round_its_term_from_the_day_it_is_asked_for(
    desk_under: OpenDesk, policy: str, due: date, source: str
) -> None:
    desk = desk_under(policy)
    case = unsatisfied(desk)

    desk.do(case, "reassign")

    kept = desk.deadline(case, "answer", round=2)
    assert (kept.start, kept.due, kept.source) == (date(2024, 3, 18), due, source)


@pytest.mark.parametrize("policy", ["shanghai_2015", "chongqing_2017", "beijing_2014"])
def test_where_the_committee_orders_a_new_round_the_office_cannot(
    desk_under: OpenDesk, policy: str
) -> None:
    desk = desk_under(policy)
    case = unsatisfied(desk)

    with pytest.raises(Refused) as refused:
        desk.do(case, "reassign", ordered_by="")

    assert "rework_ordered" in [one.fact for one in refused.value.findings if not one.held]


def test_in_henan_the_verdict_itself_is_enough(desk_under: OpenDesk) -> None:
    henan = desk_under("henan_2017")
    case = unsatisfied(henan)

    assert henan.do(case, "reassign", ordered_by="").round == 2
