"""What every store tells those who follow it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.sql import SqlStore
from bihuan.engine.feeding import Told
from bihuan.engine.ports import Store
from support.people import CLERK, an_engine, intake
from support.samples import OFFICE, birth, step
from support.stores import save


def heard(store: Store, after: int = 0, limit: int = 100) -> list[tuple[int, str, int]]:
    """Positions with the entries they were given to."""
    told = store.feed(OFFICE, after, limit)
    return [(one.position, one.entry.case, one.entry.seq) for one in told]


def test_every_entry_is_told_once_under_a_position_it_keeps(store: Store) -> None:
    assert heard(store) == []
    first = birth()
    save(store, first)
    assert heard(store) == [(1, "c-1", 1)]

    save(store, step(first, "dispatched"), birth(2))

    now = heard(store)
    assert [position for position, *_ in now] == [1, 2, 3]
    assert now[0] == (1, "c-1", 1)
    assert {one[1:] for one in now[1:]} == {("c-1", 2), ("c-2", 1)}
    assert heard(store, after=1) == now[1:]
    assert heard(store, after=3) == []
    assert heard(store) == now


def test_who_asks_for_a_few_at_a_time_hears_them_all_in_order(store: Store) -> None:
    office = an_engine(store, office=OFFICE)
    names = [office.receive(intake(no), actor=CLERK).case.id for no in range(1, 6)]
    for name in names:
        office.fire(name, "urge", actor=CLERK)

    told: list[Told] = []
    while some := office.feed(told[-1].position if told else 0, 3):
        told += some

    assert [one.position for one in told] == list(range(1, 11))
    for name in names:
        his = [one.entry for one in told if one.entry.case == name]
        assert his == store.history(OFFICE, name)


def test_one_office_hears_nothing_of_another(store: Store) -> None:
    save(store, birth())

    assert store.feed("another") == []


def test_what_was_undone_is_never_told(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.begin() as work:
        work.save(birth())
        raise ZeroDivisionError

    assert heard(store) == []
    save(store, birth(2))
    assert heard(store) == [(1, "c-2", 1)]


def test_an_entry_that_is_kept_later_is_told_later_and_not_passed_over(store: Store) -> None:
    if not isinstance(store, SqlStore) or store.engine.dialect.name == "sqlite":
        pytest.skip("one writer at a time")
    with store.begin() as slow:
        slow.save(birth())
        save(store, birth(2))
        assert heard(store) == [(1, "c-2", 1)]

    assert heard(store) == [(1, "c-2", 1), (2, "c-1", 1)]


def test_a_clock_set_back_changes_no_order_within_a_case(store: Store) -> None:
    clock = FrozenClock("2024-03-05")
    office = an_engine(store, office=OFFICE, clock=clock)
    name = office.receive(intake(), actor=CLERK).case.id
    office.fire(name, "urge", actor=CLERK)
    clock.set("2024-03-04")
    office.fire(name, "urge", actor=CLERK)

    assert [one.entry.seq for one in office.feed()] == [1, 2, 3]


def test_many_who_follow_while_others_write_hear_the_same(store: Store) -> None:
    office = an_engine(store, office=OFFICE)

    def write(first: int) -> None:
        for no in range(first, first + 5):
            office.receive(intake(no), actor=CLERK)

    def follow() -> list[Told]:
        told: list[Told] = []
        while len(told) < 15:
            told += office.feed(told[-1].position if told else 0, 4)
        return told

    with ThreadPoolExecutor(6) as pool:
        writers = [pool.submit(write, first) for first in (1, 101, 201)]
        followers = [pool.submit(follow) for _ in range(3)]
        for writer in writers:
            writer.result()
        one, two, three = (follower.result() for follower in followers)

    assert one == two == three
    assert [told.position for told in one] == list(range(1, 16))


def test_inside_a_hosts_transaction_nothing_new_is_told(store: Store) -> None:
    if not isinstance(store, SqlStore):
        pytest.skip("memory shares no transaction")
    save(store, birth())
    assert heard(store) == [(1, "c-1", 1)]
    with store.engine.connect() as host:
        joined = store.joined(host)
        save(joined, birth(2))
        assert heard(joined) == [(1, "c-1", 1)]
        host.rollback()

    assert heard(store) == [(1, "c-1", 1)]


def test_the_last_position_is_that_of_the_last_entry(store: Store) -> None:
    before = store.told_up_to(OFFICE)
    save(store, birth(), birth(2))

    assert (before, store.told_up_to(OFFICE)) == (0, 2)
    assert [position for position, *_ in heard(store)] == [1, 2]
