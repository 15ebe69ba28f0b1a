"""Who was urged may say so, and an office may keep its urgings in the house for some days."""

from __future__ import annotations

from datetime import date

import pytest

from bihuan.engine.errors import BadInput, Refused
from bihuan.engine.records import Mute, Receipt, Urging
from support.people import DIVISION, Desk


@pytest.fixture
def case(desk: Desk) -> str:
    """A case that has been dispatched."""
    name = desk.receive()
    desk.do(name, "dispatch")
    return name


def rung_on(desk: Desk, case: str, day: str) -> list[Urging]:
    """What was urged by the timers until this day."""
    desk.clock.set(day)
    desk.engine.tick()
    return [one for one in desk.records(Urging, case) if one.rung != "by_hand"]


def refused_for(desk: Desk, case: str, event: str, **said: object) -> list[str]:
    """The facts an event is refused for."""
    with pytest.raises(Refused) as refused:
        desk.do(case, event, **said)
    return [one.fact for one in refused.value.findings if not one.held]


def test_the_last_urging_is_acknowledged_with_a_reply(desk: Desk, case: str) -> None:
    first, second = desk.do(case, "urge"), desk.do(case, "urge")

    desk.fire(case, "acknowledge", by=DIVISION, args={"reply": "下周二前报送"})

    (kept,) = desk.records(Receipt, case)
    assert (kept.urging, kept.recipient, kept.reply) == (second.seq, "某经办人", "下周二前报送")
    assert first.seq < second.seq < kept.seq


def test_an_earlier_urging_is_acknowledged_by_its_number(desk: Desk, case: str) -> None:
    first = desk.do(case, "urge")
    desk.do(case, "urge", to=["leader"])

    desk.do(case, "acknowledge", urging=first.seq)
    desk.do(case, "acknowledge", recipient="某经办人")

    assert [one.urging for one in desk.records(Receipt, case)] == [first.seq, first.seq]


def test_of_several_who_were_urged_it_is_said_who_answers(desk: Desk, case: str) -> None:
    desk.do(case, "urge", to=["officer", "leader"])

    with pytest.raises(BadInput) as nobody:
        desk.do(case, "acknowledge")
    with pytest.raises(BadInput) as stranger:
        desk.do(case, "acknowledge", recipient="某人")
    desk.do(case, "acknowledge", recipient="某厅长")

    assert (nobody.value.field, stranger.value.field) == ("recipient", "recipient")
    assert "某经办人" in str(nobody.value)
    assert [one.recipient for one in desk.records(Receipt, case)] == ["某厅长"]


def test_an_urging_that_never_was_cannot_be_acknowledged(desk: Desk, case: str) -> None:
    assert refused_for(desk, case, "acknowledge") == ["urging_known"]

    done = desk.do(case, "urge")
    with pytest.raises(BadInput) as refused:
        desk.do(case, "acknowledge", urging=99)

    assert refused.value.field == "urging"
    assert str(done.seq) in str(refused.value)


def test_a_muted_case_records_its_rung_and_sends_nothing(desk: Desk, case: str) -> None:
    desk.do(case, "mute", until=date(2024, 5, 22), reason="正在会商")

    (kept,) = rung_on(desk, case, "2024-05-21")

    assert (kept.rung, kept.muted) == ("answer-10", "正在会商")
    assert desk.engine.store.messages("office") == []
    assert desk.case(case).held["urges"] == 1


def test_a_muted_case_keeps_every_timer(desk: Desk, case: str) -> None:
    before = desk.alarms(case)

    desk.do(case, "mute")

    assert desk.alarms(case) == before


def test_muting_lasts_to_the_end_of_its_day_and_no_longer(desk: Desk, case: str) -> None:
    desk.do(case, "mute", until=date(2024, 5, 21))

    first = rung_on(desk, case, "2024-05-21")
    after = rung_on(desk, case, "2024-05-30")

    assert [bool(one.muted) for one in first] == [True]
    assert {one.rung: bool(one.muted) for one in after} == {"answer-10": True, "answer-3": False}


def test_the_last_mute_counts_so_that_it_can_be_ended(desk: Desk, case: str) -> None:
    desk.do(case, "mute", until=date(2024, 12, 31))
    desk.clock.set("2024-05-20")
    desk.do(case, "mute", until=date(2024, 5, 20), reason="会商结束")

    (kept,) = rung_on(desk, case, "2024-05-21")

    assert [one.until.day for one in desk.records(Mute, case)] == [31, 20]
    assert kept.muted == ""


def test_supervision_is_never_muted(desk: Desk, case: str) -> None:
    desk.do(case, "mute")

    kept = rung_on(desk, case, "2024-06-05")

    assert {one.level: one.muted for one in kept} == {"supervision": ""}
    assert len(desk.engine.store.messages("office")) == len(kept) == 3


def test_who_urges_by_hand_is_heard_though_the_case_is_muted(desk: Desk, case: str) -> None:
    desk.do(case, "mute")

    desk.do(case, "urge")

    assert [one.muted for one in desk.records(Urging, case)] == [""]
    assert len(desk.engine.store.messages("office")) == 1


def test_a_muted_urging_needs_no_receipt(desk: Desk, case: str) -> None:
    desk.do(case, "mute")
    rung_on(desk, case, "2024-05-21")

    assert refused_for(desk, case, "acknowledge") == ["urging_known"]


@pytest.mark.parametrize(
    "said",
    [{"reason": ""}, {"until": None}, {"until": date(2024, 3, 3)}],
    ids=["no reason", "no end", "an end that is past"],
)
def test_a_mute_has_a_reason_and_an_end(desk: Desk, case: str, said: dict[str, object]) -> None:
    assert refused_for(desk, case, "mute", **said) == ["mute_reasoned"]


def test_only_the_office_mutes(desk: Desk, case: str) -> None:
    with pytest.raises(Refused) as refused:
        desk.fire(case, "mute", by=DIVISION)

    assert refused.value.reason == "not_yours"


def test_a_mute_ends_with_its_round(desk: Desk, case: str) -> None:
    desk.do(case, "mute", until=date(2024, 12, 31))
    desk.walk(case, "contact", "answer")
    desk.do(case, "feedback", verdict="不满意", comment="没有说清")
    desk.clock.set("2024-03-05")
    desk.do(case, "reassign")
    due = desk.deadline(case, "answer", round=2).due

    kept = [one for one in rung_on(desk, case, due.isoformat()) if one.round == 2]

    assert kept
    assert not any(one.muted for one in kept)
