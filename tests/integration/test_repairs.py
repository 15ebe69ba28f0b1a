"""What somebody changed past the laws is found by an audit and put right from history."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine

from bihuan.adapters.cli.main import run
from bihuan.adapters.cli.session import World
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.sql import SqlStore
from bihuan.engine.audit import audit, repair
from bihuan.engine.records import Repair
from support.lawless import lawless
from support.people import CLERK, FIRST_DAY, Desk, an_engine

TAMPERING = (
    "update bihuan_cases set title = '另一标题', state = 'answered', held = '{}', due = null",
    "update bihuan_cases set head = 'x', seq = 9, received_on = '2020-01-01'",
    "update bihuan_deadline set due = '2030-01-01'",
    "delete from bihuan_alarm where status = 'pending'",
    "update bihuan_alarm set status = 'cancelled' where status = 'fired'",
)


@pytest.fixture
def desk(engine: Engine) -> Desk:
    """A desk over each database, with a case that has been urged, asked about and merged into."""
    clock = FrozenClock(FIRST_DAY)
    desk = Desk(an_engine(SqlStore(engine), clock=clock), clock)
    case, follower = desk.receive(1), desk.receive(2)
    desk.clock.set("2024-03-08")
    desk.engine.tick()
    desk.walk(case, "dispatch", "contact", "co_handle")
    desk.do(follower, "merge", host=case)
    return desk


def tamper(url: str) -> None:
    """Change nearly everything that is not history."""
    with lawless(url) as connection:
        for statement in TAMPERING:
            connection.execute(statement)


def told(desk: Desk, case: str) -> list[object]:
    """The case, its history and its timers that wait or rang, but for when it was changed."""
    found = desk.case(case)
    return [
        replace(found, changed_at=found.received_on),  # type: ignore[arg-type]  # never mind
        desk.history(case),
        [one.id for status in ("pending", "fired") for one in desk.alarms(case, status)],
    ]


def test_a_tampered_case_is_put_right_under_the_laws(desk: Desk, database_url: str) -> None:
    cases = ("case-00001", "case-00002")
    before = [told(desk, case) for case in cases]
    tamper(database_url)
    assert len(audit(desk.engine).faults) > 10

    for case in cases:
        repair(desk.engine, case, actor=CLERK, reason="恢复备份之后")

    assert [told(desk, case) for case in cases] == before
    assert audit(desk.engine).sound
    assert [len(desk.records(Repair, case)) for case in cases] == [1, 1]


def test_a_case_put_right_can_be_carried_to_its_end(desk: Desk, database_url: str) -> None:
    tamper(database_url)
    for case in ("case-00001", "case-00002"):
        repair(desk.engine, case, actor=CLERK, reason="恢复备份之后")

    desk.do("case-00001", "opinion")
    desk.do("case-00001", "answer", letters={"case-00002": "某函〔2024〕8号"})
    desk.do("case-00002", "feedback")
    desk.walk("case-00001", "feedback", "close")

    assert desk.case("case-00001").final
    assert audit(desk.engine).sound


def test_the_command_line_shows_first_and_puts_right_on_request(
    desk: Desk, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    tamper(database_url)
    world = World(clock=desk.clock)

    def bihuan(*words: str) -> tuple[int, dict[str, Any]]:
        code = run(["--db", database_url, "--office", "office", *words, "--json"], world)
        return code, json.loads(capsys.readouterr().out)

    preview, shown = bihuan("audit", "repair")
    still, _ = bihuan("audit", "verify")
    applied, done = bihuan("audit", "repair", "--apply", "--reason", "恢复备份之后")
    after, _ = bihuan("audit", "verify")

    assert (preview, still, applied, after) == (0, 7, 0, 0)
    assert [len(one["data"]["cases"]) for one in (shown, done)] == [2, 2]
    fields = shown["data"]["cases"][0]["fields"]
    assert fields["state"] == {"stored": "answered", "told": "dispatched"}


def test_in_words_each_line_says_what_stands_and_what_history_tells(
    desk: Desk, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with lawless(database_url) as connection:
        connection.execute("update bihuan_cases set title = '另一标题' where id = 'case-00001'")

    code = run(["--db", database_url, "--office", "office", "audit", "repair"], World())

    lines = capsys.readouterr().out.splitlines()
    assert code == 0
    assert "另一标题" in lines[0]
    assert "→ 关于示例事项的建议（1）" in lines[0]
    assert lines[-1].startswith("有 1 件与办理经过不符，未写入")


def test_every_fault_an_audit_finds_is_said_in_chinese(
    desk: Desk, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    tamper(database_url)

    code = run(["--db", database_url, "--office", "office", "audit", "verify"], World())

    lines = capsys.readouterr().out.splitlines()
    assert code == 7
    assert len(lines) > 10
    assert not [line for line in lines if "history" in line or " the " in line]


def test_a_broken_history_is_left_to_a_backup(
    desk: Desk, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with lawless(database_url) as connection:
        connection.execute("update bihuan_history set actor = '某人' where case_ = 'case-00001'")

    code = run(["--db", database_url, "--office", "office", "audit", "repair"], World())

    assert code == 7
    said = "".join(capsys.readouterr())
    assert "内容与散列值不符" in said
    assert "1 件的办理经过本身已损坏" in said
