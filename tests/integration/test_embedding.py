"""A host's own rows and our events are kept together or undone together."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from textwrap import dedent

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.orm import Session, scoped_session, sessionmaker

import bihuan
from bihuan.adapters.sql import SqlStore, open_store
from bihuan.adapters.sql.database import open_database
from bihuan.adapters.sql.errors import NoTables, OutdatedRead
from bihuan.engine.errors import BadInput, CaseNotFound, Refused
from bihuan.engine.query import Query
from bihuan.testing import memory_engine
from support.people import CLERK, SAID, an_engine, intake

TASK = text("insert into oa_task values (:no)")


@contextmanager
def a_host(url: str) -> Iterator[Engine]:
    """An embedding service's own engine, made fit to keep cases, with a table of its own."""
    host = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    bihuan.prepare(host)
    with host.begin() as connection:
        connection.execute(text("create table if not exists oa_task (no integer)"))
    yield host
    host.dispose()


@pytest.fixture
def host(database_url: str) -> Iterator[Engine]:
    """The host's engine on each database."""
    with a_host(database_url) as engine:
        yield engine


@pytest.fixture
def office(database_url: str) -> Iterator[bihuan.Engine]:
    """Our engine on the same database."""
    with closing(SqlStore(open_database(database_url))) as store:
        yield an_engine(store)


@pytest.fixture
def office_on() -> Iterator[Callable[[str], bihuan.Engine]]:
    """Our engine on any database, closed at the end."""
    with ExitStack() as opened:
        yield lambda url: opened.enter_context(an_engine(SqlStore(open_database(url))))


def tasks(host: Engine) -> list[int]:
    """The host's rows that are kept."""
    with host.connect() as connection:
        return list(connection.scalars(text("select no from oa_task order by no")))


def test_a_hosts_row_and_an_event_are_kept_together(host: Engine, office: bihuan.Engine) -> None:
    case = office.receive(intake(), actor=CLERK).case.id

    with Session(host) as session, session.begin():
        session.execute(TASK, {"no": 1})
        outcome = office.using(session).fire(case, "dispatch", SAID["dispatch"], actor=CLERK)

    assert outcome.case.state == "dispatched"
    assert office.store.case("office", case) == outcome.case
    assert tasks(host) == [1]


def test_a_refusal_undoes_the_hosts_row_with_the_event(host: Engine, office: bihuan.Engine) -> None:
    case = office.receive(intake(), actor=CLERK).case

    with pytest.raises(Refused), Session(host) as session, session.begin():
        session.execute(TASK, {"no": 1})
        joined = office.using(session)
        joined.fire(case.id, "dispatch", SAID["dispatch"], actor=CLERK)
        joined.fire(case.id, "close", actor=CLERK)

    assert office.store.case("office", case.id) == case
    assert len(office.store.history("office", case.id)) == 1
    assert tasks(host) == []


def test_a_host_that_takes_a_refusal_keeps_what_came_before(
    host: Engine, office: bihuan.Engine
) -> None:
    case = office.receive(intake(), actor=CLERK).case.id

    with host.begin() as connection:
        connection.execute(TASK, {"no": 1})
        joined = office.using(connection)
        joined.fire(case, "dispatch", SAID["dispatch"], actor=CLERK)
        with pytest.raises(Refused):
            joined.fire(case, "close", actor=CLERK)
        connection.execute(TASK, {"no": 2})

    assert office.store.case("office", case).state == "dispatched"
    assert tasks(host) == [1, 2]


def test_a_new_case_and_many_are_received_in_a_hosts_transaction(
    host: Engine, office: bihuan.Engine
) -> None:
    with host.connect() as connection:
        joined = office.using(connection)
        one = joined.receive(intake(1), actor=CLERK).case
        many = list(joined.receive_all([(intake(2), None), (intake(1), None)], actor=CLERK))
        assert joined.store.case("office", one.id) == one
        assert [option.event for option in joined.can(one.id, actor=CLERK) if option.allowed]
        with pytest.raises(CaseNotFound):
            office.store.case("office", one.id)
        connection.rollback()

    assert [type(it).__name__ for it in many] == ["Outcome", "CaseExists"]
    with pytest.raises(CaseNotFound):
        office.store.case("office", one.id)


CRASH = """
import os, sys
from sqlalchemy import create_engine, text
import bihuan
from bihuan.adapters.sql import SqlStore

host = create_engine(sys.argv[1])
bihuan.prepare(host)
office = bihuan.open_engine(SqlStore(host))
with host.begin() as connection:
    connection.execute(text("insert into oa_task values (1)"))
    said = {"leader": "某厅长", "division": "某处", "officer": "某经办人", "task": "调研并答复",
            "time": "2024-05-10"}
    outcome = office.using(connection).fire(sys.argv[2], "dispatch", said, actor=bihuan.Actor("某"))
    assert outcome.case.state == "dispatched"
    os._exit(9)
"""


def test_a_crash_before_the_hosts_commit_undoes_both(host: Engine, office: bihuan.Engine) -> None:
    case = office.receive(intake(), actor=CLERK).case
    url = host.url.render_as_string(hide_password=False)

    ended = subprocess.run([sys.executable, "-c", dedent(CRASH), url, case.id], check=False)

    assert ended.returncode == 9
    assert office.store.case("office", case.id) == case
    assert tasks(host) == []


