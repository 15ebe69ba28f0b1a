"""What a database shell cannot do to what was exchanged: forget it, or say it otherwise."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from bihuan.adapters.sql import SqlStore
from bihuan.adapters.sql.database import WRITES
from bihuan.engine.platforms import Bookmark, Difference, Exchange, Held, Link
from support.samples import CASE, NOON, OFFICE, birth
from support.stores import save

WHOSE = {"office": OFFICE, "platform": "renda"}
KEPT = (
    Link(**WHOSE, proposal="P-1", case=CASE, linked_at=NOON, pushed=4),
    Held(
        **WHOSE,
        key="R-1",
        kind="assignment",
        proposal="P-1",
        version=2,
        checksum="sha256:1",
        fields={},
        agreed={},
        status="conflict",
        reason={},
        seen_at=NOON,
    ),
    Difference(**WHOSE, record="R-1", version=2, field="title", said={}, opened_at=NOON),
    Exchange(
        **WHOSE,
        no=0,
        way="pull",
        at=NOON,
        request="-",
        digest="",
        text="{}",
        cursor="7",
        records={},
        outcome="done",
    ),
    Bookmark(**WHOSE, way="push", place="10", changed_at=NOON),
    Bookmark(**WHOSE, way="pull", place="a cursor of theirs", changed_at=NOON),
)
TABLES = ("link", "record", "difference", "exchange", "bookmark")
ATTACKS = (
    *(f"delete from bihuan_platform_{name}" for name in TABLES),
    *(f"truncate bihuan_platform_{name}" for name in TABLES),
    "update bihuan_platform_link set proposal = 'P-2'",
    "update bihuan_platform_link set pushed = 3",
    "update bihuan_platform_record set proposal = 'P-2'",
    "update bihuan_platform_record set version = 1",
    "update bihuan_platform_difference set said = '{}', settled_by = 'x'",
    "update bihuan_platform_difference set take = 'ours'",
    "update bihuan_platform_exchange set outcome = 'failed'",
    "update bihuan_platform_bookmark set place = '9' where way = 'push'",
    "replace into bihuan_platform_exchange select * from bihuan_platform_exchange",
)
ONLY = {"replace": "sqlite", "truncate": "postgresql"}


LAWS = r"law_(platform_links|records|differences|exchanges|bookmarks)_"


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_was_exchanged_stays_as_it_was_written(engine: Engine, attack: str) -> None:
    only = ONLY.get(attack.split()[0])
    if only not in (None, engine.dialect.name):
        pytest.skip(f"a word of {only}")
    store = SqlStore(engine)
    save(store, birth())
    store.exchanges.keep(KEPT)
    settled = replace(KEPT[2], settled_at=NOON, settled_by="某人", take="theirs")
    store.exchanges.keep([settled])

    with (
        pytest.raises(DBAPIError, match=LAWS),
        engine.execution_options(**{WRITES: True}).begin() as connection,
    ):
        connection.execute(text(attack))

    assert store.exchanges.links(OFFICE, "renda") == [KEPT[0]]
    assert store.exchanges.held(OFFICE, "renda") == [KEPT[1]]
    assert store.exchanges.differences(OFFICE, "renda") == [settled]
    assert store.exchanges.exchanges(OFFICE, "renda") == [replace(KEPT[3], no=1)]
    assert store.exchanges.bookmark(OFFICE, "renda", "push") == "10"
