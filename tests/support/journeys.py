"""Random people pressing every button in every order, and what must hold all the while."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.memory import MemoryStore
from bihuan.engine.actor import Actor
from bihuan.engine.errors import BadInput, CaseExists, KeyTaken, Refused, StaleCase
from bihuan.engine.library import Library
from bihuan.engine.ports import Store
from bihuan.engine.records import Case, Request, Urging
from bihuan.engine.rescheduling import apply, moves, retime
from bihuan.engine.saying import ARGUMENTS
from bihuan.rules.facts import UnknownFact, Value
from bihuan.rules.instants import beijing_date
from bihuan.rules.satisfaction import Aggregation
from bihuan.states.decide import Decision, decide
from bihuan.states.execute import Executor
from bihuan.states.machine import Machine, Party
from support.invariants import Picture, check, check_rebuilt, check_step
from support.people import (
    CLERK,
    FIRST_DAY,
    Desk,
    an_engine,
    intake,
    letter_number,
    policy_with,
    with_layer,
)

POLICIES = ("national_law_2025", "chongqing_2017", "shanghai_2015", "henan_2017")
MOST_CASES = 5
JUNK: tuple[object, ...] = (
    [],
    {},
    "",
    True,
    0,
    -1,
    3.5,
    "某",
    "2024-02-30",
    date(9999, 12, 31),
    None,
    [None],
)

CHAIN = [
    "dispatch",
    "co_handle",
    "opinion",
    "late_opinion",
    "contact",
    "draft",
    "countersign",
    "review",
    "sign",
    "answer",
    "opine",
    "lead_answered",
    "feedback",
    "close",
    "correct_feedback",
    "reassign",
    "note",
    "merge",
    "refuse_return",
    "resume",
]

ODD = (*[""] * 12, "seen", "seen", "stale", "future", "past", "stranger")
VERDICTS = ("满意", "满意", "不满意", "基本满意")

SEEDS = st.integers(0, 2**32)
"""What a rule picks at random comes from one number: Hypothesis would stay near the simplest."""

_offices = count(1)


class BothWays(Executor):
    """The library's reading of a machine, held against the table's own at every event."""

    def __init__(self, machine: Machine) -> None:
        super().__init__(machine)
        self._table = machine

    def fire(
        self,
        state: str,
        held: Mapping[str, Value],
        event: str,
        given: Mapping[str, Value],
        by: Party,
    ) -> Decision:
        try:
            plain: Decision | None = decide(self._table, state, held, event, given, by)
        except UnknownFact:
            plain = None
        try:
            found = super().fire(state, held, event, given, by)
        except UnknownFact:
            assert plain is None, f"only the library misses a fact: {state} {event}"
            raise
        assert found == plain, f"two readings of {state} {event}: {found} and {plain}"
        return found


class TwoReadings(Library):
    """A library whose machines are read both ways."""

    def executor(self, definition: str) -> Executor:
        if definition not in self._executors:
            self._executors[definition] = BothWays(self.machine(definition))
        return self._executors[definition]


class Journeys(RuleBasedStateMachine):
    """An office of its own in a store that others use as well."""

    store: Store
    """Set by the test that runs it."""
    pace = 30
    """How much happens in one rule; a real store has more journeys' worth in fewer steps."""

    @initialize(policy=st.sampled_from(POLICIES), aggregation=st.sampled_from([None, *Aggregation]))
    def open(self, policy: str, aggregation: Aggregation | None) -> None:
        """Open an office with its own policy on a Monday."""
        clock = FrozenClock(FIRST_DAY)
        engine = an_engine(
            _emptied(self.store),
            policy_with(policy, aggregation=aggregation and str(aggregation)),
            office=f"office-{next(_offices)}",
            clock=clock,
        )
        engine.library.__class__ = TwoReadings
        self.desk = Desk(engine, clock)
        self.engine = engine
        self.cases: list[str] = []
        self.used: list[tuple[str, str, dict[str, Any], Actor, int]] = []
        self.picture = Picture.of(engine)
        for role, members in (("lead", 1), ("lead", 2), ("support", 1)):
            self._receive(role, members)

    @precondition(lambda self: len(self.cases) < MOST_CASES)
    @rule(
        role=st.sampled_from(["sole", "lead", "separate", "support", "reading"]),
        members=st.integers(1, 3),
    )
    def receive(self, role: str, members: int) -> None:
        """Take one more proposal in."""
        self._receive(role, members)

    @rule(seed=SEEDS)
    def mishap(self, seed: int) -> None:
        """Something is done twice, makes no sense, or changes under everybody's hands."""
        pick = Random(seed)
        for _ in range(3):
            pick.choice((self._press_twice, self._press_anything, self._receive_again))(pick)
        if pick.random() < 0.2:
            self._change_calendar(pick)

    @rule(seed=SEEDS)
    def work(self, seed: int) -> None:
        """Press some buttons that belong here, with what they need, or a little wrong."""
        pick = Random(seed)
        for _ in range(self.pace):
            if pick.random() < 0.08:
                self._let_time_pass(pick.choice((1, 4, 12, 40)), pick.choice((1, 100)))
            case = self._case(pick.randrange(MOST_CASES))
            event = pick.choice(self._events_here(case))
            args = self._words(case, event, pick.choice((1, 1, 2, 3, 4, 5, 0)), pick)
            odd = pick.choice(ODD)
            today = beijing_date(self.desk.clock.now())
            on = {"future": today + timedelta(days=1), "past": today - timedelta(days=20)}.get(odd)
            seq = {"seen": case.seq, "stale": case.seq - 1}.get(odd)
            by = self._somebody(case, event, pick, anybody=odd == "stranger")
            self._attempt(case, event, args, by, on=on, seq=seq)

    @rule(seed=SEEDS)
    def work_on(self, seed: int) -> None:
        """Carry one case along its chain for some steps."""
        pick = Random(seed)
        name = pick.choice(self.cases)
        for _ in range(self.pace):
            case = self.picture.cases[name]
            host = self.picture.cases[case.host] if case.host and pick.random() < 0.7 else case
            events = [event for event in self._events_here(host) if event in CHAIN]
            event = pick.choice(events or ["contact"])
            by = self._somebody(host, event, pick)
            self._attempt(host, event, self._words(host, event, pick.randint(1, 3), pick), by)

    @rule(days=st.sampled_from([0, 1, 5, 12, 40]), limit=st.sampled_from([1, 3, 100]))
    def time_passes(self, days: int, limit: int) -> None:
        """Let days pass and the timers ring until none is due."""
        self._let_time_pass(days, limit)

    def _let_time_pass(self, days: int, limit: int) -> None:
        self.desk.clock.advance(days=days)
        for _ in range(200):
            done = self.engine.tick(limit)
            assert not self.engine.failing, dict(self.engine.failing)
            if not done:
                break
        assert not self.engine.store.due(self.engine.house.office, self.desk.clock.now(), 1)
        self._look()

    @invariant()
    def everything_holds(self) -> None:
        """What is stored keeps every promise."""
        check(self.picture, self.engine.library)
        check_rebuilt(self.engine)

    def _receive_again(self, pick: Random) -> None:
        """A proposal that is handled already is refused."""
        try:
            self.engine.receive(intake(pick.randint(1, len(self.cases))), actor=CLERK)
        except CaseExists:
            assert Picture.of(self.engine) == self.picture
            return
        raise AssertionError("one proposal became two cases")

    def _change_calendar(self, pick: Random) -> None:
        """A new layer closes some days; every deadline it moves takes one event."""
        days = [FIRST_DAY + timedelta(days=pick.randrange(300)) for _ in range(40)]
        self.engine.house = replace(
            self.engine.house, calendar=with_layer(dict.fromkeys(days, "本单位放假"))
        )
        apply(self.engine, CLERK, "放假安排调整")
        assert not list(moves(self.engine))
        assert not retime(self.engine)
        self._look()

    def _press_anything(self, pick: Random) -> None:
        """Any button of the machine, with an argument that makes no sense."""
        case = self._case(pick.randrange(MOST_CASES))
        event = pick.choice(self.engine.library.machine(case.definition).events)
        args = self._words(case, event, 1, pick)
        args[pick.choice([*args, *ARGUMENTS[event], "host", "wrong"])] = pick.choice(JUNK)
        self._attempt(case, event, args, CLERK)

    def _press_twice(self, pick: Random) -> None:
        """The same key again does nothing; for another event it is refused."""
        if not self.used:
            return
        case, event, args, actor, seq = pick.choice(self.used)
        other = event != "urge" and pick.random() < 0.5
        key = f"{case}/{event}/{seq}"
        try:
            done = self.engine.fire(case, "urge" if other else event, args, actor=actor, key=key)
        except KeyTaken:
            assert other
        else:
            assert done.repeated
            assert done.entry.seq == seq
            assert not other
        assert Picture.of(self.engine) == self.picture

    def _receive(self, role: str, members: int) -> None:
        no = len(self.cases) + 1
        names = tuple(f"某代表{n}" for n in range(members))
        self.cases.append(self.desk.receive(no, role=role, members=names))
        self._look()

    def _case(self, which: int) -> Case:
        return self.picture.cases[self.cases[which % len(self.cases)]]

    def _events_here(self, case: Case) -> list[str]:
        machine = self.engine.library.machine(case.definition)
        here = [event for event in machine.events if machine.rows_at(case.state, event)]
        return [*here, *[event for event in here if event in CHAIN] * 2] or ["urge", "close"]

    def _somebody(self, case: Case, event: str, pick: Random, *, anybody: bool = False) -> Actor:
        """One who may press the button, or anybody."""
        rows = self.engine.library.machine(case.definition).rows_at(case.state, event)
        able = [party for row in rows for party in row.by if party is not Party.CLOCK]
        parties = list(Party) if anybody or not able else able
        party = pick.choice(parties)
        return Actor(f"某{party}", party)

    def _attempt(
        self,
        case: Case,
        event: str,
        args: dict[str, Any],
        by: Actor,
        *,
        on: date | None = None,
        seq: int | None = None,
    ) -> None:
        """Fire it; a refusal changes nothing, and `why_not` has said the same before."""
        foreseen = self._foresee(case, event, args, by, on)
        key = f"{case.id}/{event}/{case.seq + 1}"
        try:
            done = self.engine.fire(case.id, event, args, actor=by, on=on, key=key, seq=seq)
        except (Refused, BadInput, StaleCase) as error:
            assert Picture.of(self.engine) == self.picture, f"{error} has changed something"
            assert isinstance(error, StaleCase) == (seq is not None and seq != case.seq)
            assert isinstance(error, StaleCase) or str(error) == foreseen
            return
        assert foreseen is None, f"it was accepted, and foreseen was {foreseen}"
        assert done.case.seq == case.seq + 1
        self.used.append((case.id, event, args, by, done.entry.seq))
        self._look()

    def _foresee(
        self, case: Case, event: str, args: dict[str, Any], by: Actor, on: date | None
    ) -> str | None:
        try:
            refused = self.engine.why_not(case.id, event, args, actor=by, on=on)
        except BadInput as bad:
            return str(bad)
        return str(refused) if refused is not None else None

    def _look(self) -> None:
        before, self.picture = self.picture, Picture.of(self.engine)
        check_step(before, self.picture)

    def _words(self, case: Case, event: str, n: int, pick: Random) -> dict[str, Any]:
        """What the event needs, as far as `n` lets it be said."""
        args = self.desk.words(event, case.id)
        today = beijing_date(self.desk.clock.now())
        match event:
            case "dispatch" | "redispatch":
                args |= self.desk.words("dispatch") | {"time": today + timedelta(days=10 * n)}
            case "co_handle":
                due = today + timedelta(days=n)
                args["requests"] = ["甲局", {"unit": "乙局", "due": due}][: n % 4]
            case "opinion" | "late_opinion":
                waiting = self._requests(case, "open" if event == "opinion" else "overdue")
                args |= {"request": pick.choice(waiting)} if waiting and n < 5 else {}
            case "acknowledge":
                named = [one.recipient for one in self.picture.of_case(Urging, case.id)]
                args |= {"recipient": pick.choice(named)} if named and n < 5 else {}
            case "mute":
                args["until"] = today + timedelta(days=4 * n - 4)
            case "extend":
                args["until"] = (case.due or today) + timedelta(days=15 * n)
            case "answer":
                own = self.picture.followers(case.id)[: None if n else 0]
                args["letters"] = {one.id: letter_number(one.id, one.round) for one in own}
            case "draft":
                args["countersigners"] = ["甲局", "乙局"][: n % 3]
            case "countersign":
                args["unit"] = pick.choice(("甲局", "乙局"))
            case "feedback" | "correct_feedback":
                args |= {"verdict": pick.choice(VERDICTS), "comment": "理由" if n < 5 else ""}
                args |= {"member": pick.randint(1, 3)} if n % 2 else {"attitude": "满意"}
            case "merge":
                args["host"] = pick.choice(self.cases)
        return args

    def _requests(self, case: Case, status: str) -> list[int]:
        return [
            one.no
            for one in self.picture.of_case(Request, case.id)
            if one.round == case.round and one.status == status
        ]


def _emptied(store: Store) -> Store:
    """A memory store of one's own, which is quicker, with the definitions proven before."""
    if not isinstance(store, MemoryStore):
        return store
    an_engine(store)
    fresh = MemoryStore()
    with fresh.begin() as work:
        for definition in store.definitions():
            work.define(definition)
    return fresh
