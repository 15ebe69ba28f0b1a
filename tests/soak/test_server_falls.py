"""PostgreSQL is broken off in the middle of everything, during its recovery and our start too."""

from __future__ import annotations

import time
from random import Random

import pytest

from support.breaking.house import Crew, House
from support.breaking.oracle import judge
from support.breaking.results import Report
from support.breaking.sizes import sizes
from support.postgres_cluster import Cluster, wait_until

DIES_AGAIN = 0.3
"""How often it is broken off once more before it has recovered."""
UNREACHABLE, TRY_AGAIN = 69, 75


@pytest.mark.parametrize("falls", sizes(4, 100))
def test_when_the_server_falls_daemons_stay_and_everything_goes_on_once_it_is_back(
    fragile: House, cluster: Cluster, falls: int, pick: Random, report: Report
) -> None:
    stays = {name: fragile.daemon(name) for name in ("daemon-1", "daemon-2")}
    crew = Crew(
        {
            **stays,
            **{name: fragile.clerk(name) for name in ("clerk-1", "clerk-2")},
            "newcomer": fragile.daemon("newcomer"),
            "typist": fragile.typist("typist"),
        }
    )
    silences = []
    try:
        crew.keep()
        assert wait_until(crew.all_began)
        for _ in range(falls):
            time.sleep(pick.uniform(0.05, 0.6))  # somewhere in the middle of whatever goes on
            _fall(cluster, crew, pick)
            silences.append(_until_somebody_is_heard(fragile, crew))
        assert all(crew.at_work[name].alive for name in stays)
    finally:
        crew.stop()

    verdict = judge(fragile.url, fragile.sink, fragile.acknowledged())
    assert verdict.urgings
    assert not set(crew.ended) & {*stays, "clerk-1", "clerk-2"}, crew.ended
    assert set(crew.ended.get("newcomer", ())) <= {UNREACHABLE, TRY_AGAIN}
    assert set(crew.ended.get("typist", ())) <= {0, UNREACHABLE, TRY_AGAIN}
    slowest = f"{max(silences):.1f} s"
    report(f"{falls} falls of the server (immediate)", "PostgreSQL", verdict, silence=slowest)


def _fall(cluster: Cluster, crew: Crew, pick: Random) -> None:
    """Break it off, let a daemon begin meanwhile, and start it again."""
    cluster.break_off()
    crew.strike("newcomer")
    time.sleep(pick.uniform(0, 0.3))
    if pick.random() < DIES_AGAIN:
        cluster.begin()
        time.sleep(pick.uniform(0, 0.15))
        cluster.break_off()
    cluster.start()


def _until_somebody_is_heard(house: House, crew: Crew) -> float:
    """The seconds until somebody was told again that something is done."""
    before, began = house.progress(), time.monotonic()
    assert wait_until(lambda: house.progress() > before), "nothing goes on"
    crew.keep()
    return time.monotonic() - began
