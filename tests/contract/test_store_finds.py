"""What every store must find, in which order, and how much of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bihuan.engine.errors import BadInput
from bihuan.engine.ports import Store
from bihuan.engine.query import Query
from bihuan.engine.records import Member, Round
from support.samples import (
    CASE,
    NOON,
    OFFICE,
    OTHER_OFFICE,
    alarm,
    birth,
    case,
    closing,
    feedback,
    message,
    step,
)


@pytest.fixture
def filled(store: Store) -> Store:
    """Four cases: a plain one, one of last year, a support case that moved on, a closed one."""
    plain = birth(case_=case(1, title="100%的建议_A", due=date(2024, 6, 30)))
    old = birth(case_=case(2, year=2023, kind="cppcc_proposal", title="1000的建议"))
    support = birth(
        case_=case(3, role="support", number="第3_号", title="b"),
        records=(_round(3, 1, "甲处"), _round(3, 2, "乙处"), _member(3)),
    )
    moved = step(support, "dispatched", due=date(2024, 5, 1))
    last = birth(case_=case(4, title="A的建议"), records=(_member(4), _round(4, 1, None)))
    form = feedback(last)
    with store.begin() as work:
        for change in (last, moved and support, old, plain, moved, form, closing(form)):
            work.save(change)
    return store


def _round(no: int, round: int, division: str | None) -> Round:
    return Round(
        office=OFFICE, case=f"c-{no}", round=round, began_on=date(2024, 3, 4), division=division
    )


def _member(no: int) -> Member:
    return Member(office=OFFICE, case=f"c-{no}", no=1, name="某代表", lead=True)


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({}, "1234"),
        ({"year": 2024}, "134"),
        ({"kind": "cppcc_proposal"}, "2"),
        ({"roles": ("support",)}, "3"),
        ({"roles": ("support", "lead")}, "1234"),
        ({"states": ("dispatched", "closed")}, "34"),
        ({"due_before": date(2024, 5, 1)}, "3"),
        ({"due_before": date(2024, 4, 30)}, ""),
        ({"due_before": date(2024, 6, 30)}, "13"),
        ({"due_after": date(2024, 5, 1)}, "13"),
        ({"due_after": date(2024, 5, 2), "due_before": date(2024, 6, 30)}, "1"),
        ({"due_after": date(2024, 7, 1)}, ""),
        ({"text": "的建议"}, "124"),
        ({"text": "0%"}, "1"),
        ({"text": "议_"}, "1"),
        ({"text": "3_"}, "3"),
        ({"text": "第000"}, "124"),
        ({"text": "a"}, ""),
        ({"text": "B"}, ""),
        ({"text": "\\"}, ""),
        ({"number_key": "4"}, "4"),
        ({"open_only": True}, "123"),
        ({"division": "甲处"}, "3"),
        ({"division": "乙处"}, ""),
        ({"member": "某代表"}, "34"),
        ({"member": "某"}, ""),
        ({"member": "某代表", "division": "甲处", "open_only": True}, "3"),
        ({"after": "c-2"}, "34"),
        ({"limit": 2}, "12"),
        ({"after": "c-1", "limit": 1}, "2"),
        ({"year": 2024, "open_only": True, "text": "100"}, "1"),
    ],
)
def test_cases_are_found_by_each_field(filled: Store, query: dict[str, Any], ids: str) -> None:
    found = filled.find(OFFICE, Query(**query))

    assert [one.id for one in found] == [f"c-{no}" for no in ids]


def test_fewer_cases_than_none_cannot_be_asked_for(filled: Store) -> None:
    with pytest.raises(BadInput) as refused:
        filled.find(OFFICE, Query(limit=-1))

    assert str(refused.value) == "limit: is less than 0 (got -1)"
    assert filled.find(OFFICE, Query(limit=0)) == []


def test_nothing_is_found_in_another_office(filled: Store) -> None:
    assert filled.find(OTHER_OFFICE, Query()) == []


def test_ids_are_sorted_by_code_point(store: Store) -> None:
    names = ["B", "a", "z", "é", "件", "𬭎"]
    with store.begin() as work:
        for no, name in enumerate(reversed(names)):
            work.save(birth(case_=case(no, id=name)))

    assert [one.id for one in store.find(OFFICE, Query())] == names
    assert [one.id for one in store.find(OFFICE, Query(after="z"))] == ["é", "件", "𬭎"]


def test_due_timers_come_oldest_first_and_no_more_than_asked(store: Store) -> None:
    timers = (
        alarm(1, hours=2),
        alarm(2, hours=1),
        alarm(3, hours=0.5, status="cancelled"),
        alarm(4, hours=3),
        alarm(5, hours=1),
    )
    with store.begin() as work:
        work.save(birth(alarms=timers))
        work.save(birth(case_=case(office=OTHER_OFFICE), alarms=()))

    now = NOON + timedelta(hours=2)
    assert [one.key for one in store.due(OFFICE, now, 10)] == [
        "urge:rung-2",
        "urge:rung-5",
        "urge:rung-1",
    ]
    assert [one.key for one in store.due(OFFICE, now, 1)] == ["urge:rung-2"]
    assert list(store.due(OTHER_OFFICE, now, 10)) == []
    assert list(store.due(OFFICE, NOON, 10)) == []


def test_the_next_timer_is_the_earliest_pending_one(store: Store) -> None:
    with store.begin() as work:
        work.save(birth(alarms=(alarm(1, hours=2), alarm(2, hours=1, status="fired"))))

    assert store.next_due(OFFICE) == NOON + timedelta(hours=2)
    assert store.next_due(OTHER_OFFICE) is None


def test_timers_are_told_apart_by_key_round_and_generation(store: Store) -> None:
    first = alarm()
    others = (first, replace(first, round=2), replace(first, generation="2024-07-01"))
    with store.begin() as work:
        work.save(birth(alarms=others))
        work.settle([replace(first, status="skipped")])
        assert len(work.alarms(OFFICE, CASE)) == 3

    assert len(store.alarms(OFFICE, status="pending")) == 2
    assert len(store.alarms(OFFICE, status="pending", limit=1)) == 1
    assert len(store.alarms(OFFICE, limit=2)) == len(store.alarms(OFFICE, CASE, limit=2)) == 2
    assert [one.id for one in store.alarms(OFFICE, CASE, status="skipped")] == [first.id]


def test_followers_are_the_cases_merged_into_this_one(store: Store) -> None:
    host, one, two = birth(1), birth(2), birth(3)
    with store.begin() as work:
        for change in (host, two, one):
            work.save(change)
        for change in (two, one):
            work.save(step(change, "merged", host=CASE))

    with store.begin() as work:
        assert [found.id for found in work.followers(OFFICE, CASE)] == ["c-2", "c-3"]
        assert work.followers(OFFICE, "c-2") == []


def test_an_entry_is_found_by_its_key(store: Store) -> None:
    born = birth(key="k-1")
    with store.begin() as work:
        work.save(born)

    with store.begin() as work:
        assert work.outcome(OFFICE, "k-1") == born.entry
        assert work.outcome(OFFICE, "k-2") is None
        assert work.outcome(OTHER_OFFICE, "k-1") is None


def test_messages_come_oldest_first_and_can_be_settled(store: Store) -> None:
    with store.begin() as work:
        work.save(birth(messages=(message(2), message(1), message(3))))
    assert store.outbox.settle([message(2, status="sent", attempts=1)]) == [True]

    assert [one.key[-1] for one in store.messages(OFFICE)] == ["1", "2", "3"]
    assert [one.key[-1] for one in store.messages(OFFICE, status="pending")] == ["1", "3"]
    assert [one.key[-1] for one in store.messages(OFFICE, limit=1)] == ["1"]
    assert store.messages(OFFICE, status="sent")[0].attempts == 1


def test_a_census_counts_who_stands_where_and_since_when(filled: Store) -> None:
    counted = {one.state: one for one in filled.census(OFFICE)}

    assert {name: one.cases for name, one in counted.items()} == {"received": 2, "dispatched": 1}
    cases = filled.find(OFFICE, Query(states=("received",)))
    received = counted["received"]
    assert received.definition == cases[0].definition
    assert received.first_at == min(case.changed_at for case in cases)
    assert received.last_at == max(case.changed_at for case in cases)
    assert filled.census(OTHER_OFFICE) == []


def test_closed_cases_are_counted_for_who_asks_for_them(filled: Store) -> None:
    counted = {(one.state, one.final): one.cases for one in filled.census(OFFICE, closed=True)}

    assert counted == {("received", False): 2, ("dispatched", False): 1, ("closed", True): 1}
    assert filled.census(OTHER_OFFICE, closed=True) == []


def test_a_store_elsewhere_has_a_clock_of_its_own(store: Store) -> None:
    before = datetime.now(UTC)

    there = store.clock()

    assert there is None or abs(there - before) < timedelta(minutes=1)
    assert there is None or there.utcoffset() == timedelta()
