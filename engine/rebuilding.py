"""What a case and its timers must be according to its history, whatever is stored beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from bihuan.engine.carrying import due_in
from bihuan.engine.deadlines import told_deadlines
from bihuan.engine.errors import Broken
from bihuan.engine.history import Machines, Plans, fold, no_plans, verify_chain
from bihuan.engine.records import Alarm, Case, Deadline, Entry, Request
from bihuan.engine.scene import House
from bihuan.engine.timing import overtaken, reconcile
from bihuan.states.machine import Machine

FORMS = ("feedback", "correct_feedback")
_TOLD_AT_BIRTH = (
    "kind",
    "role",
    "year",
    "assembly",
    "session",
    "number",
    "number_key",
    "title",
    "category",
    "off_session",
    "counterpart",
)
_NOT_TOLD = ("changed_at",)
"""A repair sets it as well, which is no event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """A case as its history tells it, and what has to be put so that it is so."""

    case: Case
    wrong: Mapping[str, object]
    """The fields of the stored case that differ, as they stand."""
    deadlines: tuple[Deadline, ...]
    alarms: tuple[Alarm, ...]

    @property
    def needed(self) -> bool:
        """Whether anything has to be put."""
        return bool(self.wrong or self.deadlines or self.alarms)


def rebuilt(
    stored: Case,
    history: Sequence[Entry],
    machines: Machines,
    house: House,
    *,
    deadlines: Iterable[Deadline],
    requests: Iterable[Request],
    alarms: Iterable[Alarm],
    now: datetime,
) -> Rebuilt:
    """Hold what is stored of a case against its history; raises Broken where that is broken."""
    case = case_told(history, machines)
    machine = machines(case.definition)
    told = told_deadlines(history)
    kept = {(one.round, one.term): one for one in deadlines}
    beside = [one for name, one in kept.items() if name not in told]
    return Rebuilt(
        case=case,
        wrong={name: getattr(stored, name) for name in wrong_fields(stored, case)},
        deadlines=tuple(one for name, one in told.items() if kept.get(name) != one),
        alarms=tuple(
            _alarms(case, machine, house, (*told.values(), *beside), requests, alarms, history, now)
        ),
    )


def case_told(history: Sequence[Entry], machines: Machines, plans: Plans = no_plans) -> Case:
    """The case that the history tells; raises Broken where it is broken."""
    verify_chain(history)
    told = fold(history, machines, plans)
    machine = machines(history[-1].definition)
    final = machine.state_named[told.state].final
    forms = [entry.seq for entry in history if entry.event in FORMS]
    return Case(
        **_born(history[0]),
        definition=history[-1].definition,
        state=told.state,
        final=final,
        round=told.round,
        seq=told.seq,
        head=told.head,
        held=told.held,
        host=_host(history),
        closing=forms[-1] if final and forms else None,
        due=due_in(told.state, told.round, machine, told_deadlines(history).values()),
        changed_at=history[-1].recorded_at,
    )


def wrong_fields(stored: Case, told: Case) -> list[str]:
    """The names of the fields in which the stored case is not what its history tells."""
    return [
        one.name
        for one in fields(Case)
        if one.name not in _NOT_TOLD and getattr(stored, one.name) != getattr(told, one.name)
    ]


def _born(birth: Entry) -> dict[str, Any]:
    """What the first entry told of the proposal; none of it ever changes."""
    try:
        told: dict[str, Any] = {name: birth.args[name] for name in _TOLD_AT_BIRTH}
        received, assigned, closed = (
            _day(birth.args[name]) for name in ("received_on", "assigned_on", "session_closed_on")
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Broken(birth.case, 1, f"it does not tell of a proposal: {error}") from error
    return told | {
        "office": birth.office,
        "id": birth.case,
        "received_on": received,
        "assigned_on": assigned or received,
        "session_closed_on": closed,
    }


def _day(told: Any) -> date | None:
    return None if told is None else date.fromisoformat(told)


def _host(history: Sequence[Entry]) -> str | None:
    """The case it was merged into last, unless it has left it."""
    moved = [entry for entry in history if entry.event in ("merge", "unmerge")]
    if not moved or moved[-1].event == "unmerge":
        return None
    return str(moved[-1].args["host"]).strip()


def _alarms(
    case: Case,
    machine: Machine,
    house: House,
    deadlines: Iterable[Deadline],
    requests: Iterable[Request],
    stored: Iterable[Alarm],
    history: Sequence[Entry],
    now: datetime,
) -> list[Alarm]:
    """The timers to put: history knows which rang, the state and the deadlines which must."""
    before = {alarm.id: alarm for alarm in stored}
    rang = {entry.timer: entry for entry in history if entry.timer is not None}
    known = {name: _as_told(alarm, rang.get(name)) for name, alarm in before.items()}
    known |= {name: _told(name, entry) for name, entry in rang.items() if name not in before}
    on_file = list(deadlines), list(requests)
    for _ in range(2):  # what is passed over may make room for what comes after
        changed = reconcile(case, machine, house, *on_file, known, now)
        known |= {alarm.id: alarm for alarm in changed}
        known = {name: _unless_passed(one, known.values(), house) for name, one in known.items()}
    return [alarm for name, alarm in known.items() if before.get(name) != alarm]


def _as_told(alarm: Alarm, entry: Entry | None) -> Alarm:
    """A stored timer, rung if and only if an entry says so."""
    if entry is not None:
        return replace(alarm, status="fired", fired_at=entry.recorded_at)
    if alarm.status == "fired":
        return replace(alarm, status="cancelled", fired_at=None)
    return alarm


def _told(name: str, entry: Entry) -> Alarm:
    """A timer nothing is left of but the entry it caused."""
    key, number, generation = name.rsplit("/", 2)
    return Alarm(
        office=entry.office,
        case=entry.case,
        key=key,
        round=int(number),
        generation=generation,
        event=entry.event,
        due_at=entry.recorded_at,
        status="fired",
        fired_at=entry.recorded_at,
    )


def _unless_passed(alarm: Alarm, alarms: Iterable[Alarm], house: House) -> Alarm:
    """A waiting rung is skipped when a later one of its ladder rang already."""
    if alarm.status != "pending":
        return alarm
    later = [
        one
        for one in alarms
        if one.status == "fired" and _ladder(one) == _ladder(alarm) and one.due_at >= alarm.due_at
    ]
    passed = later and (alarm.case, alarm.id) in overtaken([alarm, *later], house)
    return replace(alarm, status="skipped") if passed else alarm


def _ladder(alarm: Alarm) -> tuple[str, int, str]:
    return alarm.key.partition(":")[0], alarm.round, alarm.generation
