"""`bihuan run` as a service manager meets it: signals, a sweep of its own, a sign of life."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from support.daemons import manager, running, told
from support.sinks import mute, raw_sink
from support.terminal import Office

pytestmark = pytest.mark.slow

LATE = (
    *("case", "add", "--kind", "提案", "--role", "主办", "--number", "1"),
    *("--title", "关于一件事的提案", "--member", "某委员", "--received", "2025-03-03"),
)
SLOW = """[notify]
default = ["slow"]
[notify.slow]
kind = "http"
url = "http://127.0.0.1:{port}/"
allow_http = true
allow_addresses = ["127.0.0.0/8"]
seconds = 60
"""
RARELY = ("--interval", "3600")
ANYWHERE = {"BIHUAN_RUN__LISTEN": "127.0.0.1:0"}


def test_what_is_due_is_fired_at_once_and_a_first_term_ends_it_well(office: Office) -> None:
    office.must(*LATE)

    with running(office, *RARELY) as daemon:
        moved = daemon.event("case.moved")
        daemon.send(signal.SIGTERM)
        daemon.event("daemon.stopped")
        code = daemon.ends()

    assert daemon.began["every"] == 3600
    assert (moved["event_name"], moved["seq"], moved["duty"]) == ("urge", 2, "sweep")
    assert moved["daemon"] == daemon.began["daemon"]
    assert code == 0
    assert office.must("urge", "list", "--json").data[0]["recipient"] == "office"
    assert "停止" in office.must("status").lines[-1]


def test_an_interrupt_from_the_keyboard_ends_it_well_too(office: Office) -> None:
    with running(office, *RARELY) as daemon:
        daemon.send(signal.SIGINT)
        code = daemon.ends()

    assert code == 0


def test_a_second_term_is_obeyed_at_once(office: Office) -> None:
    office.must(*LATE)

    with raw_sink(mute) as gateway:  # whoever posts there waits
        _posts_slowly(office, gateway.port)
        code = _ended_twice(office)

    assert code == -signal.SIGTERM


def _posts_slowly(office: Office, port: int) -> None:
    """Let its notices go to a gateway it waits for a minute."""
    config = office.folder / "bihuan.toml"
    slow = SLOW.format(port=port)
    config.write_text(config.read_text("utf-8").replace("[notify]\n", slow), "utf-8")


def _ended_twice(office: Office) -> int:
    """Tell a daemon to end while it waits for a gateway, and tell it again."""
    with running(office, *RARELY) as daemon:
        daemon.event("case.moved")
        daemon.send(signal.SIGTERM)
        daemon.event("daemon.stopping")
        daemon.send(signal.SIGTERM)
        return daemon.ends()


def test_one_round_delivers_to_the_outbox_file_and_says_what_it_did(office: Office) -> None:
    office.must(*LATE)

    said = office.must("run", "--once", BIHUAN_NOTIFY__FILE="outbox.jsonl")

    assert said.out == "已处理到期 1 个，已发送 1 条\n"
    sent = (office.folder / "outbox.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["recipient"] for line in sent] == ["office"]


def test_messages_that_cannot_leave_are_kept_and_end_with_partly(office: Office) -> None:
    office.must(*LATE)

    said = office("run", "--once", BIHUAN_NOTIFY__FILE="nowhere/outbox.jsonl")
    soon = office("run", "--once", BIHUAN_NOTIFY__FILE="outbox.jsonl")
    office.must("notify", "outbox", "retry", "--all", "--apply")
    again = office("run", "--once", BIHUAN_NOTIFY__FILE="outbox.jsonl")

    assert said.code == 6
    assert said.lines[-1] == "0 个计时未成，1 条消息未能发出（-v 显示原因）"
    assert soon.code == 6, "what failed is not tried again at once"
    assert again.out == "已处理到期 0 个，已发送 1 条\n"


def test_the_daemon_on_postgresql_fires_and_stops(pg_office: Office) -> None:
    pg_office.must(*LATE)

    with running(pg_office, *RARELY) as daemon:
        daemon.event("case.moved")
        daemon.send(signal.SIGTERM)
        code = daemon.ends()

    assert code == 0


@pytest.mark.parametrize("place", ["{folder}/notify", "@bihuan-test-{pid}"])
def test_the_service_manager_hears_of_the_beginning_and_the_end(
    office: Office, place: str, tmp_path: Path
) -> None:
    place = place.format(folder=tmp_path, pid=os.getpid())
    environ = {"NOTIFY_SOCKET": place, "WATCHDOG_USEC": "60000000"}

    with manager(place) as line, running(Office(office.folder, environ), *RARELY) as daemon:
        ready, alive = told(line, "READY"), told(line, "WATCHDOG")
        daemon.send(signal.SIGHUP)
        again = told(line, "RELOADING")
        daemon.send(signal.SIGTERM)
        stopping = told(line, "STOPPING")

    assert (ready["READY"], ready["STATUS"]) == ("1", "已启动，计时正常")
    assert alive == {"WATCHDOG": "1"}
    assert int(again["MONOTONIC_USEC"]) > 0
    assert stopping["STATUS"] == "正在停止，办完手中的就结束"


def test_a_hangup_lets_it_work_by_the_new_configuration(office: Office) -> None:
    with running(office, *RARELY) as daemon:
        daemon.send(signal.SIGHUP)
        before = daemon.event("config.reloaded")
        (office.folder / "calendar").mkdir()
        (office.folder / "calendar" / "2030.toml").write_text(CALENDAR, "utf-8")
        daemon.send(signal.SIGHUP)
        after = daemon.event("config.reloaded")

    assert after["calendar"] != before["calendar"]


def test_what_a_running_daemon_cannot_change_waits_for_the_next_start(office: Office) -> None:
    config = office.folder / "bihuan.toml"
    with running(office, *RARELY) as daemon:
        config.write_text(config.read_text("utf-8").replace('"office"', '"other"'), "utf-8")
        daemon.send(signal.SIGHUP)
        waits = daemon.event("config.waits")
        daemon.event("config.reloaded")

    assert (waits["key"], waits["level"]) == ("org.id", "warning")


CALENDAR = """
[source]
name = "某厅"
years = [2030]
[off]
"2030-01-01" = "元旦"
"""


def test_a_slip_of_the_pen_is_refused_in_words_and_the_old_configuration_stays(
    office: Office,
) -> None:
    config = office.folder / "bihuan.toml"
    sound = config.read_text("utf-8")

    with running(office, *RARELY) as daemon:
        config.write_text(sound + '\n[notfy]\nfile = "x"\n', "utf-8")
        daemon.send(signal.SIGHUP)
        refused = daemon.event("config.refused")
        config.write_text(sound, "utf-8")
        daemon.send(signal.SIGHUP)
        daemon.event("config.reloaded")
        daemon.send(signal.SIGTERM)
        code = daemon.ends()

    assert "notfy" in refused["reason"]
    assert refused["level"] == "warning"
    assert code == 0


def test_it_says_how_things_stand_when_asked(office: Office) -> None:
    with running(office, *RARELY) as daemon:
        daemon.send(signal.SIGUSR1)
        state = daemon.event("daemon.state")

    assert state["held"] == ""
    assert state["metronome"] is True
    assert {"bihuan-sweep", "bihuan-outbox", "MainThread"} <= set(state["stacks"])


def test_a_second_daemon_on_the_same_file_is_refused_by_name(office: Office) -> None:
    with running(office, *RARELY) as daemon:
        second = office("run")

    assert second.code == 5
    assert f"进程 {daemon.process.pid}" in second.err
    assert "PostgreSQL" in second.err


def test_two_daemons_share_one_postgresql(pg_office: Office) -> None:
    with running(pg_office, *RARELY) as one, running(pg_office, *RARELY) as other:
        assert one.began["daemon"] != other.began["daemon"]


def test_health_readiness_and_figures_are_told_on_this_machine(office: Office) -> None:
    office.must(*LATE)

    with running(Office(office.folder, ANYWHERE), *RARELY) as daemon:
        daemon.event("case.moved")
        health, figures, nothing = map(daemon.asked, ("/healthz", "/metrics", "/cases"))
        ready = daemon.asked("/readyz")

    assert health[0] == 200
    assert json.loads(health[1])["checks"]["sweep"] == "ok"
    assert ready[0] == 200
    assert set(json.loads(ready[1])["checks"]) == {"database", "sweep", "clock", "disk"}
    assert figures[0] == 200
    assert "bihuan_transition_seconds_count{row=" in figures[1]
    assert 'bihuan_open_cases{definition="' in figures[1]
    assert "关于一件事" not in figures[1]
    assert nothing[0] == 404


def test_what_is_not_ready_says_why(office: Office) -> None:
    full = {**ANYWHERE, "BIHUAN_RUN__DISK_FREE": "1000000000"}

    with running(Office(office.folder, full), *RARELY) as daemon:
        code, answer = daemon.asked("/readyz")

    assert code == 503
    assert "1000000000 wanted" in json.loads(answer)["checks"]["disk"]


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("BIHUAN_DATABASE__URL", "mysql://host/db", "mysql"),
        ("BIHUAN_RUN__LISTEN", "0.0.0.0:9464", "run"),
        ("BIHUAN_RUN__LISTEN", "nowhere", "run.listen"),
        ("BIHUAN_RUN__NIGHTLY", "25:00", "run.nightly"),
        ("BIHUAN_RULES__POLICY", "atlantis", "atlantis"),
    ],
)
def test_a_wrong_configuration_ends_with_78_so_that_it_is_not_begun_again(
    office: Office, variable: str, value: str, words: str
) -> None:
    said = office("run", **{variable: value})

    assert said.code == 78, said.err
    assert words in said.err


def test_a_database_that_is_away_ends_with_69_so_that_it_is_begun_again(office: Office) -> None:
    said = office("run", BIHUAN_DATABASE__URL="postgresql://nobody@127.0.0.1:1/nothing")

    assert said.code == 69


def test_a_clock_behind_the_history_is_told_and_tried_again_later(office: Office) -> None:
    office.must(*LATE)
    later = datetime.now(UTC).year + 1
    with closing(sqlite3.connect(office.folder / "bihuan.db")) as database:
        laws = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'bihuan_cases'"
        for (name,) in database.execute(laws).fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute(
            "UPDATE bihuan_cases SET changed_at = ?", (f"{later}-01-01 00:00:00.000000",)
        )
        database.commit()

    said = office("run")

    assert said.code == 75
    assert str(later) in said.err


def test_a_duty_that_stands_still_ends_the_process_for_it_to_be_begun_anew(
    office: Office,
) -> None:
    office.must(*LATE)
    impatient = {"BIHUAN_RUN__WATCHDOG": "10"}

    with raw_sink(mute) as gateway:  # whoever posts there waits longer than anybody looks on
        _posts_slowly(office, gateway.port)
        with running(Office(office.folder, impatient), *RARELY) as daemon:
            stalled = daemon.event("daemon.stalled")
            code = daemon.ends()

    assert "outbox" in stalled["duties"]
    assert stalled["level"] == "error"
    assert any("_carry" in call for call in stalled["stacks"]["bihuan-outbox"])
    assert code == 70


def test_the_board_ends_well_when_its_reader_leaves(office: Office) -> None:
    board = office.starts("status", "--watch", "600")
    assert board.stdout is not None
    assert "年度" in board.stdout.readline()

    board.send_signal(signal.SIGINT)
    _, err = board.communicate(timeout=60)

    assert (board.returncode, err) == (0, "")
