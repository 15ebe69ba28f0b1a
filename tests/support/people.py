"""People of one office who know what to say: they carry sample cases through their machines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, TypeVar

from bihuan.adapters.assembly import open_engine
from bihuan.adapters.calendars import standard_calendar
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.ids import CountedIds
from bihuan.engine.actor import Actor
from bihuan.engine.engine import Engine
from bihuan.engine.intake import Intake
from bihuan.engine.outcome import Outcome
from bihuan.engine.ports import Store
from bihuan.engine.query import Query
from bihuan.engine.records import Alarm, Case, Deadline, Entry, Member, Record, Request
from bihuan.rules.calendar import Layer, WorkCalendar
from bihuan.rules.instants import beijing_date
from bihuan.rules.policy import Policy, load
from bihuan.states.machine import Party
from support.written_letters import as_file, sound_letter

R = TypeVar("R", bound=Record)

CLERK = Actor("某办公室")
DIVISION = Actor("某处", Party.DIVISION)
ASSIGNER = Actor("某交办机关", Party.ASSIGNER)
LEAD_UNIT = Actor("某主办单位", Party.LEAD_UNIT)

FIRST_DAY = date(2024, 3, 4)
"""A Monday."""

SAID: Mapping[str, Mapping[str, Any]] = {
    "dispatch": {
        "leader": "某厅长",
        "division": "某处",
        "officer": "某经办人",
        "task": "调研并答复",
        "time": date(2024, 5, 10),
    },
    "co_handle": {"requests": ["甲局"]},
    "contact": {"how": "phone"},
    "answer": {"signer": "某厅长", "code": "A"},
    "opine": {"signer": "某厅长"},
    "lead_answered": {"document": "主办函〔2024〕3号"},
    "feedback": {"verdict": "满意"},
    "correct_feedback": {"verdict": "满意"},
    "return_to_assigner": {"reason": "不属于本单位职责", "proposed_unit": "乙局"},
    "withdraw": {"reason": "代表提出撤回", "all_agree": True},
    "extend": {"reason": "涉及面广", "consent": "交办机关同意"},
    "reassign": {"ordered_by": "某委员会"},
    "mute": {"reason": "正在会商", "until": date(2024, 12, 31)},
    "countersign": {"unit": "甲局"},
    "review": {"reviewer": "某主任"},
    "sign": {"signer": "某厅长"},
    "send_back": {"reason": "口径需再核实"},
}
"""What each event needs at least, so that the machine accepts it."""


LETTERS = ("draft", "sign", "answer", "opine")
"""Events that need a letter, or its number."""


def letter_number(case: str, round: int = 1) -> str:
    """The number of the letter that answers a case in a round: 1号 for the first of the first."""
    serial = int("".join(filter(str.isdigit, case)) or 1) % 1_000_000
    return f"某函〔2024〕{serial + 1_000_000 * (round - 1)}号"


@cache
def the_calendar() -> WorkCalendar:
    """The standard calendar, built once for all tests."""
    return standard_calendar()


def with_layer(off: Mapping[date, str]) -> WorkCalendar:
    """The standard calendar under a layer that closes some more days."""
    return WorkCalendar((Layer(name="own", source="本单位", off=off), *the_calendar().layers))


def policy_with(name: str, **settings: Any) -> Policy:
    """A shipped policy with some settings changed."""
    known = load(name)
    return replace(known, settings={**known.settings, **settings})


def intake(no: int = 1, **changes: Any) -> Intake:
    """A made-up proposal that may be received."""
    known = Intake(
        kind="deputy_suggestion",
        role="lead",
        year=2024,
        number=f"第{no:04d}号",
        number_key=str(no),
        title=f"关于示例事项的建议（{no}）",
        members=("某代表",),
        received_on=FIRST_DAY,
    )
    return replace(known, **changes)


def an_engine(
    store: Store,
    policy: str | Policy = "national_law_2025",
    *,
    office: str = "office",
    clock: FrozenClock | None = None,
    **more: Any,
) -> Engine:
    """An engine over a store, standing at nine in the morning of the first day."""
    return open_engine(
        store,
        office=office,
        policy=policy,
        calendar=the_calendar(),
        clock=clock or FrozenClock(FIRST_DAY),
        ids=CountedIds(),
        **more,
    )


@dataclass(slots=True)
class Desk:
    """One office at work: its engine and the clock on its wall."""

    engine: Engine
    clock: FrozenClock

    def receive(self, no: int = 1, **changes: Any) -> str:
        """Take a proposal in and return the name of its case."""
        return self.engine.receive(intake(no, **changes), actor=CLERK).case.id

    def fire(self, case: str, event: str, *, by: Actor = CLERK, **how: Any) -> Outcome:
        """Let an event happen with what it needs, and with `args` over that."""
        args = {**self.words(event, case), **how.pop("args", {})}
        return self.engine.fire(case, event, args, actor=by, **how)

    def do(self, case: str, event: str, **args: Any) -> Case:
        """Let an event happen today, and return the case after it."""
        return self.fire(case, event, args=args).case

    def walk(self, case: str, *events: str) -> Case:
        """Let events happen one after another, each with what it needs."""
        for event in events:
            self.do(case, event)
        return self.case(case)

    def words(self, event: str, case: str = "") -> dict[str, Any]:
        """What the event needs at least under this office's policy."""
        said = dict(SAID.get(event, {}))
        if event in LETTERS and case:
            said |= self._letter(event, case)
        scheme = self.engine.house.policy.class_scheme
        if event == "answer" and scheme is not None:
            said["code"] = scheme.codes[0]
        return said

    def _letter(self, event: str, name: str) -> dict[str, Any]:
        """What is said of a letter: how it left, or what it says."""
        case = self.case(name)
        number = letter_number(name, case.round)
        if event in ("answer", "opine"):
            return {} if case.held.get("letter") == "signed" else {"document": number}
        if event == "sign":
            return {"document": number, **as_file(self.letter(name, number))}
        return as_file(self.letter(name))

    def letter(self, name: str, document: str = "") -> list[str]:
        """The paragraphs of a letter about the case that may be signed today."""
        engine, case = self.engine, self.case(name)
        members, requests = self.records(Member, name), self.records(Request, name)
        today = beijing_date(self.clock.now())
        return sound_letter(case, members, requests, engine.house.policy, today, document)

    def case(self, case: str) -> Case:
        """The case as it is stored."""
        return self.engine.store.case(self.engine.house.office, case)

    def cases(self) -> list[Case]:
        """Every case of the office, by name."""
        return self.engine.store.find(self.engine.house.office, Query(limit=10**9))

    def records(self, kind: type[R], case: str) -> list[R]:
        """The case's records of one kind."""
        return self.engine.store.records(kind, self.engine.house.office, case)

    def history(self, case: str) -> list[Entry]:
        """The case's entries, oldest first."""
        return self.engine.store.history(self.engine.house.office, case)

    def deadline(self, case: str, term: str, round: int = 1) -> Deadline:
        """The deadline of a term in a round."""
        found = self.records(Deadline, case)
        return next(one for one in found if (one.term, one.round) == (term, round))

    def alarms(self, case: str, status: str = "pending") -> list[Alarm]:
        """The case's timers of one status, by due date."""
        return self.engine.store.alarms(self.engine.house.office, case, status=status)


OpenDesk = Callable[[str | Policy], Desk]
"""Opens a desk under a policy, on the first day."""
