"""Timers are armed, moved and cancelled with the event, and ring once, late or not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.memory import MemoryStore
from bihuan.engine.actor import CLOCKWORK
from bihuan.engine.errors import NoLadder, Refused
from bihuan.engine.outcome import Outcome
from bihuan.engine.records import Alarm, Urging
from bihuan.engine.timing import rung_of
from bihuan.rules.hours import Hours
from bihuan.rules.instants import BEIJING
from bihuan.rules.ladders import Ladder, Late, Level, Rung, RungUnit, When, default_ladders
from support.people import CLERK, FIRST_DAY, Desk, an_engine


def keys(alarms: list[Alarm]) -> list[str]:
    """What each timer is called."""
    return [alarm.key for alarm in alarms]


def days(alarms: list[Alarm]) -> list[date]:
    """When each timer rings, on the calendar of the office."""
    return [alarm.due_at.astimezone(BEIJING).date() for alarm in alarms]


def urged(desk: Desk, case: str) -> list[str]:
    """The rungs the case was urged by, in order."""
    return [one.rung for one in desk.records(Urging, case)]


def rung(name: str, n: int, late: Late = Late.ONCE, when: When = When.BEFORE) -> Rung:
    """A rung so many working days from the deadline."""
    return Rung(
        id=name,
        when=when,
        n=n,
        unit=RungUnit.WORKDAY,
        level=Level.URGING,
        to=("officer",),
        channels=("notice",),
        late=late,
    )


def desk_with(*rungs: Rung) -> Desk:
    """A desk whose ladder for answers has these rungs."""
    clock = FrozenClock(FIRST_DAY)
    ladders = {**default_ladders(), "answer": Ladder(name="answer", rungs=rungs)}
    return Desk(an_engine(MemoryStore(), clock=clock, ladders=ladders), clock)


def dispatched(desk: Desk, no: int = 1) -> str:
    """A case that has to be answered by the fourth of June."""
    case = desk.receive(no)
    desk.do(case, "dispatch")
    return case


def test_an_office_without_any_ladder_is_told_so_in_words(desk: Desk) -> None:
    machine = desk.engine.library.machine(desk.case(desk.receive()).definition)
    house = replace(desk.engine.house, ladders={})

    with pytest.raises(NoLadder) as told:
        rung_of("intake:dispatch-1", machine, house)

    assert told.value.term == machine.timer_named["intake"].term


def test_a_timer_whose_ladder_is_gone_fails_in_words_and_keeps_no_other_from_ringing(
    desk: Desk,
) -> None:
    case = desk.receive()
    desk.clock.advance(days=60)
    desk.engine.house = replace(desk.engine.house, ladders={})

    assert desk.engine.tick() == 0

    assert {why for (_, _), why in desk.engine.failing.items()} == {
        "NoLadder: no ladder for 'dispatch', and none called 'answer' in its place"
    }
    assert {name for name, _ in desk.engine.failing} == {case}


def test_a_received_case_is_urged_around_its_first_deadline(desk: Desk) -> None:
    case = desk.receive()

    set_ = desk.alarms(case)

    assert keys(set_) == ["intake:dispatch-1", "intake:dispatch+1"]
    assert days(set_) == [date(2024, 3, 8), date(2024, 3, 12)]
    assert {alarm.due_at.astimezone(BEIJING).hour for alarm in set_} == {9}


def test_dispatching_cancels_the_old_timers_and_sets_the_new_ones(desk: Desk) -> None:
    case = dispatched(desk)

    assert keys(desk.alarms(case, "cancelled")) == ["intake:dispatch-1", "intake:dispatch+1"]
    assert keys(desk.alarms(case)) == ["urge:answer-10", "urge:answer-3", "urge:answer+1"]
    assert days(desk.alarms(case)) == [date(2024, 5, 21), date(2024, 5, 30), date(2024, 6, 5)]


def test_no_timer_rings_before_its_hour(desk: Desk) -> None:
    case = desk.receive()
    desk.clock.set("2024-03-08T08:59:59+08:00")
    early = desk.engine.tick()

    desk.clock.set("2024-03-08T09:00:00+08:00")

    assert (early, desk.engine.tick()) == (0, 1)
    assert urged(desk, case) == ["dispatch-1"]


def test_a_timer_that_rang_is_marked_and_never_rings_again(desk: Desk) -> None:
    case = desk.receive()
    desk.clock.set("2024-03-08")

    rang = [desk.engine.tick() for _ in range(3)]

    (fired,) = desk.alarms(case, "fired")
    assert (rang, fired.key, fired.fired_at) == ([1, 0, 0], "intake:dispatch-1", desk.clock.now())
    assert [one.timer for one in desk.history(case)] == [None, fired.id]


def test_what_a_timer_does_is_in_history_as_the_clocks_doing(desk: Desk) -> None:
    case = desk.receive()
    desk.clock.set("2024-03-08")

    desk.engine.tick()

    last = desk.history(case)[-1]
    assert (last.event, last.party, last.actor) == ("urge", "clock", "clock")
    assert last.args["timer"] == "intake:dispatch-1"
    assert last.key == f"timer/{case}/{last.timer}"


def test_missed_rungs_are_marked_and_not_flooded(desk: Desk) -> None:
    case = dispatched(desk)
    desk.clock.set("2024-06-20")

    desk.engine.tick()

    assert urged(desk, case) == ["answer+1"] * 3
    assert len([one for one in desk.history(case) if one.event == "urge"]) == 1
    assert keys(desk.alarms(case, "skipped")) == ["urge:answer-10", "urge:answer-3"]


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_however_many_ring_in_one_go_nobody_is_flooded_after_a_downtime(
    desk: Desk, limit: int
) -> None:
    cases = [desk.receive(no) for no in range(1, 4)]
    desk.clock.set("2024-03-20")

    while desk.engine.tick(limit):
        pass

    assert [len(urged(desk, case)) for case in cases] == [1, 1, 1]
    assert desk.engine.store.due("office", desk.clock.now(), 10) == []


def test_a_timer_that_was_put_off_meanwhile_keeps_its_new_day(desk: Desk) -> None:
    case = desk.receive()
    desk.clock.set("2024-03-08")
    (alarm,) = desk.engine.store.due("office", desk.clock.now(), 10)
    later = replace(alarm, due_at=alarm.due_at + timedelta(days=3))
    with desk.engine.store.begin() as work:
        work.settle([later])

    desk.engine._bell._ring(desk.case(case), alarm)

    assert later in desk.alarms(case)


def test_a_timer_that_rang_and_came_back_is_put_out_of_the_way(desk: Desk) -> None:
    case = desk.receive()
    desk.clock.set("2024-03-08")
    (alarm,) = desk.engine.store.due("office", desk.clock.now(), 10)
    desk.engine.tick()
    with desk.engine.store.begin() as work:
        work.settle([alarm])

    assert (desk.engine.tick(), desk.engine.tick()) == (1, 0)

    assert urged(desk, case) == ["dispatch-1"]


def test_a_ladder_set_up_late_urges_once_for_the_rungs_already_past(desk: Desk) -> None:
    case = desk.receive()
    desk.clock.set("2024-05-31")

    desk.do(case, "dispatch")
    desk.engine.tick()

    assert set(urged(desk, case)) == {"answer-3"}
    assert keys(desk.alarms(case, "skipped")) == ["urge:answer-10"]
    assert keys(desk.alarms(case)) == ["urge:answer+1"]


def test_where_each_rung_is_made_good_every_one_rings() -> None:
    desk = desk_with(rung("a", 10, Late.EACH), rung("b", 3, Late.EACH))
    case = dispatched(desk)
    desk.clock.set("2024-06-04")

    desk.engine.tick()

    assert urged(desk, case) == ["a", "b"]


def test_a_rung_that_is_skipped_when_late_stays_silent_where_its_day_was_past() -> None:
    desk = desk_with(rung("a", 10, Late.SKIP), rung("b", 1))
    case = desk.receive()
    desk.clock.set("2024-05-31")

    desk.do(case, "dispatch")
    desk.engine.tick()

    assert keys(desk.alarms(case, "skipped")) == ["urge:a"]
    assert not urged(desk, case)


def test_a_case_that_waits_after_the_last_rung_is_urged_again_every_week(desk: Desk) -> None:
    case = dispatched(desk)
    desk.clock.set("2024-06-05")
    desk.engine.tick()

    for day in ("2024-06-13", "2024-06-20"):
        desk.clock.set(day)
        desk.engine.tick()

    again = [alarm for alarm in desk.alarms(case, "fired") if "again" in alarm.key]
    assert days(again) == [date(2024, 6, 13), date(2024, 6, 20)]
    assert days(desk.alarms(case)) == [date(2024, 6, 27)]


class Forgetful(dict[Any, Any]):
    """What another thread clears as soon as something is put into it."""

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key, value)
        self.clear()


def test_what_another_thread_forgets_meanwhile_is_worked_out_again(desk: Desk) -> None:
    for shared in ("placed", "again"):
        object.__setattr__(desk.engine.house, shared, Forgetful())

    case = dispatched(desk)
    for day in ("2024-06-05", "2024-06-13"):
        desk.clock.set(day)
        desk.engine.tick()

    assert days(desk.alarms(case)) == [date(2024, 6, 20)]


def test_a_cancelled_timer_comes_back_with_its_state(desk: Desk) -> None:
    case = desk.receive()
    desk.do(case, "withdraw")
    gone = keys(desk.alarms(case, "cancelled"))

    desk.do(case, "resume")

    assert keys(desk.alarms(case)) == gone == ["intake:dispatch-1", "intake:dispatch+1"]


def test_a_case_at_rest_or_closed_has_no_timer(desk: Desk) -> None:
    rests, closed = desk.receive(1), desk.receive(2)

    desk.do(rests, "withdraw")
    desk.walk(closed, "dispatch", "contact", "answer", "feedback", "close")

    assert not desk.alarms(rests)
    assert not desk.alarms(closed)


def test_only_so_many_ring_in_one_go_and_the_oldest_first(desk: Desk) -> None:
    cases = [desk.receive(no) for no in (1, 2, 3)]
    desk.clock.set("2024-03-08")

    assert [desk.engine.tick(2), desk.engine.tick(2), desk.engine.tick(2)] == [2, 1, 0]
    assert all(urged(desk, case) for case in cases)


def test_how_late_a_timer_rang_stands_in_history_and_with_the_urging(desk: Desk) -> None:
    case = desk.receive()
    desk.clock.set("2024-03-08T09:01:30+08:00")

    desk.engine.tick()

    assert desk.history(case)[-1].args["lateness"] == 90
    assert [one.lateness for one in desk.records(Urging, case)] == [90]


def test_an_urging_by_hand_is_never_late(desk: Desk) -> None:
    case = desk.receive()

    desk.do(case, "urge")

    assert [one.lateness for one in desk.records(Urging, case)] == [0]


def test_a_clock_gone_wrong_by_a_century_keeps_no_timer_from_ringing(desk: Desk) -> None:
    case = desk.receive()
    desk.clock.set("2124-03-08")

    desk.engine.tick()

    assert desk.history(case)[-1].args["lateness"] == 10**9


def test_many_cases_ring_in_one_transaction_and_each_has_its_own_entry(desk: Desk) -> None:
    cases = [desk.receive(no) for no in range(1, 8)]
    desk.clock.set("2024-03-08")
    begun, begin = [], desk.engine.store.begin
    desk.engine.store.begin = lambda: begun.append(1) or begin()  # type: ignore[method-assign, func-returns-value]

    assert desk.engine.tick() == 7

    assert len(begun) == 1
    assert [urged(desk, case) for case in cases] == [["dispatch-1"]] * 7


def test_nobody_rings_a_timer_by_hand_before_its_day(desk: Desk) -> None:
    case = desk.receive()
    (first, _) = desk.alarms(case)

    with pytest.raises(Refused) as refused:
        desk.engine.fire(case, "urge", actor=CLOCKWORK, timer=first.id)

    assert refused.value.reason == "timer_over"


def test_an_event_is_not_fired_by_the_timer_of_another(desk: Desk) -> None:
    case = desk.receive()
    (first, _) = desk.alarms(case)
    desk.clock.set("2024-03-11")

    with pytest.raises(Refused) as refused:
        desk.engine.fire(case, "contact", desk.words("contact"), actor=CLERK, timer=first.id)

    assert refused.value.reason == "timer_over"


def test_a_timer_whose_case_has_moved_on_meanwhile_is_stale_and_does_nothing(desk: Desk) -> None:
    case = desk.receive()
    desk.clock.set("2024-03-08")
    (alarm,) = desk.engine.store.due("office", desk.clock.now(), 10)
    seen = desk.case(case)
    desk.do(case, "withdraw")

    desk.engine._bell._ring(seen, alarm)

    assert [one.event for one in desk.history(case)] == ["receive", "withdraw"]
    assert not desk.alarms(case)


def test_a_pending_timer_the_machine_refuses_is_cancelled_and_not_tried_for_ever(
    desk: Desk,
) -> None:
    case = desk.receive()
    desk.do(case, "withdraw")
    stale = replace(desk.alarms(case, "cancelled")[0], status="pending")
    with desk.engine.store.begin() as work:
        work.settle([stale])
    desk.clock.set("2024-03-08")

    rang = [desk.engine.tick(), desk.engine.tick()]

    assert (rang, desk.alarms(case)) == ([1, 0], [])
    assert stale.id in {alarm.id for alarm in desk.alarms(case, "cancelled")}


def test_a_timer_rung_by_two_daemons_rings_once(desk: Desk) -> None:
    case = desk.receive()
    desk.clock.set("2024-03-08")
    (alarm,) = desk.engine.store.due("office", desk.clock.now(), 10)
    key = f"timer/{case}/{alarm.id}"

    def ring() -> Outcome:
        return desk.engine.fire(case, "urge", actor=CLOCKWORK, key=key, timer=alarm.id)

    first, second = ring(), ring()

    assert (first.repeated, second.repeated) == (False, True)
    assert first.entry == second.entry


def test_the_office_opens_at_nine_in_beijing() -> None:
    assert Hours().opening(date(2024, 3, 8)).isoformat() == "2024-03-08T01:00:00+00:00"
