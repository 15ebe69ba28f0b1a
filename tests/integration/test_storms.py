"""Many officers press everything at once on few cases: nobody waits for ever, and all holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from random import Random
from typing import Any

import pytest

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.sql import SqlStore
from bihuan.adapters.sql.database import open_database
from bihuan.engine.audit import audit
from bihuan.engine.errors import BadInput, Refused, StaleCase
from support.invariants import Picture, check, check_rebuilt
from support.people import FIRST_DAY, Desk, an_engine

OFFICERS, ACTS = 8, 60
EVENTS = [
    "dispatch",
    "contact",
    "urge",
    "co_handle",
    "opinion",
    "answer",
    "feedback",
    "feedback",
    "correct_feedback",
    "close",
    "reassign",
    "merge",
    "merge",
    "unmerge",
    "withdraw",
    "resume",
    "return_to_assigner",
    "refuse_return",
]


@pytest.fixture
def desks(database_url: str) -> Iterator[list[Desk]]:
    """Two desks of one office, each with connections of its own to one database."""
    clock = FrozenClock(FIRST_DAY)
    with ExitStack() as stack:
        stores = [
            stack.enter_context(closing(SqlStore(open_database(database_url)))) for _ in range(2)
        ]
        yield [Desk(an_engine(store, clock=clock), clock) for store in stores]


def words(event: str, cases: list[str], pick: Random) -> dict[str, Any]:
    """What the event needs, so that it is often accepted."""
    match event:
        case "merge":
            return {"host": pick.choice(cases)}
        case "answer":
            return {"letters": dict.fromkeys(cases, "某函")}
        case "feedback" | "correct_feedback":
            return {"verdict": pick.choice(("满意", "满意", "不满意")), "comment": "理由"}
    return {}


def work(desk: Desk, cases: list[str], seed: int) -> Counter[str]:
    """Press one thing after another; what became of each."""
    pick, told = Random(seed), Counter[str]()
    for _ in range(ACTS):
        case, event = pick.choice(cases), pick.choice(EVENTS)
        try:
            desk.fire(case, event, args=words(event, cases, pick))
            told["done"] += 1
        except (Refused, BadInput, StaleCase) as error:
            told[type(error).__name__] += 1
    return told


@pytest.mark.slow
def test_whatever_officers_press_at_once_they_are_told_plainly_and_all_holds(
    desks: list[Desk],
) -> None:
    cases = [desks[0].receive(no) for no in range(1, 6)]

    with ThreadPoolExecutor(OFFICERS) as pool:
        each = [pool.submit(work, desks[no % 2], cases, no) for no in range(OFFICERS)]
        told = sum((one.result() for one in each), Counter[str]())

    entries = sum(desks[0].case(case).seq for case in cases)
    assert told.total() == OFFICERS * ACTS
    assert told["done"] > 20
    assert entries - len(cases) >= told["done"]
    check(Picture.of(desks[0].engine), desks[0].engine.library)
    check_rebuilt(desks[0].engine)
    assert audit(desks[0].engine).sound
