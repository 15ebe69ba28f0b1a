"""Handing a case back, taking it back, and what the members themselves withdraw."""

from __future__ import annotations

from datetime import date

import pytest

from bihuan.engine.errors import Refused
from support.people import ASSIGNER, FIRST_DAY, Desk, OpenDesk


def test_a_returned_case_waits_for_the_assigner_until_a_day(desk: Desk) -> None:
    case = desk.receive()

    returned = desk.do(case, "return_to_assigner")

    assert (returned.state, returned.due) == ("returning", date(2024, 3, 18))
    assert [alarm.event for alarm in desk.alarms(case)] == ["silence"]


def test_an_accepted_return_leaves_the_case_at_rest(desk: Desk) -> None:
    case = desk.receive()
    desk.do(case, "return_to_assigner")

    rests = desk.fire(case, "accept_return", by=ASSIGNER).case

    assert (rests.state, rests.final, rests.due) == ("returned", False, None)
    assert not desk.alarms(case)


def test_a_refused_return_goes_on_with_its_first_deadline(desk: Desk) -> None:
    case = desk.receive()
    desk.do(case, "return_to_assigner")

    goes_on = desk.fire(case, "refuse_return", by=ASSIGNER).case

    assert (goes_on.state, goes_on.due) == ("received", date(2024, 3, 11))
    assert {alarm.event for alarm in desk.alarms(case)} == {"urge"}


def test_when_the_assigner_stays_silent_the_office_goes_on(desk: Desk) -> None:
    case = desk.receive()
    desk.do(case, "return_to_assigner")
    desk.clock.set("2024-03-19T00:00:00+08:00")

    desk.engine.tick()

    assert desk.case(case).state == "received"
    assert [entry.event for entry in desk.history(case)][-1] == "silence"


def test_a_second_return_is_a_clock_of_its_own(desk: Desk) -> None:
    case = desk.receive()
    desk.walk(case, "return_to_assigner", "refuse_return")
    desk.clock.set("2024-03-08")

    again = desk.do(case, "return_to_assigner")

    assert again.due == date(2024, 3, 22)
    assert [alarm.generation for alarm in desk.alarms(case)] == ["2024-03-22"]


def test_a_second_return_on_the_same_day_rings_as_well(desk: Desk) -> None:
    case = desk.receive()

    desk.walk(case, "return_to_assigner", "refuse_return", "return_to_assigner")

    assert [alarm.generation for alarm in desk.alarms(case)] == ["2024-03-18"]


def test_a_return_dated_back_before_a_silence_still_waits_for_somebody(desk: Desk) -> None:
    case = desk.receive()
    desk.do(case, "return_to_assigner")
    desk.clock.set("2024-03-19")
    desk.engine.tick()

    desk.fire(case, "return_to_assigner", on=FIRST_DAY)

    assert desk.case(case).state == "returning"
    assert [alarm.key for alarm in desk.alarms(case)] == ["silence:again-1"]


def test_nothing_is_returned_without_a_reason(desk: Desk) -> None:
    case = desk.receive()

    with pytest.raises(Refused):
        desk.do(case, "return_to_assigner", reason="")


def test_nothing_is_returned_after_the_window(desk_under: OpenDesk) -> None:
    chongqing = desk_under("chongqing_2017")
    case = chongqing.receive()
    chongqing.clock.set("2024-03-19")

    with pytest.raises(Refused) as refused:
        chongqing.do(case, "return_to_assigner")

    assert [one.fact for one in refused.value.findings if not one.held] == ["objection_open"]
    dated_back = chongqing.fire(case, "return_to_assigner", on=date(2024, 3, 18))
    assert dated_back.case.state == "returning"


def test_an_urging_within_the_window_does_not_take_the_objection_away(
    desk_under: OpenDesk,
) -> None:
    chongqing = desk_under("chongqing_2017")
    case = chongqing.receive()
    chongqing.walk(case, "dispatch", "urge")

    assert chongqing.case(case).state == "urged"
    assert chongqing.do(case, "return_to_assigner").state == "returning"


def test_a_dispatched_case_that_goes_back_starts_afresh(desk: Desk) -> None:
    case = desk.receive()
    desk.walk(case, "dispatch", "contact", "return_to_assigner", "refuse_return")

    assert desk.case(case).held["contacts"] == 0
    assert desk.do(case, "dispatch").state == "dispatched"


@pytest.mark.parametrize("way", ["withdraw", "accept_return"])
def test_a_case_at_rest_can_be_taken_up_again(desk: Desk, way: str) -> None:
    case = desk.receive()
    desk.walk(case, *(["return_to_assigner"] if way == "accept_return" else []), way)

    resumed = desk.do(case, "resume")

    assert (resumed.state, resumed.due) == ("received", date(2024, 3, 11))
    assert desk.alarms(case)


def test_a_case_taken_up_late_is_urged_once_for_all_it_missed(desk: Desk) -> None:
    case = desk.receive()
    desk.do(case, "withdraw")
    desk.clock.set("2024-05-06")

    desk.do(case, "resume")
    done = desk.engine.tick()

    assert done >= 1
    assert len([one for one in desk.history(case) if one.event == "urge"]) == 1
    assert desk.alarms(case)


def test_all_members_withdraw_together_where_the_region_says_so(desk_under: OpenDesk) -> None:
    shanghai = desk_under("shanghai_2015")
    case = shanghai.receive(members=("某代表甲", "某代表乙"))

    with pytest.raises(Refused) as refused:
        shanghai.do(case, "withdraw", all_agree=False)

    assert [one.fact for one in refused.value.findings if not one.held] == ["all_members_agree"]
    assert shanghai.do(case, "withdraw").state == "withdrawn"


def test_in_beijing_nothing_is_withdrawn_once_it_is_assigned(desk_under: OpenDesk) -> None:
    beijing = desk_under("beijing_2014")
    case = beijing.receive()
    beijing.do(case, "dispatch")

    with pytest.raises(Refused) as refused:
        beijing.do(case, "withdraw")

    assert [one.fact for one in refused.value.findings if not one.held] == ["withdrawal_allowed"]
