"""Names of new cases sort by when they were made, whatever the clock does."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random

from bihuan.adapters.ids import TimeOrderedIds
from support.samples import NOON


def test_names_made_in_one_millisecond_sort_in_the_order_they_were_made() -> None:
    ids = TimeOrderedIds()

    names = [ids.new(NOON) for _ in range(1000)]

    assert names == sorted(set(names))


def test_a_clock_that_is_set_back_makes_no_earlier_name() -> None:
    ids = TimeOrderedIds()

    names = [ids.new(NOON + timedelta(seconds=second)) for second in (0, 5, 1, 5, 6)]

    assert names == sorted(set(names))


def test_a_name_is_a_uuid_of_version_7_that_tells_its_millisecond() -> None:
    ids = TimeOrderedIds()

    made = [uuid.UUID(ids.new(NOON)) for _ in range(10)]

    assert {(one.version, one.variant) for one in made} == {(7, uuid.RFC_4122)}
    assert {one.int >> 80 for one in made} == {int(NOON.timestamp() * 1000)}


def test_the_next_name_is_not_the_one_after() -> None:
    ids = TimeOrderedIds()
    one, two, three = (uuid.UUID(ids.new(NOON)).int for _ in range(3))

    assert two - one != three - two


def test_the_same_randomness_makes_the_same_names() -> None:
    one, other = (TimeOrderedIds(Random(7)) for _ in range(2))

    assert [one.new(NOON) for _ in range(3)] == [other.new(NOON) for _ in range(3)]


def test_threads_never_share_a_name() -> None:
    ids = TimeOrderedIds()

    with ThreadPoolExecutor(4) as pool:
        names = list(pool.map(lambda _: ids.new(NOON), range(400)))

    assert len(set(names)) == 400
