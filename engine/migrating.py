"""Take open cases over to another definition by a proven plan: in batches, while work goes on.

Nobody fires a migration; it is no event of a machine. Each case goes its
usual road: locked, worked out, and saved whole with an entry in its history
that names the plan. A case that moves meanwhile is taken as it then stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from bihuan.engine.actor import Actor
from bihuan.engine.crossing import Passage, crossed, names_plan
from bihuan.engine.definitions import SHORTEST, open_in, spell_definition
from bihuan.engine.engine import Engine
from bihuan.engine.errors import BadInput, BihuanError, NotOpen, PlanNotFound, UnsafePlan
from bihuan.engine.history import MIGRATE
from bihuan.engine.operations import Plan
from bihuan.engine.ports import Work
from bihuan.engine.query import Query
from bihuan.engine.records import Case, Change
from bihuan.engine.scene import Scene
from bihuan.rules.instants import beijing_date
from bihuan.states.migration import prove_plan
from bihuan.states.plan import CannotCarry, MigrationPlan, from_canonical
from bihuan.states.plan_draft import reverse

BATCH = 50
"""So many cases go over in one transaction, and are held for its length."""
OPEN = ("active", "draining")
"""Statuses of a definition to which cases may come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Who carries out a plan, why, how fast, and when to stop."""

    actor: Actor
    reason: str
    batch: int = BATCH
    limit: int | None = None
    stop: Callable[[], bool] = bool
    told: Callable[[int], object] = bool
    """Is told, after each batch, how many have gone over by now."""


@dataclass(frozen=True, slots=True)
class Moved:
    """How many cases went over in this run, how many are left, and which could not, with why."""

    cases: int
    left: int
    stuck: tuple[tuple[str, str], ...]
    status: str

    @property
    def finished(self) -> bool:
        """Whether nobody is left behind."""
        return self.left == 0


def prepare(engine: Engine, plan: MigrationPlan) -> Passage:
    """The plan with its machines and its proof; raises UnknownDefinition."""
    source, target = (engine.library.machine(hash) for hash in (plan.source, plan.target))
    return Passage(plan=plan, source=source, target=target, proof=prove_plan(plan, source, target))


def find_plan(engine: Engine, name: str) -> Plan:
    """A plan that was kept, by its hash or the beginning of it; raises PlanNotFound."""
    kept = engine.store.plans(engine.house.office)
    found = [one for one in kept if len(name) >= SHORTEST and one.hash.startswith(name)]
    if len(found) != 1:
        raise PlanNotFound(name)
    return found[0]


def counts(engine: Engine, passage: Passage) -> dict[str, int]:
    """How many cases are still to go over, by the state they stand in."""
    with engine.store.look() as work:
        return open_in(work, passage.source, passage.plan.source, engine.house.office)


def standing(engine: Engine, kept: Plan) -> int:
    """How many open cases still stand under the definition that a kept plan leads from."""
    machine = engine.library.machine(kept.source)
    with engine.store.look() as work:
        return sum(open_in(work, machine, kept.source, engine.house.office).values())


def shut(engine: Engine, passage: Passage) -> NotOpen | None:
    """Why no case may come to the plan's target as things stand; None where they may."""
    target = next(one for one in engine.store.definitions() if one.hash == passage.plan.target)
    return None if target.status in OPEN else NotOpen(spell_definition(target), target.status)


def apply(engine: Engine, passage: Passage, order: Order) -> Moved:
    """Take every open case over, or go on where it was left off.

    Raises UnsafePlan for a plan that is not proven and NotOpen when no case
    may come to its target; then nothing is touched.
    """
    return _Run(engine, passage, order).all()


def back(engine: Engine, kept: Plan) -> Passage:
    """The way back of a plan, with its proof; raises PlanError for one changed by hand."""
    plan = from_canonical(kept.text, kept.hash)
    source, target = (engine.library.machine(hash) for hash in (plan.source, plan.target))
    return prepare(engine, reverse(plan, source, target))


def revert(engine: Engine, kept: Plan, order: Order) -> Moved:
    """Bring back the cases that a plan took over, as they now stand; raises as `apply` does."""
    moved = _Run(engine, back(engine, kept), order, only=kept.hash).all()
    if moved.status == "done":
        with engine.store.begin() as work:
            now = engine.clock.now()
            last = work.plan(kept.office, kept.hash) or kept
            work.keep_plan(replace(last, status="reverted", changed_at=now))
    return moved


