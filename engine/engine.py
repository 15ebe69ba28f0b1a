"""The one road of every event: load, decide, save, log."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bihuan.engine.actor import CLOCKWORK, Actor
from bihuan.engine.errors import BadInput, KeyTaken, Refused, StaleCase
from bihuan.engine.filing import Filed, file
from bihuan.engine.gather import gather
from bihuan.engine.history import BIRTH, FIRST, plain, seal
from bihuan.engine.intake import Intake, born
from bihuan.engine.library import Library
from bihuan.engine.ports import Clock, Ids, Store, Work
from bihuan.engine.records import Alarm, Case, Change, Deadline, Entry, Record, Request
from bihuan.engine.scene import House, Scene
from bihuan.engine.timing import overtaken, reconcile, rung_of
from bihuan.rules.facts import BadFact, UnknownFact, Value
from bihuan.rules.instants import beijing_date
from bihuan.states.decide import Accepted, Decision
from bihuan.states.machine import Machine, Per

Log = Callable[..., object]

TOGETHER = frozenset({"answer", "lead_answered", "close", "reassign"})
"""Events that the cases merged into a host take with it, in the same transaction."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an event did; `repeated` when the key shows it had been done before."""

    entry: Entry
    case: Case
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """An event and what would come of it: nothing to refuse it, or the refusal."""

    event: str
    refusal: Refused | None

    @property
    def allowed(self) -> bool:
        """Whether the event would be accepted."""
        return self.refusal is None


def silent(_event: str, **_values: object) -> None:
    """Log nothing: what an embedded engine does until asked."""


