"""Every store claims the cases that have timers due, oldest first, and knows which timers fail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bihuan.engine.ports import Store
from bihuan.engine.records import Alarm, Deadline
from support.samples import NOON, OFFICE, OTHER_OFFICE, alarm, birth, case
from support.stores import save

HOUR = timedelta(hours=1)


def due(no: int, key: int = 1, **changes: Any) -> Alarm:
    """A timer of a case that is due at noon."""
    return alarm(key, **{"case": f"c-{no}", "due_at": NOON, **changes})


def claimed(store: Store, limit: int = 100) -> list[str]:
    """The names of the cases that are claimed at noon."""
    with store.begin() as work:
        return [one.id for one in work.claim_due(OFFICE, NOON, limit)]


def keep(store: Store, *alarms: Alarm) -> None:
    """A case for each timer, if there is none yet."""
    names = sorted({one.case for one in alarms})
    save(store, *[birth(int(name.removeprefix("c-"))) for name in names])
    with store.begin() as work:
        work.settle(alarms)


def test_the_case_with_the_oldest_timer_comes_first(store: Store) -> None:
    keep(store, due(1), due(2, due_at=NOON - HOUR), due(3, due_at=NOON - 2 * HOUR))

    assert claimed(store) == ["c-3", "c-2", "c-1"]
    assert claimed(store, 2) == ["c-3", "c-2"]


def test_a_case_is_claimed_once_however_many_of_its_timers_are_due(store: Store) -> None:
    keep(store, due(1), due(1, key=2), due(2))

    assert claimed(store) == ["c-1", "c-2"]


def test_what_is_not_due_or_over_or_put_off_is_left_alone(store: Store) -> None:
    keep(
        store,
        due(1, due_at=NOON + HOUR),
        due(2, status="fired", fired_at=NOON),
        due(3, status="cancelled"),
        due(4, attempts=1, put_off=NOON + HOUR),
    )

    assert claimed(store) == []


def test_what_was_put_off_until_now_comes_again(store: Store) -> None:
    keep(store, due(1, attempts=1, put_off=NOON))

    assert claimed(store) == ["c-1"]


def test_another_office_has_its_own_timers(store: Store) -> None:
    theirs = case(office=OTHER_OFFICE)
    save(store, birth(case_=theirs))
    with store.begin() as work:
        work.settle([due(1, office=OTHER_OFFICE)])

    assert claimed(store) == []
    with store.begin() as work:
        assert [one.office for one in work.claim_due(OTHER_OFFICE, NOON, 1)] == [OTHER_OFFICE]


def test_what_is_read_of_claimed_cases_is_each_ones_own(store: Store) -> None:
    def term(no: int) -> Deadline:
        return Deadline(
            office=OFFICE,
            case=f"c-{no}",
            round=1,
            term="answer",
            start=NOON.date(),
            due=NOON.date() + no * timedelta(days=1),
            source="house",
            tentative=False,
            calendar="1",
        )

    save(store, birth(1, records=(term(1),)), birth(2, records=(term(2),)), birth(3))
    with store.begin() as work:
        work.settle([due(1), due(1, key=2), due(2), due(3)])

    with store.begin() as work:
        cases = work.claim_due(OFFICE, NOON, 10)
        terms = {one.id: work.records(Deadline, OFFICE, one.id) for one in cases}
        alarms = {one.id: work.alarms(OFFICE, one.id) for one in cases}

    assert terms == {"c-1": [term(1)], "c-2": [term(2)], "c-3": []}
    assert alarms == {"c-1": [due(1), due(1, key=2)], "c-2": [due(2)], "c-3": [due(3)]}


def test_a_claimed_case_is_as_it_was_saved(store: Store) -> None:
    change = birth(1)
    save(store, change)
    with store.begin() as work:
        work.settle([due(1)])

    with store.begin() as work:
        assert work.claim_due(OFFICE, NOON, 1) == [change.case]


def test_timers_that_failed_are_told_with_their_reason_until_they_are_settled(
    store: Store,
) -> None:
    ill = due(1, attempts=2, put_off=NOON + HOUR, error="OSError: the disk is full")
    keep(store, ill, due(2), due(3, due_at=NOON + HOUR, attempts=1))

    assert store.failing(OFFICE, NOON) == [ill]

    with store.begin() as work:
        work.settle([due(1, status="fired", fired_at=NOON, attempts=2)])
    assert store.failing(OFFICE, NOON) == []
