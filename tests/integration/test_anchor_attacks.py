"""Eight ways to forge history; the audit finds five of them, and an anchor all the others."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.sql import SqlStore
from bihuan.adapters.sql.tables import history
from bihuan.engine.anchoring import Anchor, cast, held
from bihuan.engine.audit import audit
from bihuan.engine.history import FIRST, seal
from bihuan.engine.records import Entry
from support.lawless import lawless
from support.people import Desk, an_engine

KEY = b"a key of an office, kept elsewhere"


@pytest.fixture
def desk(engine: Engine) -> Desk:
    """Two cases handled over some weeks."""
    clock = FrozenClock("2024-03-04")
    desk = Desk(an_engine(SqlStore(engine), clock=clock), clock)
    one, two = desk.receive(1), desk.receive(2)
    for day, event in (("2024-03-05", "dispatch"), ("2024-03-08", "contact")):
        clock.set(day)
        desk.do(one, event)
        desk.do(two, event)
    clock.set("2024-03-20")
    desk.do(one, "answer")
    return desk


def anchor(desk: Desk) -> Anchor:
    made = cast("office", desk.clock.now(), desk.engine.store.all_history("office"))
    return made.signed(KEY, "HMAC-SHA256")


def edit(owner: Any, _desk: Desk) -> None:
    owner.execute("update bihuan_history set actor = '李某' where seq = 2")


def delete_middle(owner: Any, _desk: Desk) -> None:
    owner.execute("delete from bihuan_history where seq = 2")


def reorder(owner: Any, _desk: Desk) -> None:
    for old, new in ((2, 99), (3, 2), (99, 3)):
        owner.execute(f"update bihuan_history set seq = {new} where seq = {old}")


def insert(owner: Any, _desk: Desk) -> None:
    columns = [one.name for one in history.columns]
    others = {"seq": "seq + 1", "key_": "null", "hash": "'forged'"}
    values = ", ".join(others.get(name, name) for name in columns)
    owner.execute("update bihuan_history set seq = seq + 100 where seq > 2")
    owner.execute(
        f"insert into bihuan_history ({', '.join(columns)})"
        f" select {values} from bihuan_history where seq = 2"
    )
    owner.execute("update bihuan_history set seq = seq - 99 where seq > 100")


def swap_two(owner: Any, desk: Desk) -> None:
    one, two = (entries[0].case for entries in desk.engine.store.all_history("office"))
    for old, new in ((one, "x"), (two, one), ("x", two)):
        owner.execute(
            f"update bihuan_history set case_ = '{new}' where case_ = '{old}' and seq = 3"
        )


def cut_tail(owner: Any, desk: Desk) -> None:
    """Take the last event back, and put the case as it was before it."""
    entries = max(desk.engine.store.all_history("office"), key=len)
    before = entries[-2]
    owner.execute(
        f"delete from bihuan_history where case_ = '{before.case}' and seq = {len(entries)}"
    )


ATTACKS: dict[str, Callable[[Any, Desk], None]] = {
    "edit": edit,
    "delete the middle": delete_middle,
    "reorder": reorder,
    "insert": insert,
    "swap two cases": swap_two,
    "cut the tail": cut_tail,
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_audit_finds_it(attack: str, desk: Desk, database_url: str) -> None:
    with lawless(database_url) as owner:
        ATTACKS[attack](owner, desk)

    assert not audit(desk.engine).sound


def test_an_anchor_finds_a_tail_that_was_cut_and_says_how_much_is_gone(
    desk: Desk, database_url: str
) -> None:
    made = anchor(desk)
    with lawless(database_url) as owner:
        cut_tail(owner, desk)

    (drift,) = held([made], desk.engine.store.all_history("office"))

    assert (drift.kind, drift.expected, drift.found) == ("lost", 7, 6)
    assert len(drift.cases) == 1


def test_an_anchor_finds_that_all_hashes_were_made_anew(desk: Desk, database_url: str) -> None:
    made = anchor(desk)
    forged = [rehashed(entries) for entries in desk.engine.store.all_history("office")]
    with lawless(database_url) as owner:
        for entry in (one for entries in forged for one in entries):
            owner.execute(
                f"update bihuan_history set actor = '某人', previous = '{entry.previous}',"
                f" hash = '{entry.hash}' where case_ = '{entry.case}' and seq = {entry.seq}"
            )
        for entries in forged:
            head, name = entries[-1].hash, entries[0].case
            owner.execute(f"update bihuan_cases set head = '{head}' where id = '{name}'")

    (drift,) = held([made], desk.engine.store.all_history("office"))

    assert audit(desk.engine).sound
    assert drift.kind == "other"


def rehashed(entries: list[Entry]) -> list[Entry]:
    """The same events by somebody else, with hashes that fit."""
    previous, made = FIRST, []
    for entry in entries:
        made.append(seal(replace(entry, actor="某人", previous=previous)))
        previous = made[-1].hash
    return made


def test_an_anchor_finds_that_an_older_backup_was_put_back(desk: Desk) -> None:
    older = list(desk.engine.store.all_history("office"))
    desk.clock.set("2024-04-20")
    desk.receive(3)
    made = anchor(desk)

    (drift,) = held([made], older)

    assert drift.kind == "lost"


def test_what_goes_on_after_an_anchor_does_not_trouble_it(desk: Desk) -> None:
    made = [anchor(desk)]
    for day in ("2024-03-20", "2024-03-21", "2024-05-01"):
        desk.clock.set(datetime.fromisoformat(f"{day}T12:00:00+08:00").astimezone(UTC))
        desk.receive(10 + len(made))
        desk.engine.tick()
        made.append(anchor(desk))

    assert held(made, desk.engine.store.all_history("office")) == []


def test_a_writer_that_was_slow_to_commit_does_not_look_like_a_forger(
    desk: Desk, engine: Engine
) -> None:
    with closing(SqlStore(engine)):
        before = desk.clock.now()
        desk.clock.advance(minutes=5)
        made = anchor(desk)
        desk.clock.set(before)
        desk.receive(9)

    assert held([made], desk.engine.store.all_history("office")) == []
