"""How connections are set up, what happens when there is none, and how a host's one is joined."""

import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url

from bihuan.adapters.sql import SqlStore, database, open_store, schema
from bihuan.adapters.sql.database import borrowed, open_database, prepare
from bihuan.adapters.sql.errors import DatabaseBusy, DatabaseUnreachable, DriverMissing
from bihuan.engine.errors import BadInput, CaseNotFound, KeyTaken, StaleCase
from support.people import CLERK, an_engine, intake
from support.samples import CASE, DEFINITION, NOON, OFFICE, alarm, birth, case, step

NAIVE = datetime(2024, 3, 4, 12, 0)  # noqa: DTZ001  # that is the point


def each_setting(engine: Engine, connections: int = 3) -> Iterator[dict[str, object]]:
    """The settings of several connections that are open at once."""
    sqlite = engine.dialect.name == "sqlite"
    names = database.SQLITE_SETTINGS if sqlite else database.POSTGRES_SETTINGS
    names = {name: it for name, it in names.items() if not name.startswith("tcp_")}
    opened = [engine.connect() for _ in range(connections)]
    for connection in opened:
        yield {
            name: connection.exec_driver_sql(f"{'PRAGMA' if sqlite else 'SHOW'} {name}").scalar()
            for name in names
        }
        connection.close()


def test_every_connection_has_its_settings(engine: Engine) -> None:
    all_wanted: dict[str, dict[str, object]] = {
        "sqlite": {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "recursive_triggers": 1,
            "busy_timeout": database.PATIENCE * 1000,
            "temp_store": 2,
        },
        "postgresql": {
            "synchronous_commit": "on",
            "lock_timeout": f"{database.PATIENCE}s",
            "idle_in_transaction_session_timeout": "45s",
            "TimeZone": "UTC",
        },
    }
    wanted = all_wanted[engine.dialect.name]

    for found in each_setting(engine):
        assert {k.lower(): v for k, v in found.items()} == {k.lower(): v for k, v in wanted.items()}


@pytest.mark.parametrize("where", ["case", "entry", "alarm"])
def test_a_time_without_a_zone_is_refused(engine: Engine, where: str) -> None:
    good = birth()
    bad = {
        "case": birth(case_=case(changed_at=NAIVE)),
        "entry": replace(good, entry=replace(good.entry, recorded_at=NAIVE)),
        "alarm": replace(good, alarms=(alarm(due_at=NAIVE),)),
    }[where]

    with (
        pytest.raises(BadInput, match="has no time zone") as refused,
        SqlStore(engine).begin() as work,
    ):
        work.save(bad)

    assert refused.value.field in ("changed_at", "recorded_at", "due_at")
    with pytest.raises(CaseNotFound):
        SqlStore(engine).case(OFFICE, CASE)
    with pytest.raises(BadInput):
        SqlStore(engine).due(OFFICE, NAIVE, 1)


def test_instants_are_stored_in_utc(engine: Engine) -> None:
    with SqlStore(engine).begin() as work:
        work.save(birth())
    with engine.connect() as connection:
        found = connection.execute(text("select changed_at from bihuan_cases")).scalar()

    assert str(found) == "2024-03-04 04:00:00.123456"
    assert NOON.isoformat() == "2024-03-04T04:00:00.123456+00:00"


def test_a_text_that_is_too_long_is_refused_by_name(engine: Engine) -> None:
    with pytest.raises(BadInput) as refused, SqlStore(engine).begin() as work:
        work.save(birth(key="k" * 201))

    assert str(refused.value).startswith("key: is longer than 200 characters")


def test_closing_twice_is_harmless(database_url: str) -> None:
    store = open_store(database_url)

    store.close()
    store.close()


def test_nobody_at_the_address_is_said_without_the_password(tmp_path: Path) -> None:
    nowhere = SqlStore(open_database("postgresql://u:secret@127.0.0.1:1/none"))
    with pytest.raises(DatabaseUnreachable) as refused:
        nowhere.definitions()
    assert "secret" not in str(refused.value)
    assert "127.0.0.1:1" in str(refused.value)

    missing = SqlStore(open_database(f"sqlite:///{tmp_path / 'no' / 'folder.db'}"))
    with pytest.raises(DatabaseUnreachable, match="unable to open database file"):
        missing.definitions()


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(BadInput, match="not an address"):
        open_database("cases.db")


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "sqlite:///file::memory:?uri=true"]
)
def test_a_database_in_memory_is_refused_since_threads_would_share_its_connection(url: str) -> None:
    with pytest.raises(BadInput, match="memory store"):
        open_database(url)


def test_a_missing_driver_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(DriverMissing, match=r"psycopg is not installed: .*bihuan\[postgres\]"):
        open_database("postgresql://localhost/x")


