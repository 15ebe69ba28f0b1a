"""Daemons, clerks and command lines are killed wherever they stand, again and again."""

from __future__ import annotations

import time
from random import Random

import pytest

from support.breaking.house import Crew, House
from support.breaking.oracle import judge
from support.breaking.results import Report
from support.breaking.sizes import sizes

LONGEST_BREATH = 0.2


@pytest.mark.parametrize("kills", sizes(60, 1000))
def test_whoever_is_killed_nothing_acknowledged_is_lost_and_nobody_is_urged_twice(
    house: House, kills: int, pick: Random, report: Report
) -> None:
    crew = Crew(
        {
            **{name: house.daemon(name) for name in house.daemons},
            **{name: house.clerk(name) for name in ("clerk-1", "clerk-2")},
            "typist": house.typist("typist"),
        }
    )
    struck = []
    try:
        for _ in range(kills):
            crew.keep()
            time.sleep(pick.uniform(0, LONGEST_BREATH))  # how long they live is what is tried
            struck.append(pick.choice(sorted(crew.ways)))
            crew.strike(struck[-1])
    finally:
        crew.stop()

    verdict = judge(house.url, house.sink, house.acknowledged())
    assert set(struck) == set(crew.ways)
    assert verdict.urgings
    report(f"{kills} kills (SIGKILL)", house.kind, verdict)