def test_the_log_tells_only_what_the_host_has_committed(
    host: Engine, office: bihuan.Engine
) -> None:
    told: list[object] = []
    office.log = lambda event, **values: told.append(values.get("event_name"))
    case = office.receive(intake(), actor=CLERK).case.id
    told.clear()

    with Session(host) as session:
        office.using(session).fire(case, "dispatch", SAID["dispatch"], actor=CLERK)
        session.rollback()
        with session.begin():
            joined = office.using(session)
            joined.fire(case, "dispatch", SAID["dispatch"], actor=CLERK)
            inner = session.begin_nested()
            joined.fire(case, "contact", {"how": "phone"}, actor=CLERK)
            inner.rollback()
            assert told == []

    assert told == ["dispatch"]
    assert [entry.event for entry in office.store.history("office", case)] == [
        "receive",
        "dispatch",
    ]


def test_a_session_of_any_kind_is_joined(host: Engine, office: bihuan.Engine) -> None:
    registry = scoped_session(sessionmaker(host))
    office.using(registry).receive(intake(1), actor=CLERK)
    registry.commit()
    registry.remove()

    with Session(bind=host.connect()) as session:
        office.using(session).receive(intake(2), actor=CLERK)
        session.commit()
        session.connection().close()

    assert len(office.store.find("office", Query())) == 2


def test_two_hosts_that_move_one_case_do_so_one_after_the_other(
    host: Engine, office: bihuan.Engine
) -> None:
    case = office.receive(intake(), actor=CLERK).case.id

    for event in ("dispatch", "contact"):
        with Session(host) as session, session.begin():
            office.using(session).fire(case, event, SAID[event], actor=CLERK)

    assert office.store.case("office", case).seq == 3


def test_on_sqlite_a_host_that_read_too_early_is_told_to_begin_again(sqlite_url: str) -> None:
    with closing(open_store(sqlite_url)) as store, a_host(sqlite_url) as host:
        office = an_engine(store)
        case = office.receive(intake(), actor=CLERK).case.id

        with host.connect() as connection:
            _ = connection.execute(text("select count(*) from oa_task")).scalar()
            office.fire(case, "dispatch", SAID["dispatch"], actor=CLERK)
            with pytest.raises(OutdatedRead, match="bihuan_writes=True"):
                office.using(connection).fire(case, "contact", SAID["contact"], actor=CLERK)

        with host.execution_options(bihuan_writes=True).begin() as connection:
            _ = connection.execute(text("select count(*) from oa_task")).scalar()
            office.using(connection).fire(case, "contact", SAID["contact"], actor=CLERK)
        assert store.case("office", case).seq == 3


def _autocommit(connection: Connection) -> Connection:
    return connection.execution_options(isolation_level="AUTOCOMMIT")


def test_a_connection_that_commits_by_itself_is_not_joined(pg_url: str) -> None:
    host = create_engine(pg_url.replace("postgresql://", "postgresql+psycopg://"))
    with _autocommit(host.connect()) as connection, pytest.raises(BadInput, match="by itself"):
        SqlStore(host).joined(connection)
    host.dispose()


def test_a_postgres_host_with_settings_of_its_own_is_joined_as_it_is(
    pg_url: str, office_on: Callable[[str], bihuan.Engine]
) -> None:
    bihuan.make_tables(pg_url)
    office = office_on(pg_url)
    case = office.receive(intake(), actor=CLERK).case.id
    own = create_engine(
        pg_url.replace("postgresql://", "postgresql+psycopg://"),
        connect_args={"options": "-ctimezone=Asia/Shanghai -cdatestyle=German"},
        isolation_level="SERIALIZABLE",
    )

    with own.begin() as connection:
        moved = office.using(connection).fire(case, "urge", actor=CLERK)
    own.dispose()

    assert office.store.history("office", case)[-1] == moved.entry


def test_a_host_that_is_prepared_twice_is_prepared(database_url: str) -> None:
    with a_host(database_url) as host:
        bihuan.prepare(host)
        with host.begin() as connection:
            connection.execute(TASK, {"no": 1})

        assert tasks(host) == [1]


def test_a_database_without_our_tables_is_told_apart(
    sqlite_url: str, office_on: Callable[[str], bihuan.Engine], tmp_path: Path
) -> None:
    bihuan.make_tables(sqlite_url)
    office = office_on(sqlite_url)
    case = office.receive(intake(), actor=CLERK).case.id

    with (
        a_host(f"sqlite:///{tmp_path / 'other.db'}") as other,
        other.begin() as connection,
        pytest.raises(NoTables),
    ):
        office.using(connection).fire(case, "urge", actor=CLERK)


@pytest.mark.parametrize("host", [None, "sqlite:///cases.db", object()])
def test_what_is_no_session_is_refused_by_name(sqlite_url: str, host: object) -> None:
    with (
        closing(SqlStore(open_database(sqlite_url))) as store,
        pytest.raises(BadInput, match="connection: give a Session or a Connection"),
    ):
        store.joined(host)


def test_a_session_without_one_database_is_refused_with_its_cure(sqlite_url: str) -> None:
    with (
        closing(SqlStore(open_database(sqlite_url))) as store,
        Session() as session,
        pytest.raises(BadInput, match="several databases"),
    ):
        store.joined(session)


def test_memory_joins_nobody() -> None:
    with pytest.raises(BadInput, match="use a SQLite file"):
        memory_engine().using(object())
