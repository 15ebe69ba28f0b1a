"""Two officers at one case at the same moment: one wins, and nothing of the other's is kept."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from itertools import count
from typing import Any

import pytest

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.sql import SqlStore
from bihuan.adapters.sql.database import open_database
from bihuan.engine.actor import Actor
from bihuan.engine.audit import audit
from bihuan.engine.errors import BihuanError, CaseExists, Refused
from bihuan.engine.outcome import Outcome
from bihuan.engine.query import Query
from bihuan.engine.records import Contact, Request
from support.invariants import Picture, check
from support.people import CLERK, FIRST_DAY, Desk, an_engine, intake, letter_number

PATIENCE = 30
ROUNDS = 5
"""How often each meeting is repeated, since one alone may not be a close one."""
HOST_FIRST = pytest.mark.parametrize("host_first", [True, False], ids=["host", "follower"])
"""Whose name sorts before the other's, and so is locked first."""


class OwnIds:
    """Names for new cases that two desks never give twice."""

    _next = count(1)

    def new(self, now: object) -> str:
        """The next name of all desks together."""
        return f"case-{next(self._next):05d}"


@pytest.fixture
def desks(database_url: str) -> Iterator[list[Desk]]:
    """Two desks of one office, each with connections of its own to one database."""
    with (
        closing(SqlStore(open_database(database_url))) as first,
        closing(SqlStore(open_database(database_url))) as second,
    ):
        clock = FrozenClock(FIRST_DAY)
        engines = [an_engine(store, clock=clock) for store in (first, second)]
        for engine in engines:
            engine.ids = OwnIds()
        yield [Desk(engine, clock) for engine in engines]


