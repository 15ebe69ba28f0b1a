"""The wall clock jumps under a daemon, by a second or ten years, forwards and back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random

import pytest

from bihuan.adapters.assembly import open_engine
from bihuan.adapters.clocks import SystemClock
from bihuan.adapters.sql import open_store
from bihuan.engine.engine import Engine
from support.breaking.clerk import LONG_AGO, POLICY
from support.breaking.draining import OFFICE
from support.breaking.house import Crew, House
from support.breaking.injected import WallClock
from support.breaking.nursery import Nursery
from support.breaking.oracle import judge
from support.breaking.results import Report
from support.breaking.sizes import sizes
from support.people import CLERK, intake
from support.postgres_cluster import wait_until

DAY = int(timedelta(days=1).total_seconds())
BACK, FORTH = -DAY, 3653 * DAY
STEPS = (1, 60, 3600, DAY, 30 * DAY, 400 * DAY, FORTH)
"""The jumps are as often small as large."""
BYSTANDERS = 5
"""Cases that wait all the time, whatever the clock says."""


@pytest.fixture
def wall_clock(tmp_path: Path) -> WallClock:
    """A wall clock that can be set."""
    return WallClock.made(tmp_path)


@pytest.fixture
def shifted(wall_clock: WallClock, sqlite_url: str, tmp_path: Path) -> Iterator[House]:
    """An office whose daemon lives by that clock."""
    with Nursery(environ=wall_clock.environ) as nursery:
        one = House(tmp_path, sqlite_url, nursery)
        one.set_up(POLICY)
        yield one


def somewhere(pick: Random) -> int:
    """Where the clock stands next, from the day before to ten years on."""
    step = pick.choice(STEPS)
    return min(max(pick.randint(-step, step), BACK), FORTH)


@pytest.mark.parametrize("jumps", sizes(3, 100))
def test_whatever_the_wall_clock_says_the_daemon_goes_on_and_urges_nobody_twice(
    shifted: House, wall_clock: WallClock, jumps: int, pick: Random, report: Report
) -> None:
    crew = Crew({"daemon": shifted.daemon("daemon")})
    at_once, confirmed = Counter[str](), 0
    try:
        crew.keep()
        assert wait_until(crew.all_began)
        with closing(open_store(shifted.url)) as store:
            engine = open_engine(store, policy=POLICY)
            for no in range(BYSTANDERS):
                assert wait_until(partial(is_urged, engine, receive(engine, no)))
            for no in range(jumps):
                before = urgings(engine)
                wall_clock.put(somewhere(pick))
                probe = receive(engine, BYSTANDERS + no)
                confirmed += let_go_on(engine, probe, before)
                at_once |= urgings(engine) - before
        assert crew.at_work["daemon"].alive
    finally:
        crew.stop()

    most = max(at_once.values())
    assert most == 1, "one jump, and somebody is urged more than once over a case"
    verdict = judge(shifted.url, shifted.sink, [])
    report(f"{jumps} jumps of the wall clock", "SQLite", verdict, confirmed_by_hand=confirmed)


def let_go_on(engine: Engine, probe: str, before: Counter[str]) -> bool:
    """Wait until somebody is urged; a clock set far ahead must be confirmed first, or nobody is.

    Tells whether it had to be.
    """
    assert wait_until(lambda: is_urged(engine, probe) or bool(doubts(engine))), "it stands still"
    held = not is_urged(engine, probe)
    if held:
        assert urgings(engine) == before, "somebody was urged by a clock nobody has confirmed"
    for subject in doubts(engine):
        now = SystemClock().now()
        engine.store.watch.resolve(
            OFFICE, "clock", subject, at=now, by="某值班", resolution="时钟无误"
        )
    assert wait_until(partial(is_urged, engine, probe)), "it stands still after it was confirmed"
    return held


def doubts(engine: Engine) -> list[str]:
    """What is told of clocks that a person must look at."""
    told = engine.store.watch.incidents(OFFICE, status="open")
    return [one.subject for one in told if one.kind == "clock" and "jump@" not in one.subject]


def receive(engine: Engine, no: int) -> str:
    """Receive a case that is overdue at once, by any clock."""
    return engine.receive(intake(no + 1, received_on=LONG_AGO), actor=CLERK).case.id


def is_urged(engine: Engine, case: str) -> bool:
    """Whether somebody was urged over this case."""
    return engine.store.case(OFFICE, case).seq > 1


def urgings(engine: Engine) -> Counter[str]:
    """How often somebody was urged over each case."""
    told = engine.store.all_history(OFFICE)
    return Counter(one.case for history in told for one in history if one.timer)
