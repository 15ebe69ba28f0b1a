"""Several daemons on one PostgreSQL share what is due: none waits, and each timer rings once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from typing import Any

import pytest
from sqlalchemy import text

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.sql import SqlStore, schema
from bihuan.adapters.sql.database import open_database
from bihuan.adapters.sql.work import SqlWork
from bihuan.engine.audit import audit
from bihuan.engine.query import Query
from bihuan.engine.records import Urging
from support.people import CLERK, FIRST_DAY, Desk, an_engine, intake

PATIENCE = 60
DAEMONS, CASES, AT_ONCE = 5, 2000, 40
RINGS = "2024-03-08"


class Watched(SqlStore):
    """A store that lets a test stop a daemon when it has claimed cases and decided nothing yet."""

    claimed: Callable[[list[Any]], None] = staticmethod(lambda _: None)

    @contextmanager
    def begin(self) -> Iterator[SqlWork]:
        with super().begin() as work:
            claim = work.claim_due

            def claiming(*asked: Any) -> list[Any]:
                cases = claim(*asked)
                self.claimed(cases)
                return cases

            work.claim_due = claiming  # type: ignore[method-assign]
            yield work


@pytest.fixture
def daemons(pg_url: str) -> Iterator[list[Desk]]:
    """Daemons with connections of their own to one database, standing on the first day."""
    clock = FrozenClock(FIRST_DAY)
    with ExitStack() as open_:
        stores = [
            open_.enter_context(closing(Watched(open_database(pg_url)))) for _ in range(DAEMONS)
        ]
        schema.upgrade(stores[0].engine)
        yield [Desk(an_engine(store, clock=clock), clock) for store in stores]


def watched(desk: Desk) -> Watched:
    """The store of a daemon."""
    assert isinstance(desk.engine.store, Watched)
    return desk.engine.store


def receive(desk: Desk, cases: int) -> None:
    """Cases that are all urged at the same moment, which has come."""
    arrivals = [(intake(no), None) for no in range(1, cases + 1)]
    assert len(list(desk.engine.receive_all(arrivals, actor=CLERK))) == cases
    desk.clock.set(RINGS)


def sweep(desk: Desk) -> int:
    """Ring until nothing is left to ring; how many timers."""
    rung = 0
    while done := desk.engine.tick(AT_ONCE):
        rung += done
    return rung


def check_each_rang_once(desk: Desk, cases: int) -> None:
    """Every case was urged once, and history explains all that is stored."""
    store = desk.engine.store
    rang = Counter(one.case for one in store.records(Urging, "office"))
    assert rang == dict.fromkeys((case.id for case in store.find("office", Query(limit=cases))), 1)
    assert len(rang) == len(store.messages("office", limit=cases + 1)) == cases
    assert not desk.engine.failing
    assert audit(desk.engine).sound


def test_five_daemons_share_two_thousand_timers_and_none_waits_for_another(
    daemons: list[Desk],
) -> None:
    receive(daemons[0], CASES)
    together = threading.Barrier(DAEMONS)
    first: list[set[str]] = []

    def meet(desk: Desk) -> Callable[[list[Any]], None]:
        def claimed(cases: list[Any]) -> None:
            watched(desk).claimed = lambda _: None
            first.append({case.id for case in cases})
            together.wait(timeout=PATIENCE)  # every one has claimed, and nobody has finished

        return claimed

    for desk in daemons:
        watched(desk).claimed = meet(desk)
    with ThreadPoolExecutor(DAEMONS) as pool:
        shares = list(pool.map(sweep, daemons))

    assert [len(cases) for cases in first] == [AT_ONCE] * DAEMONS
    assert len(set[str]().union(*first)) == AT_ONCE * DAEMONS
    assert sum(shares) == CASES
    assert min(shares) >= AT_ONCE
    check_each_rang_once(daemons[0], CASES)


def test_what_a_stalled_daemon_holds_is_rung_by_it_alone_when_it_wakes(
    daemons: list[Desk],
) -> None:
    receive(daemons[0], 3 * AT_ONCE)
    asleep, awake = threading.Event(), threading.Event()

    def stall(_: list[Any]) -> None:
        watched(daemons[0]).claimed = lambda _: None
        asleep.set()
        assert awake.wait(timeout=PATIENCE)

    watched(daemons[0]).claimed = stall
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(daemons[0].engine.tick, AT_ONCE)
        assert asleep.wait(timeout=PATIENCE)
        others = sweep(daemons[1])
        awake.set()

        assert (others, slow.result(timeout=PATIENCE)) == (2 * AT_ONCE, AT_ONCE)
    check_each_rang_once(daemons[1], 3 * AT_ONCE)


def test_a_daemon_whose_session_was_ended_while_it_slept_doubles_nothing(
    daemons: list[Desk],
) -> None:
    receive(daemons[0], AT_ONCE)
    asleep, awake = threading.Event(), threading.Event()

    def stall(_: list[Any]) -> None:
        watched(daemons[0]).claimed = lambda _: None
        asleep.set()
        assert awake.wait(timeout=PATIENCE)

    watched(daemons[0]).claimed = stall
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(daemons[0].engine.tick, AT_ONCE)
        assert asleep.wait(timeout=PATIENCE)
        _end_other_sessions(daemons[1])
        others = sweep(daemons[1])
        awake.set()
        slow.exception(timeout=PATIENCE)  # its server is gone, or all of it was done meanwhile

    assert others == AT_ONCE
    check_each_rang_once(daemons[1], AT_ONCE)


def _end_other_sessions(desk: Desk) -> None:
    """Take away every session of the database but our own, and wait until they are gone."""
    others = "from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    with watched(desk).engine.connect() as connection:
        ended = text(f"select pg_terminate_backend(pid, {PATIENCE * 1000}) {others}")
        assert all(connection.execute(ended).scalars())
