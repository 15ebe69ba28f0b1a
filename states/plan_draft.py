"""Begin a plan of migration: what has the same name is mapped, the rest is for a person to say."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bihuan.rules.facts import Fact
from bihuan.rules.words import say
from bihuan.states.canonical import digest
from bihuan.states.machine import Machine
from bihuan.states.plan import (
    DROP,
    KEEP,
    FactRule,
    MigrationPlan,
    Put,
    TimerPolicy,
)
from bihuan.states.wording import word


def draft(source: Machine, target: Machine) -> MigrationPlan:
    """All that goes without saying: what is alike stays as it is, what is gone is dropped."""
    common = [
        state
        for state in source.state_named
        if state in target.state_named and not source.is_over(state)
    ]
    theirs = {fact.name: fact for fact in target.held}
    facts: dict[str, FactRule] = {
        fact.name: KEEP if _alike(fact, theirs.get(fact.name)) else DROP
        for fact in source.held
        if fact.name not in theirs or _alike(fact, theirs[fact.name])
    }
    keys = {timer.key for timer in target.timers}
    ours = [timer.key for timer in source.timers]
    timers = {key: TimerPolicy.KEEP if key in keys else TimerPolicy.CANCEL for key in ours}
    return MigrationPlan(
        source=digest(source),
        target=digest(target),
        states={state: state for state in common},
        facts=facts,
        timers=timers,
    )


def written(source: Machine, target: Machine, lang: str = "zh") -> str:
    """The draft as a file to complete: every open question is a comment that says so."""
    return "\n".join(_lines(source, target, draft(source, target), lang)) + "\n"


def reverse(plan: MigrationPlan, source: Machine, target: Machine) -> MigrationPlan:
    """The way back, as far as it goes without saying; what it leaves open the proof will name."""
    back = {new: _one_before(plan, new) for new in dict.fromkeys(plan.states.values())}
    return MigrationPlan(
        source=plan.target,
        target=plan.source,
        states={new: old for new, old in back.items() if old is not None},
        facts={**_facts_back(plan, source), **_dropped(source, target)},
        timers=_timers_back(source, target),
    )


def _alike(ours: Fact, theirs: Fact | None) -> bool:
    """Whether every value one may have, the other may have."""
    if theirs is None or type(ours.initial) is not type(theirs.initial):
        return False
    if ours.is_count:
        return int(theirs.values[0]) <= int(ours.values[0])
    return set(ours.values) <= set(theirs.values)


def _one_before(plan: MigrationPlan, new: str) -> str | None:
    """The state that became this one; of several the one of its name."""
    before = [old for old, became in plan.states.items() if became == new]
    if new in before:
        return new
    return before[0] if len(before) == 1 else None


def _facts_back(plan: MigrationPlan, source: Machine) -> dict[str, FactRule]:
    return {
        fact.name: Put(fact.initial) if plan.facts.get(fact.name) == DROP else KEEP
        for fact in source.held
    }


def _dropped(source: Machine, target: Machine) -> dict[str, FactRule]:
    ours = {fact.name for fact in source.held}
    return {fact.name: DROP for fact in target.held if fact.name not in ours}


def _timers_back(source: Machine, target: Machine) -> dict[str, TimerPolicy]:
    ours, theirs = ([timer.key for timer in machine.timers] for machine in (source, target))
    back = {key: TimerPolicy.KEEP if key in theirs else TimerPolicy.RECOMPUTE for key in ours}
    return back | {key: TimerPolicy.CANCEL for key in theirs if key not in ours}


def _lines(source: Machine, target: Machine, plan: MigrationPlan, lang: str) -> Iterator[str]:
    yield from _head(source, target, lang)
    yield f'from = "{plan.source}"'
    yield f'to = "{plan.target}"'
    yield ""
    yield "[states]"
    for state in source.states:
        if not source.is_over(state.name):
            yield from _state(source, target, state.name, plan, lang)
    yield ""
    yield "[facts]"
    for name in dict.fromkeys(fact.name for fact in (*source.held, *target.held)):
        yield from _fact(source, target, name, plan, lang)
    yield ""
    yield "[timers]"
    for key in dict.fromkeys(timer.key for timer in (*source.timers, *target.timers)):
        yield from _timer(source, target, key, plan, lang)


def _head(source: Machine, target: Machine, lang: str) -> Iterator[str]:
    names = [
        f"{word(machine, f'machine.{machine.name}', lang)} {machine.version}"
        for machine in (source, target)
    ]
    yield f"# {say('plan.head', lang, source=names[0], target=names[1])}"
    for part in ("states", "facts", "timers"):
        yield f"# {say(f'plan.{part}', lang)}"
    yield ""


def _state(
    source: Machine, target: Machine, name: str, plan: MigrationPlan, lang: str
) -> Iterator[str]:
    called = word(source, f"state.{name}", lang)
    if name in plan.states:
        yield f'{name} = "{name}"  # {called}'
        return
    known = ", ".join(state for state in target.state_named)
    yield f"# {say('plan.open_state', lang, state=called, known=known)}"
    yield f'# {name} = ""'


def _fact(
    source: Machine, target: Machine, name: str, plan: MigrationPlan, lang: str
) -> Iterator[str]:
    machine = target if name in target.fact_named else source
    called = word(machine, f"fact.{name}", lang)
    rule = plan.facts.get(name)
    if rule is not None:
        yield f'{name} = "{rule}"  # {called}'
        return
    fact = target.fact_named[name]
    values = ", ".join(map(_toml, fact.values))
    yield f"# {say('plan.open_fact', lang, fact=called, values=values)}"
    yield f"# {name} = {{ set = {_toml(fact.initial)} }}"


def _timer(
    source: Machine, target: Machine, key: str, plan: MigrationPlan, lang: str
) -> Iterator[str]:
    machine = target if any(timer.key == key for timer in target.timers) else source
    called = word(machine, f"timer.{key}", lang)
    policy = plan.timers.get(key)
    if policy is not None:
        yield f'{key} = "{policy}"  # {called}'
        return
    yield f"# {say('plan.open_timer', lang, timer=called)}"
    yield f'# {key} = "recompute"'


def _toml(value: object) -> str:
    """A value as TOML writes it, which for texts, numbers and truths is as JSON does."""
    return json.dumps(value, ensure_ascii=False)
