"""Each of the planted faults the doctor names with its cure; and nothing where nothing is wrong."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bihuan.adapters.calendars import provisional_layer, standard_calendar
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.daemon.alone import lock_of
from bihuan.adapters.sql import SqlStore, open_database
from bihuan.adapters.sqlite_files import sqlite_file
from bihuan.engine.delivery import OUTAGE
from bihuan.engine.messages import Message
from bihuan.engine.operations import Incident
from support.lawless import lawless
from support.patients import MORNING, YEAR, House, wrong
from support.people import Desk, an_engine
from support.sinks import free_port

MAIL = """
[notify.mail]
kind = "smtp"
host = "127.0.0.1"
port = {port}
security = "none"
from = "office@example.gov.cn"
"""
GATEWAY = """
[notify.oa]
kind = "http"
url = "https://oa.example.gov.cn/"
body = "oa.json.j2"
"""


@pytest.fixture
def house(
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> House:
    monkeypatch.chdir(tmp_path)
    clock = FrozenClock(MORNING)
    house = House(database_url, clock, capsys)
    house.writes()
    days = "".join(f'"{day}" = "{why}"\n' for day, why in provisional_layer(YEAR).off.items())
    calendar = f'[source]\nname = "某通知"\nyears = [{YEAR}]\n[off]\n{days}'
    Path(f"{YEAR}.toml").write_text(calendar, "utf-8")
    with closing(SqlStore(open_database(database_url))) as store:
        engine = an_engine(store, clock=clock)
        engine.use_calendar(standard_calendar([Path(f"{YEAR}.toml")]))
        desk = Desk(engine, clock)
        case = desk.receive(1, received_on=date(YEAR, 3, 5), year=YEAR)
        desk.walk(case, "dispatch", "contact")
    if not database_url.startswith("sqlite"):
        monkeypatch.setattr(SqlStore, "clock", lambda _store: MORNING)
    return house


def a_wrong_address(house: House) -> None:
    house.writes(url="postgresql://nobody@127.0.0.1:1/none")


def an_old_schema(house: House) -> None:
    with lawless(house.url) as owner:
        owner.execute("update bihuan_version set version_num = '0001'")


def an_unknown_definition(house: House) -> None:
    with lawless(house.url) as owner:
        if not house.url.startswith("sqlite"):
            owner.execute("alter table bihuan_cases drop constraint fk_bihuan_cases_state")
        owner.execute("update bihuan_cases set definition = 'unheard-of'")


def a_missing_year(house: House) -> None:
    house.writes(calendar="")


def a_dead_mail_server(house: House) -> None:
    house.writes(MAIL.format(port=free_port()))


def a_slow_clock(house: House) -> None:
    house.clock.set(MORNING - timedelta(days=1))


def a_full_disk(house: House) -> None:
    house.writes("[run]\ndisk_free = 1000000000\n")


def a_stuck_outbox(house: House) -> None:
    ago = MORNING - timedelta(hours=1)
    message = Message(
        office="office",
        key="k-1",
        topic="digest",
        channel="notice",
        recipient="甲处",
        body={},
        created_at=ago,
        next_at=ago,
    )
    with closing(SqlStore(open_database(house.url))) as store:
        store.outbox.put([message])


def an_unreachable_mail_server(house: House) -> None:
    ago, later = MORNING - timedelta(minutes=9), MORNING + timedelta(minutes=9)
    message = Message(
        office="office",
        key="k-1",
        topic="urging",
        channel="notice",
        recipient="甲处",
        body={},
        created_at=ago,
        attempts=4,
        next_at=later,
        error="mail: no connection (ECONNREFUSED)",
    )
    others = [
        replace(message, key="k-2", attempts=0, next_at=MORNING, error=""),
        replace(message, key="k-3", error="chat: the server answered 500"),
    ]
    outage = Incident(
        office="office",
        kind=OUTAGE,
        subject="mail",
        detail="no connection (ECONNREFUSED)",
        opened_at=ago,
        last_at=ago,
    )
    with closing(SqlStore(open_database(house.url))) as store:
        store.outbox.put([message, *others])
        store.watch.report(outage)


def a_broken_chain(house: House) -> None:
    with lawless(house.url) as owner:
        owner.execute("update bihuan_history set actor = '李某' where seq = 2")


def an_unreadable_template(house: House) -> None:
    Path("oa.json.j2").write_bytes('{"内容": {{ text|tojson }}}'.encode("gb18030"))
    house.writes(GATEWAY)


FAULTS: dict[str, tuple[Callable[[House], None], str, str, str]] = {
    "wrong database address": (a_wrong_address, "database", "127.0.0.1:1", "检查地址"),
    "old schema": (an_old_schema, "schema", "0001", "bihuan db upgrade"),
    "unknown definition": (an_unknown_definition, "definitions", "unheard-of", "恢复备份"),
    "missing calendar year": (
        a_missing_year,
        "calendar",
        f"没有 {YEAR} 年",
        f"bihuan calendar import {YEAR}.toml --apply",
    ),
    "dead mail server": (a_dead_mail_server, "servers", "mail", "bihuan notify test mail"),
    "skewed clock": (a_slow_clock, "clock", "早于最近的办理经过", "chronyc tracking"),
    "full disk": (a_full_disk, "disk", "少于 1000000000 MB", "腾出空间"),
    "stuck outbox": (a_stuck_outbox, "outbox", "notice", "bihuan notify test notice"),
    "mail server out of reach": (
        an_unreachable_mail_server,
        "outbox",
        "通道 mail 自 2030-03-05 08:51 起连不上，2 条等待发出",
        "bihuan doctor --network",
    ),
    "broken history chain": (a_broken_chain, "history", "第 2 号", "bihuan audit verify"),
    "unreadable template": (an_unreadable_template, "files", "oa.json.j2", "另存为 UTF-8"),
}
CONSEQUENCES = {"unknown definition": {"laws"}, "mail server out of reach": {"incidents"}}
"""What else is then wrong: a law had to be taken down for it, or an incident waits."""
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""What lies around the database is the same on both."""


