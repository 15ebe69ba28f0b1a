"""What embedders need for their own tests: a memory engine, a frozen clock, sample cases, and
the sentences a store of their own must keep to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bihuan.adapters.assembly import open_engine
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.ids import CountedIds
from bihuan.adapters.memory import MemoryStore
from bihuan.adapters.store_contract import StoreContract
from bihuan.commands import Answer, Close, CoHandle, Contact, Dispatch, Feedback, Opinion, Urge
from bihuan.engine.actor import Actor
from bihuan.engine.command import Command
from bihuan.engine.engine import Engine
from bihuan.engine.intake import Intake
from bihuan.engine.records import Case
from bihuan.rules.instants import beijing_date

__all__ = [
    "FrozenClock",
    "MemoryStore",
    "StoreContract",
    "memory_engine",
    "sample_case",
    "sample_cases",
    "sample_intake",
]

CHAIN = ("received", "dispatched", "urged", "co_handled", "answered", "feedback", "closed")
"""Where a sample case may stand."""


def memory_engine(clock: FrozenClock | None = None, policy: str = "national_law_2025") -> Engine:
    """An engine over a store in memory, standing at 4 March 2024 unless a clock is given."""
    return open_engine(
        MemoryStore(), clock=clock or FrozenClock("2024-03-04"), ids=CountedIds(), policy=policy
    )


def sample_intake(
    no: int = 1, *, role: str = "lead", kind: str = "deputy_suggestion", members: int = 1
) -> Intake:
    """A made-up proposal that may be received."""
    return Intake(
        kind=kind,
        role=role,
        year=2024,
        number=f"第{no:04d}号",
        number_key=str(no),
        title=f"关于示例事项的建议（{no}）",
        members=tuple(f"某代表{n}" for n in range(1, members + 1)),
        received_on=date(2024, 3, 4),
    )


def sample_case(engine: Engine, state: str = "received", no: int = 1) -> Case:
    """A made-up case, carried to a state of `CHAIN` by the events a real one would take."""
    if state not in CHAIN:
        raise ValueError(f"{state!r} is no state of the chain; use one of {', '.join(CHAIN)}")
    clerk = Actor("某办公室")
    case = engine.receive(sample_intake(no), actor=clerk).case
    steps = _steps(engine, no, co_handled=state == "co_handled")
    while case.state != state:
        case = engine.fire(case.id, next(steps), actor=clerk).case
    return case


def sample_cases(engine: Engine) -> dict[str, Case]:
    """A made-up case in each state of the chain."""
    return {state: sample_case(engine, state, no) for no, state in enumerate(CHAIN, start=1)}


def _steps(engine: Engine, no: int, *, co_handled: bool) -> Iterator[Command]:
    """What a case is told on its way, with what it needs under the engine's policy."""
    today = beijing_date(engine.clock.now())
    scheme = engine.house.policy.class_scheme
    yield Dispatch(
        leader="某领导",
        division="甲处室",
        officer="某经办人",
        task="调研并答复",
        time=today + timedelta(days=60),
    )
    if co_handled:
        yield CoHandle(requests=["甲局"])
        yield Opinion(request=1, text="同意")
    yield Urge()
    yield Contact(how="phone")
    yield Answer(
        document=f"某函〔{today.year}〕{no}号",
        signer="某领导",
        code=scheme.codes[0] if scheme else None,
    )
    yield Feedback(verdict="满意")
    yield Close()
