"""Many ask at the same moment: on each database one of them wins, and nobody is told a lie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from sqlalchemy import Engine

from bihuan.adapters.assembly import open_engine
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.sql import SqlStore
from bihuan.engine.access import Role
from bihuan.engine.actor import Actor
from bihuan.testing import sample_intake
from support.web import Caller, Service, a_service

MANY = 8


@pytest.fixture
def service(engine: Engine) -> Iterator[Service]:
    """The API over each database."""
    with closing(SqlStore(engine)) as store:
        yield a_service(open_engine(store, clock=FrozenClock("2024-03-04")))


@pytest.fixture
def case(service: Service) -> str:
    """A case that has just been received."""
    return service.engine.receive(sample_intake(), actor=Actor("某办公室")).case.id


def at_once(caller: Caller, case: str, *headers: dict[str, str]) -> list[tuple[int, bool]]:
    """Fire one event with each of these headers, all together: statuses, and whether repeated."""

    def fire(said: dict[str, str]) -> tuple[int, bool]:
        answer = caller.fire(case, "contact", {"how": "phone"}, **said)
        return answer.status_code, answer.json().get("repeated", False)

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(fire, headers))


def test_one_key_sent_many_times_at_once_does_it_once(service: Service, case: str) -> None:
    met = at_once(service.office, case, *[{"idempotency-key": "k"}] * MANY)

    assert Counter(met) == {(200, False): 1, (200, True): MANY - 1}
    assert service.engine.store.case("office", case).seq == 2


def test_of_many_who_saw_the_same_revision_one_acts(service: Service, case: str) -> None:
    met = at_once(service.office, case, *[{"if-match": '"1"'}] * MANY)

    assert Counter(met) == {(200, False): 1, (412, False): MANY - 1}


def test_a_token_revoked_meanwhile_opens_nothing_more(service: Service, case: str) -> None:
    caller = service.caller(Role.OFFICE)
    (token,) = service.engine.store.tokens.all("office")

    before = caller.get(f"/v1/cases/{case}").status_code
    service.engine.store.tokens.revoke("office", token.id, at=token.created_at, by="某管理员")
    after = at_once(caller, case, *[{}] * MANY)

    assert before == 200
    assert set(after) == {(401, False)}
