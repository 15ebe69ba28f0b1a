"""What is told over HTTP, and to the service manager."""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

import pytest

from bihuan.adapters.daemon.health import Answer, Wicket, space, told
from bihuan.adapters.daemon.metrics import Figures, lag, overdue
from bihuan.adapters.daemon.sd import Systemd
from bihuan.adapters.sql.errors import DatabaseUnreachable
from bihuan.engine import delivery
from support.daemons import manager
from support.daemons import told as heard
from support.posts import Stage
from support.samples import message

PATIENCE = 30.0


def test_what_is_wrong_is_said_beside_what_is_right() -> None:
    answer = told({"database": "ok", "disk": "3 MB free, 100 wanted"})

    assert answer.code == 503
    assert json.loads(answer.body) == {
        "status": "fail",
        "checks": {"database": "ok", "disk": "3 MB free, 100 wanted"},
    }


def test_space_on_the_disk_is_counted_in_megabytes(tmp_path: Path) -> None:
    assert space(tmp_path, 0) == "ok"
    assert space(tmp_path, 10**12).endswith("1000000000000 wanted")


@pytest.fixture
def wicket() -> Iterator[Wicket]:
    opened = Wicket("127.0.0.1:0", {"/healthz": lambda: Answer(200, b"fine")})
    opened.open()
    yield opened
    opened.close()
    opened.close()


def test_only_what_is_known_is_answered(wicket: Wicket) -> None:
    opener = build_opener(ProxyHandler({}))
    place = f"http://{wicket.address}"

    with opener.open(f"{place}/healthz?verbose", timeout=PATIENCE) as answer:
        assert answer.read() == b"fine"
    with pytest.raises(HTTPError) as refused:
        opener.open(f"{place}/../etc", timeout=PATIENCE)
    refused.value.close()

    assert refused.value.code == 404


def test_overdue_timers_are_counted_by_how_late_they_are() -> None:
    assert overdue(iter([0.5, 5, 30, 59, 3600])) == {"1s": 1, "10s": 1, "1m": 2, "inf": 1}


def test_the_figures_name_states_and_no_case(stage: Stage) -> None:
    name = stage.desk.receive()
    for event in ("case.moved", "case.moved", "timer.stale", "timer.failed", "case.received"):
        stage.post.tally.hear(event, {"row": "L10", "reason": "case_closed"})
    stage.post.tally.hear("case.moved", {"row": "L20"})
    stage.post.tally.took(1.5)

    text = Figures(stage.post, lambda: 0.0).answer().body.decode()

    assert 'bihuan_transition_seconds_count{row="L10"} 2.0' in text
    assert 'bihuan_transition_seconds_sum{row="L10"} 1.0' in text
    assert 'bihuan_transition_seconds_sum{row="L20"} 0.5' in text
    assert 'bihuan_refused_total{reason="case_closed"} 1.0' in text
    assert "bihuan_timer_failures_total 1.0" in text
    assert "bihuan_sweep_seconds_count 0.0" in text
    assert 'state="received"} 1.0' in text
    assert "bihuan_sweep_age_seconds 0.0" in text
    assert name not in text


def test_the_database_is_asked_now_and_then_at_most(stage: Stage) -> None:
    figures = Figures(stage.post, lambda: stage.steady)
    before = figures.answer().body
    stage.desk.receive()

    again = figures.answer().body
    stage.steady = 60
    later = figures.answer().body

    assert again == before
    assert b'state="received"} 1.0' in later


