"""A host that awaits keeps its rows and our events together as well."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import aclosing, closing
from typing import TypeVar

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine as Host
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

import bihuan
from bihuan.adapters.sql import SqlStore
from bihuan.adapters.sql.database import open_database
from bihuan.aio import AsyncEngine
from bihuan.engine.errors import BadInput, Refused
from bihuan.engine.query import Query
from bihuan.testing import memory_engine, sample_intake
from support.people import CLERK, SAID, an_engine, intake

T = TypeVar("T")
TASK = text("insert into oa_task values (:no)")


@pytest.fixture
def office(database_url: str) -> Iterator[AsyncEngine]:
    """Our engine on each database."""
    with closing(SqlStore(open_database(database_url))) as store:
        yield AsyncEngine(an_engine(store))


@pytest.fixture
def hosted(database_url: str) -> Callable[[Callable[[Host], Awaitable[T]]], T]:
    """Runs what an async service does with its own engine, which has a table of its own."""
    address = database_url.replace("sqlite:", "sqlite+aiosqlite:").replace(
        "postgresql://", "postgresql+psycopg://"
    )

    async def serve(service: Callable[[Host], Awaitable[T]]) -> T:
        host = create_async_engine(address)
        bihuan.prepare(host)
        async with host.begin() as connection:
            await connection.execute(text("create table oa_task (no integer)"))
        try:
            return await service(host)
        finally:
            await host.dispose()

    return lambda service: asyncio.run(serve(service))


async def tasks(host: Host) -> list[int]:
    """The host's rows that are kept."""
    async with host.connect() as connection:
        return list(await connection.scalars(text("select no from oa_task order by no")))


def test_an_async_hosts_row_and_an_event_are_kept_together(
    hosted: Callable[..., list[int]], office: AsyncEngine
) -> None:
    async def service(host: Host) -> list[int]:
        case = (await office.receive(intake(), actor=CLERK)).case.id
        async with AsyncSession(host) as session, session.begin():
            await session.execute(TASK, {"no": 1})
            joined = office.using(session)
            moved = await joined.fire(case, "dispatch", SAID["dispatch"], actor=CLERK)
            assert (await joined.case(case)) == moved.case
            assert (await office.case(case)).state == "received"
        assert await office.case(case) == moved.case
        return await tasks(host)

    assert hosted(service) == [1]


def test_a_refusal_undoes_an_async_hosts_row_with_the_event(
    hosted: Callable[..., list[int]], office: AsyncEngine
) -> None:
    async def service(host: Host) -> list[int]:
        case = (await office.receive(intake(), actor=CLERK)).case
        with pytest.raises(Refused):
            async with host.begin() as connection:
                await connection.execute(TASK, {"no": 1})
                joined = office.using(connection)
                await joined.fire(case.id, "dispatch", SAID["dispatch"], actor=CLERK)
                await joined.fire(case.id, "close", actor=CLERK)
        assert await office.case(case.id) == case
        return await tasks(host)

    assert hosted(service) == []


def test_everything_an_engine_tells_can_be_asked_in_an_async_hosts_transaction(
    hosted: Callable[..., None], office: AsyncEngine
) -> None:
    async def service(host: Host) -> None:
        async with AsyncSession(host) as session:
            joined = office.using(session)
            told = await joined.receive_all([(intake(1), None), (intake(1), "k")], actor=CLERK)
            case = (await joined.run(lambda one: one.store.find("office", Query())))[0].id
            refusal = await joined.why_not(case, "close", actor=CLERK)
            allowed = {one.event for one in await joined.can(case, actor=CLERK) if one.allowed}
            assert [type(one).__name__ for one in told] == ["Outcome", "CaseExists"]
            assert refusal is not None
            assert "close" not in allowed
            assert await joined.tick() == 0
            await session.rollback()
        assert await office.run(lambda one: one.store.find("office", Query())) == []

    hosted(service)


def test_many_are_served_at_once_and_each_event_happens_once(office: AsyncEngine) -> None:
    async def service() -> list[str]:
        case = (await office.receive(intake(), actor=CLERK)).case.id
        said = SAID["dispatch"]
        calls = [office.fire(case, "dispatch", said, actor=CLERK, key="k") for _ in range(8)]
        return [outcome.case.state for outcome in await asyncio.gather(*calls)]

    assert asyncio.run(service()) == ["dispatched"] * 8


def test_who_follows_hears_of_what_is_kept_as_soon_as_it_is(office: AsyncEngine) -> None:
    async def service() -> list[tuple[int, str]]:
        before = (await office.receive(intake(), actor=CLERK)).case.id
        heard, arrived = list[tuple[int, str]](), asyncio.Event()

        async def listen() -> None:
            async with aclosing(office.follow(every=3600)) as told:
                async for one in told:
                    heard.append((one.position, one.entry.event))
                    arrived.set()
                    if len(heard) == 3:
                        return

        listening = asyncio.create_task(listen())
        await arrived.wait()
        await office.fire(before, "dispatch", SAID["dispatch"], actor=CLERK)
        await office.fire(before, "contact", SAID["contact"], actor=CLERK)
        await listening
        return heard

    assert asyncio.run(service()) == [(1, "receive"), (2, "dispatch"), (3, "contact")]
    assert office.engine._hears == []


def test_who_follows_looks_again_for_what_others_have_kept(office: AsyncEngine) -> None:
    other = an_engine(office.engine.store)

    async def service() -> str:
        async with aclosing(office.follow(every=0.01)) as told:
            first = asyncio.create_task(anext(told))
            await asyncio.to_thread(other.receive, intake(), actor=CLERK)
            return (await first).entry.event

    assert asyncio.run(service()) == "receive"


def test_what_does_not_await_is_refused_by_name() -> None:
    with pytest.raises(BadInput, match="AsyncSession"):
        AsyncEngine(memory_engine()).using(object())  # type: ignore[arg-type]


def test_an_async_session_given_to_the_other_engine_is_told_where_to_go(
    office: AsyncEngine,
) -> None:
    with pytest.raises(BadInput, match=r"bihuan\.aio"):
        office.engine.using(AsyncSession())


def test_the_memory_engine_is_awaited_as_well() -> None:
    office = AsyncEngine(memory_engine())

    outcome = asyncio.run(office.receive(sample_intake(), actor=CLERK))

    assert asyncio.run(office.case(outcome.case.id)) == outcome.case
