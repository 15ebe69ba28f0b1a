"""Work out what going over to another definition changes of one case: place, clocks and history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bihuan.engine.carrying import due_in, entry_of, on_file, timers
from bihuan.engine.deadlines import ASSIGNED, dates_set, deadline
from bihuan.engine.history import MIGRATE
from bihuan.engine.records import Case, Change, Deadline, Record, Request
from bihuan.engine.scene import Scene
from bihuan.states.machine import Machine, Per, Timer
from bihuan.states.migration import Crossing
from bihuan.states.plan import MigrationPlan, TimerPolicy, carried


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A plan with the machines it leads from and to, and its proof."""

    plan: MigrationPlan
    source: Machine
    target: Machine
    proof: Crossing


def crossed(scene: Scene, passage: Passage) -> Change:
    """What the migration changes of the case, not yet saved; raises CannotCarry.

    The scene's machine is the newer one, its case still the older one's.
    """
    before, plan = scene.case, passage.plan
    state, held = carried(plan, passage.target, before.state, before.held)
    landed = replace(before, definition=plan.target, state=state, held=held)
    records = list(_redated(scene, passage, landed))
    kept = on_file(scene, records)
    entry = entry_of(scene, "", state, held, held, dates_set(records), None, definition=plan.target)
    case = replace(
        landed,
        final=passage.target.state_named[state].final,
        seq=entry.seq,
        head=entry.hash,
        due=due_in(state, before.round, passage.target, kept),
        changed_at=scene.now,
    )
    known = {one.id: one for one in scene.work.alarms(before.office, before.id)}
    alarms = timers(scene, case, kept, known)
    return Change(case=case, entry=entry, records=tuple(records), alarms=tuple(alarms))


def _redated(scene: Scene, passage: Passage, case: Case) -> Iterator[Record]:
    """The days that the clocks of the new place hang on, where they are not on file as they are."""
    kept = {one.term: one for one in scene.records(Deadline) if one.round == case.round}
    for timer in passage.target.timers_in(case.state):
        policy = passage.plan.timers[timer.key]
        if timer.per is Per.REQUEST:
            yield from _requests(scene, case, policy)
        else:
            new = _deadline(scene, passage, case, timer, policy, kept)
            if new is not None and new != kept.get(timer.term):
                kept[timer.term] = new
                yield new


def _deadline(
    scene: Scene,
    passage: Passage,
    case: Case,
    timer: Timer,
    policy: TimerPolicy,
    kept: Mapping[str, Deadline],
) -> Deadline | None:
    """The deadline of a timer's term; None where the one on file stays."""
    before = kept.get(timer.term)
    old = next((one for one in passage.source.timers if one.key == timer.key), None)
    clock = before or kept.get(old.term if old is not None else timer.term)
    if policy is TimerPolicy.RESTART:
        return deadline(timer.term, case, scene.house, scene.on, anew=True)
    if policy is TimerPolicy.KEEP and clock is not None:
        return None if clock is before else replace(clock, term=timer.term)
    if clock is not None and (clock.extended or clock.source == ASSIGNED):
        return None if clock is before else replace(clock, term=timer.term)
    began = clock.start if clock is not None else _entered(scene)
    return deadline(timer.term, case, scene.house, began)


def _requests(scene: Scene, case: Case, policy: TimerPolicy) -> Iterator[Request]:
    """Open requests whose day is counted again."""
    if policy not in (TimerPolicy.RESTART, TimerPolicy.RECOMPUTE):
        return
    anew = policy is TimerPolicy.RESTART
    for one in scene.records(Request):
        if one.status == "open" and one.round == case.round:
            began = scene.on if anew else one.asked_on
            due = deadline(f"co:{one.no}", case, scene.house, began, anew=anew).due
            if due != one.due:
                yield replace(one, due=due)


def _entered(scene: Scene) -> date:
    """The day on which the case came to where it stands."""
    history = scene.work.history(scene.case.office, scene.case.id)
    came = [one for one in history if one.target == scene.case.state != one.source]
    return came[-1].effective_on if came else scene.case.received_on


def names_plan(event: str, args: Mapping[str, object]) -> str | None:
    """The plan by which an entry took its case over."""
    return str(args.get("plan")) if event == MIGRATE else None
