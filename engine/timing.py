"""Which timers a case should have: a function of its state, facts, deadlines and ladders.

Timers are never the truth. They are worked out from it, compared with the
rows there are, and the difference is stored with the event that caused it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from bihuan.engine.changing import changed
from bihuan.engine.errors import NoLadder
from bihuan.engine.records import Alarm, Case, Deadline, Request, alarm_id
from bihuan.engine.scene import House
from bihuan.rules.instants import beijing_date, end_of_day
from bihuan.rules.ladders import Ladder, Late, Rung, rung_dates
from bihuan.states.machine import Machine, Per, Timer

AGAIN = "again"
"""The rung after the last: as long as a case waits, somebody is urged."""
AGAIN_WORKDAYS = 5
REMEMBERED = 10_000
"""For so many pairs of days it is known when the rungs ring."""


def reconcile(
    case: Case,
    machine: Machine,
    house: House,
    deadlines: Iterable[Deadline],
    requests: Iterable[Request],
    known: Mapping[str, Alarm],
    now: datetime,
) -> list[Alarm]:
    """The timers to put: those now wanted and missing, and those no longer wanted, cancelled.

    `known` are those the case has, by name.
    """
    wanted = {
        alarm.id: alarm
        for alarm in _wanted(case, machine, house, list(deadlines), list(requests), known, now)
    }
    armed = [alarm for name, alarm in wanted.items() if _to_put(alarm, known.get(name))]
    dropped = [
        changed(alarm, status="cancelled")
        for name, alarm in known.items()
        if alarm.status == "pending" and name not in wanted
    ]
    return armed + dropped


def _to_put(alarm: Alarm, before: Alarm | None) -> bool:
    """Whether a wanted timer is new, comes back, or has moved within its day's clock."""
    if before is None:
        return True
    if alarm.status != "pending":
        return False
    return before.status == "cancelled" or (
        before.status == "pending" and (before.due_at, before.event) != (alarm.due_at, alarm.event)
    )


def ladder_for(timer: Timer, machine: Machine, house: House) -> Ladder:
    """The office's ladder for a timer's term, that for the machine's duty before that for all.

    Raises NoLadder where there is none, not even the one for answers.
    """
    keys = (f"{timer.term}@{machine.duty}", timer.term, "answer")
    for key in keys:
        if key in house.ladders:
            return house.ladders[key]
    raise NoLadder(timer.term)


def rung_of(key: str, machine: Machine, house: House) -> tuple[Timer, Rung | None]:
    """The declared timer and the rung behind an alarm; a repeated one rings as the last rung.

    Raises NoLadder.
    """
    timer_key, _, rung_id = key.partition(":")
    timer = machine.timer_named[timer_key]
    if timer.per is not Per.RUNG:
        return timer, None
    rungs = ladder_for(timer, machine, house).rungs
    last = rungs[-1] if rungs else None
    return timer, next((rung for rung in rungs if rung.id == rung_id), last)


def _wanted(
    case: Case,
    machine: Machine,
    house: House,
    deadlines: list[Deadline],
    requests: list[Request],
    known: Mapping[str, Alarm],
    now: datetime,
) -> Iterator[Alarm]:
    for timer in machine.timers_in(case.state):
        if not timer.when.holds_in(case.held):
            continue
        if timer.per is Per.REQUEST:
            for one in requests:
                if one.status == "open":
                    yield _alarm(case, timer, str(one.no), one.due, end_of_day(one.due), known)
            continue
        kept = next(
            (one for one in deadlines if one.round == case.round and one.term == timer.term), None
        )
        if kept is None:
            continue
        if timer.per is Per.TERM:
            yield from _whole_term(case, timer, kept, house, known)
        else:
            yield from _rungs(case, timer, machine, kept, house, known, now)


def _whole_term(
    case: Case, timer: Timer, kept: Deadline, house: House, known: Mapping[str, Alarm]
) -> Iterator[Alarm]:
    """One timer at the end of the term; when it has rung and the case waits again, the next."""
    alarm = _alarm(case, timer, timer.term, kept.due, end_of_day(kept.due), known)
    yield alarm
    if _over(known.get(alarm.id, alarm)):
        yield from _again(case, timer, kept, house, known)


def _rungs(
    case: Case,
    timer: Timer,
    machine: Machine,
    kept: Deadline,
    house: House,
    known: Mapping[str, Alarm],
    now: datetime,
) -> Iterator[Alarm]:
    placed = [
        (rung, _alarm(case, timer, rung.id, kept.due, at, known))
        for rung, at in _placed(timer, machine, kept, house)
    ]
    missed = [(rung, one) for rung, one in placed if one.due_at < now and one.id not in known]
    alarms = [one for _, one in placed]
    if missed:
        over = _not_made_good(missed)
        alarms = [changed(one, status="skipped") if one.id in over else one for one in alarms]
    yield from alarms
    if all(_over(known.get(alarm.id, alarm)) for alarm in alarms):
        yield from _again(case, timer, kept, house, known)


