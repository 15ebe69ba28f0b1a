"""A plan is proven before a case is touched; one that does harm is refused with its story."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bihuan.rules.facts import choice
from bihuan.rules.words import LANGUAGES
from bihuan.states import shipped
from bihuan.states.effects import Set
from bihuan.states.lead import LEAD
from bihuan.states.machine import Duty, Machine
from bihuan.states.migration import Crossing, prove_plan
from bihuan.states.migration_story import tell_crossing
from bihuan.states.plan import FactRule, MigrationPlan, Put, TimerPolicy
from bihuan.states.plan_draft import draft, reverse
from bihuan.states.progress import passed_by
from bihuan.states.reading import READING
from bihuan.states.support import SUPPORT
from support.later_machines import renamed, with_a_stop, without_urged

NEW = without_urged()
URGED = {"urged": "dispatched"}


def plan_for(
    source: Machine,
    target: Machine,
    states: dict[str, str] | None = None,
    facts: dict[str, FactRule] | None = None,
    timers: dict[str, str] | None = None,
) -> MigrationPlan:
    """The draft, completed and changed."""
    begun = draft(source, target)
    policies = {key: TimerPolicy(policy) for key, policy in (timers or {}).items()}
    return replace(
        begun,
        states={**begun.states, **(states or {})},
        facts={**begun.facts, **(facts or {})},
        timers={**begun.timers, **policies},
    )


def reasons(found: Crossing) -> dict[str, str]:
    """What is wrong, by what it is about."""
    return {flaw.subject: f"{flaw.law} {flaw.reason}" for flaw in found.flaws}


@pytest.mark.parametrize("machine", shipped(), ids=lambda machine: machine.name)
def test_going_over_to_the_same_with_other_words_is_proven(machine: Machine) -> None:
    newer = renamed(machine)

    found = prove_plan(draft(machine, newer), machine, newer)

    assert found.holds
    assert found.configurations == found.landings


@pytest.mark.parametrize("duty", [Duty.LEAD, Duty.SUPPORT])
def test_a_complete_plan_is_proven_and_so_is_its_way_back(duty: Duty) -> None:
    older, newer = (LEAD if duty is Duty.LEAD else SUPPORT), without_urged(duty)
    plan = plan_for(older, newer, states=URGED)

    there = prove_plan(plan, older, newer)
    back = prove_plan(reverse(plan, older, newer), newer, older)

    assert there.holds and back.holds
    assert there.landings < there.configurations


def test_a_plan_that_strands_a_state_is_refused() -> None:
    found = prove_plan(draft(LEAD, NEW), LEAD, NEW)

    assert reasons(found) == {"urged": "M1 unmapped"}
    assert tell_crossing(LEAD, NEW, found) == [
        "方案违反 M1：每一种在办情形都有去处\n"
        "1. 已受理 ──交办（L10）→ 已交办（五定齐全=是）\n"
        "2. 已交办 ──催办（L21）→ 催办中；本轮催办次数=1\n"
        "问题：“催办中”没有去处，这样的件会搁在半路"
    ]


def test_a_plan_that_drops_a_timer_is_refused() -> None:
    plan = plan_for(LEAD, NEW, states=URGED, timers={"urge": "cancel"})

    found = prove_plan(plan, LEAD, NEW)

    assert reasons(found) == {"urge": "M2 timer_dropped"}
    assert tell_crossing(LEAD, NEW, found, "en") == [
        "the plan breaks M2: whatever waits keeps its clock\n"
        "1. received ──dispatch (L10)→ dispatched (the five assignments are complete=yes)\n"
        "2. migration: dispatched ⇒ dispatched\n"
        "what is wrong: the plan stops the timer urging, "
        "which the newer definition relies on there"
    ]


def test_a_plan_that_lays_aside_what_somebody_is_at_work_on_is_refused() -> None:
    newer = with_a_stop(READING)
    plan = plan_for(READING, newer, states={"dispatched": "laid_aside"})

    found = prove_plan(plan, READING, newer)

    assert reasons(found) == {"laid_aside": "M2 laid_to_rest"}
    assert tell_crossing(READING, newer, found, "en")[0].splitlines()[-1] == (
        "what is wrong: nobody has to act in laid_aside; a case under way would be forgotten there"
    )


def test_a_plan_that_passes_over_a_co_handler_is_refused() -> None:
    found = prove_plan(plan_for(LEAD, NEW, states={"urged": "answered"}), LEAD, NEW)

    assert reasons(found) == {"answer": "M4 skips", "answered": "P7 lacks"}
    shortcut, co_handler = tell_crossing(LEAD, NEW, found)
    assert "3. 迁移：催办中 ⇒ 已答复\n问题：没有经过“答复”" in shortcut
    assert co_handler.splitlines()[-3:] == [
        "3. 催办中 ──请求会办（L31）→ 催办中（未回的会办请求=1）；未回的会办请求=1",
        "4. 迁移：催办中 ⇒ 已答复",
        "问题：到了“已答复”，却不具备应有的条件",
    ]


def test_an_opinion_that_was_never_sent_is_not_made_up() -> None:
    newer = without_urged(Duty.SUPPORT)

    found = prove_plan(plan_for(SUPPORT, newer, states={"urged": "co_handled"}), SUPPORT, newer)

    assert reasons(found) == {"opine": "M4 skips"}


GAINS: dict[str, FactRule] = {
    "open_requests": Put(0),
    "overdue_requests": Put(0),
    "round": Put(1),
    "answer": Put("sent"),
    "verdict": Put("satisfied"),
    "contacts": Put(1),
    "extensions": Put(0),
}


@pytest.mark.parametrize("fact", GAINS)
def test_a_plan_that_writes_what_only_work_may_bring_is_refused(fact: str) -> None:
    plan = plan_for(LEAD, NEW, states=URGED, facts={fact: GAINS[fact]})

    assert reasons(prove_plan(plan, LEAD, NEW)).get(fact) == "M4 gains"


def test_a_member_s_no_is_not_wiped_out() -> None:
    plan = plan_for(LEAD, NEW, states=URGED, facts={"verdict": Put("none")})

    assert reasons(prove_plan(plan, LEAD, NEW)).get("verdict") == "M4 gains"


def test_what_nobody_gains_by_may_be_written() -> None:
    plan = plan_for(LEAD, NEW, states=URGED, facts={"urges": Put(0)})

    assert prove_plan(plan, LEAD, NEW).holds


def test_no_case_is_closed_by_a_plan() -> None:
    plan = plan_for(LEAD, NEW, states={**URGED, "feedback": "closed"})

    assert reasons(prove_plan(plan, LEAD, NEW))["close"] == "M4 skips"


def test_no_case_is_parked_by_a_plan() -> None:
    plan = plan_for(LEAD, NEW, states={**URGED, "received": "withdrawn"})

    assert reasons(prove_plan(plan, LEAD, NEW))["withdraw"] == "M4 skips"


def test_a_merged_case_is_not_parted_from_its_host() -> None:
    plan = plan_for(LEAD, NEW, states={**URGED, "merged": "received"})

    assert reasons(prove_plan(plan, LEAD, NEW)) == {"received": "M4 host", "L70": "E7 brings"}


def test_a_kept_value_that_the_newer_machine_does_not_know_is_told() -> None:
    mood = choice("mood", "good", "bad")
    rows = tuple(
        replace(row, then=(*row.then, Set(mood, "bad"))) if row.id == "R21" else row
        for row in READING.rows
    )
    older = replace(READING, facts=(*READING.facts, mood), rows=rows)
    newer = replace(READING, facts=(*READING.facts, choice("mood", "good")))

    found = prove_plan(plan_for(older, newer, facts={"mood": "keep"}), older, newer)

    assert reasons(found) == {"mood": "M1 no_value"}
    (story,) = tell_crossing(older, newer, found)
    assert "2. 已交办 ──催办（R21）→ 已交办" in story


def test_a_place_that_can_never_be_left_towards_the_goal_is_refused() -> None:
    """The newer machine is sound by itself; only what the plan writes leads into the pit."""
    mood = choice("mood", "good", "bad")
    facts = (*READING.facts, mood)
    rows = tuple(
        replace(row, when=mood == "good") if row.id in ("R30", "R131", "R142") else row
        for row in READING.rows
    )
    newer = replace(READING, facts=facts, rows=rows)

    good = prove_plan(plan_for(READING, newer, facts={"mood": Put("good")}), READING, newer)
    bad = prove_plan(plan_for(READING, newer, facts={"mood": Put("bad")}), READING, newer)

    assert good.holds
    assert reasons(bad) == {"dispatched": "M3 no_way"}
    (story,) = tell_crossing(READING, newer, bad, "en")
    assert "2. migration: dispatched ⇒ dispatched; mood=bad" in story.splitlines()


def test_a_gap_is_told_before_anything_is_walked() -> None:
    plan = plan_for(LEAD, NEW, states=URGED)
    gap = replace(plan, facts={})

    found = prove_plan(gap, LEAD, NEW)

    assert not found.holds
    assert (len(found.faults), found.configurations) == (9, 0)
    assert tell_crossing(LEAD, NEW, found, "en")[0].startswith("✗ [facts] says nothing of verdict")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_story_is_told_in_both_languages(lang: str) -> None:
    plan = plan_for(LEAD, NEW, states={"urged": "feedback"}, facts={"verdict": Put("none")})

    stories = tell_crossing(LEAD, NEW, prove_plan(plan, LEAD, NEW), lang)

    assert len(stories) >= 3
    assert all("None" not in story and "{" not in story for story in stories)


def test_a_new_place_beside_the_road_needs_no_more_than_the_draft() -> None:
    aside = with_a_stop()

    there = prove_plan(draft(READING, aside), READING, aside)
    back = prove_plan(reverse(draft(READING, aside), READING, aside), aside, READING)

    assert there.holds
    assert reasons(back) == {"laid_aside": "M1 unmapped"}


def test_events_on_every_road_are_known() -> None:
    passed = passed_by(LEAD)

    assert passed["received"] == frozenset()
    assert passed["answered"] == {"dispatch", "answer"}
    assert passed["closed"] >= {"close"}
    assert passed["withdrawn"] == {"withdraw"}
