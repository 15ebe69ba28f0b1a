"""What a plan must say before it is worth proving: every fact and timer, and nothing unknown."""

from __future__ import annotations

from collections.abc import Iterator

from bihuan.rules.words import Sentence, sentence
from bihuan.states.machine import Machine
from bihuan.states.plan import DROP, KEEP, MigrationPlan, Put, TimerPolicy

NEEDS_A_CLOCK = (TimerPolicy.RESTART, TimerPolicy.RECOMPUTE)


def faults(plan: MigrationPlan, source: Machine, target: Machine) -> Iterator[Sentence]:
    """Every gap and every slip; a state that is left out is for the proof to tell as a story."""
    if source.duty is not target.duty:
        yield _fault("duties", source=source.duty, target=target.duty)
        return
    for old, new in plan.states.items():
        if old not in source.state_named:
            yield _fault("old_state", state=old)
        elif source.is_over(old):
            yield _fault("over", state=old)
        if new not in target.state_named:
            yield _fault("new_state", state=old, target=new)
    yield from _facts(plan, source, target)
    yield from _timers(plan, source, target)


def _facts(plan: MigrationPlan, source: Machine, target: Machine) -> Iterator[Sentence]:
    ours = {fact.name: fact for fact in source.held}
    theirs = {fact.name: fact for fact in target.held}
    for name in dict.fromkeys((*ours, *theirs, *plan.facts)):
        rule = plan.facts.get(name)
        if name not in ours and name not in theirs:
            yield _fault("unknown_fact", fact=name)
        elif rule is None:
            yield _fault("open_fact", fact=name)
        elif name not in theirs and rule != DROP:
            yield _fault("gone_fact", fact=name)
        elif name in theirs and rule == DROP:
            yield _fault("needed_fact", fact=name)
        elif name not in ours and rule == KEEP:
            yield _fault("nothing_to_keep", fact=name)
        elif isinstance(rule, Put) and not theirs[name].accepts(rule.value):
            yield _fault("bad_value", fact=name, value=str(rule.value))


def _timers(plan: MigrationPlan, source: Machine, target: Machine) -> Iterator[Sentence]:
    ours, theirs = ({timer.key for timer in machine.timers} for machine in (source, target))
    for key in sorted({*ours, *theirs, *plan.timers}):
        policy = plan.timers.get(key)
        if key not in ours and key not in theirs:
            yield _fault("unknown_timer", timer=key)
        elif policy is None:
            yield _fault("open_timer", timer=key)
        elif key not in theirs and policy is not TimerPolicy.CANCEL:
            yield _fault("gone_timer", timer=key)
        elif key not in ours and policy not in NEEDS_A_CLOCK:
            yield _fault("new_timer", timer=key)


def _fault(key: str, **values: object) -> Sentence:
    return sentence(f"plan_fault.{key}", **values)