class Engine:
    """Carries cases of one office through their machines."""

    def __init__(
        self,
        store: Store,
        *,
        house: House,
        clock: Clock,
        ids: Ids,
        library: Library,
        log: Log = silent,
    ) -> None:
        self.store = store
        self.house = house
        self.clock = clock
        self.library = library
        self._ids = ids
        self._log = log
        self._begin: Callable[[], AbstractContextManager[Work]] = store.begin

    def receive(self, intake: Intake, *, actor: Actor, key: str | None = None) -> Outcome:
        """Begin handling a proposal.

        Raises CaseExists when this office already handles it.
        """
        now = self.clock.now()
        with self._begin() as work:
            if key is not None and (done := work.outcome(self.house.office, key)):
                return self._repeated(work, done, done.case, BIRTH)
            machine, digest = self.library.for_role(intake.role)
            case, records = born(intake, self._ids.new(now), machine, digest, self.house, now)
            entry = self._entry(
                case, None, BIRTH, "", plain(intake.told()), {}, actor, intake.received_on, key
            )
            case = replace(case, due=_due(case, machine, records))
            alarms = self._alarms(work, case, machine, records, ())
            work.save(
                Change(
                    case=case, entry=entry, records=tuple(records), alarms=tuple(alarms), born=True
                )
            )
        self._log("case.received", case=case.id, seq=1, machine=machine.name)
        return Outcome(entry, case)

    def fire(
        self,
        case: str,
        event: str,
        args: Mapping[str, Any] | None = None,
        *,
        actor: Actor,
        on: date | None = None,
        key: str | None = None,
        seq: int | None = None,
        timer: str | None = None,
    ) -> Outcome:
        """Let an event happen to a case, whole or not at all.

        `on` is the legal date, today unless it is back-dated. `seq` is the
        revision the caller has seen. The same `key` again returns the first
        outcome. Raises Refused, StaleCase, KeyTaken, CaseNotFound, BadInput.
        """
        with self._begin() as work:
            if key is not None and (done := work.outcome(self.house.office, key)):
                return self._repeated(work, done, case, event)
            stored = work.lock(self.house.office, case)
            if seq is not None and stored.seq != seq:
                raise StaleCase(case, seq, stored.seq)
            scene = self._scene(work, stored, event, args or {}, actor, on)
            outcome = self._carry_out(scene, key=key, timer=timer)
            for follower in scene.followers() if event in TOGETHER else ():
                self._lead(scene, follower)
        self._log(
            "case.moved",
            case=case,
            seq=outcome.entry.seq,
            event_name=event,
            row=outcome.entry.row,
            state=outcome.case.state,
        )
        return outcome

    def why_not(
        self, case: str, event: str, args: Mapping[str, Any] | None = None, *, actor: Actor
    ) -> Refused | None:
        """Why the event would be refused now, or None when it would not."""
        with self._begin() as work:
            scene = self._scene(
                work, work.case(self.house.office, case), event, args or {}, actor, None
            )
            decision = self._decide(scene)
        return (
            None
            if isinstance(decision, Accepted)
            else _refused(scene, decision.code, decision.findings)
        )

    def can(self, case: str, *, actor: Actor) -> list[Option]:
        """Every event of the case's machine, with the reason where it would be refused."""
        machine = self.library.machine(self.store.case(self.house.office, case).definition)
        return [Option(event, self.why_not(case, event, actor=actor)) for event in machine.events]

    def tick(self, limit: int = 100) -> int:
        """Fire at most `limit` timers that are due, oldest first; returns how many were due."""
        now = self.clock.now()
        due = list(self.store.due(self.house.office, now, limit))
        skipped = overtaken(due)
        if skipped:
            with self._begin() as work:
                work.settle(replace(alarm, status="skipped") for alarm in skipped)
        for alarm in due:
            if alarm not in skipped:
                self._ring(alarm)
        return len(due)

    def _ring(self, alarm: Alarm) -> None:
        """Fire one timer's event, or mark the timer stale when the case has moved on."""
        machine = self.library.machine(self.store.case(alarm.office, alarm.case).definition)
        timer, rung = rung_of(alarm.key, machine, self.house)
        args: dict[str, Any] = {"timer": alarm.key}
        if rung is not None:
            args |= {
                "rung": rung.id,
                "level": str(rung.level),
                "to": list(rung.to),
                "channels": list(rung.channels),
            }
        if timer.per is Per.REQUEST:
            args["request"] = int(alarm.key.partition(":")[2])
        try:
            self.fire(
                alarm.case,
                alarm.event,
                args,
                actor=CLOCKWORK,
                key=f"timer/{alarm.case}/{alarm.id}",
                timer=alarm.id,
            )
        except Refused as refused:
            with self._begin() as work:
                work.settle([replace(alarm, status="cancelled")])
            self._log("timer.stale", case=alarm.case, timer=alarm.id, reason=refused.reason)

    def _scene(
        self,
        work: Work,
        case: Case,
        event: str,
        args: Mapping[str, Any],
        actor: Actor,
        on: date | None,
    ) -> Scene:
        now = self.clock.now()
        today = beijing_date(now)
        if on is not None and on > today:
            raise BadInput(
                "on", f"a legal date cannot lie in the future; today is {today}", on.isoformat()
            )
        return Scene(
            house=self.house,
            work=work,
            machine=self.library.machine(case.definition),
            case=case,
            event=event,
            args=args,
            actor=actor,
            on=on or today,
            now=now,
        )

    def _decide(self, scene: Scene, given: dict[str, Value] | None = None) -> Decision:
        case = scene.case
        try:
            known = gather(scene) if given is None else given
            return self.library.executor(case.definition).fire(
                case.state, case.held, scene.event, known, scene.actor.party
            )
        except UnknownFact as unknown:
            raise BadInput(
                _ARGUMENT.get(unknown.name, unknown.name), "is needed for this event"
            ) from unknown
        except BadFact as bad:
            raise BadInput(scene.event, str(bad)) from bad

    def _carry_out(self, scene: Scene, *, key: str | None, timer: str | None = None) -> Outcome:
        given = gather(scene)
        decision = self._decide(scene, given)
        if not isinstance(decision, Accepted):
            raise _refused(scene, decision.code, decision.findings)
        filed = file(scene, decision)
        case = self._moved(scene, decision, filed)
        entry = self._entry(
            case,
            scene.case,
            scene.event,
            decision.row.id,
            plain(scene.args),
            given,
            scene.actor,
            scene.on,
            key,
            timer=timer,
            previous=scene.work.last_hash(case.office, case.id, scene.case.seq),
        )
        alarms = self._alarms(
            scene.work, case, scene.machine, self._on_file(scene, filed), self._rung(scene, timer)
        )
        scene.work.save(
            Change(
                case=case,
                entry=entry,
                records=tuple(filed.records),
                alarms=tuple(alarms),
                messages=tuple(filed.messages),
            )
        )
        return Outcome(entry, case)

    def _lead(self, host: Scene, follower: Case) -> None:
        """The same event on a case merged into the host."""
        letters: Mapping[str, Any] = host.args.get("letters") or {}
        args = {
            **host.args,
            "document": letters.get(follower.id) or host.text("document"),
            "host": host.case.id,
        }
        args.pop("letters", None)
        scene = replace(
            host, case=follower, args=args, led_by=host.case.id, _read={}, _followers=None
        )
        self._carry_out(scene, key=None)

    def _moved(self, scene: Scene, decision: Accepted, filed: Filed) -> Case:
        changes: dict[str, Any] = {
            "state": decision.target,
            "held": decision.held,
            "round": int(decision.held.get("round", 1)),
            "seq": scene.case.seq + 1,
            "changed_at": scene.now,
            **filed.case,
        }
        case = replace(scene.case, **changes)
        return replace(case, due=_due(case, scene.machine, self._on_file(scene, filed)))

    def _on_file(self, scene: Scene, filed: Filed) -> list[Record]:
        """Deadlines and requests as they are after the event."""
        after: dict[tuple[object, ...], Record] = {}
        for one in (*scene.records(Deadline), *scene.records(Request), *filed.records):
            after[(type(one), *(getattr(one, name) for name in one.KEY))] = one
        return list(after.values())

    def _rung(self, scene: Scene, timer: str | None) -> Iterable[Alarm]:
        """The timer that fired, as fired."""
        if timer is None:
            return ()
        known = scene.work.alarms(scene.case.office, scene.case.id)
        return [
            replace(alarm, status="fired", fired_at=scene.now)
            for alarm in known
            if alarm.id == timer
        ]

    def _alarms(
        self,
        work: Work,
        case: Case,
        machine: Machine,
        records: Iterable[Record],
        fired: Iterable[Alarm],
    ) -> list[Alarm]:
        known = {
            alarm.id: alarm for alarm in (work.alarms(case.office, case.id) if case.seq > 1 else ())
        }
        rung = list(fired)
        known |= {alarm.id: alarm for alarm in rung}
        on_file = list(records)
        deadlines = [one for one in on_file if isinstance(one, Deadline)]
        requests = [one for one in on_file if isinstance(one, Request)]
        return rung + reconcile(
            case, machine, self.house, deadlines, requests, known.values(), self.clock.now()
        )

    def _entry(
        self,
        case: Case,
        before: Case | None,
        event: str,
        row: str,
        args: Mapping[str, Any],
        given: Mapping[str, Value],
        actor: Actor,
        on: date,
        key: str | None,
        *,
        timer: str | None = None,
        previous: str = FIRST,
    ) -> Entry:
        return seal(
            Entry(
                office=case.office,
                case=case.id,
                seq=case.seq,
                row=row,
                event=event,
                source=before.state if before else "",
                target=case.state,
                round=case.round,
                actor=actor.id,
                party=actor.party.value,
                effective_on=on,
                recorded_at=case.changed_at,
                args=args,
                given=given,
                definition=case.definition,
                key=key,
                timer=timer,
                previous=previous,
                hash="",
            )
        )

    def _repeated(self, work: Work, done: Entry, case: str, event: str) -> Outcome:
        if done.case != case or done.event != event:
            raise KeyTaken(done.key or "")
        return Outcome(done, work.case(done.office, done.case), repeated=True)


_ARGUMENT = {"open_requests": "requests"}
"""What a person calls the argument behind a fact."""


def _refused(scene: Scene, code: str, findings: Any) -> Refused:
    return Refused(scene.case.id, scene.event, scene.case.state, code, findings)


def _due(case: Case, machine: Machine, records: Iterable[Record]) -> date | None:
    """The date a list shows: that of the first timer's term in this state and round."""
    term = next(
        (timer.term for timer in machine.timers_in(case.state) if timer.per is not Per.REQUEST),
        None,
    )
    return next(
        (
            one.due
            for one in records
            if isinstance(one, Deadline) and one.round == case.round and one.term == term
        ),
        None,
    )


logging.getLogger("bihuan").addHandler(logging.NullHandler())
