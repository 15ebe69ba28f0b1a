"""Five daemons share an office; they are stopped, woken, and cut off from the database."""

from __future__ import annotations

import signal
import time
from contextlib import closing
from functools import partial
from random import Random

import psycopg
import pytest

from bihuan.adapters.assembly import open_engine
from bihuan.adapters.clocks import SystemClock
from bihuan.adapters.sql import open_store
from bihuan.engine.engine import Engine
from bihuan.engine.errors import BihuanError
from bihuan.engine.ports import Store
from support.breaking.clerk import LONG_AGO, POLICY, patiently
from support.breaking.draining import OFFICE
from support.breaking.house import Crew, House
from support.breaking.oracle import judge
from support.breaking.results import Report
from support.breaking.sizes import sizes
from support.people import CLERK, intake
from support.postgres_cluster import Cluster, wait_until

DAEMONS = tuple(f"daemon-{no}" for no in range(1, 6))
ENOUGH = 3000
"""So many that each daemon gets some of them, however it was stopped."""
WAVE = 100
"""So many become due between two blows."""
BLINK, SLEEP = (0.2, 2.0), (11.0, 14.0)
"""For how many seconds a daemon is stopped: a moment, or longer than anybody waits."""
DEEP = 0.1
"""How often it is the longer one."""
CUT = "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'cases' and pid <> %s"


@pytest.mark.parametrize("urgings", sizes(300, 5000))
def test_five_daemons_ring_everything_once_however_they_are_stopped_and_cut_off(
    fragile: House, cluster: Cluster, urgings: int, pick: Random, report: Report
) -> None:
    crew = Crew({name: fragile.daemon(name) for name in DAEMONS})
    stops, cuts = 0, 0
    try:
        crew.keep()
        assert wait_until(crew.all_began)
        with closing(open_store(fragile.url)) as store:
            engine = open_engine(store, policy=POLICY)
            for first in range(0, urgings, WAVE):
                patiently(partial(_become_due, engine, range(first, first + WAVE)))
                stops += _stop_one(crew, pick)
                cuts += _cut_some(cluster, pick)
            assert wait_until(lambda: not patiently(partial(_due, store)), 600)
        assert all(one.alive for one in crew.at_work.values())
    finally:
        crew.stop()

    verdict = judge(fragile.url, fragile.sink, [])
    assert verdict.urgings == urgings
    shares = [crew.at_work[name].said().count('"case.moved"') for name in DAEMONS]
    assert min(shares) > 0 or urgings < ENOUGH, shares
    report(
        f"5 daemons, {stops} stops (SIGSTOP), {cuts} cut connections",
        "PostgreSQL",
        verdict,
        shares=shares,
    )


def _due(store: Store) -> bool:
    return bool(store.due(OFFICE, SystemClock().now(), 1))


def _become_due(engine: Engine, numbers: range) -> None:
    arrivals = [(intake(no + 1, received_on=LONG_AGO), f"wave/{no}") for no in numbers]
    for outcome in engine.receive_all(arrivals, actor=CLERK):
        if isinstance(outcome, BihuanError):
            raise outcome


def _stop_one(crew: Crew, pick: Random) -> int:
    """Stop a daemon wherever it stands, and wake it after others may have taken its work."""
    one = crew.at_work[pick.choice(DAEMONS)]
    one.send(signal.SIGSTOP)
    time.sleep(pick.uniform(*(SLEEP if pick.random() < DEEP else BLINK)))
    one.send(signal.SIGCONT)
    return 1


def _cut_some(cluster: Cluster, pick: Random) -> int:
    """Let the server end some of the connections."""
    with closing(psycopg.connect(cluster.plain_url, autocommit=True)) as connection:
        share = pick.choice((0.0, 0.3, 1.0))
        asked = connection.execute(f"{CUT} and random() < {share}", [connection.info.backend_pid])
        return len(asked.fetchall())
