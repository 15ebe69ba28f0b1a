"""An office living through its days under one seed: people, clocks, holidays and sudden deaths."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, timedelta
from random import Random
from typing import Any, cast

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.ids import CountedIds
from bihuan.engine.actor import Actor
from bihuan.engine.audit import audit
from bihuan.engine.engine import Engine
from bihuan.engine.errors import BadInput, Refused
from bihuan.engine.letter_records import Draft
from bihuan.engine.outcome import Outcome
from bihuan.engine.ports import Store
from bihuan.engine.query import Query
from bihuan.engine.records import Case, Member, Request
from bihuan.engine.rescheduling import apply, moves
from bihuan.engine.statistics import figures
from bihuan.rules.instants import beijing_date
from bihuan.states.machine import Party
from support.invariants import Picture, check, check_rebuilt, check_step
from support.people import (
    CLERK,
    FIRST_DAY,
    SAID,
    Desk,
    an_engine,
    intake,
    letter_number,
    the_calendar,
    with_layer,
)

POLICIES = ("national_law_2025", "chongqing_2017", "shanghai_2015", "henan_2017")
ROLES = ("lead", "lead", "sole", "separate", "support", "support", "reading")
ASIDE = (
    "urge contact redispatch withdraw return_to_assigner merge unmerge unmerge extend "
    "redo_opinion draft"
)
DEATH = 0.1
"""How often somebody's process dies while it acts."""
Act = Callable[[Engine], Outcome]


class Death(BaseException):
    """The process is gone; nothing in it catches this."""


