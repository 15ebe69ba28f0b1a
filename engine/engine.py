"""The one road of every event: load, decide, save, log."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bihuan.engine.actor import Actor
from bihuan.engine.bell import Bell
from bihuan.engine.carrying import change_of, changes_along, due_in, entry_of, foresee, timers
from bihuan.engine.deadlines import dates_set
from bihuan.engine.errors import BadInput, CaseExists, CaseNotFound, KeyTaken, Refused, StaleCase
from bihuan.engine.history import BIRTH
from bihuan.engine.intake import Intake, born
from bihuan.engine.library import Library
from bihuan.engine.ports import Clock, Ids, Store, Work
from bihuan.engine.records import Case, Change, Entry
from bihuan.engine.scene import HoldFirst, House, Scene
from bihuan.rules.calendar import WorkCalendar
from bihuan.rules.instants import beijing_date

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
    """An event and what would come of it without arguments: nothing, a refusal, or a question."""

    event: str
    refusal: Refused | None
    needs: BadInput | None = None
    """The first argument the event asks for."""

    @property
    def allowed(self) -> bool:
        """Whether the event would be accepted as it is, without any argument."""
        return self.refusal is None and self.needs is None


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
        self.log = log
        self._ids = ids
        self._bell = Bell(self)
        self._begin: Callable[[], AbstractContextManager[Work]] = store.begin

    def use_calendar(self, calendar: WorkCalendar) -> None:
        """Count by another calendar from now on; stored deadlines stay until rescheduled."""
        self.house = replace(self.house, calendar=calendar)

    def receive(self, intake: Intake, *, actor: Actor, key: str | None = None) -> Outcome:
        """Begin handling a proposal.

        The same `key` again returns the first outcome. Raises CaseExists when
        this office already handles it.
        """
        try:
            return self._receive(intake, actor, key)
        except (CaseExists, KeyTaken):
            if key is None:
                raise
            with self._begin() as work:  # somebody used the key at the same moment
                if done := work.outcome(self.house.office, key):
                    return _received_before(work, done, intake)
            raise

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
        told = args or {}
        try:
            return self._fire(case, event, told, actor, on, key, seq, timer)
        except HoldFirst as others:  # nothing is written yet; begin again and lock them first
            return self._fire(case, event, told, actor, on, key, seq, timer, others.cases)

    def _fire(
        self,
        case: str,
        event: str,
        args: Mapping[str, Any],
        actor: Actor,
        on: date | None,
        key: str | None,
        seq: int | None,
        timer: str | None,
        others: frozenset[str] = frozenset(),
    ) -> Outcome:
        with self._begin() as work:
            stored = self._lock(work, case, event, args, others)
            if key is not None and (done := work.outcome(self.house.office, key)):
                return _repeated(work, done, case, event)
            if seq is not None and stored.seq != seq:
                raise StaleCase(case, seq, stored.seq)
            scene = self._scene(work, stored, event, args, actor, on)
            if event in TOGETHER:
                scene.hold_followers(others)
            change = change_of(scene, self.library, key=key, timer=timer)
            along = changes_along(scene, self.library) if event in TOGETHER else ()
            work.finish([change, *along])
        entry = change.entry
        self.log(
            "case.moved",
            case=case,
            seq=entry.seq,
            event_name=event,
            row=entry.row,
            state=entry.target,
        )
        return Outcome(entry, change.case)

    def why_not(
        self,
        case: str,
        event: str,
        args: Mapping[str, Any] | None = None,
        *,
        actor: Actor,
        on: date | None = None,
    ) -> Refused | None:
        """Why the event would be refused now, or None when it would not.

        Raises BadInput and CaseNotFound as the event itself would.
        """
        with self._begin() as work:
            stored = work.case(self.house.office, case)
            try:
                foresee(self._scene(work, stored, event, args or {}, actor, on), self.library)
            except Refused as refused:
                return refused
        return None

    def can(self, case: str, *, actor: Actor) -> list[Option]:
        """Every event of the case's machine, and what would come of it without arguments."""
        machine = self.library.machine(self.store.case(self.house.office, case).definition)
        return [self._option(case, event, actor) for event in machine.events]

    def tick(self, limit: int = 100) -> int:
        """Fire the timers that are due, oldest first, at most `limit`; returns how many are done.

        A timer that fails is logged, kept in `failing`, and tried again next time.
        """
        return self._bell.ring(limit)

    @property
    def failing(self) -> Mapping[tuple[str, str], str]:
        """The timers that failed when they last rang, by case and timer, with the reason."""
        return self._bell.failing

    def _option(self, case: str, event: str, actor: Actor) -> Option:
        try:
            return Option(event, self.why_not(case, event, actor=actor))
        except BadInput as question:
            return Option(event, None, question)

    def _receive(self, intake: Intake, actor: Actor, key: str | None) -> Outcome:
        now = self.clock.now()
        today = beijing_date(now)
        if intake.received_on > today:
            raise BadInput(
                "received_on", f"lies in the future; today is {today}", str(intake.received_on)
            )
        with self._begin() as work:
            if key is not None and (done := work.outcome(self.house.office, key)):
                return _received_before(work, done, intake)
            machine, digest = self.library.for_role(intake.role)
            unborn, records = born(intake, self._ids.new(now), machine, digest, self.house, now)
            scene = self._scene(work, unborn, BIRTH, intake.told(), actor, intake.received_on)
            days = dates_set(records)
            entry = entry_of(scene, "", unborn.state, unborn.held, {}, days, key)
            due = due_in(unborn.state, unborn.round, machine, records)
            case = replace(unborn, seq=entry.seq, head=entry.hash, due=due)
            change = Change(
                case=case,
                entry=entry,
                records=tuple(records),
                alarms=tuple(timers(scene, case, records, ())),
                born=True,
            )
            work.finish([change])
        self.log("case.received", case=case.id, seq=1, machine=machine.name)
        return Outcome(entry, case)

    def _lock(
        self, work: Work, case: str, event: str, args: Mapping[str, Any], others: frozenset[str]
    ) -> Case:
        """Lock the case, the host it joins or leaves, and others, so that none moves meanwhile.

        They are locked by name, whatever they are to each other, so that two
        people never wait for each other.
        """
        office = self.house.office
        seen = work.case(office, case) if event == "unmerge" else None
        said = seen.host if seen else args.get("host") if event == "merge" else None
        host = said.strip() if isinstance(said, str) else ""
        names = {case, *others, host} - {""}
        locked = {name: _lock_if_there(work, office, name) for name in sorted(names)}
        stored = locked[case]
        if stored is None:
            raise CaseNotFound(case)
        if seen and stored.host != seen.host:
            raise StaleCase(case, seen.seq, stored.seq)
        return stored

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
        if on is not None and on < case.received_on:
            raise BadInput(
                "on", f"the case was only received on {case.received_on}", on.isoformat()
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


def _lock_if_there(work: Work, office: str, case: str) -> Case | None:
    try:
        return work.lock(office, case)
    except CaseNotFound:
        return None  # the guard will say that there is no such host


def _repeated(work: Work, done: Entry, case: str, event: str) -> Outcome:
    if done.case != case or done.event != event:
        raise KeyTaken(done.key or "")
    return Outcome(done, work.case(done.office, done.case), repeated=True)


def _received_before(work: Work, done: Entry, intake: Intake) -> Outcome:
    """The first outcome, unless the key brought in another proposal then."""
    same = ("kind", "year", "assembly", "session", "number_key")
    if any(done.args.get(name) != getattr(intake, name) for name in same):
        raise KeyTaken(done.key or "")
    return _repeated(work, done, done.case, BIRTH)


logging.getLogger("bihuan").addHandler(logging.NullHandler())
