"""The feed over HTTP: nothing left out, nothing twice, and nothing of what is not one's own."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Coroutine
from typing import Any

import pytest

from bihuan.adapters.sql.errors import DatabaseUnreachable
from bihuan.adapters.web import feed, keys, news
from bihuan.engine.access import Role
from bihuan.engine.actor import Actor
from bihuan.engine.engine import Engine
from bihuan.testing import sample_intake
from support.streams import Listener, listening
from support.web import FIVE, Caller, Service, a_service

CASE = "case-00001"


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Heartbeats and looks at what other processes do come soon."""
    monkeypatch.setattr(feed, "HEARTBEAT", 0.05)


def awaited(work: Coroutine[Any, Any, Any]) -> Any:
    """Run it, and leave no thread behind."""
    result = asyncio.run(work)
    for thread in threading.enumerate():
        if thread.name == "AnyIO worker thread":
            thread.join()
    return result


def fields(piece: str | None) -> dict[str, str]:
    """What an event of the stream says, by field."""
    assert piece is not None
    lines = [line.partition(": ") for line in piece.splitlines() if line and line[0] != ":"]
    return {name: text for name, _, text in lines}


async def entry(one: Listener) -> dict[str, Any]:
    """The next entry told, past signs of life."""
    while True:
        said = fields(await one.piece())
        if said.get("event") == "entry":
            return {"id": int(said["id"]), **json.loads(said["data"])}


def test_pages_tell_everything_once_and_in_order(service: Service, office: Caller) -> None:
    office.fire(CASE, "dispatch", FIVE)
    for _ in range(5):
        office.fire(CASE, "contact", {"how": "phone"})

    told, after, more = [], 0, True
    while more:
        page = office.get(f"/v1/events?after={after}&limit=3").json()
        told += [(one["position"], one["case"], one["entry"]["seq"]) for one in page["events"]]
        after, more = page["next"], page["more"]

    assert told == [(at, CASE, at) for at in range(1, 8)]
    assert office.get(f"/v1/events?after={after}").json() == {
        "events": [],
        "next": 7,
        "more": False,
    }


def test_a_division_is_told_of_its_own_cases_and_its_position_moves_on(
    service: Service, engine: Engine, office: Caller
) -> None:
    engine.receive(sample_intake(2), actor=Actor("某办公室"))
    office.fire(CASE, "dispatch", FIVE)
    office.fire("case-00002", "dispatch", {**FIVE, "division": "乙处"})
    ours = service.caller(Role.DIVISION)

    page = ours.get("/v1/events").json()
    stream = ours.get("/v1/events/stream?seconds=0").text

    assert {one["case"] for one in page["events"]} == {CASE}
    assert page["next"] == 4
    assert "case-00002" not in stream
    assert stream.rstrip().endswith("id: 4")


def test_a_stream_tells_what_was_and_then_what_happens(service: Service, office: Caller) -> None:
    async def heard() -> list[tuple[int, str]]:
        async with listening(office, "/v1/events/stream") as one:
            first = await entry(one)
            await asyncio.to_thread(_fire, service.engine, "dispatch", FIVE)
            second = await entry(one)
            assert one.headers["content-type"].startswith("text/event-stream")
        return [(told["id"], told["entry"]["event"]) for told in (first, second)]

    assert awaited(heard()) == [(1, "receive"), (2, "dispatch")]


def test_who_comes_back_with_the_last_id_misses_nothing(service: Service, office: Caller) -> None:
    _fire(service.engine, "dispatch", FIVE)
    _fire(service.engine, "contact", {"how": "phone"})

    async def heard() -> int:
        path = "/v1/events/stream?after=0"
        async with listening(office, path, **{"last-event-id": "1"}) as one:
            told: int = (await entry(one))["id"]
            return told

    assert awaited(heard()) == 2
    odd = office.get("/v1/events/stream", headers={"last-event-id": "x1"})
    assert (odd.status_code, odd.json()["field"]) == (400, "Last-Event-ID")