def test_waiting_for_others_has_an_end(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(database.SQLITE_SETTINGS, "busy_timeout", "50")
    monkeypatch.setitem(database.POSTGRES_SETTINGS, "lock_timeout", "50ms")
    with closing(SqlStore(open_database(database_url))) as store:
        with store.begin() as work:
            work.save(birth())
        with store.begin() as first:
            first.lock(OFFICE, CASE)
            with pytest.raises(DatabaseBusy), store.begin() as second:
                second.lock(OFFICE, CASE)

        assert store.case(OFFICE, CASE).seq == 1


def test_a_connection_that_died_in_the_pool_is_replaced(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engine.dialect.name == "sqlite":
        pytest.skip("a file does not hang up")
    monkeypatch.setattr(database, "IDLE", 0)
    store = SqlStore(engine)
    with engine.connect() as connection:
        pid = connection.exec_driver_sql("select pg_backend_pid()").scalar()
    with engine.connect() as one, engine.connect() as two:
        pids = [it.exec_driver_sql("select pg_backend_pid()").scalar() for it in (one, two)]
        one.commit()
        two.commit()
        other = two if pids[0] == pid else one
        other.exec_driver_sql(f"select pg_terminate_backend({pid})")
        other.commit()

    assert store.definitions() == [DEFINITION]


def test_the_hosts_transaction_is_joined_and_not_ended(engine: Engine) -> None:
    store = SqlStore(engine)
    with engine.execution_options(**{database.WRITES: True}).connect() as host:
        host.execute(text("create table host_row (id integer)"))
        host.commit()

        host.execute(text("insert into host_row values (1)"))
        with store.joined(host).begin() as work:
            work.save(birth())
        assert store.joined(host).case(OFFICE, CASE).seq == 1
        assert [len(one) for one in store.joined(host).all_history(OFFICE)] == [1]
        assert _seen_outside(engine) is False
        host.rollback()

        assert _seen_outside(engine) is False
        host.execute(text("insert into host_row values (2)"))
        with store.joined(host).begin() as work:
            work.save(birth())
        host.commit()

    assert _seen_outside(engine) is True
    with engine.connect() as other:
        assert other.execute(text("select id from host_row")).scalars().all() == [2]


def test_a_refusal_leaves_the_hosts_own_work_alone(engine: Engine) -> None:
    store = SqlStore(engine)
    with engine.execution_options(**{database.WRITES: True}).begin() as host:
        joined = store.joined(host)
        with joined.begin() as work:
            work.save(birth(key="k"))
        with pytest.raises(KeyTaken), joined.begin() as work:
            work.save(birth(2))
            work.save(birth(3, key="k"))
        with pytest.raises(StaleCase), joined.begin() as work:
            work.save(step(step(birth(), "dispatched"), "urged"))
        joined.close()

    assert store.case(OFFICE, CASE).seq == 1
    with pytest.raises(CaseNotFound):
        store.case(OFFICE, "c-2")


def test_a_host_that_does_not_hold_the_laws_is_not_joined(sqlite_url: str) -> None:
    open_store(sqlite_url).close()
    careless = create_engine(sqlite_url)
    with careless.connect() as host, pytest.raises(BadInput, match=r"bihuan\.prepare"):
        SqlStore(careless).joined(host)
    careless.dispose()

    careful = create_engine(sqlite_url)
    prepare(careful)
    with careful.connect() as host:
        assert SqlStore(careful).joined(host).definitions() == []
    careful.dispose()


def test_one_writer_does_not_keep_readers_waiting(engine: Engine) -> None:
    store = SqlStore(engine)
    with store.begin() as work:
        work.save(birth())
    seen: list[int] = []

    with store.begin() as work:
        work.lock(OFFICE, CASE)
        work.save(step(birth(), "dispatched"))
        reader = threading.Thread(target=lambda: seen.append(store.case(OFFICE, CASE).seq))
        reader.start()
        reader.join(timeout=30)

    assert seen == [1]
    assert store.case(OFFICE, CASE).seq == 2


def test_whoever_asks_what_is_allowed_waits_for_no_writer(engine: Engine) -> None:
    store = SqlStore(engine)
    office = an_engine(store)
    case_ = office.receive(intake(), actor=CLERK).case.id
    told: list[object] = []

    with store.begin() as work:
        work.lock("office", case_)
        asks = threading.Thread(
            target=lambda: told.append(office.why_not(case_, "answer", actor=CLERK))
        )
        asks.start()
        asks.join(timeout=30)
        waited = asks.is_alive()
    asks.join()

    assert not waited
    assert len(told) == 1


def _seen_outside(engine: Engine) -> bool:
    def count(connection: Connection) -> int:
        return len(connection.execute(text("select id from bihuan_cases")).all())

    with engine.connect() as other:
        return count(other) > 0


def test_a_server_that_is_gone_is_given_up_soon_unless_the_address_says_otherwise(
    pg_url: str,
) -> None:
    own = make_url(pg_url).update_query_dict({"tcp_user_timeout": "5000"})

    database = open_database(own.render_as_string(hide_password=False))
    with closing(SqlStore(database)), borrowed(database) as driver:
        told = driver.driver_connection.info.get_parameters()  # type: ignore[union-attr]

    assert (told["keepalives_idle"], told["tcp_user_timeout"]) == ("10", "5000")


def test_the_server_as_well_gives_up_a_line_that_is_gone(pg_url: str) -> None:
    asked = "select name from pg_settings where source = 'session' and starts_with(name, 'tcp_')"

    with closing(SqlStore(open_database(pg_url))) as store, store.engine.connect() as connection:
        told = set(connection.scalars(text(asked)))

    assert told == {name for name in database.POSTGRES_SETTINGS if name.startswith("tcp_")}
    assert len(told) == 4


def test_who_is_frozen_in_a_transaction_does_not_hold_a_case_for_ever(
    pg_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(database.POSTGRES_SETTINGS, "idle_in_transaction_session_timeout", "50ms")
    schema.upgrade(frozen := open_database(pg_url))
    with closing(SqlStore(frozen)) as store, closing(SqlStore(open_database(pg_url))) as other:
        with store.begin() as work:
            work.define(DEFINITION)
            work.finish([birth()])
        with pytest.raises(DatabaseUnreachable), store.begin() as work:
            work.lock(OFFICE, CASE)
            with other.begin() as theirs:  # waits until the server has ended the first
                assert theirs.lock(OFFICE, CASE).seq == 1
            work.history(OFFICE, CASE)
