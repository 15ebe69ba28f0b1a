"""The line to PostgreSQL: long texts, lost statements, proxies and interruptions."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import create_engine, text

from bihuan.adapters.sql import SqlStore, schema, wire
from bihuan.adapters.sql.database import open_database, prepare
from bihuan.adapters.sql.wire import Wire
from bihuan.engine.errors import KeyTaken
from support.samples import CASE, DEFINITION, OFFICE, birth, message, step


@pytest.fixture
def store(pg_url: str) -> Iterator[SqlStore]:
    database = open_database(pg_url)
    schema.upgrade(database)
    with closing(SqlStore(database)) as opened:
        with opened.begin() as work:
            work.define(DEFINITION)
        yield opened


def test_what_is_longer_than_any_buffer_goes_and_comes_whole(store: SqlStore) -> None:
    long = "办理" * 2_000_000
    told = birth(messages=tuple(message(no, body={"text": long}) for no in range(3)))

    with store.begin() as work:
        work.finish([told])

    assert [one.body["text"] == long for one in store.messages(OFFICE)] == [True] * 3


def test_statements_somebody_threw_away_are_prepared_anew(store: SqlStore) -> None:
    with store.begin() as work:
        work.finish([birth()])
    assert store.case(OFFICE, CASE).seq == 1

    with store.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("DISCARD ALL"))

    assert store.case(OFFICE, CASE).seq == 1
    with store.begin() as work:
        work.lock(OFFICE, CASE)
        work.finish([birth(2)])
    assert store.case(OFFICE, "c-2").seq == 1


def test_nothing_is_prepared_where_a_proxy_may_swap_the_session(store: SqlStore) -> None:
    host = create_engine(store.engine.url, connect_args={"prepare_threshold": None})
    prepare(host)
    born = birth()

    with closing(SqlStore(host)) as behind:
        for change in (born, step(born, "dispatched")):
            with behind.begin() as work:
                work.finish([change])
        with host.connect() as connection:
            prepared = connection.execute(text("select count(*) from pg_prepared_statements"))
            assert prepared.scalar() == 0

    assert store.case(OFFICE, CASE).state == "dispatched"


def test_an_interrupted_line_is_not_used_again(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Wire, "_result", interrupt)
        with pytest.raises(KeyboardInterrupt), store.begin() as work:
            work.followers(OFFICE, CASE)

    with store.begin() as work:
        assert work.followers(OFFICE, CASE) == []


def test_a_driver_without_pipelines_is_spoken_to_one_statement_after_another(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "SUPPORTED", False)
    born = birth(key="k")

    with store.begin() as work:
        work.finish([born])
    with pytest.raises(KeyTaken), store.begin() as work:
        work.lock(OFFICE, CASE)
        work.finish([step(born, "dispatched", key="k")])

    assert store.case(OFFICE, CASE) == born.case
