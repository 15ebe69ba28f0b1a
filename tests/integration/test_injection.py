"""What is sought, sorted by or named never becomes a command, a pattern or another's case."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from urllib.parse import quote

import pytest
from sqlalchemy import Engine, func, select

from bihuan.adapters.assembly import open_engine
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.ids import CountedIds
from bihuan.adapters.sql import SqlStore
from bihuan.adapters.sql.tables import cases
from bihuan.engine.access import Role
from bihuan.engine.actor import Actor
from bihuan.testing import sample_intake
from support.web import FIVE, Caller, Service, a_service

TITLES = ("关于100%绿化的建议", "关于a_b命名的建议", "关于'引号'的建议")
ATTACKS = (
    "'",
    '"',
    "';--",
    "' OR '1'='1",
    "' OR 1=1--",
    "') OR ('1'='1",
    "'; DROP TABLE bihuan_case; --",
    "' UNION SELECT digest FROM bihuan_access_token --",
    "1; SELECT pg_sleep(5)",
    "$$; SELECT 1",
    ":office",
    "%(office)s",
    "{0.__class__}",
    "\\",
    "\\'",
    "％",
    "digest",
    "title; digest",
    "title,(SELECT digest FROM bihuan_access_token)",
    "-title",
    "id DESC NULLS LAST",
    "CASE WHEN 1=1 THEN id ELSE title END",
)
PLACES = (
    "/v1/cases?q={}",
    "/v1/cases?state={}",
    "/v1/cases?division={}",
    "/v1/cases?cursor={}",
    "/v1/cases?sort={}",
    "/v1/cases?order_by={}&fields={}",
    "/v1/cases/{}",
    "/v1/cases/{}/history",
    "/v1/cases/case-00001/files/{}",
    "/v1/lists/ledger?division={}",
    "/v1/definitions/{}",
    "/v1/webhooks/{}/deliveries",
)
"""Where a text of the asker's reaches the database, or would if it were let."""
HIDDEN = ("digest", "revoked", "title_key", "number_key", "members_key", "bihuan_")


@pytest.fixture
def service(engine: Engine) -> Iterator[Service]:
    """The API over each database, with three cases, one of them the division's."""
    with closing(SqlStore(engine)) as store:
        office = open_engine(store, clock=FrozenClock("2024-03-04"), ids=CountedIds())
        for no, title in enumerate(TITLES, start=1):
            office.receive(replace(sample_intake(no), title=title), actor=Actor("某办公室"))
        service = a_service(office, rate=0)
        service.office.fire("case-00001", "dispatch", FIVE)
        yield service


def test_no_text_becomes_a_command(service: Service, engine: Engine) -> None:
    """22 attacks at 12 places, by the office and by a division: 528 requests a database."""
    callers = (service.office, service.caller(Role.DIVISION, unit="甲处"))
    statuses = set()
    for place in PLACES:
        for attack in ATTACKS:
            path = place.replace("{}", quote(attack, safe=""))
            for caller in callers:
                answer = caller.get(path)
                statuses.add(answer.status_code)
                if answer.status_code == 200 and "cases" in answer.json():
                    ids = [one["id"] for one in answer.json()["cases"]]
                    assert ids in ([], ["case-00003"] if attack == "'" else [])
                    assert not any(f'"{name}' in answer.text for name in HIDDEN)

    assert statuses <= {200, 400, 403, 404}
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(cases)) == 3


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("%", ["case-00001"]),
        ("_", ["case-00002"]),
        ("100%绿", ["case-00001"]),
        ("1__%", []),
        ("a%b", []),
        ("'", ["case-00003"]),
        ("\\", []),
        ("关于", ["case-00001", "case-00002", "case-00003"]),
    ],
)
def test_wild_cards_are_letters_like_others(
    service: Service, sought: str, found: list[str]
) -> None:
    told = service.office.get("/v1/cases", params={"q": sought}).json()["cases"]

    assert [one["id"] for one in told] == found


def test_a_cursor_that_was_made_up_shows_nothing_that_is_not_ones_own(service: Service) -> None:
    ours = service.caller(Role.DIVISION, unit="甲处")
    for after in ("", "case-00000", "case-00001", "case-00002", "' OR 1=1--", "zzz"):
        cursor = base64.urlsafe_b64encode(after.encode()).decode().rstrip("=")
        answer = ours.get(f"/v1/cases?cursor={cursor}")
        told = answer.json().get("cases", [])
        assert {one["id"] for one in told} <= {"case-00001"}


@pytest.mark.parametrize(
    "path",
    [
        "/v1/cases?limit=201",
        "/v1/cases?limit=-1",
        "/v1/cases?limit=99999999999999999999",
        "/v1/cases?year=99999999999999999999",
        "/v1/events?limit=1001",
        "/v1/events?after=99999999999999999999",
        "/v1/events?after=-1",
        "/v1/cases/case-00001/history?limit=1001",
        "/v1/cases?q=" + "x" * 201,
        "/v1/cases/" + "x" * 101,
        "/v1/cases?cursor=" + "A" * 301,
    ],
)
def test_nothing_huge_is_asked_of_the_database(service: Service, path: str) -> None:
    assert service.office.get(path).status_code == 400


def test_what_a_stranger_tries_stays_outside(service: Service) -> None:
    stranger = Caller(service.app, "' OR 1=1--")

    assert {stranger.get(place.replace("{}", "x")).status_code for place in PLACES} == {401}
