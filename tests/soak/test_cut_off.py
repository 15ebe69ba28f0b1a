"""A daemon in another network is cut off from the database, and nobody is told."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from random import Random

import pytest

from bihuan.adapters.assembly import open_engine
from bihuan.adapters.sql import open_store
from support.breaking.clerk import LONG_AGO, POLICY
from support.breaking.draining import OFFICE
from support.breaking.far_away import LENGTH, FarAway, far_away
from support.breaking.house import Crew, House
from support.breaking.nursery import Newborn, Nursery
from support.breaking.oracle import judge
from support.breaking.results import Report
from support.breaking.sizes import sizes
from support.people import CLERK, intake
from support.postgres_cluster import Cluster, wait_until

MOMENT, LONG = (0.1, 3.0), (35.0, 50.0)
"""For how many seconds the cable is out: mostly a moment, sometimes until the line is given up."""
LONG_EACH = 10
PATIENCE = 120.0


@pytest.fixture
def far() -> Iterator[FarAway]:
    """Another network."""
    with far_away() as one:
        yield one


@pytest.fixture
def listening(far: FarAway) -> Mapping[str, str]:
    """The server is heard in the other network, at a number that is free there and here."""
    with closing(socket.create_server((far.here, 0))) as free:
        return {"listen_addresses": far.here, "port": str(free.getsockname()[1])}


@pytest.fixture
def outpost(far: FarAway, fragile: House, cluster: Cluster) -> Iterator[Callable[[], Newborn]]:
    """How a daemon begins far away; it knows the database by its address alone."""
    with cluster.rules.open("a") as rules:
        rules.write(f"host all all {far.here}/{LENGTH} trust\n")
    cluster.reload()
    url = f"postgresql://bihuan@{far.here}:{cluster.port}/cases"
    with Nursery(before=far.before) as nursery:
        there = House(fragile.folder, fragile.url, nursery)
        yield there.daemon("daemon-far", BIHUAN_DATABASE__URL=url)


@pytest.mark.parametrize("cuts", sizes(3, 50))
def test_a_daemon_that_is_cut_off_holds_nobody_up_and_takes_part_again(
    fragile: House,
    outpost: Callable[[], Newborn],
    far: FarAway,
    cuts: int,
    pick: Random,
    report: Report,
) -> None:
    near = {"daemon-near": fragile.daemon("daemon-near"), "clerk": fragile.clerk("clerk")}
    crew = Crew({"daemon-far": outpost, **near})
    longest = 0.0
    try:
        crew.keep()
        assert wait_until(crew.all_began)
        for no in range(1, cuts + 1):
            time.sleep(pick.uniform(0, 0.5))  # somewhere in the middle of whatever goes on
            far.pull_out()
            before, began = fragile.progress(), time.monotonic()
            time.sleep(pick.uniform(*(LONG if no % LONG_EACH == 0 else MOMENT)))
            assert wait_until(lambda: fragile.progress() > before, PATIENCE)  # noqa: B023
            longest = max(longest, time.monotonic() - began)
            far.plug_in()
        for name in near:
            assert crew.at_work[name].alive
            crew.at_work[name].kill()
        _somebody_is_urged(fragile)
        assert crew.at_work["daemon-far"].alive
    finally:
        crew.stop()

    verdict = judge(fragile.url, fragile.sink, fragile.acknowledged())
    report(f"{cuts} cuts of a daemon's network", "PostgreSQL", verdict, longest=f"{longest:.0f} s")


def _somebody_is_urged(house: House) -> None:
    """By the only daemon that is left."""
    with closing(open_store(house.url)) as store:
        engine = open_engine(store, policy=POLICY)
        case = engine.receive(intake(received_on=LONG_AGO), actor=CLERK).case.id
        assert wait_until(lambda: store.case(OFFICE, case).seq > 1, PATIENCE)
