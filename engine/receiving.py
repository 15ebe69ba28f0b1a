"""Receive proposals: one, or many with a hundred to a transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bihuan.engine.actor import Actor
from bihuan.engine.carrying import due_in, entry_of, timers
from bihuan.engine.deadlines import dates_set
from bihuan.engine.errors import BadInput, BihuanError, CaseExists, KeyTaken
from bihuan.engine.history import BIRTH
from bihuan.engine.intake import Intake, born
from bihuan.engine.outcome import Outcome
from bihuan.engine.ports import Work
from bihuan.engine.records import Change
from bihuan.engine.scene import Scene
from bihuan.rules.instants import beijing_date

if TYPE_CHECKING:
    from bihuan.engine.engine import Engine

AT_ONCE = 100
"""So many are received in one transaction: the commit is what takes the time."""


REFUSALS = (BadInput, CaseExists, KeyTaken)
SAME = ("kind", "year", "assembly", "session", "number_key")
"""What tells whether a key brings in the same proposal again."""
Arrival = tuple[Intake, str | None]
"""A proposal at the door, and the key that makes receiving it one act."""


class Reception:
    """Begins the handling of proposals for one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def receive(self, arrival: Arrival, actor: Actor) -> Outcome:
        """Receive one; raises CaseExists, KeyTaken or BadInput."""
        try:
            (outcome,) = self._together([arrival], actor)
        except (CaseExists, KeyTaken):
            with self._engine.store.begin() as work:
                before = self._before(work, arrival)  # the key was used at the same moment
            if before is None:
                raise
            return before
        return outcome

    def receive_all(
        self, arrivals: Sequence[Arrival], actor: Actor
    ) -> Iterator[Outcome | BihuanError]:
        """Receive many, in order; where one of a hundred is refused, they are taken one by one."""
        for at in range(0, len(arrivals), AT_ONCE):
            some = arrivals[at : at + AT_ONCE]
            try:
                yield from self._together(some, actor)
            except REFUSALS:
                yield from (self._tried(one, actor) for one in some)

    def _tried(self, arrival: Arrival, actor: Actor) -> Outcome | BihuanError:
        try:
            return self.receive(arrival, actor)
        except REFUSALS as refusal:
            return refusal

    def _together(self, arrivals: Sequence[Arrival], actor: Actor) -> list[Outcome]:
        """All of them in one transaction, or none."""
        changes = []
        outcomes = []
        statuses: Mapping[str, str] = {}
        with self._engine.store.begin() as work:
            for arrival in arrivals:
                outcome = self._before(work, arrival)
                if outcome is None:
                    statuses = statuses or work.statuses()
                    changes.append(change := self._birth(work, arrival, actor, statuses))
                    outcome = Outcome(change.entry, change.case)
                outcomes.append(outcome)
            if changes:
                work.finish(sorted(changes, key=_place))
        for change in changes:
            case = change.case
            self._engine.tell("case.received", change.entry, case=case.id, seq=1, role=case.role)
        return outcomes

    def _before(self, work: Work, arrival: Arrival) -> Outcome | None:
        """What the key brought in before; raises KeyTaken when that was something else."""
        intake, key = arrival
        done = None if key is None else work.outcome(self._engine.house.office, key)
        if done is None:
            return None
        if done.event != BIRTH or any(
            done.args.get(name) != getattr(intake, name) for name in SAME
        ):
            raise KeyTaken(done.key or "")
        return Outcome(done, work.case(done.office, done.case), repeated=True)

    def _birth(
        self, work: Work, arrival: Arrival, actor: Actor, statuses: Mapping[str, str]
    ) -> Change:
        engine, (intake, key) = self._engine, arrival
        now = engine.clock.now()
        today = beijing_date(now)
        for name in ("received_on", "assigned_on"):
            told = getattr(intake, name)
            if told is not None and told > today:
                raise BadInput(name, f"lies in the future; today is {today}", str(told))
        machine, digest = engine.library.for_role(intake.role, statuses)
        unborn, records = born(intake, engine.ids.new(now), machine, digest, engine.house, now)
        scene = Scene(
            house=engine.house,
            work=work,
            machine=machine,
            case=unborn,
            event=BIRTH,
            args=intake.told(),
            actor=actor,
            on=intake.received_on,
            now=now,
        )
        days = dates_set(records)
        entry = entry_of(scene, "", unborn.state, unborn.held, {}, days, key)
        due = due_in(unborn.state, unborn.round, machine, records)
        case = replace(unborn, seq=entry.seq, head=entry.hash, due=due)
        return Change(
            case=case,
            entry=entry,
            records=tuple(records),
            alarms=tuple(timers(scene, case, records, {})),
            born=True,
        )


def _place(change: Change) -> tuple[str, ...]:
    """Two who bring in the same proposals write them in one order, and none waits for the other."""
    case = change.case
    sitting = case.session or str(case.year)
    return change.entry.key or "", case.kind, case.assembly, sitting, case.number_key
