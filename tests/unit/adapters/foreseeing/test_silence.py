"""What is foreseen when nobody acts is what then happens; and looking ahead leaves no trace."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bihuan.adapters.foreseeing import copying
from bihuan.adapters.foreseeing.forecast import Forecast
from bihuan.adapters.foreseeing.playing import foresee
from bihuan.adapters.memory import MemoryStore
from bihuan.engine.ports import Store
from bihuan.engine.records import Mute, Urging
from bihuan.rules.instants import end_of_day
from support.invariants import Picture
from support.people import FIRST_DAY, Desk, an_engine
from support.people import FrozenClock as Clock

UNTIL = date(2024, 7, 31)
Rung = tuple[datetime, str, str, str, tuple[str, ...]]


def an_office(store: Store) -> Desk:
    """An office with a case at every place where something can ring."""
    clock = Clock(FIRST_DAY)
    desk = Desk(an_engine(store, "jilin_2025", clock=clock), clock)
    desk.receive(1)
    desk.walk(desk.receive(2), "dispatch")
    desk.walk(desk.receive(3), "dispatch", "co_handle")
    desk.walk(desk.receive(4, role="support"), "dispatch")
    desk.walk(desk.receive(5), "dispatch", "contact", "answer")
    desk.walk(desk.receive(6, role="reading"), "dispatch")
    desk.walk(desk.receive(7), "return_to_assigner")
    desk.do(desk.receive(8), "merge", host="case-00002")
    desk.walk(desk.receive(9), "withdraw")
    desk.walk(desk.receive(10), "dispatch", "contact", "answer", "feedback", "close")
    clock.set("2024-03-06")
    return desk


def rung(desk: Desk, until: date) -> list[Rung]:
    """What really rings until then when nobody acts: when, which case, how, whom."""
    engine, office = desk.engine, desk.engine.house.office
    seen = {(one.case, one.seq) for one in engine.store.records(Urging, office)}
    while (at := engine.store.next_due(office)) is not None and at < end_of_day(until):
        desk.clock.set(max(at, desk.clock.now()))
        engine.tick()
    urged: dict[tuple[str, int], list[Urging]] = {}
    for one in engine.store.records(Urging, office):
        if (one.case, one.seq) not in seen:
            urged.setdefault((one.case, one.seq), []).append(one)
    return sorted(
        (
            engine.store.history(office, case)[seq - 1].recorded_at,
            case,
            rows[0].rung,
            rows[0].level,
            tuple(dict.fromkeys(one.recipient for one in rows)),
        )
        for (case, seq), rows in urged.items()
    )


def foreseen(told: Forecast) -> list[Rung]:
    """The same of a forecast."""
    return sorted((one.at, one.case, one.rung, one.level, one.recipients) for one in told.notices)


def test_what_is_foreseen_is_what_happens_when_nobody_acts(store: Store) -> None:
    desk = an_office(store)

    told = foresee(desk.engine, UNTIL)

    happened = rung(desk, UNTIL)
    assert len(happened) > 40
    assert foreseen(told) == happened
    assert told.cases == 8
    assert not told.troubles


def test_nothing_is_written(store: Store) -> None:
    desk = an_office(store)
    before, counts = Picture.of(desk.engine), desk.engine.store.outbox.counts("office")

    foresee(desk.engine, UNTIL)
    foresee(desk.engine, UNTIL, seed=1)

    assert Picture.of(desk.engine) == before
    assert desk.engine.store.outbox.counts("office") == counts


def test_cases_are_read_a_page_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = an_office(MemoryStore())
    whole = foresee(desk.engine, UNTIL)
    monkeypatch.setattr(copying, "PAGE", 2)

    assert foresee(desk.engine, UNTIL) == whole


def test_what_falls_due_is_told_once_with_whose_it_is() -> None:
    desk = an_office(MemoryStore())

    told = foresee(desk.engine, UNTIL)

    days = [(one.case, one.term, one.on) for one in told.due]
    assert len(set(days)) == len(days)
    answer = next(one for one in told.due if (one.case, one.term) == ("case-00002", "answer"))
    assert answer.on == desk.deadline("case-00002", "answer").due
    assert (answer.division, answer.officer) == ("某处", "某经办人")
    opinion = next(one for one in told.due if one.case == "case-00003" and one.unit)
    assert (opinion.term, opinion.unit) == ("co:1", "甲局")
    assert all(desk.clock.now().date() <= one.on <= UNTIL for one in told.due)


def test_what_falls_due_afterwards_is_left_out() -> None:
    desk = an_office(MemoryStore())

    told = foresee(desk.engine, date(2024, 3, 8))

    assert {one.on for one in told.due} <= {date(2024, 3, day) for day in (6, 7, 8)}
    assert all(one.at < end_of_day(date(2024, 3, 8)) for one in told.notices)


def test_the_load_of_a_division_is_that_of_its_officers() -> None:
    desk = an_office(MemoryStore())
    desk.do("case-00003", "redispatch", officer="另一经办人")

    told = foresee(desk.engine, UNTIL)

    for week in told.load:
        officers = [told.cell(week, ("某处", name)) for name in ("某经办人", "另一经办人")]
        whole = told.cell(week, ("某处", None))
        assert whole.in_hand == sum(one.in_hand for one in officers)
        assert whole.late == sum(one.late for one in officers)
        assert whole.due == sum(one.due for one in officers)
        assert whole.urged == sum(one.urged for one in officers)
    assert sum(told.cell(week, desk).urged for week in told.load for desk in told.load[week]) > len(
        told.notices
    )


def test_late_cases_are_counted_week_by_week() -> None:
    clock = Clock(FIRST_DAY)
    desk = Desk(an_engine(MemoryStore(), clock=clock), clock)
    case = desk.walk(desk.receive(), "dispatch")

    told = foresee(desk.engine, date(2024, 7, 7))

    late = [week for week in sorted(told.load) if told.cell(week, ("某处", None)).late]
    assert case.due == date(2024, 6, 4)
    assert late == [date(2024, 6, day) for day in (3, 10, 17, 24)] + [date(2024, 7, 1)]
    assert told.late == 1


def test_what_is_muted_is_told_with_its_reason_and_leaves_at_no_time() -> None:
    clock = Clock(FIRST_DAY)
    desk = Desk(an_engine(MemoryStore(), clock=clock), clock)
    case = desk.receive()
    desk.do(case, "dispatch")
    desk.do(case, "mute", until=date(2024, 6, 1), reason="等上级批复")

    told = foresee(desk.engine, date(2024, 6, 9))

    assert [(one.rung, one.muted, one.leaves_at is None) for one in told.notices] == [
        ("answer-10", "等上级批复", True),
        ("answer-3", "等上级批复", True),
        ("answer+1", "", False),
    ]


def test_a_timer_that_cannot_ring_hides_none_of_the_others() -> None:
    desk = an_office(MemoryStore())
    first = desk.alarms("case-00001")[0]
    odd = replace(first, key="nothing:of-this-name", due_at=first.due_at - timedelta(hours=1))
    with desk.engine.store.begin() as work:
        work.settle([odd])

    told = foresee(desk.engine, UNTIL)

    assert [(one.case, one.what) for one in told.troubles] == [("case-00001", odd.id)]
    assert {one.case for one in told.notices} >= {"case-00001", "case-00002", "case-00005"}


def test_a_timer_that_failed_and_was_put_off_is_tried_in_the_copy() -> None:
    desk = an_office(MemoryStore())
    whole = foresee(desk.engine, UNTIL)
    first = desk.alarms("case-00001")[0]
    failed = replace(first, attempts=9, put_off=first.due_at + timedelta(days=30), error="…")
    with desk.engine.store.begin() as work:
        work.settle([failed])

    told = foresee(desk.engine, UNTIL)

    assert told == whole


def test_a_case_of_a_definition_that_is_not_known_hides_none_of_the_others() -> None:
    desk = an_office(MemoryStore())
    library = desk.engine.library
    forgotten = desk.case("case-00006").definition
    library._machines = {name: one for name, one in library._machines.items() if name != forgotten}
    library._stored = tuple

    told = foresee(desk.engine, UNTIL)

    assert {one.case for one in told.troubles} == {"case-00006"}
    assert {one.case for one in told.notices} >= {"case-00001", "case-00002", "case-00005"}


def test_every_kind_of_record_an_event_may_read_is_copied() -> None:
    assert {Mute, Urging} <= set(copying.COPIED)