class Mortal:
    """A store whose process may die before or after any statement."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.left = 0
        """How many more moments it lives; 0 when nothing threatens it."""

    @contextmanager
    def begin(self) -> Iterator[Any]:
        """A transaction in which each statement may be the last."""
        with self.store.begin() as work:
            yield _MortalWork(self, work)

    def moment(self) -> None:
        """Live one moment more, or die."""
        if self.left:
            self.left -= 1
            if not self.left:
                raise Death

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)


class _MortalWork:
    def __init__(self, mortal: Mortal, work: Any) -> None:
        self._mortal = mortal
        self._work = work

    def __getattr__(self, name: str) -> Any:
        def statement(*said: Any, **named: Any) -> Any:
            self._mortal.moment()
            answer = getattr(self._work, name)(*said, **named)
            self._mortal.moment()
            return answer

        return statement


class Office:
    """One office over a store of any kind; everything that happens follows from the seed."""

    def __init__(self, store: Store, seed: int) -> None:
        self.pick = Random(seed)
        self.clock = FrozenClock(FIRST_DAY)
        self.mortal = Mortal(store)
        self.policy = self.pick.choice(POLICIES)
        self.calendar = the_calendar()
        self.ids = CountedIds()
        self.seen: Counter[str] = Counter()
        self.counted: dict[date, dict[str, Any]] = {}
        self.received = 0
        self.engine = self._open()
        self.picture = Picture.of(self.engine)

    def live(self, days: int) -> None:
        """Live so many days; every evening every promise is checked."""
        for day in range(days):
            self._let_time_pass()
            for _ in range(self.pick.choice((0, 0, 1, 1, 2) if self.received < 25 else (0,))):
                self._receive()
            for case in list(self.picture.cases.values()):
                if not case.final and self.pick.random() < 0.6:
                    self._work_on(case.id)
            self._evening(thoroughly=day % 10 == 9)
        self._check_the_past()

    def wind_down(self, most: int = 120) -> None:
        """Let everybody finish what there is: no case may be stuck for good."""
        for _ in range(most):
            waiting = [case for case in self.picture.cases.values() if not self._rests(case)]
            if not waiting:
                break
            for case in waiting:
                self._carry_on(case.id)
            self._evening(thoroughly=False)
        stuck = [case for case in self.picture.cases.values() if not self._rests(case)]
        assert not stuck, f"nothing leads on for {stuck}"
        assert audit(self.engine).sound

    @property
    def events(self) -> Counter[str]:
        """How often each event has happened."""
        told = self.picture.histories.values()
        return Counter(entry.event for history in told for entry in history)

    @property
    def fingerprint(self) -> str:
        """One text for all that ever happened here."""
        heads = "".join(case.head for case in self.picture.cases.values())
        return hashlib.sha256(heads.encode()).hexdigest()

    def _open(self) -> Engine:
        """Start the process anew over what the store has kept."""
        engine = an_engine(cast(Store, self.mortal), self.policy, clock=self.clock)
        engine.use_calendar(self.calendar)
        engine.ids = self.ids
        return engine

    def _let_time_pass(self) -> None:
        """Usually a day; sometimes the machine was off for weeks, or its clock was set back."""
        self.clock.advance(days=self.pick.choice((1, 1, 1, 1, 2, 3, 7, 25)))
        if self.pick.random() < 0.1:
            self.clock.advance(minutes=-self.pick.randint(1, 120))
        if self.pick.random() < 0.03:
            self._holidays_change()
        self._ring()

    def _holidays_change(self) -> None:
        today = self._today()
        off = [today + timedelta(days=self.pick.randrange(120)) for _ in range(15)]
        self.calendar = with_layer(dict.fromkeys(off, "本单位放假"))
        self.engine.use_calendar(self.calendar)
        apply(self.engine, CLERK, "放假安排调整")
        assert not list(moves(self.engine))
        self.seen["new calendar"] += 1

    def _ring(self) -> None:
        """Let the timers ring until none is due, however often the process dies over it."""
        for _ in range(300):
            self._threaten()
            try:
                done = self.engine.tick(self.pick.choice((1, 5, 100)))
            except Death:
                self._revive()
                continue
            assert not self.engine.failing, dict(self.engine.failing)
            self.seen["rung"] += done
            if not done:
                break
        self.mortal.left = 0
        assert not self.engine.store.due("office", self.clock.now(), 1)

    def _receive(self) -> None:
        self.received += 1
        no, members = self.received, self.pick.choice((1, 1, 1, 3))
        wanted = intake(
            no,
            role=self.pick.choice(ROLES),
            kind=self.pick.choice(("deputy_suggestion", "cppcc_proposal")),
            members=tuple(f"某代表{one}" for one in range(members)),
            received_on=self._today(),
        )
        self._do(lambda engine: engine.receive(wanted, actor=CLERK, key=f"receive/{no}"))

    def _work_on(self, name: str) -> None:
        """Somebody carries the case on, or does something beside the chain."""
        if self.pick.random() < 0.6:
            self._carry_on(name)
            return
        case = self._case(name)
        rows = self.engine.library.machine(case.definition).rows_at
        events = [event for event in ASIDE.split() if rows(case.state, event)]
        if events:
            self._fire(case, self.pick.choice(events))

    def _carry_on(self, name: str) -> None:
        """The next step of the chain, whatever it takes."""
        case = self._case(name)
        event = self._next(case)
        if event is not None:
            self._fire(case, event)

    def _next(self, case: Case) -> str | None:
        held, letters_out = case.held, case.held.get("answer") == "sent"
        match case.state:
            case "received":
                return "dispatch"
            case "returning":
                return self.pick.choice((None, None, "refuse_return", "accept_return"))
            case "returned" | "withdrawn":
                return "resume"
            case "merged":
                return "feedback" if letters_out and held["verdict"] == "none" else None
            case "answered":
                return "feedback"
            case "feedback":
                followers = self.engine.store.find("office", Query())
                own = [one.held["verdict"] for one in followers if one.host == case.id]
                return "reassign" if "unsatisfied" in (held["verdict"], *own) else "close"
            case "co_handled" if case.role == "support":
                return "lead_answered"
        return self._handle(case)

    def _handle(self, case: Case) -> str | None:
        """What a division does with a case it has been given."""
        if case.role == "reading":
            return "note"
        if case.role == "support":
            return self._letter_on(case) or "opine"
        if case.held["open_requests"]:
            return self.pick.choice((None, "opinion"))
        if case.held["overdue_requests"] and self.pick.random() < 0.8:
            return "late_opinion"
        if not case.held["contacts"]:
            return "contact"
        if self.pick.random() < 0.15:
            return "co_handle"
        return self._letter_on(case) or "answer"

    def _letter_on(self, case: Case) -> str | None:
        """The next step of a letter that is written here; None where it may leave."""
        match case.held["letter"]:
            case "none":
                return "draft" if self.pick.random() < 0.4 else None
            case "drafted":
                drafts = self.engine.store.records(Draft, "office", case.id)
                return "countersign" if drafts[-1].countersigners else "review"
            case "countersigned":
                return "review"
            case "reviewed":
                return self.pick.choice(("sign", "sign", "sign", "send_back"))
        return None

    def _fire(self, case: Case, event: str) -> None:
        args = self._words(case, event)
        key = f"{case.id}/{event}/{case.seq}"
        by = Actor("某主办单位", Party.LEAD_UNIT) if event == "redo_opinion" else CLERK
        on = self._today() - timedelta(days=self.pick.choice((0, 0, 0, 3)))
        legal = self._today() if event == "sign" else max(on, case.received_on)
        self._do(lambda one: one.fire(case.id, event, args, actor=by, on=legal, key=key))

    def _words(self, case: Case, event: str) -> dict[str, Any]:
        """What the event needs at least, and what differs from one time to the next."""
        pick, args = self.pick, Desk(self.engine, self.clock).words(event, case.id)
        scheme = self.engine.house.policy.class_scheme
        match event:
            case "dispatch" | "redispatch":
                args = {**SAID["dispatch"], "time": self._today() + timedelta(days=60)}
            case "answer" | "lead_answered":
                args["letters"] = {
                    one.id: letter_number(one.id, one.round)
                    for one in self.engine.store.find("office", Query())
                    if one.host == case.id
                }
                args |= {"code": scheme.codes[0]} if scheme and event == "answer" else {}
            case "draft" if pick.random() < 0.5:
                args["countersigners"] = ["甲局"]
            case "co_handle":
                due = self._today() + timedelta(days=pick.randint(1, 20))
                args["requests"] = ["甲局", {"unit": "乙局", "due": due}][: pick.randint(1, 2)]
            case "opinion" | "late_opinion":
                status = "open" if event == "opinion" else "overdue"
                args["request"] = next(self._requests(case, status), None)
            case "feedback":
                verdict = pick.choices(("满意", "基本满意", "不满意"), (6, 2, 2))[0]
                members = len(self.engine.store.records(Member, "office", case.id))
                args = {"verdict": verdict, "comment": "理由", "member": pick.randint(1, members)}
            case "extend":
                args["until"] = (case.due or self._today()) + timedelta(days=20)
            case "merge":
                args["host"] = pick.choice(sorted(self.picture.cases))
        return args

    def _requests(self, case: Case, status: str) -> Iterator[int]:
        for one in self.engine.store.records(Request, "office", case.id):
            if (one.round, one.status) == (case.round, status):
                yield one.no

    def _do(self, act: Act) -> None:
        """Act; who dies over it comes back, finds all of it or nothing, and tries once more."""
        self._threaten()
        try:
            outcome = self._try(act)
        except Death:
            self._revive()
            found = Picture.of(self.engine)
            outcome = self._try(act)
            self._check_retried(outcome, found)
        self.mortal.left = 0
        self.seen[outcome.entry.event if outcome else "refused"] += 1

    def _try(self, act: Act) -> Outcome | None:
        try:
            return act(self.engine)
        except (Refused, BadInput):
            return None

    def _check_retried(self, outcome: Outcome | None, found: Picture) -> None:
        """Either the death left nothing and all was done now, or the other way round."""
        case = outcome.case.id if outcome else ""
        self.seen["died"] += 1
        if outcome is not None and outcome.repeated:
            assert Picture.of(self.engine) == found
            self.seen["died unheard"] += 1
        elif outcome is not None:
            had = found.cases[case].seq if case in found.cases else 0
            assert outcome.entry.seq == had + 1

    def _threaten(self) -> None:
        if self.pick.random() < DEATH:
            self.mortal.left = self.pick.randint(1, 16)

    def _revive(self) -> None:
        self.mortal.left = 0
        self.engine = self._open()

    def _evening(self, *, thoroughly: bool) -> None:
        before, self.picture = self.picture, Picture.of(self.engine)
        check(self.picture, self.engine.library)
        check_step(before, self.picture)
        if thoroughly:
            check_rebuilt(self.engine)
            yesterday = self._today() - timedelta(days=1)  # the clock may still be set back
            self.counted[yesterday] = self._count(yesterday)

    def _check_the_past(self) -> None:
        """The figures of the past days are what they were then."""
        assert {day: self._count(day) for day in self.counted} == self.counted

    def _count(self, day: date) -> dict[str, Any]:
        engine = self.engine
        return asdict(figures(engine.store, engine.house, engine.library.machine, 2024, day))

    def _rests(self, case: Case) -> bool:
        return case.final or case.state == "noted"

    def _case(self, name: str) -> Case:
        return self.engine.store.case("office", name)

    def _today(self) -> date:
        return beijing_date(self.clock.now())
