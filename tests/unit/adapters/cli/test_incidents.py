"""`bihuan incident`: seen, tried again, closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bihuan.engine.operations import Incident
from bihuan.engine.ports import Store
from support.samples import message
from support.terminal import Terminal


def trouble(terminal: Terminal, kind: str, subject: str, case: str | None = None) -> Incident:
    now = terminal.clock.now()
    return terminal.store.watch.report(
        Incident(
            office="office",
            kind=kind,
            subject=subject,
            case=case,
            detail="550 no such mailbox",
            opened_at=now,
            last_at=now,
        )
    )


@pytest.fixture
def parked(terminal: Terminal) -> Incident:
    """A notice that could not be delivered, and the incident that says so."""
    now = terminal.clock.now()
    stuck = message(1, office="office", status="parked", attempts=12, next_at=now + timedelta(1))
    terminal.store.outbox.put([stuck])
    return trouble(terminal, "message", stuck.key)


@pytest.fixture
def ringing(terminal: Terminal) -> Incident:
    """A timer that failed five times, and the incident that says so."""
    terminal.receives("1")
    (timer, *_) = terminal.store.alarms("office", status="pending")
    later = terminal.clock.now() + timedelta(hours=6)
    failed = replace(timer, attempts=5, put_off=later, error="boom")
    with terminal.store.begin() as work:
        work.settle([failed])
    return trouble(terminal, "timer", f"{timer.case}/{timer.id}", timer.case)


def store_of(terminal: Terminal) -> Store:
    return terminal.store


def test_what_is_open_is_listed_and_what_is_resolved_only_on_request(terminal: Terminal) -> None:
    one, other = trouble(terminal, "duty", "nightly"), trouble(terminal, "clock", "host-a")
    terminal.must("incident", "resolve", one.id, "--reason", "已处理")

    listed = terminal.must("incident", "list")
    whole = terminal.must("incident", "list", "--all")

    assert listed.lines == [
        f"{other.id}  未了结  时钟  1 次  2024-03-04 09:00  host-a  550 no such mailbox",
        "1 起未了结",
    ]
    assert [line.split()[1] for line in whole.lines[:-1]] == ["未了结", "已销案"]


def test_one_is_shown_with_what_to_do(terminal: Terminal, parked: Incident) -> None:
    said = terminal.must("incident", "show", parked.id[:5])

    assert said.lines[0] == f"编号  {parked.id}"
    assert said.lines[-1].startswith(f"办法：改正地址或通道后 bihuan incident retry {parked.id}")


def test_a_parked_message_is_put_back_to_be_sent_now(terminal: Terminal, parked: Incident) -> None:
    said = terminal.must("incident", "retry", parked.id)

    (again,) = terminal.store.messages("office")
    assert (again.status, again.attempts, again.next_at) == ("pending", 0, terminal.clock.now())
    assert said.lines == [f"{parked.id} 马上再试；成功后自动销案"]


def test_a_message_that_is_being_carried_is_left_to_its_courier(terminal: Terminal) -> None:
    now = terminal.clock.now()
    outbox = terminal.store.outbox
    outbox.put([message(1, office="office", status="pending", attempts=3, next_at=now)])
    (waits,) = terminal.store.messages("office")
    (claimed,) = outbox.claim("office", waits.channel, now, now + timedelta(1), "courier", 1)
    one = trouble(terminal, "message", claimed.key)

    terminal.must("incident", "retry", one.id)

    assert terminal.store.messages("office") == [claimed]


def test_a_failing_timer_may_ring_at_once(terminal: Terminal, ringing: Incident) -> None:
    terminal.must("incident", "retry", ringing.id)

    failing = [one for one in terminal.store.alarms("office") if one.attempts]
    assert [(one.put_off, one.attempts) for one in failing] == [(None, 5)]


def test_what_has_gone_meanwhile_is_not_tried_again(terminal: Terminal) -> None:
    gone = trouble(terminal, "message", "no such key")

    said = terminal.must("incident", "retry", gone.id)

    assert said.lines[0].startswith(f"{gone.id} 已经没有可再试的")


def test_what_is_no_timer_and_no_message_cannot_be_tried_again(terminal: Terminal) -> None:
    clock = trouble(terminal, "clock", "host-a")

    said = terminal("incident", "retry", clock.id)

    assert said.code == 2
    assert "只有计时和消息可以重试" in said.err


def test_a_resolved_one_keeps_who_and_why(terminal: Terminal, parked: Incident) -> None:
    terminal.must("incident", "resolve", parked.id, "--reason", "改用电话通知", "--actor", "某科员")

    told = terminal.must("incident", "show", parked.id, "--json").data
    assert (told["status"], told["resolved_by"]) == ("resolved", "某科员")
    assert told["resolution"] == "改用电话通知"
    assert terminal.must("incident", "resolve", parked.id, "--reason", "-").lines == [
        f"{parked.id} 早已销案"
    ]


def test_an_unknown_one_is_not_found(terminal: Terminal) -> None:
    said = terminal("incident", "show", "ffff")

    assert said.code == 4
    assert said.err.startswith("错误[E-INCIDENT-NOT-FOUND] 没有故障“ffff”")
