"""A year of an office's work: people act with plausible delays, timers ring, members judge.

Nothing is put where it ends: each case is received and then walked by events.
The delays come from one seed, so the same seed gives the same year.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.demo.cast import DIVISIONS, FIRST_DAY, LAST_DAY, LEADERS, intakes, past
from bihuan.engine.actor import Actor
from bihuan.engine.engine import Engine
from bihuan.engine.records import Case
from bihuan.rules.instants import BEIJING

OFFICE = Actor("office")
Progress = Callable[[date, Counter[str]], None]


@dataclass(slots=True)
class Plan:
    """What will befall one case: how slow people are, and what the member says each time."""

    verdicts: list[str]
    dispatch_after: int
    handle_after: int
    cohandlers: int = 0
    late_cohandler: bool = False


@dataclass(slots=True)
class DemoYear:
    """The year under way."""

    engine: Engine
    clock: FrozenClock
    seed: int = 2024
    counts: Counter[str] = field(default_factory=Counter)
    _agenda: list[tuple[date, int, Callable[[], None]]] = field(default_factory=list)
    _order: int = 0
    _random: Random = field(default_factory=Random)

    def run(self, progress: Progress) -> None:
        """Live the year, day by day; `progress` is told each evening what has happened so far."""
        self._random = Random(self.seed)  # noqa: S311  # a play, not a secret
        with self.engine.store.begin() as work:
            work.keep_past(past(self.engine.house.office))
        self._receive_all()
        day = FIRST_DAY
        while day <= LAST_DAY:
            self._live(day)
            progress(day, self.counts)
            day += timedelta(days=1)

    def _receive_all(self) -> None:
        self.clock.set(_at(FIRST_DAY, 9))
        leads = 0
        for no, intake in enumerate(intakes()):
            case = self.engine.receive(intake, actor=OFFICE, key=f"demo/{no}").case
            self.counts["receive"] += 1
            plan = self._plan(case, leads)
            leads += case.role == "lead"
            self._at(plan.dispatch_after, partial(self._dispatch, case, plan))

    def _plan(self, case: Case, leads_before: int) -> Plan:
        pick = self._random
        verdict = "基本满意" if pick.random() < 0.08 else "满意"
        if case.role != "lead":
            return Plan([verdict], pick.randint(1, 5), pick.randint(8, 33))
        unhappy = {
            3: ["不满意", "不满意", "满意"],
            9: ["不满意", "满意"],
            15: ["不满意", "基本满意"],
        }
        verdicts = unhappy.get(leads_before, [verdict])
        slow = pick.randint(18, 24) if len(verdicts) > 1 else pick.randint(28, 62)
        asked = 2 if leads_before % 4 == 0 else pick.randint(0, 2)
        return Plan(
            list(verdicts),
            8 if leads_before == 7 else pick.randint(1, 5),
            slow,
            asked,
            leads_before % 8 == 0,
        )

    def _live(self, day: date) -> None:
        """Timers ring when the office opens; people act during working days."""
        self.clock.set(_at(day, 9))
        while rung := self.engine.tick(500):
            self.counts["timers"] += rung
        if not self.engine.house.calendar.works(day):
            return
        while self._agenda and self._agenda[0][0] <= day:
            self.clock.advance(seconds=90)
            heapq.heappop(self._agenda)[2]()

    def _at(self, workdays: int, act: Callable[[], None]) -> None:
        """Put an act on the agenda, so many working days from today."""
        today = self.clock.now().astimezone(BEIJING).date()
        self._order += 1
        heapq.heappush(
            self._agenda,
            (self.engine.house.calendar.add_workdays(today, workdays), self._order, act),
        )

    def _fire(self, case: Case, event: str, **args: Any) -> Case:
        moved = self.engine.fire(case.id, event, args, actor=OFFICE).case
        self.counts[event] += 1
        return moved

    def _fresh(self, case: Case) -> Case:
        return self.engine.store.case(case.office, case.id)

    def _dispatch(self, case: Case, plan: Plan) -> None:
        division = self._random.choice(DIVISIONS)
        time_fixed = date(2024, 5, 31) if case.role == "lead" else date(2024, 4, 26)
        self._fire(
            case,
            "dispatch",
            leader=self._random.choice(LEADERS),
            division=division,
            officer=f"{division}经办人",
            task="调研、沟通并提出办理意见",
            time=time_fixed,
        )
        if case.role == "reading":
            self._at(plan.handle_after % 8 + 1, partial(self._note, case))
            return
        if case.role == "support":
            self._at(plan.handle_after, lambda: self._opine(case, plan))
            return
        if plan.cohandlers:
            self._at(2, lambda: self._ask(case, plan))
        self._at(self._random.randint(3, 14), lambda: self._contact(case, "before"))
        self._at(plan.handle_after, lambda: self._answer(case, plan))

    def _ask(self, case: Case, plan: Plan) -> None:
        due = self.engine.house.calendar.add_workdays(
            self.clock.now().astimezone(BEIJING).date(), 15
        )
        units = [f"会办单位{name}" for name in "一二三"[: plan.cohandlers]]
        self._fire(case, "co_handle", requests=[{"unit": unit, "due": due} for unit in units])
        for no, unit in enumerate(units):
            slow = plan.late_cohandler and no == 0
            self._at(
                self._random.randint(18, 21) if slow else self._random.randint(4, 14),
                partial(self._hear, case, unit, slow=slow),
            )

    def _hear(self, case: Case, unit: str, *, slow: bool) -> None:
        self._fire(
            case, "late_opinion" if slow else "opinion", unit=unit, text="同意，已提出具体意见"
        )

    def _contact(self, case: Case, stage: str) -> None:
        self._fire(
            case, "contact", stage=stage, how=self._random.choice(("phone", "visit", "meeting"))
        )

    def _opine(self, case: Case, plan: Plan) -> None:
        self._fire(case, "opine", document=self._document(), signer=self._random.choice(LEADERS))
        self._at(self._random.randint(4, 12), lambda: self._lead_answers(case, plan))

    def _lead_answers(self, case: Case, plan: Plan) -> None:
        self._fire(case, "lead_answered", document="主办单位答复函")
        self._at(self._random.randint(2, 7), lambda: self._judge(case, plan))

    def _answer(self, case: Case, plan: Plan) -> None:
        """Answer, or wait a day for a co-handler whose opinion is still out."""
        now = self._fresh(case)
        if now.held["open_requests"]:
            self._at(1, lambda: self._answer(case, plan))
            return
        classes = ("得到解决或基本解决", "正在解决或已列入计划逐步解决")
        self._fire(
            case,
            "answer",
            document=self._document(),
            signer=self._random.choice(LEADERS),
            code=classes[self._random.random() < 0.3],
            public="主动公开",
        )
        self._at(self._random.randint(2, 5), lambda: self._judge(case, plan))

    def _judge(self, case: Case, plan: Plan) -> None:
        verdict = plan.verdicts.pop(0)
        unhappy = verdict == "不满意"
        said = {"comment": "措施不够具体，请进一步研究"} if unhappy else {}
        self._fire(case, "feedback", attitude="满意", result=verdict, **said)
        self.counts[verdict] += 1
        self._at(1, lambda: self._handle_again(case, plan) if unhappy else self._close(case))

    def _handle_again(self, case: Case, plan: Plan) -> None:
        self._fire(case, "reassign", time=self.engine.house.calendar.add_workdays(FIRST_DAY, 68))
        self._at(2, lambda: self._contact(case, "during"))
        self._at(self._random.randint(8, 11), lambda: self._answer(case, plan))

    def _note(self, case: Case) -> None:
        self._fire(case, "note")

    def _close(self, case: Case) -> None:
        self._fire(case, "close")

    def _document(self) -> str:
        self.counts["documents"] += 1
        return f"某科函〔2024〕{self.counts['documents']}号"


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=BEIJING)
