"""A plan of migration is drafted, completed by a person, read strictly, and known by its hash."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bihuan.rules.facts import choice
from bihuan.rules.words import LANGUAGES
from bihuan.states.canonical import digest
from bihuan.states.lead import LEAD
from bihuan.states.machine import Machine
from bihuan.states.plan import (
    CannotCarry,
    MigrationPlan,
    PlanError,
    Put,
    TimerPolicy,
    carried,
    from_canonical,
    read_plan,
)
from bihuan.states.plan_draft import draft, reverse, written
from bihuan.states.plan_faults import faults
from bihuan.states.reading import READING
from bihuan.states.support import SUPPORT
from support.later_machines import renamed, with_a_stop, without_urged

NEW = without_urged()
MOODY = replace(READING, facts=(*READING.facts, choice("mood", "good", "bad")))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_draft_maps_what_is_alike_and_asks_for_the_rest(lang: str) -> None:
    text = written(LEAD, NEW, lang)

    plan = read_plan(text)
    assert plan == draft(LEAD, NEW)
    assert (plan.source, plan.target) == (digest(LEAD), digest(NEW))
    assert '# urged = ""' in text.splitlines()
    assert "closed" not in plan.states
    assert set(plan.facts.values()) == {"keep"}
    assert set(plan.timers.values()) == {TimerPolicy.KEEP}


def test_a_draft_drops_what_is_gone_and_asks_for_what_is_new() -> None:
    there, back = written(READING, MOODY), draft(MOODY, READING)

    assert '# mood = { set = "good" }' in there.splitlines()
    assert "mood" not in read_plan(there).facts
    assert back.facts["mood"] == "drop"


def test_a_draft_asks_about_a_timer_that_is_new_and_cancels_one_that_is_gone() -> None:
    fewer = replace(READING, timers=READING.timers[1:])

    assert '# intake = "recompute"' in written(fewer, READING).splitlines()
    assert draft(READING, fewer).timers["intake"] is TimerPolicy.CANCEL


def test_what_is_completed_by_hand_is_read() -> None:
    text = written(LEAD, NEW).replace('# urged = ""', 'urged = "dispatched"')

    plan = read_plan(text.replace('urges = "keep"', "urges = { set = 0 }"))

    assert plan.states["urged"] == "dispatched"
    assert plan.facts["urges"] == Put(0)


def test_the_hash_knows_nothing_of_comments_and_order() -> None:
    plan = draft(LEAD, NEW)
    turned = replace(plan, states=dict(reversed(plan.states.items())))

    assert read_plan(written(LEAD, NEW, "en")).hash == plan.hash == turned.hash
    assert from_canonical(plan.text, plan.hash) == plan
    assert replace(plan, states={**plan.states, "urged": "dispatched"}).hash != plan.hash


def test_values_of_each_kind_survive_the_store() -> None:
    plan = replace(
        draft(LEAD, NEW), facts={"a": Put(True), "b": Put(1), "c": Put("x"), "d": "keep"}
    )

    again = from_canonical(plan.text, plan.hash)

    assert again == plan
    assert again.facts["a"] == Put(True)


HASHES = f'from = "{"a" * 64}"\nto = "{"b" * 64}"\n'
UNREADABLE = {
    "is not TOML": "from =",
    "from: is missing": 'to = "x"',
    "to: 'x' is not a hash": f'from = "{"a" * 64}"\nto = "x"',
    "'kepp' is not known; did you mean 'keep'": HASHES + '[timers]\nurge = "kepp"',
    "'kept' is not known; use": HASHES + '[facts]\nurges = "kept"',
    "is not known; use": HASHES + "[facts]\nurges = { set = 1, put = 2 }",
    "states.urged: 7 is of the wrong type": HASHES + "[states]\nurged = 7",
    "is not a known key; did you mean 'states'": HASHES + '[state]\nurged = "x"',
}


@pytest.mark.parametrize("reason", UNREADABLE)
def test_a_slip_is_named_with_its_place(reason: str) -> None:
    with pytest.raises(PlanError) as refused:
        read_plan(UNREADABLE[reason], "迁移.toml")

    assert reason in str(refused.value)
    assert refused.value.where.startswith("迁移.toml")


NO_PLANS = (
    "",
    "{}",
    "[]",
    '{"facts": []}',
    "null",
    '{"facts": {}, "timers": {}, "from": "a", "to": "b", "states": 5}',
)


@pytest.mark.parametrize("text", NO_PLANS)
def test_a_stored_text_that_is_no_plan_is_refused(text: str) -> None:
    with pytest.raises(PlanError, match="is not a stored plan"):
        from_canonical(text, "0" * 64)


def test_a_stored_plan_that_was_changed_by_hand_is_refused() -> None:
    plan = draft(LEAD, NEW)
    changed = replace(plan, states={**plan.states, "urged": "dispatched"})

    with pytest.raises(PlanError, match=plan.hash[:12]):
        from_canonical(changed.text, plan.hash)


def _plan(source: Machine, target: Machine, **parts: dict[str, object]) -> MigrationPlan:
    begun = draft(source, target)
    kept = {name: {**getattr(begun, name), **more} for name, more in parts.items()}
    return replace(begun, **kept)


def _without(plan: MigrationPlan, part: str, name: str) -> MigrationPlan:
    left = {key: value for key, value in getattr(plan, part).items() if key != name}
    changed: dict[str, object] = {part: left}
    return replace(plan, **changed)  # type: ignore[arg-type]  # one of its tables


SAME = draft(READING, renamed(READING))
HASTY = replace(READING, timers=READING.timers[1:])
KEEP = {"intake": TimerPolicy.KEEP}
Gap = tuple[MigrationPlan, Machine, Machine]


def _between(source: Machine, target: Machine, **parts: dict[str, object]) -> Gap:
    return _plan(source, target, **parts), source, target


def _within(**parts: dict[str, object]) -> Gap:
    return _between(READING, READING, **parts)


GAPS: dict[str, Gap] = {
    "serve different duties": _between(LEAD, SUPPORT),
    "has no state forgotten": _within(states={"forgotten": "received"}),
    "has no state nowhere": _within(states={"received": "nowhere"}),
    "cases in noted are over": _within(states={"noted": "noted"}),
    "neither definition holds a fact mood": _within(facts={"mood": "keep"}),
    "says nothing of urges": (_without(SAME, "facts", "urges"), READING, READING),
    "lacks mood: write drop": _between(MOODY, READING, facts={"mood": "keep"}),
    "holds urges: it cannot be dropped": _within(facts={"urges": "drop"}),
    "older definition lacks mood": _between(READING, MOODY, facts={"mood": "keep"}),
    "mood cannot be sad": _between(READING, MOODY, facts={"mood": Put("sad")}),
    "urges cannot be True": _within(facts={"urges": Put(True)}),
    "neither definition has a timer bell": _within(timers={"bell": TimerPolicy.KEEP}),
    "says nothing of the timer urge": (_without(SAME, "timers", "urge"), READING, READING),
    "no timer intake: write cancel": _between(READING, HASTY, timers={**KEEP}),
    "intake is new: write recompute or restart": _between(HASTY, READING, timers={**KEEP}),
}


@pytest.mark.parametrize("reason", GAPS)
def test_a_gap_is_named_in_both_languages(reason: str) -> None:
    plan, source, target = GAPS[reason]

    found = list(faults(plan, source, target))

    assert [reason in fault.told("en") for fault in found] == [True]
    assert all(fault.told("zh") != fault.told("en") for fault in found)


def test_a_case_is_carried_with_what_it_really_holds() -> None:
    plan = _plan(READING, MOODY, facts={"mood": Put("bad")})

    assert carried(plan, MOODY, "dispatched", {"urges": 17}) == (
        "dispatched",
        {"urges": 17, "mood": "bad"},
    )


@pytest.mark.parametrize(
    ("state", "held", "subject"),
    [
        ("lost", {"urges": 1}, "lost"),
        ("dispatched", {}, "urges"),
        ("dispatched", {"urges": "many"}, "urges"),
        ("dispatched", {"urges": -1}, "urges"),
    ],
)
def test_what_has_no_place_is_named(state: str, held: dict[str, int], subject: str) -> None:
    with pytest.raises(CannotCarry) as refused:
        carried(SAME, READING, state, held)

    assert refused.value.subject == subject


def test_the_way_back_is_the_way_there_read_backwards() -> None:
    there = _plan(LEAD, NEW, states={"urged": "dispatched"})

    back = reverse(there, LEAD, NEW)

    assert (back.source, back.target) == (there.target, there.source)
    assert back.states == {state: state for state in draft(NEW, LEAD).states}
    assert set(back.facts.values()) == {"keep"}


def test_the_way_back_drops_what_was_new_and_leaves_new_places_open() -> None:
    there = _plan(READING, MOODY, facts={"mood": Put("bad")})
    aside = with_a_stop()

    assert reverse(there, READING, MOODY).facts["mood"] == "drop"
    assert reverse(_plan(MOODY, READING), MOODY, READING).facts["mood"] == Put("good")
    assert "laid_aside" not in reverse(draft(READING, aside), READING, aside).states
