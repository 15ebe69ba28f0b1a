"""A daemon dies at every moment that has a name: before and after each thing it asks for."""

from __future__ import annotations

import json
from contextlib import closing
from itertools import count

import pytest

from bihuan.adapters.assembly import open_engine
from bihuan.adapters.sql import open_store
from support.breaking.clerk import LONG_AGO, POLICY
from support.breaking.house import House
from support.breaking.nursery import Newborn
from support.breaking.oracle import judge
from support.breaking.points import DEAD
from support.breaking.results import Report
from support.breaking.sizes import sizes
from support.people import CLERK, intake

NAMED = {
    f"{when} {what}"
    for when in ("before", "after")
    for what in ("work.finish", "outbox.claim", "channel.send", "outbox.settle")
}
"""What a daemon must come to, or nothing is tried here that matters."""
OVERDUE = 2
"""Cases that are waiting to be urged each time."""


def some_overdue(house: House, number: count[int]) -> None:
    """Let the office receive what is overdue at once."""
    with closing(open_store(house.url, create=False)) as store:
        engine = open_engine(store, policy=POLICY)
        for _ in range(OVERDUE):
            engine.receive(intake(next(number), received_on=LONG_AGO), actor=CLERK)


def lives_until(house: House, point: str, times: int = 1) -> Newborn:
    """A daemon's round that ends at a point, or well."""
    log = house.folder / "fated.log"
    log.unlink(missing_ok=True)
    words = [house.url, str(house.sink), point, str(times)]
    one = house.nursery.bear("fated", words, house.folder, log)
    assert one.wait()
    return one


@pytest.mark.parametrize("times", sizes(1, 20))
def test_wherever_it_dies_the_next_round_completes_it_and_nothing_is_done_twice(
    house: House, times: int, report: Report
) -> None:
    numbers = count(1)
    some_overdue(house, numbers)
    met = json.loads(lives_until(house, "").said())
    assert met.keys() >= NAMED

    for turn in range(times):
        for point in met:
            some_overdue(house, numbers)
            at = 1 + turn % met[point]
            died = lives_until(house, point, at)
            assert died.code == DEAD, f"{point} was not met {at} times: {died.said()}"

    verdict = judge(house.url, house.sink, [])
    assert verdict.urgings == OVERDUE * (1 + times * len(met))
    report(f"death at each of {len(met)} named points, {times} times", house.kind, verdict)
