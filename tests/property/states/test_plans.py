"""What the proof lets through never leads a case out of the law, whatever happens afterwards."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.rules.facts import Value, choice
from bihuan.states.decide import Accepted
from bihuan.states.duties import POSITIVE
from bihuan.states.machine import Duty, Machine, Party
from bihuan.states.migration import prove_plan
from bihuan.states.plan import FactRule, MigrationPlan, Put, TimerPolicy, carried
from bihuan.states.plan_draft import draft
from bihuan.states.reading import READING
from bihuan.states.support import SUPPORT
from support.later_machines import renamed, with_a_stop, without_state, without_urged
from support.machine_walk import configurations, outcome, worlds

MOOD = choice("mood", "good", "bad")


def _moody() -> Machine:
    rows = tuple(
        replace(row, when=row.when & (MOOD == "good")) if row.id == "S30" else row
        for row in SUPPORT.rows
    )
    return replace(SUPPORT, version="3.0.0", facts=(*SUPPORT.facts, MOOD), rows=rows)


VERSIONS: tuple[Callable[[], Machine], ...] = (
    lambda: SUPPORT,
    lambda: renamed(SUPPORT),
    lambda: without_urged(Duty.SUPPORT),
    lambda: with_a_stop(SUPPORT),
    lambda: without_state(SUPPORT, "returned", "received", "4.0.0"),
    _moody,
    lambda: READING,
    lambda: with_a_stop(READING),
    lambda: without_state(READING, "withdrawn", "received", "4.0.0"),
)
KNOWN = tuple(make() for make in VERSIONS)


@st.composite
def changes(draw: st.DrawFn) -> tuple[Machine, Machine, MigrationPlan]:
    """Two machines of one duty and a plan between them: mostly sensible, often not."""
    source = draw(st.sampled_from(KNOWN))
    target = draw(st.sampled_from([one for one in KNOWN if one.duty is source.duty]))
    begun = draft(source, target)
    states, facts, timers = dict(begun.states), dict(begun.facts), dict(begun.timers)
    places = st.sampled_from(tuple(target.state_named))
    for state in source.state_named:
        missing = state not in states and not source.is_over(state)
        if missing or (state in states and draw(st.integers(0, 9)) == 0):
            states[state] = draw(places)
    for fact in target.held:
        if fact.name not in facts or draw(st.integers(0, 9)) == 0:
            facts[fact.name] = draw(_rules(fact.values))
    for timer in target.timers:
        if timer.key not in timers or draw(st.integers(0, 9)) == 0:
            timers[timer.key] = draw(st.sampled_from(TimerPolicy))
    return source, target, replace(begun, states=states, facts=facts, timers=timers)


def _rules(values: tuple[Value, ...]) -> st.SearchStrategy[FactRule]:
    put: st.SearchStrategy[FactRule] = st.sampled_from(values).map(Put)
    return put | st.just("keep")


@given(changes(), st.integers(0, 2**32))
@settings(max_examples=settings().max_examples // 2)
def test_a_proven_plan_never_leads_out_of_the_law(
    change: tuple[Machine, Machine, MigrationPlan], seed: int
) -> None:
    source, target, plan = change
    chance = random.Random(seed)

    if not prove_plan(plan, source, target).holds:
        return

    for state, held in configurations(source):
        if source.is_over(state):
            continue
        landed, after = carried(plan, target, state, held)
        assert_nothing_gained(source, target, state, held, landed, after)
        walk_on(target, plan, landed, after, chance)


def assert_nothing_gained(
    source: Machine,
    target: Machine,
    state: str,
    held: dict[str, Value],
    landed: str,
    after: dict[str, Value],
) -> None:
    """By eye, and not by the proof: no case is closed, answered or judged by a plan."""
    assert not target.is_over(landed)
    assert source.state_named[state].resting or target.state_named[landed].waiting
    assert after.get("round") == held.get("round")
    assert after.get("verdict") in (held.get("verdict"), "none")
    assert not (after.get("verdict") == "none" and held.get("verdict") == "unsatisfied")
    assert (after.get("answer"), held.get("answer")) != ("sent", "none")
    if landed in ("answered", "feedback"):
        assert state == landed


def walk_on(
    machine: Machine,
    plan: MigrationPlan,
    state: str,
    held: dict[str, Value],
    chance: random.Random,
) -> None:
    """Thirty steps at random from where a case landed: wherever it waits, a clock that can ring."""
    for _ in range(30):
        place = machine.state_named[state]
        clocks = [timer for timer in machine.timers_in(state) if timer.when.holds_in(held)]
        assert bool(clocks) == (place.waiting and place.no_timer is None)
        assert not place.final or held["verdict"] in POSITIVE
        rows = [row for row in machine.rows if row.source == state]
        if not rows:
            assert machine.is_over(state)
            return
        row = chance.choice(rows)
        given = chance.choice(list(worlds(*machine.rows_at(state, row.event))))
        decided = outcome(machine, state, held, row.event, given, chance.choice(tuple(Party)))
        if isinstance(decided, Accepted):
            state, held = decided.target, decided.held


@given(changes())
@settings(max_examples=settings().max_examples // 2)
def test_the_proof_says_the_same_twice_and_every_refusal_has_its_reason(
    change: tuple[Machine, Machine, MigrationPlan],
) -> None:
    source, target, plan = change

    found = prove_plan(plan, source, target)

    assert found == prove_plan(plan, source, target)
    assert found.holds == (not found.faults and not found.flaws)
    assert all(flaw.before or flaw.landing or flaw.reason == "unmapped" for flaw in found.flaws)
