"""People who act in a play of what is to come: each step of the chain, at the office's own pace."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.foreseeing.paces import Paces
from bihuan.engine.actor import Actor
from bihuan.engine.engine import Engine
from bihuan.engine.errors import BadInput, Refused
from bihuan.engine.query import ALL, Query
from bihuan.engine.records import Case, Feedback, Member, Request, Round
from bihuan.rules.instants import BEIJING, beijing_date
from bihuan.states.machine import Duty, Party

OPENS, MINUTES = time(9), 8 * 60
PATIENCE = 3
"""So often a step that is refused is tried again, a day later each time."""
SOMEBODY = ("分管领导", "处室", "经办人")
"""Who acts in an office that has named nobody yet."""
FORM = {"satisfied": "满意", "mostly_satisfied": "基本满意", "unsatisfied": "不满意"}
PLAYED = "推演"
"""What stands where people would write something."""
HANDLED = ("dispatched", "urged", "co_handled")


@dataclass(slots=True)
class Step:
    """What somebody will do with a case, and when."""

    stage: str
    event: str
    at: datetime
    tried: int = 0


@dataclass(slots=True)
class People:
    """The officers and members of one family of cases."""

    engine: Engine
    clock: FrozenClock
    paces: Paces
    pick: Random
    gave_up: list[tuple[str, str, str]] = field(default_factory=list)
    """The case, the step and the reason, where the rules refuse what usually comes."""
    _agenda: dict[str, Step] = field(default_factory=dict)
    _since: dict[str, tuple[str, date]] = field(default_factory=dict)
    _stuck: set[tuple[str, str]] = field(default_factory=set)

    def next_act(self) -> datetime | None:
        """When somebody acts next; what the cases need is looked at anew each time."""
        for case in self._cases():
            self._plan(case)
        return min((step.at for step in self._agenda.values()), default=None)

    def act(self) -> None:
        """Do what is planned first."""
        name = min(self._agenda, key=lambda one: (self._agenda[one].at, one))
        step = self._agenda.pop(name)
        case = self._case(name)
        try:
            self._do(case, step.event)
        except (Refused, BadInput) as refused:
            self._again(name, step, refused)

    def _again(self, name: str, step: Step, refused: Exception) -> None:
        if step.tried == PATIENCE:
            self._stuck.add((name, step.stage))
            self.gave_up.append((name, step.event, str(refused)))
            return
        self._agenda[name] = Step(step.stage, step.event, self._in(1), step.tried + 1)

    def _plan(self, case: Case) -> None:
        """Plan the next step of a case that has come to another stage."""
        event, pace = self._next(case)
        stage = f"{event}/{case.round}"
        planned = self._agenda.get(case.id)
        if planned is not None and planned.stage != stage:
            del self._agenda[case.id]
            planned = None
        if not event or planned is not None or (case.id, stage) in self._stuck:
            return
        division = self._round(case).division
        waited = self._waited(case, stage)
        days = self.paces.days(self.pick, pace, division, waited)
        self._agenda[case.id] = Step(stage, event, self._in(days))

    def _waited(self, case: Case, stage: str) -> int:
        """For how many working days the step has been waited for when the play begins."""
        today = self._today()
        if case.id in self._since:
            return 0
        self._since[case.id] = (stage, today)
        handled, calendar = self._round(case), self.engine.house.calendar
        if case.state in HANDLED and not stage.startswith(("opinion", "lead_answered")):
            began = handled.dispatched_on
        else:
            began = self._changed(case)
        return max(calendar.workdays_between(began, today), 0) if began is not None else 0

    def _changed(self, case: Case) -> date:
        """Since when the case waits for what it waits for."""
        asked = self.engine.store.records(Request, case.office, case.id)
        opened = (one.asked_on for one in asked if one.status == "open")
        return min(opened, default=beijing_date(case.changed_at))

    def _next(self, case: Case) -> tuple[str, str]:
        """The next event of the chain and whose pace it goes by; nothing where nobody acts."""
        duty = self.engine.library.machine(case.definition).duty
        match case.state:
            case "received":
                return "dispatch", "dispatch"
            case "answered":
                return "feedback", "feedback"
            case "feedback":
                return self._conclusion(case), "conclude"
            case "merged" if case.held.get("answer") == "sent" and case.held["verdict"] == "none":
                return "feedback", "feedback"
            case "co_handled" if duty is Duty.SUPPORT:
                return "lead_answered", "lead_answer"
            case state if state in HANDLED:
                return self._handling(case, duty)
        return "", ""

    def _conclusion(self, case: Case) -> str:
        own = [one.held.get("verdict") for one in self._followers(case)]
        if "none" in own:
            return ""  # a form of a case merged into it is still out
        return "reassign" if "unsatisfied" in (case.held["verdict"], *own) else "close"

    def _handling(self, case: Case, duty: Duty) -> tuple[str, str]:
        if duty is Duty.READING:
            return "note", "handle"
        if duty is Duty.SUPPORT:
            return "opine", "handle"
        if case.held.get("open_requests"):
            return "opinion", "opinion"
        return "answer", "handle"

    def _do(self, case: Case, event: str) -> None:
        by = Party.OFFICE
        if event in ("lead_answered", "feedback") and self._duty(case) is Duty.SUPPORT:
            by = Party.LEAD_UNIT
        if event == "answer" and not case.held.get("contacts"):
            self._fire(case, "contact", {"how": "phone"}, by)
        if event in ("answer", "opine") and case.held["letter"] not in ("none", "signed"):
            self._fire(case, "send_back", {"reason": PLAYED}, by)  # it is signed on paper instead
        if event == "feedback":
            for member in self._to_judge(case):
                self._fire(case, event, {**self._form(), "member": member}, by)
            return
        self._fire(case, event, self._words(case, event), by)

    def _fire(self, case: Case, event: str, args: dict[str, Any], by: Party) -> None:
        self.engine.fire(case.id, event, args, actor=Actor(PLAYED, by))

    def _words(self, case: Case, event: str) -> dict[str, Any]:
        """What the event needs to be accepted."""
        leader, division, officer = self.paces.somebody(self.pick) or SOMEBODY
        letter = self._letter(case, leader)
        match event:
            case "dispatch":
                days = self.paces.days(self.pick, "time", None, 0)
                until = self.engine.house.calendar.add_workdays(self._today(), max(days, 1))
                named = {"leader": leader, "division": division, "officer": officer}
                return {**named, "task": PLAYED, "time": until}
            case "opinion":
                return {"request": self._open_request(case), "text": PLAYED}
            case "answer" | "lead_answered":
                scheme = self.engine.house.policy.class_scheme
                letter["letters"] = {one.id: _number(one) for one in self._followers(case)}
                return letter | ({"code": scheme.codes[0]} if scheme and event == "answer" else {})
            case "opine":
                return letter
            case "reassign":
                return {"ordered_by": PLAYED}
        return {}

    def _letter(self, case: Case, leader: str) -> dict[str, Any]:
        """What is said of the letter that leaves; of one that was signed nothing is lacking."""
        if case.held.get("letter") == "signed":
            return {}
        return {"document": _number(case), "signer": self._round(case).leader or leader}

    def _form(self) -> dict[str, Any]:
        verdict = self.paces.verdict(self.pick)
        return {"verdict": FORM[verdict]} | (
            {"comment": PLAYED} if verdict == "unsatisfied" else {}
        )

    def _to_judge(self, case: Case) -> list[int]:
        """The members whose forms of this round are still out."""
        forms = self.engine.store.records(Feedback, case.office, case.id)
        there = {one.member for one in forms if one.round == case.round}
        members = self.engine.store.records(Member, case.office, case.id)
        return [one.no for one in members if one.no not in there]

    def _open_request(self, case: Case) -> int | None:
        asked = self.engine.store.records(Request, case.office, case.id)
        return next((one.no for one in asked if one.status == "open"), None)

    def _in(self, workdays: int) -> datetime:
        """An instant in office hours, so many working days from now, and never in the past."""
        calendar, now = self.engine.house.calendar, self.clock.now()
        minutes = timedelta(minutes=self.pick.randrange(MINUTES))
        day = calendar.add_workdays(self._today(), workdays) if workdays else self._today()
        while True:
            day = calendar.next_workday(day)
            at = datetime.combine(day, OPENS, tzinfo=BEIJING) + minutes
            if at > now:
                return at
            day += timedelta(days=1)

    def _followers(self, case: Case) -> list[Case]:
        return [one for one in self._cases() if one.host == case.id]

    def _duty(self, case: Case) -> Duty:
        return self.engine.library.machine(case.definition).duty

    def _round(self, case: Case) -> Round:
        rounds = self.engine.store.records(Round, case.office, case.id)
        return next(one for one in rounds if one.round == case.round)

    def _case(self, name: str) -> Case:
        return self.engine.store.case(self.engine.house.office, name)

    def _cases(self) -> list[Case]:
        return self.engine.store.find(self.engine.house.office, Query(limit=ALL))

    def _today(self) -> date:
        return beijing_date(self.clock.now())


def _number(case: Case) -> str:
    """A document number no other letter has."""
    return f"{PLAYED} {case.id}/{case.round}"