def test_what_another_process_keeps_is_heard_without_a_hint(
    service: Service, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "HEARTBEAT", 600.0)
    service.app.state.desk.news._every = 0.01
    other = Engine(
        engine.store, house=engine.house, clock=engine.clock, ids=engine.ids, library=engine.library
    )

    async def heard() -> str:
        async with listening(service.office, "/v1/events/stream?after=1") as one:
            assert "retry" in fields(await one.piece())
            await asyncio.to_thread(_fire, other, "dispatch", FIVE)
            event: str = (await entry(one))["entry"]["event"]
            return event

    assert awaited(heard()) == "dispatch"


def test_silence_is_broken_by_signs_of_life_only(service: Service, office: Caller) -> None:
    async def heard() -> list[str | None]:
        async with listening(office, "/v1/events/stream?after=1") as one:
            return [await one.piece() for _ in range(3)]

    assert awaited(heard()) == ["retry: 3000\n\n", ": \nid: 1\n\n", ": \nid: 1\n\n"]


def test_a_stream_ends_when_its_token_is_revoked(service: Service, engine: Engine) -> None:
    caller = service.caller(Role.AUDITOR)
    known = engine.store.tokens.known("office", keys.digest(caller.token))
    assert known is not None

    async def heard() -> list[str]:
        async with listening(caller, "/v1/events/stream?after=1") as one:
            await one.piece()
            engine.store.tokens.revoke("office", known.id, at=engine.clock.now(), by="某管理员")
            await asyncio.to_thread(_fire, engine, "dispatch", FIVE)
            rest = []
            while (piece := await one.piece()) is not None:
                rest.append(piece)
            return rest

    assert not any("dispatch" in piece for piece in awaited(heard()))


def test_streams_end_when_the_service_does(service: Service, office: Caller) -> None:
    async def heard() -> str | None:
        async with listening(office, "/v1/events/stream?after=1") as one:
            await one.piece()
            service.app.state.desk.news.end()
            while (piece := await one.piece()) is not None:
                assert piece.startswith(": ")
            return piece

    assert awaited(heard()) is None
    assert office.get("/v1/events/stream").status_code == 429


def test_a_stream_ends_with_its_database_and_names_no_machine(
    service: Service, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines: list[str] = []
    loud = a_service(engine)
    engine.log = lambda event, **values: lines.append(f"{event} {values}")
    caller = loud.caller(Role.OFFICE)

    def gone(*_: object) -> None:
        raise DatabaseUnreachable("canary.db.example.org", "gone")

    async def heard() -> list[str | None]:
        async with listening(caller, "/v1/events/stream?after=1") as one:
            pieces = [await one.piece()]
            monkeypatch.setattr(engine.store, "feed", gone)
            while pieces[-1] is not None:
                pieces.append(await one.piece())
            return pieces

    assert awaited(heard())[-1] is None
    assert any("http.stream_ended" in line for line in lines)
    assert not any("canary" in line for line in lines)


def test_so_many_may_listen_and_one_more_is_told_to_come_later(
    service: Service, office: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.app.state.desk.news._most = 2

    async def refused() -> tuple[int, str]:
        async with (
            listening(office, "/v1/events/stream") as first,
            listening(office, "/v1/events/stream") as second,
        ):
            await first.piece()
            await second.piece()
            async with listening(office, "/v1/events/stream") as third:
                await third.piece()
            return third.status, third.headers["retry-after"]

    status, later = awaited(refused())

    assert (status, later) == (429, str(news.LATER))
    assert service.app.state.desk.news._ears == set()
    assert office.get("/v1/events/stream?seconds=0").status_code == 200


def _fire(engine: Engine, event: str, args: dict[str, Any]) -> None:
    engine.fire(CASE, event, args, actor=Actor("某办公室"))
