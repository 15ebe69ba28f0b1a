"""The power is cut: of the SQLite files, only what was flushed to the disk is left."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from support.breaking.clerk import POLICY
from support.breaking.house import Crew, House
from support.breaking.injected import FlakyDisk
from support.breaking.nursery import Nursery
from support.breaking.oracle import judge
from support.breaking.results import Report
from support.breaking.sizes import sizes
from support.postgres_cluster import wait_until


@pytest.fixture
def disk(tmp_path: Path) -> FlakyDisk:
    """Where the database lies."""
    return FlakyDisk.made(tmp_path)


@pytest.fixture
def lit(disk: FlakyDisk, tmp_path: Path) -> Iterator[House]:
    """An office whose database lies there, and nothing else."""
    with Nursery(environ=disk.environ) as nursery:
        one = House(tmp_path, f"sqlite:///{disk.path / 'bihuan.db'}", nursery)
        begun = nursery.bear("bihuan", one.beginning(POLICY), tmp_path, tmp_path / "init.log")
        assert begun.wait()
        assert begun.code == 0, begun.said()
        yield one


def work_until_dark(house: House, disk: FlakyDisk, pick: Random, program: str) -> None:
    """Let a daemon and clerks work for a while; then everything is gone at once."""
    clerks = {name: house.clerk(name, program) for name in ("clerk-1", "clerk-2")}
    crew = Crew({"daemon": house.daemon("daemon"), **clerks})
    before = house.progress()
    try:
        crew.keep()
        assert wait_until(lambda: house.progress() > before)
        time.sleep(pick.uniform(0, 0.4))  # somewhere in the middle of whatever goes on
    finally:
        crew.stop()
    disk.power_cut()


@pytest.mark.parametrize("cuts", sizes(4, 300))
def test_nothing_acknowledged_is_lost_when_the_power_is_cut(
    lit: House, disk: FlakyDisk, cuts: int, pick: Random, report: Report
) -> None:
    for _ in range(cuts):
        work_until_dark(lit, disk, pick, "clerk")

    verdict = judge(lit.url, lit.sink, lit.acknowledged())
    report(f"{cuts} power cuts", "SQLite", verdict)


@pytest.mark.slow
def test_who_does_not_wait_for_the_disk_loses_what_was_acknowledged(
    lit: House, disk: FlakyDisk, pick: Random
) -> None:
    with pytest.raises(AssertionError, match=r"acknowledged (and lost|otherwise)"):
        for _ in range(8):  # one cut may come just after the system wrote by itself
            work_until_dark(lit, disk, pick, "careless clerk")
            judge(lit.url, lit.sink, lit.acknowledged())
