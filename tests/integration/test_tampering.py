"""What an owner of the tables can do after taking a law down, the audit finds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine as Database

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.sql import SqlStore
from bihuan.engine.audit import audit
from bihuan.engine.errors import UnknownDefinition
from bihuan.rules.facts import ALWAYS
from bihuan.states.canonical import canonical, digest
from bihuan.states.lead import LEAD
from support.machine_walk import change
from support.people import FIRST_DAY, Desk, an_engine

TAMPERING = {
    "an actor is renamed": "update bihuan_history set actor = '李某' where seq = 3",
    "a verdict is turned": (
        "update bihuan_history set given = replace(given, 'unsatisfied', 'satisfied')"
    ),
    "an entry in the middle is taken out": "delete from bihuan_history where seq = 4",
    "the last entry is taken out": "delete from bihuan_history where event = 'close'",
    "a closed case is opened": "update bihuan_cases set state = 'feedback', final = false",
    "a round is taken back": "update bihuan_cases set round = 1",
    "the form that closed it is taken out": "delete from bihuan_feedback where round = 2",
    "the form that closed it is turned": (
        "update bihuan_feedback set standing = 'unsatisfied' where round = 2"
    ),
    "a title is rewritten": "update bihuan_cases set title = 'x'",
    "a definition is rewritten": (
        "update bihuan_definition set text = replace(text, 'unsatisfied', 'x')"
    ),
}
FORGED_DEFINITION = (
    "insert into bihuan_definition (hash, name, version, text, states, proof, proved_at, status)"
    " values ('{name}', 'lead', '9', '{text}', '{{}}', '{{}}', '2024-03-04', 'active')"
)


@pytest.fixture
def desk(engine: Database) -> Desk:
    """One case, handled again once and closed."""
    clock = FrozenClock(FIRST_DAY)
    desk = Desk(an_engine(SqlStore(engine), clock=clock), clock)
    case = desk.receive()
    desk.fire(case, "dispatch")
    for verdict in ("不满意", "满意"):
        desk.fire(case, "contact")
        desk.fire(case, "answer")
        desk.fire(case, "feedback", args={"verdict": verdict, "comment": "不够具体"})
        desk.fire(case, "reassign" if verdict == "不满意" else "close")
    return desk


@contextmanager
def owner_of(url: str) -> Iterator[Any]:
    """A session of the owner's, with the laws taken down."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file, file:
            for (name,) in file.execute("select name from sqlite_master where type = 'trigger'"):
                file.execute(f"drop trigger {name}")
            yield file
        return
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute("set session_replication_role = replica")
        yield connection


def test_an_untouched_history_is_sound(desk: Desk) -> None:
    checked = audit(desk.engine)

    assert checked.sound
    assert (checked.cases, checked.entries) == (1, 10)


@pytest.mark.parametrize("tampering", TAMPERING)
def test_the_audit_finds_it(tampering: str, desk: Desk, database_url: str) -> None:
    with owner_of(database_url) as owner:
        changed = owner.execute(TAMPERING[tampering]).rowcount

    assert changed > 0
    assert not audit(desk.engine).sound


@pytest.mark.parametrize("lie", ["a text under another's name", "a machine that breaks a law"])
def test_a_definition_nobody_has_proven_is_not_learned(
    lie: str, engine: Database, database_url: str
) -> None:
    unsafe = change(LEAD, "L90", when=ALWAYS)
    machine = unsafe if lie == "a machine that breaks a law" else LEAD
    name = digest(unsafe)
    with owner_of(database_url) as owner:
        forged = FORGED_DEFINITION.format(name=name, text=canonical(machine).replace("'", "''"))
        owner.execute(forged)

    library = an_engine(SqlStore(engine)).library

    with pytest.raises(UnknownDefinition):
        library.machine(name)
