"""The role the manual describes can do all the work, and cannot put the laws aside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.sql import SqlStore, open_database, schema
from bihuan.adapters.sql.mapping import metadata
from bihuan.engine.audit import audit
from support.checkout import ROOT
from support.people import FIRST_DAY, Desk, an_engine
from support.postgres import Server
from support.samples import NOON, OFFICE
from support.stores import database_of

PAGES = ("operate.md", "operate.zh-CN.md")


def grants(page: str, role: str) -> list[str]:
    """What the page grants to the service, here to another role."""
    shown = (ROOT / "docs/how-to" / page).read_text("utf-8")
    blocks = re.findall(r"^```sql\n(.*?)^```$", shown, re.M | re.S)
    told = re.sub(r"\bbihuan\b", role, blocks[1])
    return [line for line in told.splitlines() if line]


@pytest.fixture(params=PAGES)
def served(request: pytest.FixtureRequest, pg_server: Server) -> Iterator[Engine]:
    """A database of which the service has what the page grants, opened as the service."""
    role = pg_server.new_name()
    with database_of("postgres", request) as url:
        pg_server.execute("CREATE ROLE {}", role)
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as owner:
            for line in grants(request.param, role):
                owner.execute(line.encode())
        mark = "&" if "?" in url else "?"
        service = open_database(f"{url}{mark}options=-crole={role}")
        try:
            yield service
        finally:
            service.dispose()
            with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as owner:
                owner.execute(f"DROP OWNED BY {role}".encode())
            pg_server.execute("DROP ROLE {}", role)


def test_the_service_does_all_its_work(served: Engine) -> None:
    schema.check(served)
    with closing(SqlStore(served)) as store:
        clock = FrozenClock(FIRST_DAY)
        desk = Desk(an_engine(store, clock=clock), clock)
        case, other = desk.receive(1), desk.receive(2)
        desk.walk(case, "dispatch", "contact", "answer", "feedback", "close")
        clock.advance(days=120)
        while desk.engine.tick():
            pass

        assert desk.case(case).final
        assert not desk.case(other).final
        assert audit(desk.engine).faults == ()
        assert store.watch.forget(OFFICE, NOON - timedelta(days=1)) == 0
        assert store.watch.lease(OFFICE, "nightly", "host-a", NOON, NOON + timedelta(1)) == 1


FORBIDDEN = (
    *(f"DELETE FROM {name}" for name in sorted(metadata.tables) if name != "bihuan_pulse"),
    "ALTER TABLE bihuan_history DISABLE TRIGGER ALL",
    "UPDATE bihuan_version SET version_num = '0001'",
    "DROP TABLE bihuan_history",
    "TRUNCATE bihuan_history",
)


def test_the_service_cannot_put_the_laws_aside(served: Engine) -> None:
    for statement in FORBIDDEN:
        with (
            served.connect() as connection,
            pytest.raises(ProgrammingError, match=r"must be owner|permission denied"),
        ):
            connection.execute(text(statement))
