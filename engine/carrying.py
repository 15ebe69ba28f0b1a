"""Work out all that one event changes: the decision, what is filed, timers and history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bihuan.engine import saying
from bihuan.engine.changing import changed
from bihuan.engine.deadlines import dates_set
from bihuan.engine.errors import BadInput, Refused
from bihuan.engine.filing import Filed, file
from bihuan.engine.gather import gather
from bihuan.engine.history import plain, sealed
from bihuan.engine.letter_path import documents, letter_of, signature, signed_text
from bihuan.engine.library import Library
from bihuan.engine.lookup import spell
from bihuan.engine.records import (
    Alarm,
    Case,
    Change,
    Deadline,
    Entry,
    Record,
    Request,
)
from bihuan.engine.scene import Scene
from bihuan.engine.timing import reconcile, rung_out
from bihuan.rules.facts import BadFact, UnknownFact, Value
from bihuan.states.decide import Accepted
from bihuan.states.machine import Machine, Per

TIMER_OVER = "timer_over"
"""Why a timer does not ring: it was cancelled, has rung, or is not due yet."""

_ARGUMENT = {"open_requests": "requests"}
"""What a person calls the argument behind a fact."""

CHAIN = frozenset(
    {"dispatch", "co_handle", "answer", "opine", "lead_answered", "close", "reassign"}
    | {"feedback", "correct_feedback"}
)
"""Events of the chain: each belongs to a round, so none is older than it."""

TOGETHER = frozenset({"answer", "lead_answered", "close", "reassign"})
"""Events that the cases merged into a host take with it, in the same transaction."""
OTHERS_TOO = TOGETHER | {"merge", "unmerge"}
"""Events for which more cases than the one at hand are held."""


def foresee(scene: Scene, library: Library) -> tuple[Accepted, dict[str, Value], Filed]:
    """What the event would do; raises Refused or BadInput where it would do nothing."""
    case = scene.case
    saying.check_names(scene.event, scene.args)
    told(scene.args)
    _check_day(scene)
    try:
        given = gather(scene)
        decision = library.executor(case.definition).fire(
            case.state, case.held, scene.event, given, scene.actor.party
        )
    except UnknownFact as unknown:
        name = _ARGUMENT.get(unknown.name, unknown.name)
        raise BadInput(name, "is needed for this event") from unknown
    except BadFact as bad:
        raise BadInput(scene.event, str(bad)) from bad
    if not isinstance(decision, Accepted):
        raise Refused(case.id, scene.event, case.state, decision.code, decision.findings)
    return decision, given, file(scene, decision)


def _check_day(scene: Scene) -> None:
    """Raise BadInput for a legal date before the round, also that of a case that goes along."""
    if scene.event not in CHAIN or scene.on >= (began := scene.this_round().began_on):
        return
    reason = f"this round only began on {began}"
    if scene.led_by is not None:
        reason = f"the round of {spell(scene.case)}, merged into this case, only began on {began}"
    raise BadInput("on", reason, scene.on.isoformat())


def change_of(
    scene: Scene, library: Library, *, key: str | None = None, timer: str | None = None
) -> Change:
    """What the event changes, not yet saved; raises Refused or BadInput where it does nothing."""
    alarms = {alarm.id: alarm for alarm in scene.work.alarms(scene.case.office, scene.case.id)}
    rung = _rung(scene, alarms, timer)
    decision, given, filed = foresee(scene, library)
    kept = on_file(scene, filed.records)
    entry = entry_of(
        scene,
        decision.row.id,
        decision.target,
        decision.held,
        given,
        dates_set(filed.records),
        key,
        timer,
    )
    case = _moved(scene, decision, filed, kept, entry)
    known = alarms | {alarm.id: alarm for alarm in rung}
    set_ = {alarm.id: alarm for alarm in rung} | {
        alarm.id: alarm for alarm in timers(scene, case, kept, known)
    }
    return Change(
        case=case,
        entry=entry,
        records=tuple(filed.records),
        alarms=tuple(set_.values()),
        messages=tuple(filed.messages),
        papers=tuple(filed.papers),
        numbers=tuple(filed.numbers),
    )


def changes_along(host: Scene, library: Library) -> Iterator[Change]:
    """What the same event changes on every case merged into the host, under its own letter."""
    letters, common = documents(host), _common(host)
    for follower in host.followers():
        own = {"document": letters.get(follower.id), "paper": letter_of(host, follower.id)}
        args = common | {name: text for name, text in own.items() if text}
        scene = replace(
            host,
            machine=library.machine(follower.definition),
            case=follower,
            args=args,
            led_by=host.case.id,
            _read={},
            _followers=None,
        )
        yield change_of(scene, library)


def _common(host: Scene) -> dict[str, Any]:
    """What is said to each case alike: of a letter that was signed here, how it was signed."""
    own = ("letters", "file", "name", "lines")
    common = {name: value for name, value in host.args.items() if name not in own}
    if signature(host) is not None:
        names = ("document", "signer", "scheme", "code", "public")
        common |= {name: text for name in names if (text := signed_text(host, name))}
    return common


def _rung(scene: Scene, alarms: Mapping[str, Alarm], timer: str | None) -> list[Alarm]:
    """The timer that fires, as fired; raises Refused when it no longer may, or not yet."""
    if timer is None:
        return []
    alarm = alarms.get(timer)
    if (
        alarm is None
        or alarm.status != "pending"
        or alarm.event != scene.event
        or alarm.due_at > scene.now
    ):
        raise Refused(scene.case.id, scene.event, scene.case.state, TIMER_OVER)
    return rung_out(alarm, alarms.values(), scene.house, scene.now)


def _moved(
    scene: Scene, decision: Accepted, filed: Filed, kept: Iterable[Record], entry: Entry
) -> Case:
    changes: dict[str, Any] = {
        "state": entry.target,
        "final": scene.machine.state_named[entry.target].final,
        "held": decision.held,
        "round": entry.round,
        "seq": entry.seq,
        "head": entry.hash,
        "due": due_in(entry.target, entry.round, scene.machine, kept),
        "changed_at": scene.now,
        **filed.case,
    }
    return changed(scene.case, **changes)


def on_file(scene: Scene, records: Iterable[Record]) -> list[Deadline | Request]:
    """Deadlines and requests as they are once these records are put."""
    put = [one for one in records if isinstance(one, Deadline | Request)]
    if not put:
        return [*scene.records(Deadline), *scene.records(Request)]
    after: dict[tuple[object, ...], Deadline | Request] = {}
    for one in (*scene.records(Deadline), *scene.records(Request), *put):
        after[(type(one), *(getattr(one, name) for name in one.KEY))] = one
    return list(after.values())


def timers(
    scene: Scene, case: Case, records: Iterable[Record], known: Mapping[str, Alarm]
) -> list[Alarm]:
    """The timers that change because the case now stands where it does."""
    kept = list(records)
    return reconcile(
        case,
        scene.machine,
        scene.house,
        [one for one in kept if isinstance(one, Deadline)],
        [one for one in kept if isinstance(one, Request)],
        known,
        scene.now,
    )


def due_in(state: str, round: int, machine: Machine, records: Iterable[Record]) -> date | None:
    """The date a list shows: that of the first timer's term in this state and round."""
    timer = next((one for one in machine.timers_in(state) if one.per is not Per.REQUEST), None)
    return next(
        (
            one.due
            for one in records
            if timer is not None
            and isinstance(one, Deadline)
            and (one.round, one.term) == (round, timer.term)
        ),
        None,
    )


