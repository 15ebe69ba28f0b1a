"""A new calendar or policy: what it would move is shown first, then moved by one event a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bihuan.engine import rescheduling
from bihuan.engine.errors import BadInput
from bihuan.engine.rescheduling import Applied, apply, explain, moves
from bihuan.rules.calendar import Layer, WorkCalendar
from bihuan.rules.policy import load
from support.invariants import Picture
from support.people import CLERK, Desk, the_calendar, with_layer

CLOSED = with_layer({date(2024, 6, day): "本单位放假" for day in range(3, 8)})
"""The standard calendar, but nobody works from the third to the seventh of June."""


def dispatched(desk: Desk, no: int = 1, **changes: object) -> str:
    """A case that has been dispatched."""
    case = desk.receive(no, **changes)
    desk.do(case, "dispatch")
    return case


def test_a_calendar_under_which_everything_stays_moves_nothing(desk: Desk) -> None:
    dispatched(desk)

    assert list(moves(desk.engine)) == []
    assert apply(desk.engine, CLERK, "无") == Applied(0)


def test_a_new_calendar_shows_what_would_move_and_moves_nothing_yet(desk: Desk) -> None:
    case = dispatched(desk)
    before = Picture.of(desk.engine)

    desk.engine.use_calendar(CLOSED)
    shown = list(moves(desk.engine))

    assert [(one.case.id, one.term, one.before, one.after) for one in shown] == [
        (case, "answer", date(2024, 6, 4), date(2024, 6, 11))
    ]
    assert Picture.of(desk.engine) == before


def test_applying_moves_deadlines_timers_and_list_by_one_event_a_case(desk: Desk) -> None:
    cases = [dispatched(desk, no) for no in (1, 2)]
    desk.engine.use_calendar(CLOSED)

    moved = apply(desk.engine, CLERK, "放假安排调整")

    assert moved == Applied(2)
    for case in cases:
        last = desk.history(case)[-1]
        assert (last.event, last.args) == ("reschedule", {"reason": "放假安排调整"})
        assert desk.case(case).due == desk.deadline(case, "answer").due == date(2024, 6, 11)
        assert {alarm.generation for alarm in desk.alarms(case)} == {"2024-06-11"}
        assert desk.deadline(case, "answer").calendar == CLOSED.version
    assert list(moves(desk.engine)) == []


def test_a_day_stays_but_is_certain_once_its_year_is_published(desk: Desk) -> None:
    desk.clock.set("2038-11-01")
    case = dispatched(desk, received_on=date(2038, 11, 1), year=2038)
    kept = desk.deadline(case, "answer")
    published = Layer(name="2039", source="国务院", years=frozenset({2039}))
    desk.engine.use_calendar(WorkCalendar((published, *the_calendar().layers)))

    shown = [(one.before, one.after, one.tentative) for one in moves(desk.engine)]
    moved = apply(desk.engine, CLERK, "放假安排公布")

    assert (kept.tentative, shown, moved) == (True, [(kept.due, kept.due, False)], Applied(1))
    certain = desk.deadline(case, "answer")
    assert (certain.due, certain.tentative) == (kept.due, False)
    assert list(moves(desk.engine)) == []


def test_a_case_answered_meanwhile_keeps_no_other_from_moving(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = (dispatched(desk, no) for no in (1, 2, 3))
    desk.do(third, "extend", until=date(2024, 6, 20))
    desk.engine.use_calendar(with_layer({date(2024, 6, 4): "本单位放假", date(2024, 6, 6): "停电"}))
    found = list(moves(desk.engine))
    desk.walk(first, "contact", "answer")
    monkeypatch.setattr(rescheduling, "moves", lambda _engine, policy: iter(found))
    before = [alarm.due_at for alarm in desk.alarms(third)]

    moved = apply(desk.engine, CLERK, "放假安排调整")

    assert moved == Applied(1, left=(first,))
    assert desk.case(second).due == date(2024, 6, 5)
    assert [alarm.due_at for alarm in desk.alarms(third)] != before


def test_a_rung_on_a_new_day_off_moves_though_its_deadline_stays(desk: Desk) -> None:
    case = dispatched(desk)
    before = [alarm.due_at for alarm in desk.alarms(case)]
    desk.engine.use_calendar(with_layer({date(2024, 5, 21): "本单位放假"}))

    moved = apply(desk.engine, CLERK, "放假安排调整")

    after = [alarm.due_at for alarm in desk.alarms(case)]
    assert (moved, len(desk.history(case))) == (Applied(0), 2)
    assert [one.isoformat()[:10] for one in after] == ["2024-05-20", "2024-05-30", "2024-06-05"]
    assert after[1:] == before[1:]


def test_what_a_person_fixed_or_put_off_stays(desk: Desk) -> None:
    fixed = dispatched(desk, 1, kind="cppcc_proposal")
    desk.do(fixed, "redispatch", time=date(2024, 6, 4))
    put_off = dispatched(desk, 2)
    desk.do(put_off, "extend", until=date(2024, 6, 5))

    desk.engine.use_calendar(CLOSED)

    assert list(moves(desk.engine)) == []


def test_an_answered_case_keeps_the_deadline_it_met(desk: Desk) -> None:
    case = dispatched(desk)
    desk.walk(case, "contact", "answer")

    desk.engine.use_calendar(CLOSED)

    assert list(moves(desk.engine)) == []
    assert apply(desk.engine, CLERK, "无") == Applied(0)


def test_a_policy_that_changes_a_term_of_the_same_source_moves_it(desk: Desk) -> None:
    case = dispatched(desk)
    law = load("national_law_2025")
    found = law.effective_answer("deputy_suggestion", False)
    assert found is not None
    shorter = replace(found.term, n=2)
    terms = {**law.terms, "answer": shorter}

    desk.engine.house = replace(desk.engine.house, policy=replace(law, terms=terms))

    assert [(one.case.id, one.after) for one in moves(desk.engine)] == [(case, date(2024, 5, 6))]


def test_a_case_of_another_source_is_left_to_its_own_instrument(desk: Desk) -> None:
    dispatched(desk)

    desk.engine.house = replace(desk.engine.house, policy=load("shanghai_2015"))

    assert list(moves(desk.engine)) == []


def test_a_new_policy_moves_a_deadline_only_when_that_is_asked_for(desk: Desk) -> None:
    case = dispatched(desk)
    before = desk.deadline(case, "answer")
    shanghai = load("shanghai_2015")
    desk.engine.house = replace(desk.engine.house, policy=shanghai)
    found = shanghai.effective_answer("deputy_suggestion", False)
    assert found is not None

    (shown,) = moves(desk.engine, policy=True)
    unasked = apply(desk.engine, CLERK, "无")
    moved = apply(desk.engine, CLERK, "改用本市规定", policy=True)

    assert (shown.why, shown.source) == ("policy", found.term.source)
    assert shown.was == before.source != shown.source
    assert (unasked, moved) == (Applied(0), Applied(1))
    assert desk.history(case)[-1].args == {"reason": "改用本市规定", "policy": True}
    kept = desk.deadline(case, "answer")
    assert (kept.due, kept.source) == (shown.after, found.term.source)
    assert list(moves(desk.engine, policy=True)) == []


def test_a_case_that_moves_on_keeps_to_the_policy_its_deadline_was_counted_by(desk: Desk) -> None:
    case = dispatched(desk)
    before = desk.deadline(case, "answer")
    desk.engine.house = replace(desk.engine.house, policy=load("shanghai_2015"))

    desk.clock.set(before.due)
    desk.engine.tick()
    desk.do(case, "contact")

    assert desk.deadline(case, "answer") == before
    assert {one.generation for one in desk.alarms(case)} == {before.due.isoformat()}


@pytest.mark.parametrize(
    ("role", "walked", "term"),
    [
        ("lead", (), "dispatch"),
        ("lead", ("dispatch", "contact", "answer"), "feedback"),
        ("lead", ("dispatch", "contact", "answer", "feedback"), "conclude"),
        ("support", ("dispatch", "opine"), "answer"),
        ("support", ("dispatch", "opine", "lead_answered"), "feedback"),
        ("support", ("dispatch", "opine", "lead_answered", "feedback"), "conclude"),
        ("reading", (), "dispatch"),
    ],
)
def test_wherever_a_case_waits_a_new_calendar_reaches_it(
    desk: Desk, role: str, walked: tuple[str, ...], term: str
) -> None:
    case = desk.receive(role=role)
    desk.walk(case, *walked)
    before = desk.deadline(case, term).due

    desk.engine.use_calendar(with_layer({before: "本单位放假"}))
    shown = {one.term: one.before for one in moves(desk.engine)}
    moved = apply(desk.engine, CLERK, "放假安排调整")

    assert (shown[term], moved) == (before, Applied(1))
    assert desk.deadline(case, term).due > before
    assert desk.case(case).due == desk.deadline(case, term).due


def test_a_case_nothing_moves_refuses_to_be_rescheduled(desk: Desk) -> None:
    case = dispatched(desk)

    refused = desk.engine.why_not(case, "reschedule", {"reason": "无"}, actor=CLERK)

    assert refused is not None
    assert [one.fact for one in refused.findings if not one.held] == ["deadline_moved"]


def test_rescheduling_understands_a_reason_and_nothing_else(desk: Desk) -> None:
    case = dispatched(desk)

    with pytest.raises(BadInput) as refused:
        desk.do(case, "reschedule", until=date(2024, 7, 1))

    assert refused.value.field == "until"


def test_a_deadline_is_explained_by_its_rule_and_a_fixed_one_by_the_person(desk: Desk) -> None:
    counted = dispatched(desk, 1)
    fixed = dispatched(desk, 2, kind="cppcc_proposal")

    ((kept, way),) = explain(desk.engine, desk.case(counted), "answer")
    ((_, by_person),) = explain(desk.engine, desk.case(fixed), "answer")

    assert way is not None
    assert (way.due, by_person) == (kept.due, None)


def test_an_explanation_covers_the_round_under_way(desk: Desk) -> None:
    case = dispatched(desk)
    desk.walk(case, "contact", "answer")
    desk.do(case, "feedback", verdict="不满意", comment="理由")
    desk.do(case, "reassign")

    told = explain(desk.engine, desk.case(case))

    assert [(kept.round, kept.term) for kept, _ in told] == [(2, "answer")]
