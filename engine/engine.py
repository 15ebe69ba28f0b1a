"""The one road of every event: load, decide, save, log."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any, Self

from bihuan.engine import saying
from bihuan.engine.actor import Actor
from bihuan.engine.bell import Bell
from bihuan.engine.carrying import TOGETHER, change_of, changes_along, foresee, told
from bihuan.engine.command import Command, spoken
from bihuan.engine.errors import (
    BadInput,
    BihuanError,
    CaseNotFound,
    KeyTaken,
    Refused,
    StaleCase,
)
from bihuan.engine.feeding import Told
from bihuan.engine.intake import Intake
from bihuan.engine.library import Library
from bihuan.engine.outcome import Explained, Option, Outcome, logged
from bihuan.engine.ports import Clock, Ids, Store, Work
from bihuan.engine.receiving import Arrival, Reception
from bihuan.engine.records import Case, Entry
from bihuan.engine.scene import HoldFirst, House, Scene
from bihuan.rules.calendar import WorkCalendar
from bihuan.rules.instants import beijing_date

Log = Callable[..., object]
Hear = Callable[[Entry], object]


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
        self.ids = ids
        self._hears: list[Hear] = []
        self._bell = Bell(self)
        self._reception = Reception(self)

    def close(self) -> None:
        """Let go of the store's connections; safe to call twice."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def using(self, host: object) -> Engine:
        """This engine inside a transaction of the embedding service's, which alone ends it.

        `host` is a SQLAlchemy Session or Connection to the database that keeps the cases. What
        the host writes and what the engine does are kept together or undone together; a refused
        event leaves the host's own work as it was. Raises BadInput for what cannot be joined.
        """
        return self._over(self.store.joined(host))

    @contextmanager
    def together(self) -> Iterator[Engine]:
        """This engine in one transaction: kept when the block ends, undone when it raises."""
        with self.store.together() as store:
            yield self._over(store)

    def _over(self, store: Store) -> Engine:
        joined = Engine(
            store,
            house=self.house,
            clock=self.clock,
            ids=self.ids,
            library=self.library,
            log=self.log,
        )
        joined._hears = self._hears
        return joined

    def use_calendar(self, calendar: WorkCalendar) -> None:
        """Count by another calendar from now on; stored deadlines stay until rescheduled."""
        self.house = replace(self.house, calendar=calendar)

    def receive(self, intake: Intake, *, actor: Actor, key: str | None = None) -> Outcome:
        """Begin handling a proposal.

        The same `key` again returns the first outcome. Raises CaseExists when
        this office already handles it.
        """
        return self._reception.receive((intake, key), actor)

    def receive_all(
        self, arrivals: Sequence[Arrival], *, actor: Actor
    ) -> Iterator[Outcome | BihuanError]:
        """Begin handling many proposals, each with its key or None, a hundred to a transaction.

        Tells of each, in order, what became of it; one that is refused keeps
        no other from being received. Nothing happens until it is asked.
        """
        return self._reception.receive_all(arrivals, actor)

    def fire(
        self,
        case: str,
        event: str | Command,
        args: Mapping[str, Any] | None = None,
        *,
        actor: Actor,
        on: date | None = None,
        key: str | None = None,
        seq: int | None = None,
        timer: str | None = None,
    ) -> Outcome:
        """Let an event happen to a case, whole or not at all.

        It is said by name with arguments, or as a command of `bihuan.commands`. `on` is the
        legal date, today unless it is back-dated. `seq` is the revision the caller has seen. The
        same `key` again returns the first outcome, and KeyTaken where something else is said
        with it. Raises Refused, StaleCase, KeyTaken, CaseNotFound, BadInput.
        """
        name, said = spoken(event, args)
        try:
            return self._fire(case, name, said, actor, on, key, seq, timer)
        except HoldFirst as others:  # nothing is written yet; begin again and lock them first
            return self._fire(case, name, said, actor, on, key, seq, timer, others.cases)

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
        with self.store.begin() as work:
            stored = self._lock(work, case, event, args, others)
            if key is not None and (done := work.outcome(self.house.office, key)):
                if (done.case, done.event) != (case, event) or not (timer or _said(done, args, on)):
                    raise KeyTaken(key)
                return Outcome(done, work.case(done.office, done.case), repeated=True)
            if seq is not None and stored.seq != seq:
                raise StaleCase(case, seq, stored.seq)
            scene = self._scene(work, stored, event, args, actor, on)
            if event in TOGETHER:
                scene.hold_followers(others)
            change = change_of(scene, self.library, key=key, timer=timer)
            along = tuple(changes_along(scene, self.library)) if event in TOGETHER else ()
            work.finish([change, *along])
        for moved in (change, *along):
            self.tell("case.moved", moved.entry, **logged(moved.entry))
        return Outcome(change.entry, change.case)

    def subscribe(self, hear: Hear) -> Callable[[], None]:
        """Call `hear` with every entry this engine keeps; returns what ends that.

        A hint and no more: it is lost when the process dies, tells nothing of other processes,
        and in a host's transaction comes with its commit. The feed misses nothing.
        """
        self._hears.append(hear)
        return lambda: self._hears.remove(hear) if hear in self._hears else None

    def tell(self, event: str, entry: Entry, **values: object) -> None:
        """Log what happened, and hint at it, once it is kept: at once, or when the host commits."""

        def kept() -> None:
            self.log(event, **values)
            for hear in tuple(self._hears):
                try:
                    hear(entry)
                except Exception as error:  # it is kept; whoever listens badly undoes nothing
                    self.log("hint.failed", case=entry.case, seq=entry.seq, error=repr(error))

        self.store.once_kept(kept)

    def why_not(
        self,
        case: str,
        event: str | Command,
        args: Mapping[str, Any] | None = None,
        *,
        actor: Actor,
        on: date | None = None,
    ) -> Refused | None:
        """Why the event would be refused now, or None when it would not.

        Raises BadInput and CaseNotFound as the event itself would.
        """
        name, said = spoken(event, args)
        with self.store.look() as work:
            stored = work.case(self.house.office, case)
            return self._refusal(self._scene(work, stored, name, said, actor, on))

    def can(self, case: str, *, actor: Actor) -> list[Option]:
        """Every event of the case's machine, and what would come of it without arguments."""
        with self.store.look() as work:
            stored = work.case(self.house.office, case)
            events = self.library.machine(stored.definition).events
            scenes = (self._scene(work, stored, event, {}, actor, None) for event in events)
            return [self._option(scene) for scene in scenes]

    def explain(self, case: str, term: str | None = None) -> list[Explained]:
        """How this round's deadlines came about, of one term or of all."""
        from bihuan.engine.rescheduling import explain  # which fires events, and so needs us

        found = explain(self, self.store.case(self.house.office, case), term)
        return [Explained(deadline, worked_out) for deadline, worked_out in found]

    def feed(self, after: int = 0, limit: int = 100) -> list[Told]:
        """What happened in the office after a position, in order, at most `limit` entries.

        Whoever remembers the last position misses nothing and hears nothing twice.
        """
        return self.store.feed(self.house.office, after, limit)

    def tick(self, limit: int = 100) -> int:
        """Fire the timers that are due, oldest first, until `limit` are done; returns how many are.

        A timer that fails is logged and put off, for longer each time; after five failures in a
        row an incident is open until it rings or is settled.
        """
        return self._bell.ring(limit)

    @property
    def failing(self) -> Mapping[tuple[str, str], str]:
        """The timers that failed when they last rang, by case and timer, with the reason."""
        stored = self.store.failing(self.house.office, self.clock.now())
        return {(one.case, one.id): one.error for one in stored}

    def _option(self, scene: Scene) -> Option:
        try:
            return Option(scene.event, self._refusal(scene))
        except BadInput as question:
            return Option(scene.event, None, question)

    def _refusal(self, scene: Scene) -> Refused | None:
        try:
            foresee(scene, self.library)
        except Refused as refused:
            return refused
        return None

    def _lock(
        self, work: Work, case: str, event: str, args: Mapping[str, Any], others: frozenset[str]
    ) -> Case:
        """Lock the case, the host it joins or leaves, and others, so that none moves meanwhile.

        They are locked by name, whatever they are to each other, so that two
        people never wait for each other.
        """
        office = self.house.office
        seen = work.case(office, case) if event == "unmerge" else None
        host = seen.host if seen else _host_said(args) if event == "merge" else None
        names = {case, *others, host or case}
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
        on = saying.day("on", on)
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


def _said(done: Entry, args: Mapping[str, Any], on: date | None) -> bool:
    """Whether an entry tells what is said now; on a day left open it may be any."""
    return done.args == told(args) and on in (None, done.effective_on)


def _host_said(args: Mapping[str, Any]) -> str:
    """The host a case is to join; nothing where it cannot be read, which the event will say."""
    try:
        return saying.text(args, "host")
    except BadInput:
        return ""


def _lock_if_there(work: Work, office: str, case: str) -> Case | None:
    try:
        return work.lock(office, case)
    except (CaseNotFound, BadInput):
        return None  # the guard will say that there is no such host


logging.getLogger("bihuan").addHandler(logging.NullHandler())