def entry_of(
    scene: Scene,
    row: str,
    target: str,
    held: Mapping[str, Value],
    given: Mapping[str, Value],
    deadlines: Mapping[str, Mapping[str, object]],
    key: str | None,
    timer: str | None = None,
    definition: str | None = None,
) -> Entry:
    """The line of history that says how the case came to stand where it now does.

    It goes on under its definition, unless it goes over to another one.
    """
    before = scene.case
    born = before.seq == 0
    host = {} if scene.led_by is None else {"host": scene.led_by}
    return sealed(
        office=before.office,
        case=before.id,
        seq=before.seq + 1,
        row=row,
        event=scene.event,
        source="" if born else before.state,
        target=target,
        round=int(held.get("round", 1)),
        actor=scene.actor.id,
        party=scene.actor.party.value,
        effective_on=scene.on,
        recorded_at=scene.now,
        args=told({**scene.args, **host}),
        given=given,
        deadlines=deadlines,
        definition=definition or before.definition,
        key=key,
        timer=timer,
        previous=before.head,
    )


def told(args: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments as history keeps them; raises BadInput naming one that cannot be kept."""
    kept = {}
    for name, value in args.items():
        try:
            kept[name] = plain(value)
        except TypeError as error:
            raise BadInput(name, str(error)) from error
    return kept
