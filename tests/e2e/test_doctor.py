"""`bihuan doctor` names what is wrong with an office, and what cures it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from support.terminal import Office

pytestmark = pytest.mark.slow


def sql(office: Office, *statements: str) -> None:
    """Meddle with the database behind the program's back."""
    with closing(sqlite3.connect(office.folder / "bihuan.db")) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def an_old_schema(office: Office) -> None:
    sql(office, "update bihuan_version set version_num = '0001'")


def a_wrong_address(office: Office) -> None:
    config = office.folder / "bihuan.toml"
    nowhere = 'url = "postgresql://bihuan@127.0.0.1:1/bihuan"'
    text = config.read_text("utf-8").replace('url = "sqlite:///bihuan.db"', nowhere)
    config.write_text(text, "utf-8")


def an_unknown_setting(office: Office) -> None:
    with (office.folder / "bihuan.toml").open("a", encoding="utf-8") as file:
        file.write("\n[nonsense]\nx = 1\n")


def a_broken_chain(office: Office) -> None:
    sql(
        office,
        "drop trigger law_history_update",
        "update history set actor = '别人' where seq = 1",
    )


def a_full_disk(office: Office) -> None:
    config = office.folder / "bihuan.toml"
    text = config.read_text("utf-8").replace("[run]", "[run]\ndisk_free = 1000000000")
    config.write_text(text, "utf-8")


def a_stuck_outbox(office: Office) -> None:
    sql(
        office,
        "insert into message (office, key_, case_, seq, topic, channel, recipient, body,"
        " created_at, status, attempts, next_at, fence) values ('office', 'k', null, 0, 'urging',"
        " 'mail', '甲处', '{}', '2020-01-01 00:00:00', 'pending', 3, '2020-01-01 00:00:00', 0)",
    )


def a_parked_message(office: Office) -> None:
    a_stuck_outbox(office)
    sql(office, "update message set status = 'parked'")


def a_readable_database(office: Office) -> None:
    (office.folder / "bihuan.db").chmod(0o644)


def a_missing_folder(office: Office) -> None:
    with (office.folder / "bihuan.toml").open("a", encoding="utf-8") as file:
        file.write('file = "log/bihuan.log"\n')


def a_law_taken_down(office: Office) -> None:
    sql(office, "drop trigger law_chain")


def a_timer_taken_away(office: Office) -> None:
    sql(office, "update alarm set status = 'cancelled' where status = 'pending'")


def ladders_in_another_encoding(office: Office) -> None:
    (office.folder / "ladders.toml").write_bytes("# 梯次".encode("gb18030"))
    config = office.folder / "bihuan.toml"
    text = config.read_text("utf-8").replace("[rules]", '[rules]\nladders = "ladders.toml"')
    config.write_text(text, "utf-8")


FAULTS: dict[str, tuple[Callable[[Office], None], str, str]] = {
    "a wrong database address": (a_wrong_address, "database", "检查地址"),
    "an unknown setting": (an_unknown_setting, "config", "nonsense"),
    "an old schema": (an_old_schema, "schema", "bihuan db upgrade"),
    "a broken chain": (a_broken_chain, "history", "bihuan audit verify"),
    "a full disk": (a_full_disk, "disk", "腾出空间"),
    "a law taken down": (a_law_taken_down, "laws", "bihuan db check"),
    "a stuck outbox": (a_stuck_outbox, "outbox", "bihuan notify test mail"),
    "a parked message": (a_parked_message, "outbox", "bihuan notify outbox list"),
    "a readable database": (a_readable_database, "database", "chmod o-rwx"),
    "a missing folder": (a_missing_folder, "disk", "mkdir -p"),
}


@pytest.fixture
def sound(office: Office) -> Office:
    """An office with one case."""
    office.must("case", "add", "--kind", "提案", "--role", "主办", "--number", "1", *OTHER)
    return office


OTHER = ("--title", "关于一件事的提案", "--member", "某委员")


def test_a_sound_office_is_told_so(sound: Office) -> None:
    said = sound("doctor")

    assert said.code == 0, said.out
    assert said.lines[-1].startswith("0 个问题")
    assert all(line[0] in "✓!" for line in said.lines[:-1])


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_named_with_its_cure(fault: str, sound: Office) -> None:
    plant, check, cure = FAULTS[fault]
    plant(sound)

    said = sound("doctor", "--json")

    wrong = [one for one in said.document["data"]["findings"] if one["grade"] == "wrong"]
    assert said.code == 7
    assert check in [one["check"] for one in wrong]
    assert any(cure in one["message"] + one["cure"] for one in wrong if one["check"] == check)
    assert {one["check"] for one in wrong} <= {check, "laws"}


def test_what_stands_on_something_wrong_is_not_looked_at(sound: Office) -> None:
    an_old_schema(sound)

    said = sound("doctor", "--json")

    skipped = [one for one in said.document["data"]["findings"] if one["grade"] == "skipped"]
    assert {one["check"] for one in skipped} >= {"definitions", "calendar", "history"}


@pytest.mark.parametrize("fault", ["a readable database", "a missing folder"])
def test_what_is_safe_to_put_right_is_put_right_on_request(fault: str, sound: Office) -> None:
    FAULTS[fault][0](sound)

    said = sound("doctor", "--fix")

    assert said.code == 0, said.out
    assert "已改正 1 处，以上为改正后的情况。" in said.lines


def test_timers_that_were_taken_away_are_found_and_set_again_on_request(sound: Office) -> None:
    a_timer_taken_away(sound)

    before = sound("doctor", "--only", "reconcile")
    fixed = sound("doctor", "--only", "reconcile", "--fix")
    after = sound("timer", "reconcile")

    assert (before.code, fixed.code, after.code) == (7, 0, 0)
    assert "bihuan timer reconcile --apply" in before.out


def test_a_file_that_cannot_be_read_is_named(sound: Office) -> None:
    ladders_in_another_encoding(sound)

    said = sound("doctor", "--only", "files")

    assert said.code == 7
    assert "ladders.toml" in said.out


def test_only_what_is_asked_for_is_looked_at(sound: Office) -> None:
    said = sound("doctor", "--only", "config,disk")
    slip = sound("doctor", "--only", "discs")

    assert said.code == 0
    assert {line.split()[1] for line in said.lines[:-1]} == {"配置", "磁盘"}
    assert slip.code == 2


def test_an_officer_can_read_it_in_english(sound: Office) -> None:
    said = sound("doctor", "--lang", "en")

    assert said.lines[-1].startswith("0 problems")
    assert Path(sound.folder).exists()
