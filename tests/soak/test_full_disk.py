"""The disk is full to the last byte: of the database, of the notices, of the log."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from bihuan.adapters.sql import open_store
from bihuan.engine.query import Query
from bihuan.engine.records import Urging
from bihuan.engine.urging import BY_HAND
from support.breaking.clerk import POLICY
from support.breaking.draining import OFFICE
from support.breaking.house import Crew, House
from support.breaking.nursery import Nursery
from support.breaking.oracle import judge
from support.breaking.results import Report
from support.breaking.sizes import sizes
from support.breaking.small_disk import SmallDisk, small_disk
from support.postgres_cluster import Cluster, wait_until

MEGABYTES = 24
ENOUGH = 10
"""So often that the server must have met it."""
PARTS = ("database", "log")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """A disk of which each test fills one part of the office."""
    with small_disk(tmp_path / "disk", MEGABYTES) as one:
        yield one


@pytest.fixture(params=PARTS)
def cramped(
    request: pytest.FixtureRequest, disk: SmallDisk, nursery: Nursery, tmp_path: Path
) -> House:
    """An office of which one part lies on the small disk."""
    places = {part: disk.path if part == request.param else tmp_path for part in PARTS}
    one = House(
        tmp_path,
        f"sqlite:///{places['database'] / 'bihuan.db'}",
        nursery,
        logs=places["log"],
    )
    one.set_up(POLICY)
    return one


@pytest.mark.parametrize("times", sizes(3, 66))
def test_a_full_disk_stops_only_what_needs_it_and_all_goes_on_when_there_is_room(
    cramped: House,
    disk: SmallDisk,
    times: int,
    pick: Random,
    report: Report,
    request: pytest.FixtureRequest,
) -> None:
    part = request.node.callspec.params["cramped"]
    crew = Crew({"daemon": cramped.daemon("daemon"), "clerk": cramped.clerk("clerk")})
    try:
        crew.keep()
        assert wait_until(lambda: cramped.progress() > 0)
        for _ in range(times):
            time.sleep(pick.uniform(0, 0.3))  # somewhere in the middle of whatever goes on
            disk.fill()
            if part == "database":
                _can_be_read(cramped)
            else:
                _goes_on(cramped)
            disk.free()
            _goes_on(cramped)
        assert wait_until(lambda: _the_daemon_urged(cramped))
        assert crew.at_work["daemon"].alive
        assert crew.at_work["clerk"].alive
    finally:
        crew.stop()

    verdict = judge(cramped.url, cramped.sink, cramped.acknowledged())
    assert verdict.urgings
    report(f"{times} times the disk of the {part} is full", "SQLite", verdict)


@pytest.mark.parametrize("times", sizes(2, 66))
def test_when_the_disk_of_the_server_is_full_nothing_acknowledged_is_lost(
    narrow: tuple[SmallDisk, Cluster, House], times: int, pick: Random, report: Report
) -> None:
    disk, server, house = narrow
    crew = Crew({"daemon": house.daemon("daemon"), "clerk": house.clerk("clerk")})
    died = 0
    try:
        crew.keep()
        assert wait_until(lambda: house.progress() > 0)
        for _ in range(times):
            disk.fill()
            time.sleep(pick.uniform(0, 1))  # somebody meets it, in whatever they were doing
            disk.free()
            if not server.alive:
                died += 1
                server.start()
            _goes_on(house)
        assert wait_until(lambda: _the_daemon_urged(house))
        assert crew.at_work["daemon"].alive
        assert crew.at_work["clerk"].alive
    finally:
        crew.stop()

    verdict = judge(house.url, house.sink, house.acknowledged())
    assert verdict.urgings
    full = f"{times} times the disk of the server is full"
    met = server.said().count("No space left on device")
    assert met or times < ENOUGH
    report(full, "PostgreSQL", verdict, met=met, server_gave_up=died)


def _can_be_read(house: House) -> None:
    with closing(open_store(house.url, create=False)) as store:
        assert store.find(OFFICE, Query())


def _the_daemon_urged(house: House) -> bool:
    """Whether a timer rang; the clerk urges as well, by hand."""
    with closing(open_store(house.url, create=False)) as store:
        return any(one.rung != BY_HAND for one in store.records(Urging, OFFICE))


def _goes_on(house: House) -> None:
    before = house.progress()
    assert wait_until(lambda: house.progress() > before), "nobody is told that anything is done"
