"""Which timers a case should have: a function of its state, facts, deadlines and ladders.

Timers are never the truth. They are worked out from it, compared with the
rows there are, and the difference is stored with the event that caused it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time

from bihuan.engine.records import Alarm, Case, Deadline, Request
from bihuan.engine.scene import House
from bihuan.rules.instants import BEIJING, end_of_day
from bihuan.rules.ladders import Ladder, Rung, rung_dates
from bihuan.states.machine import Machine, Per, Timer

AGAIN = "again"
"""The rung after the last: as long as a case waits, somebody is urged."""
AGAIN_WORKDAYS = 5
OFFICE_OPENS = time(9)


def reconcile(
    case: Case,
    machine: Machine,
    house: House,
    deadlines: Iterable[Deadline],
    requests: Iterable[Request],
    existing: Iterable[Alarm],
    now: datetime,
) -> list[Alarm]:
    """The timers to put: those now wanted and missing, and those no longer wanted, cancelled."""
    known = {alarm.id: alarm for alarm in existing}
    wanted = {
        alarm.id: alarm
        for alarm in _wanted(case, machine, house, list(deadlines), list(requests), known, now)
    }
    armed = [
        alarm
        for name, alarm in wanted.items()
        if name not in known or (known[name].status == "cancelled" and alarm.status == "pending")
    ]
    dropped = [
        replace(alarm, status="cancelled")
        for name, alarm in known.items()
        if alarm.status == "pending" and name not in wanted
    ]
    return armed + dropped


def ladder_for(timer: Timer, house: House) -> Ladder:
    """The office's ladder for a timer's term."""
    return house.ladders.get(timer.term) or house.ladders["answer"]


def rung_of(key: str, machine: Machine, house: House) -> tuple[Timer, Rung | None]:
    """The declared timer and the rung behind an alarm; a repeated one rings as the last rung."""
    timer_key, _, rung_id = key.partition(":")
    timer = next(one for one in machine.timers if one.key == timer_key)
    if timer.per is not Per.RUNG:
        return timer, None
    rungs = ladder_for(timer, house).rungs
    return timer, next((rung for rung in rungs if rung.id == rung_id), rungs[-1])


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
                    yield _alarm(case, timer, str(one.no), one.due, end_of_day(one.due))
            continue
        kept = next(
            (one for one in deadlines if one.round == case.round and one.term == timer.term), None
        )
        if kept is None:
            continue
        if timer.per is Per.TERM:
            yield _alarm(case, timer, timer.term, kept.due, end_of_day(kept.due))
        else:
            yield from _rungs(case, timer, kept, house, known, now)


def _rungs(
    case: Case,
    timer: Timer,
    kept: Deadline,
    house: House,
    known: Mapping[str, Alarm],
    now: datetime,
) -> Iterator[Alarm]:
    placed = rung_dates(ladder_for(timer, house), kept.start, kept.due, house.calendar)
    alarms = [_alarm(case, timer, rung.id, kept.due, opening(day)) for rung, day in placed]
    missed = [alarm for alarm in alarms if alarm.id not in known and alarm.due_at < now]
    over = {alarm.id for alarm in missed[:-1]}
    for alarm in alarms:
        yield replace(alarm, status="skipped") if alarm.id in over else alarm
    if all(
        alarm.id in known and known[alarm.id].status in ("fired", "skipped") for alarm in alarms
    ):
        yield from _again(case, timer, kept, house, known)


def _again(
    case: Case, timer: Timer, kept: Deadline, house: House, known: Mapping[str, Alarm]
) -> Iterator[Alarm]:
    """Once the ladder is climbed: the repeated rungs so far, and the next one."""
    prefix = f"{timer.key}:{AGAIN}"
    before = [
        alarm
        for alarm in known.values()
        if alarm.key.startswith(prefix)
        and alarm.round == case.round
        and alarm.generation == kept.due.isoformat()
    ]
    yield from before
    if all(alarm.status != "pending" for alarm in before):
        last = max(
            (
                alarm.fired_at or alarm.due_at
                for alarm in known.values()
                if alarm.key.startswith(f"{timer.key}:")
                and alarm.generation == kept.due.isoformat()
            ),
        )
        day = house.calendar.add_workdays(
            max(last.astimezone(BEIJING).date(), kept.due), AGAIN_WORKDAYS
        )
        yield _alarm(case, timer, f"{AGAIN}-{len(before) + 1}", kept.due, opening(day))


def opening(day: date) -> datetime:
    """When the office opens on that day, in UTC: nobody is urged at night."""
    return datetime.combine(day, OFFICE_OPENS, tzinfo=BEIJING).astimezone(UTC)


def _alarm(case: Case, timer: Timer, what: str, generation: date, at: datetime) -> Alarm:
    return Alarm(
        office=case.office,
        case=case.id,
        key=f"{timer.key}:{what}",
        round=case.round,
        generation=generation.isoformat(),
        event=timer.fires,
        due_at=at,
    )


def overtaken(due: list[Alarm]) -> list[Alarm]:
    """Of several rungs of one timer that are due at once, all but the last: missed, not flooded."""
    last: dict[tuple[str, str], Alarm] = {}
    for alarm in sorted(due, key=lambda one: one.due_at):
        if alarm.event == "urge":
            last[(alarm.case, alarm.key.partition(":")[0])] = alarm
    keep = {alarm.id + alarm.case for alarm in last.values()}
    return [alarm for alarm in due if alarm.event == "urge" and alarm.id + alarm.case not in keep]
