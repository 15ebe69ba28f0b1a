"""What a proposal is begun with: its identity, its machine, its first day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bihuan.engine.errors import BadInput
from bihuan.engine.records import Member
from support.people import CLERK, FIRST_DAY, Desk, intake


@pytest.mark.parametrize(
    ("role", "machine"),
    [
        ("sole", "lead"),
        ("lead", "lead"),
        ("separate", "lead"),
        ("support", "support"),
        ("reading", "reading"),
    ],
)
def test_each_role_begins_under_the_machine_of_its_duty(
    desk: Desk, role: str, machine: str
) -> None:
    case = desk.case(desk.receive(role=role))

    assert desk.engine.library.machine(case.definition).name == machine
    assert (case.state, case.round, case.seq, case.final) == ("received", 1, 1, False)


def test_history_begins_with_all_that_was_told(desk: Desk) -> None:
    told = intake(
        members=("某代表甲", "某代表乙"),
        assembly="某省第十四届人民代表大会",
        session="第二次会议",
        category="交通",
        counterpart="乙局",
        off_session=True,
        session_closed_on=date(2024, 2, 1),
        note="大会期间提出",
    )

    entry = desk.engine.receive(told, actor=CLERK).entry

    assert (entry.event, entry.source, entry.target, entry.row) == ("receive", "", "received", "")
    assert entry.args["members"] == ["某代表甲", "某代表乙"]
    assert entry.args["session_closed_on"] == "2024-02-01"
    assert set(entry.args) == set(told.told())
    assert entry.effective_on == FIRST_DAY


def test_a_proposal_is_assigned_the_day_it_came_unless_said_otherwise(desk: Desk) -> None:
    same, other = desk.receive(1), desk.receive(2, assigned_on=date(2024, 3, 1))

    assert desk.case(same).assigned_on == FIRST_DAY
    assert desk.case(other).assigned_on == date(2024, 3, 1)


def test_the_printed_number_is_kept_as_printed(desk: Desk) -> None:
    case = desk.case(desk.receive(7, number="第０００7号（附议）"))

    assert (case.number, case.number_key) == ("第０００7号（附议）", "7")


def test_a_proposal_of_a_body_has_that_body_as_its_lead(desk: Desk) -> None:
    case = desk.receive(kind="cppcc_proposal", members=("某党派省委",), collective=True)

    (body,) = desk.records(Member, case)

    assert (body.name, body.lead, body.collective) == ("某党派省委", True, True)


def test_a_session_tells_proposals_of_one_year_apart(desk: Desk) -> None:
    first = desk.receive(1, session="第一次会议")

    assert desk.receive(1, session="第二次会议") != first


def test_one_number_may_be_a_suggestion_and_a_proposal(desk: Desk) -> None:
    assert desk.receive(1) != desk.receive(1, kind="cppcc_proposal")


def test_dates_may_be_written_as_text_and_are_kept_as_dates(desk: Desk) -> None:
    told: Any = {"received_on": "2024-03-04", "assigned_on": " 2024-03-01 "}

    case = desk.case(desk.receive(**told))

    assert (case.received_on, case.assigned_on) == (FIRST_DAY, date(2024, 3, 1))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("received_on", None),
        ("received_on", datetime(2024, 3, 4, tzinfo=UTC)),
        ("received_on", 20240304),
        ("assigned_on", "4 March"),
        ("year", "2024"),
        ("year", True),
        ("year", 24),
        ("year", 3000),
        ("number", None),
        ("number_key", 7),
        ("title", None),
        ("category", 5),
        ("assembly", b"x"),
        ("session", 2),
        ("counterpart", None),
        ("note", []),
        ("kind", []),
        ("role", None),
        ("members", (None,)),
    ],
)
def test_a_value_of_another_kind_is_refused_by_its_name(name: str, value: object) -> None:
    told: Any = {name: value}

    with pytest.raises(BadInput) as refused:
        intake(**told)

    assert refused.value.field == name


def test_nothing_is_assigned_in_the_future(desk: Desk) -> None:
    with pytest.raises(BadInput) as refused:
        desk.receive(assigned_on=date(2024, 3, 5))

    assert refused.value.field == "assigned_on"


def test_a_legal_date_may_be_written_as_text_and_is_no_moment(desk: Desk) -> None:
    case, text, moment = desk.receive(), "2024-03-04", datetime(2024, 3, 4, tzinfo=UTC)
    said: Any = {"on": text}

    assert desk.fire(case, "dispatch", **said).entry.effective_on == FIRST_DAY
    with pytest.raises(BadInput) as refused:
        desk.fire(case, "contact", on=moment)
    assert refused.value.field == "on"
