"""The line to PostgreSQL ends when COMMIT was said and before anybody heard whether it was done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from sqlalchemy.engine import make_url

from bihuan.adapters.assembly import open_engine
from bihuan.adapters.sql import SqlStore, open_store, schema
from bihuan.adapters.sql.database import open_database
from bihuan.adapters.sql.errors import DatabaseUnreachable
from bihuan.engine.audit import audit
from bihuan.engine.engine import Engine
from support.breaking.proxy import Proxy
from support.breaking.results import Report
from support.breaking.sizes import sizes
from support.people import CLERK, intake
from support.postgres import Server


@pytest.fixture
def proxy(pg_server: Server, pick: Random) -> Iterator[Proxy]:
    """Somebody between us and the server."""
    place = make_url(pg_server.url)
    if "host" not in place.query:
        pytest.skip("the proxy speaks to a server's socket, and this one was named by another way")
    host, port = place.query["host"], place.query.get("port", "5432")
    with Proxy(Path(str(host)) / f".s.PGSQL.{port}", pick) as between:
        yield between


@pytest.fixture
def engine(pg_url: str, proxy: Proxy) -> Iterator[Engine]:
    """An engine whose every word goes through the proxy."""
    with closing(SqlStore(open_database(pg_url))) as direct:
        schema.upgrade(direct.engine)
    through = make_url(pg_url).difference_update_query(("host", "port"))
    through = through.set(host="127.0.0.1", port=proxy.port)
    with closing(open_store(through.render_as_string(hide_password=False))) as store:
        yield open_engine(store)


def contact(engine: Engine, proxy: Proxy, case: str, key: str | None) -> None:
    """Note a contact while the line is cut, and say it again on a new line."""
    proxy.cuts = True
    with pytest.raises(DatabaseUnreachable):
        engine.fire(case, "contact", {"how": "phone"}, actor=CLERK, key=key)
    engine.fire(case, "contact", {"how": "phone"}, actor=CLERK, key=key)


@pytest.mark.parametrize("cuts", sizes(40, 500))
def test_said_again_under_its_key_it_happens_once_whether_it_was_done_or_not(
    engine: Engine, proxy: Proxy, cuts: int, report: Report
) -> None:
    case = engine.receive(intake(), actor=CLERK).case.id

    for no in range(cuts):
        contact(engine, proxy, case, f"contact/{no}")

    assert proxy.done + proxy.swallowed == cuts
    assert proxy.done
    assert proxy.swallowed
    assert engine.store.case("office", case).seq == 1 + cuts
    assert audit(engine).sound
    cut = f"{cuts} cuts between COMMIT and its answer"
    report(cut, "PostgreSQL", "0 doubled, 0 lost", done=proxy.done, not_done=proxy.swallowed)


def test_without_a_key_what_was_done_unheard_is_done_twice(engine: Engine, proxy: Proxy) -> None:
    case = engine.receive(intake(), actor=CLERK).case.id

    for _ in range(20):
        contact(engine, proxy, case, None)

    assert engine.store.case("office", case).seq == 1 + 20 + proxy.done
    assert proxy.done