def test_nothing_is_wrong_where_nothing_is_wrong(house: House) -> None:
    code, found = house.doctor()

    assert wrong(found) == {}
    assert code == 0
    assert {one["grade"] for one in found} <= {"sound", "note"}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_named_with_its_cure(fault: str, house: House) -> None:
    plant, check, what, cure = FAULTS[fault]
    plant(house)

    code, found = house.doctor("--network")

    said = wrong(found)
    assert code == 7
    assert any(what in one and cure in one for one in said[check].splitlines())
    assert said.keys() <= {check} | CONSEQUENCES.get(fault, set())


def test_several_faults_are_named_at_once(house: House) -> None:
    for plant in (a_stuck_outbox, a_broken_chain):
        plant(house)
    house.writes("[run]\ndisk_free = 1000000000\n" + MAIL.format(port=free_port()), calendar="")

    code, found = house.doctor("--network")

    assert code == 7
    assert wrong(found).keys() == {"outbox", "history", "disk", "servers", "calendar"}


@ON_SQLITE
def test_the_network_is_asked_only_when_told_to(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_dead_mail_server(house)
    monkeypatch.setattr(socket, "socket", None)

    code, found = house.doctor()

    (note,) = [one for one in found if one["check"] == "servers"]
    assert code == 0
    assert (note["grade"], "mail" in note["message"]) == ("note", True)
    assert "bihuan doctor --network" in note["cure"]


@ON_SQLITE
def test_what_stands_on_something_wrong_is_not_looked_at(house: House) -> None:
    an_old_schema(house)

    _, found = house.doctor()

    skipped = {one["check"] for one in found if one["grade"] == "skipped"}
    assert skipped == {
        *("laws", "definitions", "calendar", "clock", "timers", "reconcile"),
        *("outbox", "daemons", "incidents", "history"),
    }


@ON_SQLITE
def test_a_file_the_engine_needs_is_named_once(house: House) -> None:
    Path("ladders.toml").write_bytes("# 梯次".encode("gb18030"))
    house.writes('[rules]\nladders = "ladders.toml"\n')

    code, found = house.doctor()

    assert code == 7
    assert wrong(found).keys() == {"files"}
    (skipped,) = [one for one in found if one["check"] == "definitions"]
    assert "“文件”" in skipped["message"]


@ON_SQLITE
def test_a_file_that_is_not_there_is_not_made_by_looking_for_it(house: House) -> None:
    house.writes(url="sqlite:///elsewhere.db")

    code, found = house.doctor()

    assert code == 7
    assert "没有这个文件" in wrong(found)["database"]
    assert not Path("elsewhere.db").exists()


@ON_SQLITE
def test_a_lock_that_root_left_is_named_with_its_owner_and_its_cure(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = sqlite_file(house.url)
    assert file is not None
    lock_of(file).touch()
    monkeypatch.setattr(os, "access", lambda *_: False)

    code, found = house.doctor("--only", "database")

    assert code == 7
    (told,) = [one for one in found if one["grade"] == "wrong"]
    assert f"{lock_of(file)} 属于 {file.owner()}" in told["message"]
    assert f"chown {file.owner()} {lock_of(file)}" in told["cure"]


@ON_SQLITE
def test_a_parked_message_is_told_from_one_that_is_stuck(house: House) -> None:
    a_stuck_outbox(house)
    with closing(SqlStore(open_database(house.url))) as store:
        (message,) = store.messages("office", status="pending")
        store.outbox.settle([replace(message, status="parked")])

    _, found = house.doctor()

    assert "bihuan notify outbox list --status parked" in wrong(found)["outbox"]


@ON_SQLITE
def test_a_law_taken_down_is_named(house: House) -> None:
    with closing(sqlite3.connect(house.url.removeprefix("sqlite:///"))) as owner:
        owner.execute("drop trigger law_chain")
        owner.commit()

    _, found = house.doctor()

    assert wrong(found).keys() == {"laws"}
    assert "law_chain" in wrong(found)["laws"]


@ON_SQLITE
def test_a_database_that_others_may_read_is_closed_on_request(house: House) -> None:
    Path("bihuan.db").chmod(0o644)

    before, found = house.doctor()
    fixed, _ = house.doctor("--fix")

    assert (before, fixed) == (7, 0)
    assert "chmod o-rwx" in wrong(found)["database"]


@ON_SQLITE
def test_a_missing_folder_is_made_on_request(house: House) -> None:
    house.writes(
        '[notify]\nfile = "out/notices.jsonl"\n[notify.own]\nkind = "file"\npath = "a/b"\n'
    )

    before, found = house.doctor()
    fixed, _ = house.doctor("--fix")

    assert (before, fixed) == (7, 0)
    assert wrong(found)["disk"].count("mkdir -p") == 2
    assert Path("a").is_dir()


def test_timers_that_were_taken_away_are_set_again_on_request(house: House) -> None:
    with closing(SqlStore(open_database(house.url))) as store:
        pending = store.alarms("office", status="pending")
        with store.begin() as work:
            work.settle([replace(one, status="cancelled") for one in pending])

    before, found = house.doctor("--only", "reconcile")
    fixed, _ = house.doctor("--only", "reconcile", "--fix")

    assert (before, fixed) == (7, 0)
    assert "bihuan timer reconcile --apply" in wrong(found)["reconcile"]
    with closing(SqlStore(open_database(house.url))) as store:
        assert store.alarms("office", status="pending") == pending


@ON_SQLITE
def test_a_password_that_anybody_may_read_is_found_and_not_repeated(house: House) -> None:
    house.writes(url="postgresql://bihuan:not-a-secret@127.0.0.1:1/none")
    Path("bihuan.toml").chmod(0o644)

    _, found = house.doctor()

    assert "chmod o-rwx bihuan.toml" in wrong(found)["config"]
    assert "not-a-secret" not in json.dumps(found)


@ON_SQLITE
def test_every_fault_of_an_unreadable_configuration_is_a_finding(house: House) -> None:
    house.writes('[nonsense]\nx = 1\n[run]\ninterval = "soon"\n')

    code, found = house.doctor()

    assert code == 7
    assert wrong(found).keys() == {"config"}
    assert "nonsense" in wrong(found)["config"]
    assert "run.interval" in wrong(found)["config"]
