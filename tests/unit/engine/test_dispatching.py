"""What receiving, dispatching and dispatching again put on file."""

from __future__ import annotations

from datetime import date

import pytest

from bihuan.engine.errors import BadInput, CaseExists, Refused
from bihuan.engine.records import Deadline, Member, Round
from support.people import FIRST_DAY, Desk, OpenDesk, intake


def test_a_received_case_has_its_members_its_round_and_its_first_deadline(desk: Desk) -> None:
    case = desk.receive(members=("某代表甲", "某代表乙"), collective=False)

    members = desk.records(Member, case)

    assert [(one.no, one.lead) for one in members] == [(1, True), (2, False)]
    assert [one.began_on for one in desk.records(Round, case)] == [FIRST_DAY]
    assert desk.deadline(case, "dispatch").due == date(2024, 3, 11)
    assert desk.case(case).due == date(2024, 3, 11)


def test_a_body_is_kept_as_a_collective_member(desk: Desk) -> None:
    case = desk.receive(kind="cppcc_proposal", members=("某界别",), collective=True)

    assert [one.collective for one in desk.records(Member, case)] == [True]


def test_the_objection_window_is_counted_where_an_instrument_sets_one(desk_under: OpenDesk) -> None:
    chongqing = desk_under("chongqing_2017")

    case = chongqing.receive()

    assert chongqing.deadline(case, "object").due == date(2024, 3, 18)


def test_one_proposal_is_one_case(desk: Desk) -> None:
    first = desk.receive()

    with pytest.raises(CaseExists) as refused:
        desk.receive()

    assert refused.value.existing == first


def test_the_same_number_in_another_year_is_another_case(desk: Desk) -> None:
    first = desk.receive()

    assert desk.receive(year=2023) != first


def test_dispatching_needs_all_five_assignments(desk: Desk) -> None:
    case = desk.receive()

    with pytest.raises(Refused) as refused:
        desk.fire(case, "dispatch", args={"officer": None})

    assert [one.fact for one in refused.value.findings if not one.held] == ["five_assigned"]


def test_a_dispatched_round_keeps_its_five_assignments(desk: Desk) -> None:
    case = desk.receive()

    desk.do(case, "dispatch")

    (kept,) = desk.records(Round, case)
    assert (kept.leader, kept.division, kept.officer) == ("某厅长", "某处", "某经办人")
    assert (kept.task, kept.responsibility) == ("调研并答复", "某处")
    assert (kept.time, kept.dispatched_on) == (date(2024, 5, 10), FIRST_DAY)


def test_where_the_law_sets_the_term_the_fixed_time_does_not_replace_it(desk: Desk) -> None:
    case = desk.receive()

    desk.do(case, "dispatch")

    kept = desk.deadline(case, "answer")
    assert (kept.start, kept.due) == (FIRST_DAY, date(2024, 6, 4))
    assert kept.source == "[DBF2025] 第51条"


def test_where_the_law_is_silent_the_fixed_time_is_the_deadline(desk: Desk) -> None:
    case = desk.receive(kind="cppcc_proposal")

    desk.do(case, "dispatch")

    kept = desk.deadline(case, "answer")
    assert (kept.due, kept.source) == (date(2024, 5, 10), "assigned")


def test_dispatching_again_changes_who_handles_and_keeps_the_rest(desk: Desk) -> None:
    case = desk.receive()
    desk.do(case, "dispatch")

    desk.do(case, "redispatch", division="另一处", officer="另一经办人")

    (kept,) = desk.records(Round, case)
    assert (kept.division, kept.officer, kept.leader) == ("另一处", "另一经办人", "某厅长")
    assert kept.time == date(2024, 5, 10)


def test_a_new_time_moves_the_deadline_a_person_had_fixed(desk: Desk) -> None:
    case = desk.receive(kind="cppcc_proposal")
    desk.do(case, "dispatch")

    moved = desk.do(case, "redispatch", time=date(2024, 5, 20))

    assert desk.deadline(case, "answer").due == date(2024, 5, 20)
    assert moved.due == date(2024, 5, 20)
    assert {alarm.generation for alarm in desk.alarms(case)} == {"2024-05-20"}


def test_dispatching_again_without_a_time_moves_no_deadline(desk: Desk) -> None:
    case = desk.receive(kind="cppcc_proposal")
    desk.do(case, "dispatch")
    before = desk.records(Deadline, case)

    desk.do(case, "redispatch", officer="另一经办人")

    assert desk.records(Deadline, case) == before


def test_dispatching_again_without_a_time_keeps_what_was_put_off(desk: Desk) -> None:
    case = desk.receive(kind="cppcc_proposal")
    desk.do(case, "dispatch")
    desk.do(case, "extend", until=date(2024, 6, 10))

    desk.do(case, "redispatch", officer="另一经办人")

    assert desk.deadline(case, "answer").due == date(2024, 6, 10)


def test_a_case_that_is_only_read_is_dispatched_and_noted(desk: Desk) -> None:
    case = desk.receive(role="reading")

    noted = desk.walk(case, "dispatch", "note")

    assert (noted.state, noted.final) == ("noted", False)
    assert not desk.alarms(case)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "letter"}, "kind"),
        ({"role": "boss"}, "role"),
        ({"title": " "}, "title"),
        ({"number_key": ""}, "number_key"),
        ({"members": ()}, "members"),
        ({"members": ("某代表", " ")}, "members"),
        ({"members": "某代表"}, "members"),
        ({"assigned_on": date(24, 3, 4)}, "assigned_on"),
    ],
)
def test_an_intake_that_cannot_be_right_is_refused_by_field(
    wrong: dict[str, object], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        intake(**wrong)

    assert refused.value.field == field


def test_nothing_is_received_tomorrow(desk: Desk) -> None:
    with pytest.raises(BadInput) as refused:
        desk.receive(received_on=date(2024, 3, 5))

    assert refused.value.field == "received_on"


def test_the_time_fixed_for_our_opinion_does_not_bind_the_lead_units_answer(desk: Desk) -> None:
    case = desk.receive(kind="cppcc_proposal", role="support")

    desk.fire(case, "dispatch", args={"time": date(2024, 4, 26)})
    desk.fire(case, "opine")

    assert desk.deadline(case, "co").due == date(2024, 4, 26)
    assert desk.deadline(case, "answer").due == date(2024, 6, 4)
    assert desk.deadline(case, "answer").source == "house"
