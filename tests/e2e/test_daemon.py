"""`bihuan run` as a service manager meets it: signals, a sweep of its own, a sign of life."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from support.terminal import Office

LATE = (
    *("case", "add", "--kind", "提案", "--role", "主办", "--number", "1"),
    *("--title", "关于一件事的提案", "--member", "某委员", "--received", "2025-03-03"),
)


@contextmanager
def running(office: Office, *words: str) -> Iterator[subprocess.Popen[str]]:
    """The daemon, from the moment it says that it has started."""
    daemon = office.starts("run", *words)
    try:
        log = daemon.stderr
        assert log is not None
        assert next(_events(log, "daemon.started"))["every"] == 3600
        yield daemon
    finally:
        daemon.kill()
        daemon.communicate()


def _events(log: Iterator[str], name: str) -> Iterator[dict[str, object]]:
    """The log's lines about one kind of event, as they come."""
    for line in log:
        told = json.loads(line)
        if told["event"] == name:
            yield told


def _log(daemon: subprocess.Popen[str]) -> Iterator[str]:
    assert daemon.stderr is not None
    return daemon.stderr


@pytest.mark.slow
def test_what_is_due_is_fired_at_once_and_a_first_term_ends_it_well(office: Office) -> None:
    office.must(*LATE)

    with running(office, "--interval", "3600") as daemon:
        moved = next(_events(_log(daemon), "case.moved"))
        daemon.send_signal(signal.SIGTERM)
        stopped = next(_events(_log(daemon), "daemon.stopped"))
        code = daemon.wait()

    assert (moved["event_name"], moved["seq"]) == ("urge", 2)
    assert stopped
    assert code == 0
    assert office.must("urge", "list", "--json").data[0]["recipient"] == "office"


@pytest.mark.slow
def test_an_interrupt_from_the_keyboard_ends_it_well_too(office: Office) -> None:
    with running(office, "--interval", "3600") as daemon:
        daemon.send_signal(signal.SIGINT)
        code = daemon.wait()

    assert code == 0


@pytest.mark.slow
def test_a_second_term_is_obeyed_at_once(
    office: Office, tmp_path_factory: pytest.TempPathFactory
) -> None:
    office.must(*LATE)
    pipe = tmp_path_factory.mktemp("slow") / "outbox"
    subprocess.run(["mkfifo", str(pipe)], check=True)  # whoever writes waits until somebody reads

    slow = Office(office.folder, {"BIHUAN_NOTIFY__FILE": str(pipe)})
    with running(slow, "--interval", "3600") as daemon:
        next(_events(_log(daemon), "case.moved"))
        daemon.send_signal(signal.SIGTERM)
        next(_events(_log(daemon), "daemon.stopping"))
        daemon.send_signal(signal.SIGTERM)
        code = daemon.wait()

    assert code == -signal.SIGTERM


@pytest.mark.slow
def test_one_round_delivers_to_the_outbox_file_and_says_what_it_did(office: Office) -> None:
    office.must(*LATE)

    said = office.must("run", "--once", BIHUAN_NOTIFY__FILE="outbox.jsonl")

    assert said.out == "已处理到期 1 个，已发送 1 条\n"
    sent = (office.folder / "outbox.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["recipient"] for line in sent] == ["office"]


@pytest.mark.slow
def test_messages_that_cannot_leave_are_kept_and_end_with_partly(office: Office) -> None:
    office.must(*LATE)

    said = office("run", "--once", BIHUAN_NOTIFY__FILE="nowhere/outbox.jsonl")
    again = office("run", "--once", BIHUAN_NOTIFY__FILE="outbox.jsonl")

    assert said.code == 6
    assert said.lines[-1] == "0 个计时未成，1 条消息未能发出（-v 显示原因）"
    assert again.out == "已处理到期 0 个，已发送 1 条\n"


@pytest.mark.slow
def test_the_daemon_on_postgresql_fires_and_stops(pg_office: Office) -> None:
    pg_office.must(*LATE)

    with running(pg_office, "--interval", "3600") as daemon:
        next(_events(_log(daemon), "case.moved"))
        daemon.send_signal(signal.SIGTERM)
        code = daemon.wait()

    assert code == 0