def test_while_the_database_is_away_the_daemon_tells_of_itself(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures = Figures(stage.post, lambda: stage.steady)
    there = figures.answer().body

    def away(*_asked: object, **_said: object) -> None:
        raise DatabaseUnreachable("somewhere", "connection refused")

    with monkeypatch.context() as broken:
        broken.setattr(stage.store, "census", away)
        stage.passes(minutes=10)
        gone = figures.answer()
    stage.passes(minutes=1)
    again = figures.answer().body

    assert gone.code == 200
    assert b"bihuan_sweep_age_seconds 600.0" in gone.body
    assert b"bihuan_database_up 0.0" in gone.body
    assert b"bihuan_timers_overdue" not in gone.body  # nothing old is told as if it were so
    for body in (there, again):
        assert b"bihuan_database_up 1.0" in body
        assert b"bihuan_timers_overdue" in body


def test_the_lag_counts_from_when_a_message_could_leave_and_not_from_when_it_was_put_off(
    stage: Stage,
) -> None:
    now = stage.clock.now()
    known = message(1, office=stage.post.office, status="pending", created_at=now, next_at=now)
    stage.store.outbox.put([known])
    stage.passes(minutes=10)
    assert lag(stage.post) == 600

    (claimed,) = stage.store.outbox.claim(
        known.office, known.channel, stage.clock.now(), stage.clock.now(), "courier", 1
    )
    later = delivery.failed(claimed, "no connection", stage.clock.now(), 0)
    assert stage.store.outbox.settle([later]) == [True]

    assert lag(stage.post) == 600


def test_what_waits_for_the_office_to_open_does_not_lag(stage: Stage) -> None:
    now = stage.clock.now()
    opens = now + timedelta(hours=9)
    known = message(1, office=stage.post.office, status="pending", created_at=now, next_at=opens)
    stage.store.outbox.put([known])
    stage.passes(minutes=10)

    assert lag(stage.post) == 0


def test_of_what_is_done_with_nothing_is_counted(stage: Stage) -> None:
    name = stage.desk.receive()
    stage.desk.walk(name, "dispatch", "contact", "answer", "feedback", "close")
    stage.store.outbox.put([message(1, office=stage.post.office, status="sent")])

    text = Figures(stage.post, lambda: 0.0).answer().body.decode()

    assert 'state="closed"' not in text
    assert 'status="sent"' not in text


def test_without_the_library_the_answer_says_what_to_install(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "prometheus_client", None)

    answer = Figures(stage.post, lambda: 0.0).answer()

    assert (answer.code, answer.body) == (501, b"pip install 'bihuan[metrics]'\n")


def test_the_service_manager_gets_whole_lines(tmp_path: Path) -> None:
    place = str(tmp_path / "notify")
    systemd = Systemd({"NOTIFY_SOCKET": place, "WATCHDOG_USEC": "10000000"})

    with manager(place) as line:
        systemd.status("第一行\nREADY=1")
        systemd.alive()
        said, alive = heard(line, "STATUS"), heard(line, "WATCHDOG")

    assert said == {"STATUS": "第一行 READY=1"}
    assert alive == {"WATCHDOG": "1"}
    assert systemd.watchdog == 10


@pytest.mark.parametrize(
    "environ",
    [{}, {"NOTIFY_SOCKET": "/nowhere/notify"}, {"NOTIFY_SOCKET": "@bihuan-nobody"}],
)
def test_a_manager_that_does_not_listen_holds_nobody_up(environ: dict[str, str]) -> None:
    Systemd(environ).ready("x")


@pytest.mark.parametrize(
    "environ",
    [{}, {"WATCHDOG_USEC": "x"}, {"WATCHDOG_USEC": "5000000", "WATCHDOG_PID": "1"}],
)
def test_a_watchdog_nobody_set_or_set_for_another_wants_nothing(environ: dict[str, str]) -> None:
    assert Systemd(environ).watchdog == 0


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_it_opens_at_every_address_of_this_machine(host: str) -> None:
    try:
        opened = Wicket(f"{host}:0", {"/healthz": lambda: Answer(200, b"fine")})
    except OSError as error:
        assert error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
        pytest.skip(f"this machine has no {host}: {error}")
    opened.open()
    opener = build_opener(ProxyHandler({}))

    with opener.open(f"http://{opened.address}/healthz", timeout=PATIENCE) as answer:
        assert answer.read() == b"fine"
    opened.close()