def _placed(
    timer: Timer, machine: Machine, kept: Deadline, house: House
) -> list[tuple[Rung, datetime]]:
    """When each rung rings; cases that share a term's days share the working out.

    Threads share it too: another may forget everything between any two lines.
    """
    days = (timer.term, str(machine.duty), kept.start, kept.due)
    found = house.placed.get(days)
    if found is None:
        if len(house.placed) >= REMEMBERED:
            house.placed.clear()
        ladder = ladder_for(timer, machine, house)
        dates = rung_dates(ladder, kept.start, kept.due, house.calendar)
        found = [(rung, house.hours.opening(day)) for rung, day in dates]
        house.placed[days] = found
    return found


def _not_made_good(missed: list[tuple[Rung, Alarm]]) -> set[str]:
    """Of the rungs whose day was past when the ladder was set up, those that stay silent."""
    once = [alarm.id for rung, alarm in missed if rung.late is Late.ONCE]
    silent = [alarm.id for rung, alarm in missed if rung.late is Late.SKIP]
    return {*once[:-1], *silent}


def _over(alarm: Alarm) -> bool:
    return alarm.status in ("fired", "skipped")


def _again(
    case: Case, timer: Timer, kept: Deadline, house: House, known: Mapping[str, Alarm]
) -> Iterator[Alarm]:
    """Once the ladder is climbed: the repeated rungs so far, and the next one."""
    key, generation = f"{timer.key}:", kept.due.isoformat()
    climbed = [
        alarm
        for alarm in known.values()
        if alarm.generation == generation
        and alarm.round == case.round
        and alarm.key.startswith(key)
    ]
    before = [alarm for alarm in climbed if alarm.key.startswith(f"{key}{AGAIN}")]
    yield from before
    if any(alarm.status == "pending" for alarm in before):
        return
    rang = [alarm.fired_at or alarm.due_at for alarm in climbed if _over(alarm)]
    last = beijing_date(max(rang)) if rang else kept.due
    at = _days_after(max(last, kept.due), house)
    yield _alarm(case, timer, f"{AGAIN}-{len(before) + 1}", kept.due, at, known)


def _days_after(day: date, house: House) -> datetime:
    """When whoever was urged on a day is urged again; the same for every case."""
    found = house.again.get(day)
    if found is None:
        if len(house.again) >= REMEMBERED:
            house.again.clear()
        later = house.calendar.add_workdays(day, AGAIN_WORKDAYS)
        found = house.hours.opening(house.calendar.next_urging_day(later))
        house.again[day] = found
    return found


def _alarm(
    case: Case,
    timer: Timer,
    what: str,
    generation: date,
    at: datetime,
    known: Mapping[str, Alarm],
) -> Alarm:
    """The timer as it should be; the known one, where that is what it is, or was until it rang."""
    key, hangs_on = f"{timer.key}:{what}", generation.isoformat()
    stands = known.get(alarm_id(key, case.round, hangs_on))
    if (
        stands is not None
        and stands.status != "cancelled"
        and stands.due_at == at
        and stands.event == timer.fires
    ):
        return stands
    return Alarm(
        office=case.office,
        case=case.id,
        key=key,
        round=case.round,
        generation=hangs_on,
        event=timer.fires,
        due_at=at,
    )


def due_now(alarms: Iterable[Alarm], now: datetime) -> list[Alarm]:
    """Of a case's timers those that may ring now, in their order."""
    return [
        one
        for one in alarms
        if one.status == "pending"
        and one.due_at <= now
        and (one.put_off is None or one.put_off <= now)
    ]


def overtaken(due: Iterable[Alarm], house: House) -> set[tuple[str, str]]:
    """Of several rungs of one timer due at once, all but the last, as (case, id): not flooded."""
    waiting = list(due)
    if len(waiting) < 2:
        return set()
    each = {
        rung.id
        for ladder in house.ladders.values()
        for rung in ladder.rungs
        if rung.late is Late.EACH
    }
    rungs = [
        one for one in waiting if one.event == "urge" and one.key.partition(":")[2] not in each
    ]
    last = {(one.case, one.key.partition(":")[0]): one for one in sorted(rungs, key=_due_at)}
    keep = {(one.case, one.id) for one in last.values()}
    return {(one.case, one.id) for one in rungs} - keep


def rung_out(alarm: Alarm, alarms: Iterable[Alarm], house: House, now: datetime) -> list[Alarm]:
    """The timer as fired, with the rungs it overtakes as skipped."""
    skipped = [changed(one, status="skipped") for one in left_behind(alarm, alarms, house)]
    return [changed(alarm, status="fired", fired_at=now), *skipped]


def left_behind(alarm: Alarm, alarms: Iterable[Alarm], house: House) -> list[Alarm]:
    """The rungs that this timer overtakes, and that still wait."""
    before = [
        one
        for one in alarms
        if one.status == "pending" and one.round == alarm.round and one.due_at <= alarm.due_at
    ]
    late = overtaken([*(one for one in before if one.id != alarm.id), alarm], house)
    return [
        one
        for one in before
        if (one.case, one.id) in late and one.key.partition(":")[0] == alarm.key.partition(":")[0]
    ]


def _due_at(alarm: Alarm) -> datetime:
    return alarm.due_at
