"""Links under attack: many who send at once, a million guesses, and clocks that go back."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier

import pytest
from sqlalchemy import Engine as Database

from bihuan.adapters.assembly import open_engine
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.pages import linking
from bihuan.adapters.sql import SqlStore
from bihuan.engine.engine import Engine
from bihuan.engine.errors import KeyTaken
from bihuan.engine.inviting import hand_in, invited, present
from bihuan.engine.records import Case, Feedback
from bihuan.testing import memory_engine, sample_case


@pytest.fixture
def office(engine: Database) -> Iterator[Engine]:
    """An office on each database."""
    with closing(SqlStore(engine)) as store:
        yield open_engine(store, clock=FrozenClock("2024-03-04"))


def all_at_once(office: Engine, case: Case, senders: int) -> Counter[str]:
    """So many hand in a form by the same link, each another one; what became of them."""
    secret, _ = linking.give(office, case, by="某办公室")
    together = Barrier(senders)

    def send(no: int) -> str:
        found = invited(office, linking.digest(secret), present(office))
        together.wait()
        if found is None:
            return "gone"
        try:
            done = hand_in(office, found, {"verdict": "满意", "comment": f"第{no}份"})
        except KeyTaken:
            return "beaten"
        return "repeated" if done.repeated else "heard"

    with ThreadPoolExecutor(senders) as pool:
        return Counter(pool.map(send, range(senders)))


@pytest.mark.parametrize(
    ("links", "senders"), [(1, 8), pytest.param(20, 32, marks=pytest.mark.soak)]
)
def test_of_many_who_send_by_one_link_at_once_one_is_heard(
    office: Engine, links: int, senders: int
) -> None:
    for no in range(1, links + 1):
        case = sample_case(office, "answered", no)

        met = all_at_once(office, case, senders)

        assert met == {"heard": 1, "beaten": senders - 1}
        assert len(office.store.records(Feedback, case.office, case.id)) == 1


@pytest.mark.parametrize("guesses", [2_000, pytest.param(1_000_000, marks=pytest.mark.soak)])
def test_no_guess_opens_anything(
    guesses: int, record_property: Callable[[str, object], None]
) -> None:
    office = memory_engine()
    for no in range(1, 6):
        linking.give(office, sample_case(office, "answered", no), by="某办公室")
    now = present(office)

    hits = sum(
        invited(office, linking.digest(secrets.token_urlsafe(32)), now) is not None
        for _ in range(guesses)
    )

    record_property("guesses", guesses)
    assert hits == 0


def test_a_clock_that_goes_back_brings_no_link_back_where_the_database_tells_the_time(
    office: Engine,
) -> None:
    if office.store.clock() is None:
        pytest.skip("this database has no clock of its own")
    case = sample_case(office, "answered")
    secret, link = linking.give(office, case, by="某办公室", days=1)
    clock = office.clock
    assert isinstance(clock, FrozenClock)

    clock.advance(days=-400)

    assert present(office) >= link.created_at
    assert invited(office, linking.digest(secret), link.expires_at) is None