def meet(*acts: Callable[[], Outcome]) -> list[Outcome | BihuanError]:
    """Let all act at the same moment; what each was given, or told."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Outcome]) -> Outcome | BihuanError:
        start.wait(timeout=PATIENCE)
        try:
            return act()
        except BihuanError as error:
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def sorts(results: list[Outcome | BihuanError]) -> list[str]:
    """Of what sort each result is, in the order of the alphabet."""
    return sorted(type(one).__name__ for one in results)


def won(results: list[Outcome | BihuanError]) -> Outcome:
    """What the one who won was given."""
    (winner,) = (one for one in results if isinstance(one, Outcome))
    return winner


def dispatched(desk: Desk, no: int = 1) -> str:
    """A case that has been dispatched."""
    case = desk.receive(no)
    desk.do(case, "dispatch")
    return case


def check_office(desk: Desk) -> None:
    """Every promise holds, and history explains all that is stored."""
    check(Picture.of(desk.engine), desk.engine.library)
    assert audit(desk.engine).sound


def test_of_two_who_decided_on_the_same_revision_one_wins(desks: list[Desk]) -> None:
    for no in range(1, ROUNDS + 1):
        case = desks[0].receive(no)
        acts = ("contact", "urge")

        results = meet(
            *(
                partial(desk.fire, case, event, seq=1)
                for desk, event in zip(desks, acts, strict=True)
            )
        )

        assert sorts(results) == ["Outcome", "StaleCase"]
        assert [one.event for one in desks[0].history(case)] == [
            "receive",
            won(results).entry.event,
        ]
    check_office(desks[0])


def test_the_loser_leaves_no_record_no_timer_and_no_message(desks: list[Desk]) -> None:
    for no in range(1, ROUNDS + 1):
        case = dispatched(desks[0], no)
        before = Picture.of(desks[0].engine)

        results = meet(
            partial(desks[0].fire, case, "co_handle", seq=2, args={"requests": ["甲局"]}),
            partial(desks[1].fire, case, "withdraw", seq=2),
        )

        after = Picture.of(desks[1].engine)
        asked = won(results).entry.event == "co_handle"
        assert sorts(results) == ["Outcome", "StaleCase"]
        assert len(desks[0].records(Request, case)) == asked
        assert bool(desks[0].alarms(case)) == asked
        assert after.messages == before.messages
    check_office(desks[0])


def test_of_two_who_saw_no_revision_the_second_is_refused_by_the_machine(
    desks: list[Desk],
) -> None:
    for no in range(1, ROUNDS + 1):
        case = desks[0].receive(no)

        results = meet(*(partial(desk.fire, case, "dispatch") for desk in desks))

        (loser,) = (one for one in results if isinstance(one, Refused))
        assert (loser.reason, loser.state) == ("already_dispatched", "dispatched")
        assert won(results).case.seq == 2
        assert desks[0].case(case).seq == 2


def test_two_who_do_not_hinder_each_other_both_succeed_one_after_the_other(
    desks: list[Desk],
) -> None:
    case = desks[0].receive()

    results = meet(*(partial(desk.fire, case, "contact") for desk in desks * 4))

    assert sorts(results) == ["Outcome"] * 8
    assert desks[0].case(case).held["contacts"] == len(desks[0].records(Contact, case)) == 8
    check_office(desks[0])


def test_the_same_key_from_both_is_done_once_and_told_to_both(desks: list[Desk]) -> None:
    for no in range(1, ROUNDS + 1):
        case = desks[0].receive(no)

        results = meet(*(partial(desk.fire, case, "contact", key=f"k-{no}") for desk in desks))

        first, second = (one for one in results if isinstance(one, Outcome))
        assert sorted([first.repeated, second.repeated]) == [False, True]
        assert first.entry == second.entry
        assert len(desks[0].records(Contact, case)) == 1


def test_one_key_for_two_events_is_given_to_one_of_them(desks: list[Desk]) -> None:
    for no in range(1, ROUNDS + 1):
        first, second = desks[0].receive(2 * no), desks[0].receive(2 * no + 1)

        results = meet(
            partial(desks[0].fire, first, "contact", key=f"k-{no}"),
            partial(desks[1].fire, second, "urge", key=f"k-{no}"),
        )

        assert sorts(results) == ["KeyTaken", "Outcome"]
        assert sum(desks[0].case(case).seq for case in (first, second)) == 3
    check_office(desks[0])


def test_two_strangers_who_receive_the_same_proposal_make_one_case(desks: list[Desk]) -> None:
    for no in range(1, ROUNDS + 1):
        results = meet(*(partial(desk.engine.receive, intake(no), actor=CLERK) for desk in desks))

        (loser,) = (one for one in results if isinstance(one, CaseExists))
        assert loser.existing == won(results).case.id
    assert len(desks[0].engine.store.find("office", Query())) == ROUNDS
    check_office(desks[0])


def test_two_who_receive_a_proposal_under_one_key_are_told_of_one_case(desks: list[Desk]) -> None:
    for no in range(1, ROUNDS + 1):
        results = meet(
            *(
                partial(desk.engine.receive, intake(no), actor=CLERK, key=f"k-{no}")
                for desk in desks
            )
        )

        first, second = (one for one in results if isinstance(one, Outcome))
        assert first.case.id == second.case.id
        assert sorted([first.repeated, second.repeated]) == [False, True]


def test_two_proposals_under_one_key_are_not_mistaken_for_each_other(desks: list[Desk]) -> None:
    results = meet(
        *(
            partial(desk.engine.receive, intake(no), actor=CLERK, key="k")
            for no, desk in enumerate(desks, start=1)
        )
    )

    assert sorts(results) == ["KeyTaken", "Outcome"]
    assert len(desks[0].engine.store.find("office", Query())) == 1


def test_two_that_join_each_other_do_not_both_become_followers(desks: list[Desk]) -> None:
    for no in range(1, ROUNDS + 1):
        first, second = desks[0].receive(2 * no), desks[0].receive(2 * no + 1)

        results = meet(
            partial(desks[0].fire, first, "merge", args={"host": second}),
            partial(desks[1].fire, second, "merge", args={"host": first}),
        )

        assert sorts(results) == ["Outcome", "Refused"]
    check_office(desks[0])


def test_a_host_that_is_answered_while_another_joins_it_loses_no_letter(desks: list[Desk]) -> None:
    for no in range(1, ROUNDS + 1):
        host, late = dispatched(desks[0], 2 * no), desks[0].receive(2 * no + 1)
        desks[0].do(host, "contact")

        results = meet(
            partial(desks[0].fire, host, "answer"),
            partial(desks[1].fire, late, "merge", args={"host": host}),
        )

        assert sorts(results) == ["Outcome", "Refused"]
    check_office(desks[0])


def joined(desk: Desk, no: int, *, host_first: bool) -> tuple[str, str]:
    """A host that may be answered and its follower; their names sort either way."""
    names = [desk.receive(2 * no), desk.receive(2 * no + 1)]
    host, follower = names if host_first else reversed(names)
    desk.walk(host, "dispatch", "contact")
    desk.do(follower, "merge", host=host)
    return host, follower


def merged(desk: Desk, no: int, *, host_first: bool) -> tuple[str, str]:
    """A host that has been answered together with its follower, and both members are satisfied."""
    host, follower = joined(desk, no, host_first=host_first)
    desk.do(host, "answer", letters={follower: letter_number(follower)})
    for case in (host, follower):
        desk.do(case, "feedback")
    return host, follower


@HOST_FIRST
def test_a_host_is_not_closed_over_a_form_that_is_corrected_at_that_moment(
    desks: list[Desk],
    host_first: bool,
) -> None:
    said = {"verdict": "不满意", "comment": "填错"}
    for no in range(1, ROUNDS + 1):
        host, follower = merged(desks[0], no, host_first=host_first)

        results = meet(
            partial(desks[0].fire, host, "close"),
            partial(desks[1].fire, follower, "correct_feedback", args=said),
        )

        assert sorts(results)[0] == "Outcome"
        assert sorts(results)[1] in ("Refused", "StaleCase")
        closed = won(results).entry.event == "close"
        assert [desks[0].case(case).final for case in (host, follower)] == [closed] * 2
    check_office(desks[0])


@HOST_FIRST
def test_a_follower_that_leaves_while_its_host_is_answered_is_answered_or_gone(
    desks: list[Desk],
    host_first: bool,
) -> None:
    for no in range(1, ROUNDS + 1):
        host, follower = joined(desks[0], no, host_first=host_first)
        letters = {"letters": {follower: letter_number(follower)}}

        results = meet(
            partial(desks[0].fire, host, "answer", args=letters),
            partial(desks[1].fire, follower, "unmerge"),
        )

        left = desks[0].case(follower)
        assert left.host in (None, host)
        assert (left.held["answer"] == "sent") == (left.host == host)
        assert {"Outcome"} <= set(sorts(results)) <= {"Outcome", "Refused", "StaleCase"}
    check_office(desks[0])


@HOST_FIRST
def test_what_is_noted_on_a_follower_while_its_host_is_answered_is_never_lost(
    desks: list[Desk],
    host_first: bool,
) -> None:
    for no in range(1, ROUNDS + 1):
        host, follower = joined(desks[0], no, host_first=host_first)
        letters = {"letters": {follower: letter_number(follower)}}

        results = meet(
            partial(desks[0].fire, host, "answer", args=letters),
            partial(desks[1].fire, follower, "contact"),
        )

        noted = [one for one in results if isinstance(one, Outcome) and one.case.id == follower]
        assert len(desks[0].records(Contact, follower)) == len(noted) == 1
        assert sorts(results)[1] in ("Outcome", "StaleCase")
    check_office(desks[0])


def test_two_daemons_that_ring_at_once_ring_each_timer_once(desks: list[Desk]) -> None:
    cases = [desks[0].receive(no) for no in range(1, 6)]
    desks[0].clock.set("2024-03-08")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda desk: desk.engine.tick(), desks))

    for desk in desks:
        assert not desk.engine.failing
    rung = Counter(one.timer for case in cases for one in desks[0].history(case) if one.timer)
    assert rung == {"intake:dispatch-1/1/2024-03-11": 5}
    check_office(desks[0])


def test_a_person_and_a_timer_at_one_case_do_not_lose_each_others_work(desks: list[Desk]) -> None:
    case = desks[0].receive()
    desks[0].clock.set("2024-03-08")
    acts: list[Callable[[], Any]] = [
        desks[0].engine.tick,
        lambda: desks[1].fire(case, "dispatch"),
    ]

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda act: act(), acts))

    events = Counter(one.event for one in desks[0].history(case))
    assert events["dispatch"] == 1
    assert events["urge"] <= 1
    assert not desks[0].engine.failing
    check_office(desks[0])


@pytest.mark.parametrize("officers", [8])
def test_many_officers_at_many_cases_end_with_an_office_in_order(
    desks: list[Desk], officers: int
) -> None:
    cases = [dispatched(desks[0], no) for no in range(1, 4)]
    events = ("contact", "urge", "co_handle", "opinion", "answer", "feedback", "close")
    start = threading.Barrier(officers)

    def work(officer: int) -> Counter[str]:
        told: Counter[str] = Counter()
        desk, actor = desks[officer % 2], Actor(f"某经办人{officer}")
        start.wait(timeout=PATIENCE)
        for step in range(12):
            case, event = cases[(officer + step) % 3], events[(officer + step * 3) % len(events)]
            try:
                desk.fire(case, event, by=actor)
                told["done"] += 1
            except BihuanError as error:
                told[type(error).__name__] += 1
        return told

    with ThreadPoolExecutor(officers) as pool:
        told: Counter[str] = sum(pool.map(work, range(officers)), Counter())

    entries = sum(desks[0].case(case).seq for case in cases)
    assert told["done"] == entries - 2 * len(cases)
    assert set(told) <= {"done", "Refused", "BadInput"}
    check_office(desks[0])
