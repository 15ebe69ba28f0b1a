"""A year of an office's work: people act with plausible delays, timers ring, members judge.

Nothing is put where it ends: each case is received and then walked by events.
The clock jumps from one instant at which something happens to the next, so
every timer rings exactly when it is due and every letter leaves when it may.
The delays come from one seed, and the same seed gives the same year.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.demo.cast import DIVISIONS, FIRST_DAY, LAST_DAY, LEADERS, UNITS, intakes, past
from bihuan.adapters.demo.daemon import QuickDaemon
from bihuan.adapters.demo.letters import Writer
from bihuan.adapters.demo.mail import DOWN, UP_AGAIN
from bihuan.adapters.demo.mailroom import Keep, Mailroom
from bihuan.adapters.demo.plans import COMPLAINTS, Plan, plan_lead, plan_support
from bihuan.engine.actor import Actor
from bihuan.engine.engine import Engine
from bihuan.engine.paper_fields import Signed
from bihuan.engine.records import Case, Round
from bihuan.rules.instants import BEIJING, beijing_date
from bihuan.states.machine import Party

OFFICE = Actor("办公室")
LEAD_UNIT = Actor("某主办单位", Party.LEAD_UNIT)
OPENS, CLOSES = time(9), time(17, 30)
TIME_FIXED = {"lead": date(2024, 5, 31)}
TIME_FIXED_ELSE = date(2024, 4, 26)
SECOND_TIME = date(2024, 6, 11)
URGED_BY_HAND = datetime(2024, 4, 24, 15, tzinfo=BEIJING)
TALKS_BEGIN, TALKS_END = date(2024, 5, 20), date(2024, 5, 31)

CLASSES = ("得到解决或基本解决", "正在解决或已列入计划逐步解决")
PROMISE = {"text": "列入年度工作计划并完成", "due": date(2024, 12, 31)}
"""What an answer of the second class promises."""

Act = Callable[[], object]
Evening = Callable[[date], None]
Notable = Callable[..., None]
"""Hears of what a reader would want to know at once: what it is, and its case or some counts."""


def _quietly(*_told: object, **_counts: object) -> None:
    """Nobody listens."""


@dataclass(slots=True)
class DemoYear:
    """The year under way."""

    engine: Engine
    clock: FrozenClock
    seed: int = 2024
    notable: Notable = _quietly
    keep: Keep = _quietly
    """Where letters are put once they have arrived."""
    lang: str = "zh"
    writer: Writer | None = None
    """Who writes the letters; without one they are signed on paper elsewhere."""
    _agenda: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _order: int = 0
    _letters: int = 0
    _random: Random = field(default_factory=Random)

    def run(self, evening: Evening) -> None:
        """Live the year; `evening` is told each day that is over."""
        self._random = Random(self.seed)  # noqa: S311  # a play, not a secret
        with self.engine.store.begin() as work:
            work.keep_past(past(self.engine.house.office))
        self.clock.set(_at(FIRST_DAY, OPENS))
        mailroom = Mailroom(self.engine, self.keep, self._on, self.seed, self.lang)
        daemon = QuickDaemon(mailroom.courier)
        self._receive_all()
        self._on(DOWN, lambda: self.notable("mail_down"))
        next_morning = _at(UP_AGAIN.date() + timedelta(days=1), OPENS)
        self._on(next_morning, lambda: self.notable("mail_works", **mailroom.send_parked()))
        day = FIRST_DAY
        while day <= LAST_DAY:
            self._live_until(_at(day + timedelta(days=1), time()), daemon)
            evening(day)
            day += timedelta(days=1)

    def _receive_all(self) -> None:
        leads = 0
        for no, intake in enumerate(intakes()):
            case = self.engine.receive(intake, actor=OFFICE, key=f"demo/{no}").case
            lead = case.role == "lead"
            plan = plan_lead(self._random, leads) if lead else plan_support(self._random)
            leads += lead
            self._later(plan.dispatch_after, partial(self._dispatch, case, plan))

    def _live_until(self, midnight: datetime, daemon: QuickDaemon) -> None:
        """The daemon and people take their turns, in the order of their instants."""
        while True:
            wakes = daemon.wakes()
            acts = self._agenda[0][0] if self._agenda else midnight
            if min(wakes, acts) >= midnight:
                return
            self.clock.set(max(min(wakes, acts), self.clock.now()))
            if wakes <= acts:
                daemon.round()
            else:
                heapq.heappop(self._agenda)[2]()

    def _later(self, workdays: int, act: Act) -> None:
        """Put an act on the agenda, so many working days from today, in office hours."""
        day = self.engine.house.calendar.add_workdays(beijing_date(self.clock.now()), workdays)
        minutes = self._random.randrange(5, (CLOSES.hour - OPENS.hour) * 60)
        self._on(_at(day, OPENS) + timedelta(minutes=minutes), act)

    def _on(self, instant: datetime, act: Act) -> None:
        self._order += 1
        heapq.heappush(self._agenda, (instant, self._order, act))

    def _fire(self, case: Case, event: str, actor: Actor = OFFICE, **args: Any) -> Case:
        return self.engine.fire(case.id, event, args, actor=actor).case

    def _officer(self, case: Case) -> Actor:
        """The officer named at dispatch, acting for the division."""
        rounds = self.engine.store.records(Round, case.office, case.id)
        return Actor(rounds[-1].officer or OFFICE.id, Party.DIVISION)

    def _dispatch(self, case: Case, plan: Plan) -> None:
        division = self._random.choice(DIVISIONS)
        self._fire(
            case,
            "dispatch",
            leader=self._random.choice(LEADERS),
            division=division,
            officer=f"{division}经办人",
            task="调研、沟通并提出办理意见",
            time=TIME_FIXED.get(case.role, TIME_FIXED_ELSE),
        )
        if plan.debated:
            self._debate(case)
        if case.role == "reading":
            self._later(plan.handle_after % 8 + 1, lambda: self._note(case))
        elif case.role == "support":
            self._later(plan.handle_after, lambda: self._opine(case, plan))
        else:
            if plan.cohandlers:
                self._later(2, lambda: self._ask(case, plan))
            self._later(self._random.randint(3, 14), lambda: self._contact(case, "before"))
            self._later(plan.handle_after, lambda: self._answer(case, plan))

    def _ask(self, case: Case, plan: Plan) -> None:
        due = self.engine.house.calendar.add_workdays(beijing_date(self.clock.now()), 15)
        units = UNITS[: plan.cohandlers]
        requests = [{"unit": unit, "due": due} for unit in units]
        self._fire(case, "co_handle", self._officer(case), requests=requests)
        for no, unit in enumerate(units):
            late = plan.late_cohandler and no == 0
            days = self._random.randint(18, 21) if late else self._random.randint(4, 14)
            self._later(days, partial(self._hear, case, unit, late=late))

    def _hear(self, case: Case, unit: str, *, late: bool) -> None:
        event = "late_opinion" if late else "opinion"
        moved = self._fire(case, event, self._officer(case), unit=unit, text="同意，意见附后")
        if late:
            self.notable("late_opinion", moved)

    def _debate(self, case: Case) -> None:
        """Urge by hand, then leave it in peace; that it is late in the end is supervised anyway."""
        urge = partial(self._fire, case, "urge", to=["officer"], reason="省领导批示件")
        mute = partial(self._fire, case, "mute", until=TALKS_END, reason="正在与委员会商")
        self._on(URGED_BY_HAND, urge)
        self._on(_at(TALKS_BEGIN, OPENS), mute)

    def _contact(self, case: Case, stage: str) -> None:
        how = self._random.choice(("phone", "visit", "meeting"))
        self._fire(case, "contact", self._officer(case), stage=stage, how=how)

    def _opine(self, case: Case, plan: Plan) -> None:
        signer = self._random.choice(LEADERS)
        self._fire(case, "opine", self._officer(case), document=self._letter(), signer=signer)
        self._later(self._random.randint(4, 12), lambda: self._lead_answers(case, plan))

    def _lead_answers(self, case: Case, plan: Plan) -> None:
        self._fire(case, "lead_answered", LEAD_UNIT, document="主办单位答复函")
        self._later(self._random.randint(2, 7), lambda: self._judge(case, plan))

    def _answer(self, case: Case, plan: Plan) -> None:
        """Answer, or wait a day for a co-handler whose opinion is still out."""
        if self.engine.store.case(case.office, case.id).held["open_requests"]:
            self._later(1, lambda: self._answer(case, plan))
            return
        document, signer = self._letter(), self._random.choice(LEADERS)
        code = CLASSES[self._random.random() < 0.3]
        signed: dict[str, Any] = {"document": document, "signer": signer, "code": code}
        signed["public"] = "主动公开"
        if self.writer is not None:
            self._write(case, signed)
        promised = {"commitments": [PROMISE]} if code == CLASSES[1] else {}
        self._fire(case, "answer", self._officer(case), **signed, **promised)
        self._later(1, lambda: self._contact(case, "after"))
        self._later(self._random.randint(2, 5), lambda: self._judge(case, plan))

    def _write(self, case: Case, signed: dict[str, Any]) -> None:
        """Draft the letter, have it reviewed, and sign it with its number and date."""
        assert self.writer is not None
        case = self.engine.store.case(case.office, case.id)
        today = beijing_date(self.clock.now())
        draft = self.writer.draft(case, signed["code"], today)
        self._fire(case, "draft", self._officer(case), **draft)
        self._fire(case, "review", reviewer="办公室核稿人")
        finished = self.writer.signed(draft, Signed(on=today, **signed))
        self._fire(case, "sign", **signed, **finished)

    def _judge(self, case: Case, plan: Plan) -> None:
        """The member's form comes in; a satisfied one closes the case the day after."""
        verdict = plan.verdicts.pop(0)
        unhappy = verdict == "不满意"
        said = {"comment": self._random.choice(COMPLAINTS)} if unhappy else {}
        by = LEAD_UNIT if case.role == "support" else OFFICE
        self._fire(case, "feedback", by, attitude="满意", result=verdict, **said)
        self._later(1, lambda: self._handle_again(case, plan) if unhappy else self._close(case))

    def _handle_again(self, case: Case, plan: Plan) -> None:
        moved = self._fire(case, "reassign", time=SECOND_TIME)
        self.notable("handled_again", moved)
        self._later(2, lambda: self._contact(case, "during"))
        self._later(self._random.randint(8, 11), lambda: self._answer(case, plan))

    def _note(self, case: Case) -> None:
        self._fire(case, "note", self._officer(case))

    def _close(self, case: Case) -> None:
        self._fire(case, "close")

    def _letter(self) -> str:
        self._letters += 1
        return f"某科函〔2024〕{self._letters}号"


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=BEIJING)
