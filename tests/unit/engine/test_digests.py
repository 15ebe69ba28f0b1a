"""Held notices leave together, once a day for each recipient and channel."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from bihuan.engine.digests import gather_digests
from bihuan.engine.messages import Message
from bihuan.rules.book import Book, Entry, Kind
from support.people import Desk, with_layer

BOOK = Book(
    (
        Entry(name="某经办人", digest=True),
        Entry(name="某处", kind=Kind.DIVISION),
        Entry(name="办公室", kind=Kind.OFFICE),
    )
)


@pytest.fixture
def cases(desk: Desk) -> list[str]:
    """Two cases of an officer who wants one notice a day; the first reminder has rung."""
    desk.engine.house = replace(desk.engine.house, book=BOOK)
    names = [desk.receive(no) for no in (1, 2)]
    for name in names:
        desk.do(name, "dispatch")
    desk.clock.set("2024-05-21")
    desk.engine.tick()
    return names


def at(desk: Desk, moment: str) -> int:
    """Gather at this time of the 21st of May, or at this instant."""
    told = moment if "-" in moment else f"2024-05-21T{moment}:00+08:00"
    desk.clock.set(datetime.fromisoformat(told))
    return gather_digests(desk.engine, desk.clock.now())


def messages(desk: Desk, status: str) -> list[Message]:
    """The messages of one status."""
    return desk.engine.store.messages("office", status=status)


def test_what_is_held_leaves_as_one(desk: Desk, cases: list[str]) -> None:
    held = messages(desk, "held")

    assert at(desk, "09:30") == 1

    (digest,) = messages(desk, "pending")
    assert (digest.topic, digest.recipient, digest.case) == ("digest", "某经办人", None)
    assert digest.key == "digest/某经办人/notice/2024-05-21"
    items = digest.body["items"]
    assert isinstance(items, list)
    assert [one["number"] for one in items] == ["第0001号", "第0002号"]
    assert {one["level"] for one in items} == {"reminder"}
    assert {one.key for one in messages(desk, "bundled")} == {one.key for one in held}
    assert messages(desk, "held") == []


def test_the_morning_is_given_time_to_ring(desk: Desk, cases: list[str]) -> None:
    assert at(desk, "09:29") == 0
    assert len(messages(desk, "held")) == 2


@pytest.mark.parametrize("closed", ["2024-05-21T17:30:00+08:00", "2024-05-25T10:00:00+08:00"])
def test_nothing_is_gathered_while_the_office_is_closed(
    desk: Desk, cases: list[str], closed: str
) -> None:
    assert at(desk, closed) == 0
    assert len(messages(desk, "held")) == 2


def test_one_digest_a_day_and_the_rest_on_the_next(desk: Desk, cases: list[str]) -> None:
    at(desk, "09:30")
    late = messages(desk, "bundled")[0]
    more = replace(late, key="more", status="held")
    desk.engine.store.outbox.put([more])

    assert at(desk, "16:00") == 0
    assert at(desk, "2024-05-22T09:30:00+08:00") == 1
    assert [one.key[-10:] for one in messages(desk, "pending")] == ["2024-05-21", "2024-05-22"]


def test_a_case_answered_meanwhile_is_left_out(desk: Desk, cases: list[str]) -> None:
    desk.walk(cases[0], "contact", "answer", "feedback", "close")

    assert at(desk, "09:30") == 1

    (digest,) = messages(desk, "pending")
    items = digest.body["items"]
    assert isinstance(items, list)
    assert [one["number"] for one in items] == ["第0002号"]
    assert [one.case for one in messages(desk, "dropped")] == [cases[0]]


def test_a_digest_of_nothing_is_not_sent(desk: Desk, cases: list[str]) -> None:
    for case in cases:
        desk.walk(case, "contact", "answer", "feedback", "close")

    assert at(desk, "09:30") == 0
    assert messages(desk, "pending") == []


def test_supervision_is_not_kept_for_the_digest(desk: Desk, cases: list[str]) -> None:
    desk.clock.set(date(2024, 6, 5))
    desk.engine.tick()

    urgent = [one for one in messages(desk, "pending") if one.topic == "supervision"]
    assert len(urgent) == 2 * 2  # 某处 and the office, which stands for leader and supervision


def test_a_recess_begun_meanwhile_keeps_the_digest_in_the_house(
    desk: Desk, cases: list[str]
) -> None:
    desk.engine.use_calendar(with_layer({date(2024, 5, 21): "停电"}))

    assert at(desk, "09:30") == 0
