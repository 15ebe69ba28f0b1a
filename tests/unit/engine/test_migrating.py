"""Cases go over to another definition by a proven plan, whole, and may come back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bihuan.engine.audit import audit, preview
from bihuan.engine.definitions import retire
from bihuan.engine.errors import BadInput, NotOpen, PlanNotFound, UnsafePlan
from bihuan.engine.history import MIGRATE
from bihuan.engine.migrating import (
    Moved,
    Order,
    back,
    counts,
    find_plan,
    prepare,
    revert,
)
from bihuan.engine.records import Deadline
from bihuan.states.canonical import digest
from bihuan.states.lead import LEAD
from bihuan.states.machine import Duty
from bihuan.states.plan import MigrationPlan, PlanError, TimerPolicy
from bihuan.states.plan_draft import draft
from bihuan.states.reading import READING
from support.later_machines import with_a_stop, without_urged
from support.people import CLERK, Desk
from support.plans import WHY, activated, go_over

NEW = without_urged(Duty.LEAD)


def the_plan(**timers: str) -> MigrationPlan:
    """The draft from the shipped lead machine, completed."""
    begun = draft(LEAD, NEW)
    policies = {key: TimerPolicy(policy) for key, policy in timers.items()}
    return replace(
        begun,
        states={**begun.states, "urged": "dispatched"},
        timers={**begun.timers, **policies},
    )


@pytest.fixture
def urged(desk: Desk) -> str:
    """An urged case with an open request, under the shipped machine; the newer one is active."""
    case = desk.receive(1)
    desk.walk(case, "dispatch", "contact", "co_handle", "urge")
    activated(desk)
    return case


def test_a_case_goes_over_with_one_entry_that_names_the_plan(desk: Desk, urged: str) -> None:
    before = desk.case(urged)

    moved = go_over(desk)

    after, last = desk.case(urged), desk.history(urged)[-1]
    assert (moved.cases, moved.left, moved.status) == (1, 0, "done")
    assert (after.state, after.definition, after.seq) == ("dispatched", digest(NEW), before.seq + 1)
    assert after.held == before.held
    assert (last.event, last.row, last.source, last.target) == (
        MIGRATE,
        "",
        "urged",
        "dispatched",
    )
    assert last.args == {"plan": the_plan().hash, "reason": WHY}
    assert (last.definition, last.actor) == (digest(NEW), CLERK.id)


def test_the_audit_and_a_repair_follow_a_history_across(desk: Desk, urged: str) -> None:
    go_over(desk)
    desk.walk(urged, "opinion", "answer", "feedback", "close")

    assert audit(desk.engine).faults == ()
    assert not preview(desk.engine, urged).needed
    assert desk.case(urged).final


def test_a_clock_that_is_kept_rings_as_it_would_have(desk: Desk, urged: str) -> None:
    before = desk.alarms(urged)

    go_over(desk)

    assert desk.alarms(urged) == before
    assert desk.case(urged).due == date(2024, 6, 4)


def test_a_clock_that_restarts_counts_from_the_day_of_the_migration(desk: Desk, urged: str) -> None:
    before = {alarm.id for alarm in desk.alarms(urged)}
    desk.clock.set(date(2024, 4, 1))

    go_over(desk, the_plan(urge="restart"))

    kept = desk.deadline(urged, "answer")
    assert (kept.start, kept.due) == (date(2024, 4, 1), date(2024, 7, 1))
    assert {one.generation for one in desk.alarms(urged) if one.key.startswith("urge")} == {
        "2024-07-01"
    }
    assert before & {alarm.id for alarm in desk.alarms(urged, "cancelled")}
    assert audit(desk.engine).faults == ()


def test_a_day_that_was_put_off_is_not_counted_again(desk: Desk, urged: str) -> None:
    desk.do(urged, "extend", until=date(2024, 6, 20))
    before = desk.records(Deadline, urged)

    go_over(desk, the_plan(urge="recompute"))

    assert desk.records(Deadline, urged) == before


def test_a_request_s_own_day_is_counted_anew_when_its_timer_restarts(
    desk: Desk, urged: str
) -> None:
    desk.clock.set(date(2024, 3, 15))

    go_over(desk, the_plan(co_opinion="restart"))

    (pending,) = [one for one in desk.alarms(urged) if one.key.startswith("co_opinion")]
    assert pending.generation == "2024-04-15"
    assert audit(desk.engine).faults == ()


def test_a_closed_case_stays_under_its_definition(desk: Desk, urged: str) -> None:
    closed = desk.receive(2)
    desk.walk(urged, "opinion", "answer", "feedback", "close")
    done = desk.case(urged)

    go_over(desk)

    assert desk.case(urged) == done
    assert desk.case(closed).definition == digest(NEW)


def test_every_state_of_the_older_machine_goes_over_and_on(desk: Desk) -> None:
    roads: dict[int, tuple[str, ...]] = {
        1: (),
        2: ("dispatch",),
        3: ("dispatch", "urge"),
        4: ("dispatch", "co_handle", "opinion"),
        5: ("dispatch", "contact", "answer"),
        6: ("dispatch", "contact", "answer", "feedback"),
        7: ("return_to_assigner",),
        8: ("return_to_assigner", "accept_return"),
        9: ("withdraw",),
    }
    cases = {no: desk.receive(no) for no in roads}
    for no, events in roads.items():
        desk.walk(cases[no], *events)
    follower = desk.receive(10)
    desk.do(follower, "merge", host=cases[2])
    activated(desk)

    moved = go_over(desk, batch=3)

    assert moved == Moved(10, 0, (), "done")
    assert audit(desk.engine).faults == ()
    desk.walk(cases[2], "contact")
    desk.do(cases[2], "answer", letters={follower: "某函〔2024〕9号"})
    assert desk.case(follower).held["answer"] == "sent"
    assert desk.case(follower).host == cases[2]


def test_a_host_that_has_gone_over_still_takes_its_followers_along(desk: Desk) -> None:
    host, follower = desk.receive(1), desk.receive(2)
    desk.walk(host, "dispatch", "contact")
    desk.do(follower, "merge", host=host)
    activated(desk)

    go_over(desk, limit=1)
    desk.do(host, "answer", letters={follower: "某函〔2024〕9号"})

    assert [desk.case(one).definition for one in (host, follower)] == [digest(NEW), digest(LEAD)]
    assert desk.case(follower).held["answer"] == "sent"
    assert audit(desk.engine).faults == ()


def test_how_many_cases_would_go_over_is_counted_by_state(desk: Desk, urged: str) -> None:
    desk.receive(2)
    noted = desk.receive(3, role="reading")
    desk.walk(noted, "dispatch", "note")

    assert counts(desk.engine, prepare(desk.engine, replace(the_plan()))) == {"urged": 1}


def _unsafe() -> MigrationPlan:
    return the_plan(urge="cancel")


def test_an_unproven_plan_touches_nothing(desk: Desk, urged: str) -> None:
    before = desk.case(urged)

    with pytest.raises(UnsafePlan) as refused:
        go_over(desk, _unsafe())

    assert (refused.value.plan, refused.value.flaws) == (_unsafe().hash, 1)
    assert desk.case(urged) == before
    assert desk.engine.store.plans("office") == []


def test_nobody_goes_over_to_a_draft_or_to_what_was_put_away(desk: Desk) -> None:
    desk.receive(1)
    desk.engine.library.add(NEW)
    desk.engine.library.settle(desk.engine.store, desk.clock.now())

    with pytest.raises(NotOpen, match="which is draft"):
        go_over(desk)
    retire(desk.engine, digest(NEW), CLERK, WHY, apply=True)
    with pytest.raises(NotOpen, match="which is retired"):
        go_over(desk)

    assert desk.engine.store.plans("office") == []


@pytest.mark.parametrize(("order", "field"), [({"reason": " "}, "reason"), ({"batch": 0}, "batch")])
def test_an_order_without_a_reason_or_a_batch_is_refused(
    desk: Desk, urged: str, order: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        go_over(desk, **order)

    assert refused.value.field == field


def test_what_a_case_cannot_carry_leaves_it_behind_and_takes_the_others(desk: Desk) -> None:
    cases = [desk.receive(no) for no in (1, 2, 3)]
    activated(desk)
    store: Any = desk.engine.store
    whole = desk.case(cases[1])
    store._cases["office", whole.id] = replace(whole, held={**whole.held, "urges": "many"})

    moved = go_over(desk)

    assert (moved.cases, moved.left, moved.status) == (2, 1, "paused")
    assert moved.stuck == ((cases[1], "the plan has no place for what it holds: urges"),)


def test_the_way_back_takes_those_that_came_and_leaves_those_born_since(
    desk: Desk, urged: str
) -> None:
    go_over(desk)
    born = desk.receive(2)
    kept = find_plan(desk.engine, the_plan().hash)

    moved = revert(desk.engine, kept, Order(actor=CLERK, reason="有误"))

    assert (moved.cases, moved.left, moved.status) == (1, 0, "done")
    assert (desk.case(urged).definition, desk.case(urged).state) == (digest(LEAD), "dispatched")
    assert desk.case(born).definition == digest(NEW)
    assert desk.history(urged)[-1].args["reverts"] == kept.hash
    assert find_plan(desk.engine, kept.hash).status == "reverted"
    assert audit(desk.engine).faults == ()


def test_a_way_back_that_is_not_proven_is_refused(desk: Desk) -> None:
    case = desk.receive(1, role="reading")
    aside = with_a_stop()
    activated(desk, aside)
    go_over(desk, draft(READING, aside))
    kept = find_plan(desk.engine, draft(READING, aside).hash)

    assert [flaw.reason for flaw in back(desk.engine, kept).proof.flaws] == ["unmapped"]
    with pytest.raises(UnsafePlan):
        revert(desk.engine, kept, Order(actor=CLERK, reason="有误"))

    assert desk.case(case).definition == digest(aside)


def test_a_plan_that_was_changed_by_hand_leads_nowhere_back(desk: Desk, urged: str) -> None:
    go_over(desk)
    kept = find_plan(desk.engine, the_plan().hash)
    forged = replace(kept, text=kept.text.replace('"urged":"dispatched"', '"urged":"received"'))

    with pytest.raises(PlanError, match=f"is not the one that was kept as {kept.hash[:12]}"):
        revert(desk.engine, forged, Order(actor=CLERK, reason="有误"))

    assert forged.text != kept.text
    assert desk.case(urged).definition == digest(NEW)


def test_a_plan_nobody_carried_out_is_not_found(desk: Desk) -> None:
    for name in ("abcd", "", "ab"):
        with pytest.raises(PlanNotFound):
            find_plan(desk.engine, name)


def _another_state(desk: Desk, case: str) -> None:
    _rewrite(desk, case, target="co_handled")


def _another_fact(desk: Desk, case: str) -> None:
    _rewrite(desk, case, given={**desk.history(case)[-1].given, "contacts": 7})


def _an_unknown_plan(desk: Desk, case: str) -> None:
    _rewrite(desk, case, args={"plan": "f" * 64, "reason": WHY})


def _a_fact_less(desk: Desk, case: str) -> None:
    _rewrite(desk, case, given={"contacts": 1})


def _rewrite(desk: Desk, case: str, **changes: Any) -> None:
    """Write the last entry anew, with a hash that fits: only what it says is wrong."""
    from bihuan.engine.history import seal

    store: Any = desk.engine.store
    entries = store._entries["office", case]
    entries[-1] = seal(replace(entries[-1], **changes))
    before = store._cases["office", case]
    moved = {"state": changes["target"]} if "target" in changes else {}
    store._cases["office", case] = replace(before, head=entries[-1].hash, **moved)


FORGED: dict[str, Callable[[Desk, str], None]] = {
    "its plan of migration leads elsewhere": _another_state,
    "its plan of migration leads elsewhere.": _another_fact,
    "its plan of migration is not on file": _an_unknown_plan,
    "it leads to where the definition has no place": _a_fact_less,
}


@pytest.mark.parametrize("reason", FORGED)
def test_a_forged_migration_is_found(desk: Desk, urged: str, reason: str) -> None:
    go_over(desk)

    FORGED[reason](desk, urged)

    assert [fault.reason for fault in audit(desk.engine).faults] == [reason.rstrip(".")]


def test_an_event_of_another_definition_without_a_migration_is_found(desk: Desk) -> None:
    case = desk.receive(1)
    name = activated(desk)
    desk.walk(case, "dispatch")

    _rewrite(desk, case, definition=name)

    (fault, *_) = audit(desk.engine).faults
    assert fault.reason == "it is of another definition than the one before"
