"""A case, its deadlines and its timers are put as history tells them, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bihuan.engine.audit import audit, preview, repair
from bihuan.engine.errors import BadInput
from bihuan.engine.records import Alarm, Feedback, Repair
from bihuan.rules.ladders import default_ladders
from support.attic import Attic, mend
from support.invariants import Picture
from support.people import CLERK, Desk


def test_a_case_closed_past_the_engine_is_opened_again_by_its_history(attic: Attic) -> None:
    attic.change(state="closed", final=True, closing=2)

    mend(attic)

    case = attic.desk.case(attic.case)
    assert (case.state, case.final, case.closing) == ("dispatched", False, None)


def test_a_case_wrongly_opened_is_closed_again_by_its_history(closed: Attic) -> None:
    before = closed.desk.case(closed.case)
    closed.change(state="dispatched", final=False, closing=None)

    mend(closed)

    assert replace(closed.desk.case(closed.case), changed_at=before.changed_at) == before


def test_no_repair_closes_a_case_whose_form_is_gone(closed: Attic) -> None:
    closed.store._records[Feedback].clear()
    closed.change(state="dispatched", final=False, closing=None)

    with pytest.raises(BadInput) as refused:
        mend(closed)

    assert refused.value.field == "closing"
    assert not closed.desk.case(closed.case).final


def test_a_preview_shows_what_would_be_put_and_puts_nothing(attic: Attic) -> None:
    engine = attic.desk.engine
    attic.change(due=None, state="urged")
    attic.alarms(lambda _: None)
    before = Picture.of(engine)

    found = preview(engine, attic.case)

    assert found.wrong == {"state": "urged", "due": None}
    assert (found.case.state, found.case.due) == ("dispatched", date(2024, 6, 4))
    assert found.needed
    assert Picture.of(engine) == before


def test_a_repair_touches_no_history_and_leaves_a_note(attic: Attic) -> None:
    desk, history = attic.desk, attic.desk.history(attic.case)
    attic.change(title="另一标题", due=date(2025, 1, 1))

    repair(desk.engine, attic.case, actor=CLERK, reason="恢复备份之后")

    assert desk.history(attic.case) == history
    (note,) = desk.records(Repair, attic.case)
    assert (note.actor, note.reason, note.seq) == (CLERK.id, "恢复备份之后", len(history))
    assert note.before == {"title": "另一标题", "due": "2025-01-01"}
    assert desk.case(attic.case).changed_at == note.at > history[-1].recorded_at


def test_a_repaired_case_goes_on_as_if_nothing_had_happened(attic: Attic) -> None:
    attic.change(state="answered", held={}, head="f" * 64)
    attic.alarms(lambda _: None)
    mend(attic)

    attic.desk.do(attic.case, "opinion", text="同意")
    ended = attic.desk.walk(attic.case, "answer", "feedback", "close")

    assert ended.final
    assert audit(attic.desk.engine).sound


def test_where_all_is_right_nothing_is_put_and_no_note_is_left(attic: Attic) -> None:
    before = Picture.of(attic.desk.engine)

    mend(attic)

    assert Picture.of(attic.desk.engine) == before


def test_a_repair_says_why(attic: Attic) -> None:
    with pytest.raises(BadInput) as refused:
        repair(attic.desk.engine, attic.case, actor=CLERK, reason=" ")

    assert refused.value.field == "reason"


def test_lost_timers_are_set_as_they_were(attic: Attic) -> None:
    desk = attic.desk
    pending, (rang,) = desk.alarms(attic.case), desk.alarms(attic.case, "fired")
    attic.alarms(lambda _: None)

    mend(attic)

    assert desk.alarms(attic.case) == pending
    (again,) = desk.alarms(attic.case, "fired")
    assert (again.id, again.fired_at) == (rang.id, rang.fired_at)


def test_lost_timers_do_not_urge_again_for_rungs_that_are_past(desk: Desk) -> None:
    case = desk.receive()
    desk.do(case, "dispatch")
    desk.clock.set("2024-06-12")
    desk.engine.tick()
    attic, before = Attic(desk, case), desk.history(case)
    attic.alarms(lambda _: None)

    mend(attic)
    desk.engine.tick()

    assert desk.history(case) == before
    assert [alarm.key for alarm in desk.alarms(case)] == ["urge:again-1"]


def test_timers_of_a_wrong_hour_or_event_are_set_right(attic: Attic) -> None:
    before = attic.desk.alarms(attic.case)

    def shift(one: Alarm) -> Alarm:
        return replace(one, due_at=one.due_at + timedelta(days=9), event="close")

    attic.alarms(lambda one: shift(one) if one.status == "pending" else one)
    mend(attic)

    assert attic.desk.alarms(attic.case) == before


def test_timers_follow_a_ladder_the_office_has_changed(attic: Attic) -> None:
    engine, ladders = attic.desk.engine, default_ladders()
    ladders["answer"] = replace(ladders["answer"], rungs=ladders["answer"].rungs[1:])
    engine.house = replace(engine.house, ladders=ladders)

    found = preview(engine, attic.case)

    assert (found.wrong, found.deadlines) == ({}, ())
    assert [(one.key, one.status) for one in found.alarms] == [("urge:answer-10", "cancelled")]


def test_a_merged_case_is_rebuilt_with_its_host(desk: Desk) -> None:
    host, follower = desk.receive(1), desk.receive(2)
    desk.do(host, "dispatch")
    merged = desk.do(follower, "merge", host=host)
    attic = Attic(desk, follower)
    attic.change(host=None, state="received")

    mend(attic)

    assert replace(desk.case(follower), changed_at=merged.changed_at) == merged
    desk.do(follower, "unmerge")
    assert audit(desk.engine).sound


def test_everything_of_a_case_but_what_is_on_file_can_be_lost(desk: Desk) -> None:
    case = desk.receive(members=("某代表甲", "某代表乙"), assigned_on=date(2024, 3, 1))
    desk.walk(case, "dispatch", "contact", "answer")
    desk.do(case, "feedback", verdict="不满意", comment="理由")
    told = desk.walk(case, "reassign", "contact", "answer", "feedback")
    attic = Attic(desk, case)
    attic.change(title="", state="received", held={}, seq=1, head="", round=1, due=None)
    attic.alarms(lambda _: None)

    mend(attic)

    assert replace(desk.case(case), changed_at=told.changed_at) == told
    assert audit(desk.engine).sound
