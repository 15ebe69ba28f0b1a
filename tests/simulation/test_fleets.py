"""Three daemons over one store, under one seed: nothing is lost, nothing doubled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import SystemRandom

import pytest
from hypothesis import settings

from bihuan.adapters.memory import MemoryStore
from bihuan.engine.ports import Store
from support.fleet import Fleet, lived
from support.planted_bugs import marks_before_it_sends

BEFALLS = {
    *("death", "busy", "unreachable", "meanwhile", "DatabaseBusy", "DatabaseUnreachable"),
    *("lost", "unheard", "stalled", "died", "died unheard", "clock jumps", "held still"),
    *("claimed", "claimed again", "heard", "too late", "urge", "answer", "feedback", "close"),
}
"""What must have come up in all these days, or they have searched too little."""


def seeds(many: int) -> Iterator[int]:
    """The first so many; new ones each time where the profile wants to search."""
    first = 0 if settings().derandomize else SystemRandom().randrange(2**32)
    yield from range(first, first + many)


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_doubled_whatever_befalls_three_daemons() -> None:
    seen: Counter[str] = Counter()

    for seed in seeds(12):
        fleet = lived(MemoryStore(), seed, 20)
        seen += fleet.seen + fleet.events

    assert set(seen) >= BEFALLS


@pytest.mark.soak
@pytest.mark.slow
@pytest.mark.parametrize("part", range(10))
def test_many_offices_keep_every_promise_through_many_days(part: int) -> None:
    for seed in seeds(20):
        lived(MemoryStore(), part * 1_000_000 + seed, 60)


def test_the_same_seed_befalls_an_office_alike() -> None:
    first, second = (lived(MemoryStore(), 3, 6) for _ in range(2))

    assert first.story == second.story
    assert first.picture == second.picture


@pytest.mark.slow
def test_every_store_stands_the_same_troubles(store: Store) -> None:
    days = 40 if settings().max_examples > 100 else 10

    fleet = lived(store, 17, days)

    memory = lived(MemoryStore(), 17, days)
    assert fleet.story == memory.story
    assert fleet.picture == memory.picture
    assert fleet.seen["death"]
    assert fleet.seen["meanwhile"]


def test_a_failure_tells_its_seed_and_how_it_came_to_it() -> None:
    with pytest.raises(AssertionError) as failure:
        lived(MemoryStore(), 2, 60, courier=marks_before_it_sends)

    told = "\n".join(failure.value.__notes__)
    assert "this was the fleet of seed 2" in told
    assert "C has its round" in told


def test_an_office_left_in_peace_is_done_within_an_hour() -> None:
    fleet = Fleet(MemoryStore(), 5)
    fleet.live(10)
    fleet.troubled = False

    fleet.heal()

    assert fleet.base.outbox.waiting("office") == {}
