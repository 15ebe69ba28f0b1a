"""Timers can be worked out anew at any time, and come to what they were."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bihuan.engine.audit import audit
from bihuan.engine.errors import BadInput
from bihuan.engine.records import Deadline, Repair
from bihuan.engine.retiming import differences, set_anew
from support.people import CLERK, Desk, OpenDesk


@pytest.fixture
def desk(desk_under: OpenDesk) -> Desk:
    """A desk with a case under way that has been urged."""
    desk = desk_under("jilin_2025")
    desk.walk(desk.receive(), "dispatch", "contact")
    desk.clock.set("2024-05-20")
    desk.engine.tick()
    return desk


def only(desk: Desk) -> str:
    (case,) = {one.case for one in desk.engine.store.alarms("office")}
    return case


def test_timers_that_are_as_they_should_be_show_no_difference(desk: Desk) -> None:
    assert differences(desk.engine, only(desk)).alarms == ()


def test_a_timer_cancelled_by_hand_is_set_again_and_it_is_written_down_why(desk: Desk) -> None:
    case = only(desk)
    waiting = desk.alarms(case)
    with desk.engine.store.begin() as work:
        work.settle([replace(one, status="cancelled") for one in waiting])

    found = set_anew(desk.engine, case, actor=CLERK, reason="恢复之后")

    assert desk.alarms(case) == waiting
    assert {one and one.status for one in found.before} == {"cancelled"}
    (note,) = desk.records(Repair, case)
    assert (note.actor, note.reason) == (CLERK.id, "恢复之后")
    assert note.before == {"timers": len(waiting)}
    assert audit(desk.engine).sound


def test_a_timer_that_was_moved_is_moved_back(desk: Desk) -> None:
    case = only(desk)
    first = desk.alarms(case)[0]
    with desk.engine.store.begin() as work:
        work.settle([replace(first, due_at=first.due_at.replace(year=2030))])

    set_anew(desk.engine, case, actor=CLERK, reason="改回")

    assert desk.alarms(case)[0] == first


def test_a_timer_that_rang_does_not_ring_again_whatever_its_row_says(desk: Desk) -> None:
    case = only(desk)
    desk.clock.set("2024-07-01")
    desk.engine.tick()
    rang = desk.alarms(case, "fired")
    with desk.engine.store.begin() as work:
        work.settle([replace(one, status="pending", fired_at=None) for one in rang])

    set_anew(desk.engine, case, actor=CLERK, reason="改回")

    assert rang
    assert desk.alarms(case, "fired") == rang


def test_twice_is_once(desk: Desk) -> None:
    case = only(desk)
    with desk.engine.store.begin() as work:
        work.settle([replace(one, status="cancelled") for one in desk.alarms(case)])
    set_anew(desk.engine, case, actor=CLERK, reason="一次")

    again = set_anew(desk.engine, case, actor=CLERK, reason="再一次")

    assert again.alarms == ()
    assert len(desk.records(Repair, case)) == 1


def test_no_reason_no_change(desk: Desk) -> None:
    with pytest.raises(BadInput):
        set_anew(desk.engine, only(desk), actor=CLERK, reason=" ")


def a_note(desk: Desk, case: str) -> Repair:
    """What somebody leaves who changes more than he should."""
    return Repair(
        office="office",
        case=case,
        at=desk.case(case).changed_at,
        seq=desk.case(case).seq,
        actor="somebody with a shell",
        reason="-",
        before={},
    )


def test_nothing_is_told_from_a_case_that_is_not_as_its_history_says(desk: Desk) -> None:
    case = only(desk)
    kept = desk.records(Deadline, case)[0]
    moved = replace(kept, due=kept.due.replace(year=2030))
    with desk.engine.store.begin() as work:
        work.repair(a_note(desk, case), desk.case(case), [moved], [])

    found = set_anew(desk.engine, case, actor=CLERK, reason="试")

    assert found.unsound
    assert [note.actor for note in desk.records(Repair, case)] == ["somebody with a shell"]
