"""Each kind of fault is found and named; most of them are put right as well."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bihuan.adapters.memory import MemoryStore
from bihuan.adapters.memory_keys import record_key
from bihuan.engine.audit import Audit, audit, preview
from bihuan.engine.errors import Broken
from bihuan.engine.records import Alarm, Deadline, Feedback
from support.attic import Attic, mend, reasons
from support.people import Desk


def test_an_office_in_order_is_sound(attic: Attic) -> None:
    attic.desk.receive(2)

    assert audit(attic.desk.engine) == Audit(2, 6, ())
    assert audit(attic.desk.engine, attic.case).entries == 5


def test_a_letters_file_that_was_changed_or_lost_is_named(desk: Desk) -> None:
    case = desk.receive()
    desk.walk(case, "dispatch", "contact", "draft", "review", "sign", "answer")
    store = desk.engine.store
    assert isinstance(store, MemoryStore)
    assert audit(desk.engine).sound

    (lost, paper), (name, changed) = store._papers.items()
    store._papers[name] = replace(changed, content=b"x")
    del store._papers[lost]

    assert {one.reason for one in audit(desk.engine).faults} == {
        f"the file {paper.name} is not there",
        f"the file {changed.name} is not what was handed in",
    }


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("state", "answered"),
        ("round", 2),
        ("seq", 9),
        ("head", "f" * 64),
        ("held", {}),
        ("final", True),
        ("host", "case-00009"),
        ("closing", 3),
        ("due", date(2024, 12, 31)),
        ("title", "另一标题"),
        ("number", "第9号"),
        ("number_key", "9"),
        ("kind", "cppcc_proposal"),
        ("role", "support"),
        ("year", 2020),
        ("received_on", date(2024, 1, 1)),
        ("assigned_on", date(2024, 1, 1)),
        ("session_closed_on", date(2024, 1, 1)),
        ("category", "另一类"),
        ("off_session", True),
        ("counterpart", "乙局"),
        ("assembly", "另一会议"),
        ("session", "另一次"),
        ("definition", "f" * 64),
    ],
)
def test_a_field_that_history_does_not_tell_is_named_and_put_right(
    attic: Attic, field: str, wrong: object
) -> None:
    before = attic.desk.case(attic.case)
    attic.change(**{field: wrong})

    found = reasons(attic.desk)
    mend(attic)

    assert any(one.startswith(f"{field} is ") for one in found)
    assert reasons(attic.desk) == []
    assert replace(attic.desk.case(attic.case), changed_at=before.changed_at) == before


def test_a_broken_chain_is_all_that_is_said_of_a_case(attic: Attic) -> None:
    entries = attic.store._entries[("office", attic.case)]
    entries[2] = replace(entries[2], actor="某人")
    attic.change(state="answered")

    assert reasons(attic.desk) == ["its content does not match its hash"]


def test_an_entry_the_machine_would_have_refused_is_found(attic: Attic) -> None:
    attic.change_entry(3, party="member")

    assert reasons(attic.desk) == ["the machine refuses it: not_yours"]


def test_a_history_cut_short_is_found(attic: Attic) -> None:
    attic.store._entries[("office", attic.case)].pop()

    assert {"seq", "head"} <= {one.split()[0] for one in reasons(attic.desk)}


@pytest.mark.parametrize("lost", [1, 5])
def test_a_case_without_a_beginning_cannot_be_rebuilt(attic: Attic, lost: int) -> None:
    del attic.store._entries[("office", attic.case)][:lost]

    assert len(reasons(attic.desk)) == 1
    with pytest.raises(Broken):
        preview(attic.desk.engine, attic.case)


def test_a_first_entry_that_tells_of_no_proposal_is_found(attic: Attic) -> None:
    attic.change_entry(1, args={"kind": "deputy_suggestion"})

    (reason,) = reasons(attic.desk)

    assert reason.startswith("it does not tell of a proposal")


def test_a_definition_nobody_stored_is_found(attic: Attic) -> None:
    for seq in range(1, len(attic.desk.history(attic.case)) + 1):
        attic.change_entry(seq, definition="f" * 64)

    assert reasons(attic.desk) == [f"the definition {'f' * 12} is not stored here"]


def test_an_entry_of_another_definition_is_found(attic: Attic) -> None:
    attic.change_entry(5, definition="f" * 64)

    assert reasons(attic.desk) == ["it is of another definition than the one before"]


def test_a_moved_and_a_lost_deadline_are_found_and_put_right(attic: Attic) -> None:
    desk, before = attic.desk, attic.desk.records(Deadline, attic.case)
    attic.put(replace(desk.deadline(attic.case, "answer"), due=date(2025, 1, 1)))
    del attic.store._records[Deadline][record_key(desk.deadline(attic.case, "dispatch"))]

    found = reasons(desk)
    mend(attic)

    assert found == [
        "the deadline answer of round 1 is 2025-01-01, its history says 2024-06-04",
        "the deadline dispatch of round 1 is None, its history says 2024-03-11",
    ]
    assert desk.records(Deadline, attic.case) == before


def test_a_deadline_no_event_has_set_is_found(attic: Attic) -> None:
    attic.put(replace(attic.desk.deadline(attic.case, "answer"), term="feedback"))

    assert reasons(attic.desk) == [
        "the deadline feedback of round 1 is 2024-06-04, its history says None"
    ]


def test_a_waiting_case_without_a_timer_is_found(attic: Attic) -> None:
    attic.alarms(lambda one: None if one.status == "pending" else one)

    assert reasons(attic.desk) == ["it waits in 'dispatched' and no timer is set"]


def test_a_timer_of_a_case_that_does_not_wait_is_found_and_cancelled(attic: Attic) -> None:
    attic.desk.do(attic.case, "withdraw")
    attic.alarms(lambda one: replace(one, status="pending") if one.key[:4] == "urge" else one)

    found = reasons(attic.desk)
    mend(attic)

    assert found == ["it does not wait in 'withdrawn' and 3 timers are set"]
    assert not attic.desk.alarms(attic.case)


def test_a_timer_that_rang_in_no_entry_is_found_and_set_again(attic: Attic) -> None:
    before = attic.desk.alarms(attic.case)

    def ring(one: Alarm) -> Alarm:
        return replace(one, status="fired") if "answer-3" in one.key else one

    attic.alarms(ring)
    (reason,) = reasons(attic.desk)
    mend(attic)

    assert "answer-3/1/2024-06-04 is said to have rung" in reason
    assert attic.desk.alarms(attic.case) == before


def test_a_timer_that_rang_and_would_ring_again_is_found(attic: Attic) -> None:
    (rang,) = attic.desk.alarms(attic.case, "fired")
    attic.alarms(lambda one: replace(one, status="pending", fired_at=None) if one == rang else one)

    found = reasons(attic.desk)
    mend(attic)

    assert found == [f"the timer {rang.id} rang, and is not stored as rung"]
    assert attic.desk.alarms(attic.case, "fired") == [rang]


def test_a_verdict_without_its_form_is_found(desk: Desk) -> None:
    case = desk.receive()
    desk.walk(case, "dispatch", "contact", "answer", "feedback")

    Attic(desk, case).store._records[Feedback].clear()

    assert reasons(desk) == ["the verdict is satisfied, the forms of the round say otherwise"]


def test_a_case_closed_without_satisfied_feedback_in_its_round_is_found(closed: Attic) -> None:
    (form,) = closed.desk.records(Feedback, closed.case)

    closed.put(replace(form, standing="unsatisfied"))

    assert "it is closed without satisfied feedback in its round" in reasons(closed.desk)
