"""An urging is a record for each recipient and channel, and a message leaves for each."""

from __future__ import annotations

from datetime import datetime

import pytest

from bihuan.engine.errors import BadInput
from bihuan.engine.records import Urging
from support.people import Desk


@pytest.fixture
def case(desk: Desk) -> str:
    """A case that has been dispatched."""
    name = desk.receive()
    desk.do(name, "dispatch")
    return name


def recipients(desk: Desk, case: str) -> list[str]:
    """Who was urged, in the order of their names."""
    return [one.recipient for one in desk.records(Urging, case)]


def test_urging_by_hand_goes_to_the_officer_by_notice(desk: Desk, case: str) -> None:
    done = desk.do(case, "urge")

    (kept,) = desk.records(Urging, case)
    assert (kept.seq, kept.rung, kept.level, kept.round) == (done.seq, "by_hand", "urging", 1)
    assert (kept.recipient, kept.channel, kept.late_days) == ("某经办人", "notice", 0)
    assert done.held["urges"] == 1


def test_each_role_is_urged_by_its_name(desk: Desk, case: str) -> None:
    desk.do(case, "co_handle", requests=["甲局"])

    roles = ["officer", "leader", "division_head", "cohandler", "assigner"]
    desk.do(case, "urge", to=roles)

    named = {"某经办人", "某厅长", "某处", "甲局", "assigner"}
    assert set(recipients(desk, case)) == named


def test_a_member_is_asked_for_feedback_politely_and_for_nothing_else(
    desk: Desk, case: str
) -> None:
    with pytest.raises(BadInput) as refused:
        desk.do(case, "urge", to=["member"])
    desk.walk(case, "contact", "answer")

    desk.do(case, "urge", to=["member", "officer"], level="supervision")

    assert refused.value.field == "to"
    levels = {one.recipient: one.level for one in desk.records(Urging, case)}
    assert levels == {"某代表": "reminder", "某经办人": "supervision"}


def test_an_opinion_is_asked_for_by_the_day_it_is_due(desk: Desk, case: str) -> None:
    desk.do(case, "co_handle", requests=[{"unit": "甲局", "due": "2024-03-29"}])

    desk.do(case, "urge", to=["cohandler", "officer"])

    bodies = {one.recipient: one.body for one in desk.engine.store.messages("office")}
    told = {name: (body["role"], body["due"]) for name, body in bodies.items()}
    assert told == {
        "甲局": ("cohandler", "2024-03-29"),
        "某经办人": ("officer", "2024-06-04"),
    }


@pytest.mark.parametrize(
    ("told", "leaves"),
    [
        ("2024-03-08T17:29:59+08:00", "2024-03-08T17:29:59+08:00"),
        ("2024-03-08T17:30:00+08:00", "2024-03-11T09:00:00+08:00"),
        ("2024-03-09T10:00:00+08:00", "2024-03-11T09:00:00+08:00"),
        ("2024-03-11T02:00:00+08:00", "2024-03-11T09:00:00+08:00"),
        ("2024-04-04T10:00:00+08:00", "2024-04-07T09:00:00+08:00"),
    ],
    ids=[
        "just before closing",
        "at closing",
        "on a Saturday",
        "at night",
        "before a Sunday that works",
    ],
)
def test_a_notice_waits_until_the_office_is_open(
    desk: Desk, case: str, told: str, leaves: str
) -> None:
    desk.clock.set(datetime.fromisoformat(told))

    desk.do(case, "urge")

    (message,) = desk.engine.store.messages("office")
    assert message.next_at == datetime.fromisoformat(leaves)
    assert message.created_at == datetime.fromisoformat(told)


def test_a_notice_whose_day_has_passed_says_how_late_it_is(desk: Desk, case: str) -> None:
    desk.clock.set(datetime.fromisoformat("2024-03-09T10:00:00+08:00"))

    desk.do(case, "urge", lateness=86_400)

    (message,) = desk.engine.store.messages("office")
    assert (message.body["planned"], message.body["delayed"]) == ("2024-03-08", 3)
    assert message.body["closed"] == 2
    assert [one.lateness for one in desk.records(Urging, case)] == [86_400]


def test_a_case_nobody_has_yet_urges_the_office_once(desk: Desk) -> None:
    received = desk.receive()

    desk.do(received, "urge", to=["officer", "leader", "division_head", "cohandler"])

    assert recipients(desk, received) == ["office"]


def test_only_units_that_still_owe_an_opinion_are_urged(desk: Desk, case: str) -> None:
    desk.do(case, "co_handle", requests=["甲局", "乙局"])
    desk.do(case, "opinion", unit="甲局")

    desk.do(case, "urge", to=["cohandler"])

    assert recipients(desk, case) == ["乙局"]


def test_a_message_leaves_for_each_recipient_and_channel(desk: Desk, case: str) -> None:
    done = desk.do(case, "urge", to=["officer", "leader"], channels=["notice", "mail"])

    sent = desk.engine.store.messages("office")
    assert len(sent) == len(desk.records(Urging, case)) == 4
    assert {one.key for one in sent} == {
        f"{case}/{done.seq}/{who}/{how}"
        for who in ("某经办人", "某厅长")
        for how in ("notice", "mail")
    }
    assert {one.status for one in sent} == {"pending"}


def test_a_message_says_what_it_is_about(desk: Desk, case: str) -> None:
    desk.do(case, "urge", level="supervision")

    (sent,) = desk.engine.store.messages("office")
    assert sent.topic == sent.body["level"] == "supervision"
    assert (sent.body["number"], sent.body["due"]) == ("第0001号", "2024-06-04")
    assert sent.body["state"] == "dispatched"


def test_an_urging_after_the_deadline_says_how_late_it_is(desk: Desk, case: str) -> None:
    desk.clock.set("2024-06-14")

    desk.do(case, "urge")

    assert [one.late_days for one in desk.records(Urging, case)] == [10]


def test_a_rung_urges_whom_its_ladder_names(desk: Desk, case: str) -> None:
    desk.clock.set("2024-06-05")

    desk.engine.tick()

    kept = desk.records(Urging, case)
    assert {one.rung for one in kept} == {"answer+1"}
    assert {one.level for one in kept} == {"supervision"}
    assert {one.recipient for one in kept} == {"某处", "某厅长", "supervision_office"}


def test_a_level_that_is_none_is_refused_by_name(desk: Desk, case: str) -> None:
    with pytest.raises(BadInput, match="write one of reminder, urging, supervision") as refused:
        desk.do(case, "urge", level="loud")

    assert refused.value.field == "level"


def test_lateness_beyond_all_measure_is_kept_within_it(desk: Desk, case: str) -> None:
    desk.do(case, "urge", lateness=10**30)
    desk.do(case, "urge", lateness=-5)

    assert [one.lateness for one in desk.records(Urging, case)] == [10**9, 0]


@pytest.mark.parametrize("field", ["to", "channels"])
@pytest.mark.parametrize("wrong", [[], [1], [" "], {}, 7, [None]])
def test_a_list_that_is_none_is_refused_by_name(
    desk: Desk, case: str, field: str, wrong: object
) -> None:
    with pytest.raises(BadInput) as refused:
        desk.do(case, "urge", **{field: wrong})

    assert refused.value.field == field
    assert not desk.engine.store.messages("office")