class _Run:
    """One run of a plan over the cases of an office."""

    def __init__(
        self, engine: Engine, passage: Passage, order: Order, only: str | None = None
    ) -> None:
        self._engine, self._passage, self._order, self._only = engine, passage, order, only
        self._office = engine.house.office
        self._moved = 0
        self._stuck: dict[str, str] = {}
        self._kept_out: set[str] = set()

    def all(self) -> Moved:
        """Pass through the cases again and again until none is left, or it is time to stop."""
        self._begin()
        before = -1
        while before < self._moved:
            before = self._moved
            if not self._pass():
                break
        left = self._left()
        status = "paused" if left else "done"
        self._note(status)
        return Moved(self._moved, left, tuple(sorted(self._stuck.items())), status)

    def _begin(self) -> None:
        proof, order = self._passage.proof, self._order
        if not proof.holds:
            raise UnsafePlan(proof.plan, len(proof.faults) + len(proof.flaws))
        if not order.reason.strip():
            raise BadInput("reason", "say why the cases go over")
        if order.batch < 1:
            raise BadInput("batch", "is less than 1", order.batch)
        self._note("applying")

    def _note(self, status: str) -> None:
        """Keep the plan, and how far it has come."""
        with self._engine.store.begin() as work:
            self._hold_target(work)
            work.keep_plan(self._plan(work, 0, status))

    def _plan(self, work: Work, more: int, status: str) -> Plan:
        now, plan, order = self._engine.clock.now(), self._passage.plan, self._order
        new = Plan(
            office=self._office,
            hash=plan.hash,
            source=plan.source,
            target=plan.target,
            text=plan.text,
            actor=order.actor.id,
            reason=order.reason.strip(),
            created_at=now,
            changed_at=now,
        )
        kept = work.plan(self._office, plan.hash) or new
        return replace(
            kept,
            status=status,
            moved=kept.moved + more,
            actor=new.actor,
            reason=new.reason,
            changed_at=now,
        )

    def _hold_target(self, work: Work) -> None:
        """Nobody closes the target before this transaction is over."""
        status = work.statuses().get(self._passage.plan.target, "draft")
        if status not in OPEN:
            known = {one.hash: one for one in self._engine.store.definitions()}
            raise NotOpen(spell_definition(known[self._passage.plan.target]), status)

    def _pass(self) -> bool:
        """Go once through the cases by name; whether it came to the end."""
        after = None
        while not self._order.stop():
            room = self._room()
            if room == 0:
                return False
            cases = self._next(after, room)
            if not cases:
                return True
            after = cases[-1].id
            self._together([case.id for case in cases if case.id not in self._kept_out])
            self._order.told(self._moved)
        return False

    def _room(self) -> int:
        limit = self._order.limit
        return self._order.batch if limit is None else min(self._order.batch, limit - self._moved)

    def _next(self, after: str | None, most: int) -> list[Case]:
        source = self._passage.source
        places = tuple(state for state in source.state_named if not source.is_over(state))
        query = Query(
            definition=self._passage.plan.source,
            states=places,
            open_only=True,
            after=after,
            limit=most,
        )
        return self._engine.store.find(self._office, query)

    def _together(self, names: Sequence[str]) -> None:
        """All in one transaction; where one is in trouble, each by itself."""
        try:
            self._take(names)
        except (BihuanError, CannotCarry) as error:
            if isinstance(error, NotOpen):
                raise
            for name in names:
                self._alone(name)

    def _alone(self, name: str) -> None:
        try:
            self._take([name])
        except NotOpen:
            raise
        except CannotCarry as error:
            self._stuck[name] = f"the plan has no place for what it holds: {error.subject}"
        except BihuanError as error:
            self._stuck[name] = str(error)
        else:
            self._stuck.pop(name, None)

    def _take(self, names: Iterable[str]) -> None:
        """Take these over, as they stand once they are locked."""
        with self._engine.store.begin() as work:
            self._hold_target(work)
            changes = [one for name in names if (one := self._change(work, name)) is not None]
            # every batch counts in the plan's row, so it is held last, and for the shortest time
            work.keep_plan(self._plan(work, len(changes), "applying"))
            if changes:
                work.finish(changes)
        self._moved += len(changes)
        for change in changes:
            entry = change.entry
            self._engine.log(
                "case.migrated",
                case=entry.case,
                seq=entry.seq,
                state=entry.target,
                definition=entry.definition,
            )

    def _change(self, work: Work, name: str) -> Change | None:
        engine, passage = self._engine, self._passage
        case = work.lock(self._office, name)
        if case.definition != passage.plan.source or passage.source.is_over(case.state):
            return None  # somebody was faster, or the case is over by now
        if self._only is not None and not self._came_by(work, case):
            self._kept_out.add(name)
            return None
        now = engine.clock.now()
        undone = {} if self._only is None else {"reverts": self._only}
        scene = Scene(
            house=engine.house,
            work=work,
            machine=passage.target,
            case=case,
            event=MIGRATE,
            args={"plan": passage.plan.hash, "reason": self._order.reason.strip(), **undone},
            actor=self._order.actor,
            on=beijing_date(now),
            now=now,
        )
        return crossed(scene, passage)

    def _came_by(self, work: Work, case: Case) -> bool:
        """Whether the plan to be reverted brought the case to where it is pinned."""
        history = work.history(case.office, case.id)
        plans = [plan for one in history if (plan := names_plan(one.event, one.args))]
        return plans[-1:] == [self._only]

    def _left(self) -> int:
        """Those not yet taken, without those that a way back does not concern."""
        if self._only is None:
            return sum(counts(self._engine, self._passage).values())
        names, after = 0, None
        while cases := self._next(after, 1000):
            after = cases[-1].id
            names += sum(case.id not in self._kept_out for case in cases)
        return names
