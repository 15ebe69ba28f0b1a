"""`bihuan run --once` by a clock that is doubted or wrong."""

from __future__ import annotations

import socket
from datetime import timedelta

import pytest

from bihuan.adapters.memory import MemoryStore
from bihuan.engine.operations import Incident
from support.terminal import Terminal

HOLD = f"hold@{socket.gethostname()}"
ROUNDS = ("--once", "--until-idle")


def doubted(terminal: Terminal) -> None:
    """A daemon of this host saw the clock jump, holds urging, and was stopped."""
    now = terminal.clock.now()
    terminal.store.watch.report(
        Incident(
            office="office",
            kind="clock",
            subject=HOLD,
            detail="the clock was set ahead by 365 days",
            opened_at=now,
            last_at=now,
        )
    )


@pytest.mark.parametrize("word", ROUNDS)
def test_while_the_clock_is_doubted_a_round_urges_nobody_and_says_why(
    terminal: Terminal, word: str
) -> None:
    terminal.receives()
    terminal.clock.advance(days=365)
    doubted(terminal)

    said = terminal("run", word)

    assert said.code == 75
    assert said.err.startswith("错误[E-CLOCK-DOUBTED] ")
    assert "--clock-is-right" in said.err
    assert terminal.must("urge", "list", "--json").data == []


def test_a_person_who_says_that_the_clock_is_right_lets_go(terminal: Terminal) -> None:
    terminal.receives()
    terminal.clock.advance(days=60)
    doubted(terminal)

    terminal("run", "--once", "--clock-is-right")

    assert terminal.must("urge", "list", "--json").data
    assert terminal("run", "--once").code != 75


@pytest.mark.parametrize("word", ROUNDS)
def test_a_round_by_a_clock_behind_what_is_on_file_does_nothing(
    terminal: Terminal, word: str
) -> None:
    terminal.receives()
    terminal.clock.advance(days=-2)

    said = terminal("run", word)

    assert (said.code, said.err.partition(" ")[0]) == (75, "错误[E-CLOCK-BEHIND]")


@pytest.mark.parametrize("word", ROUNDS)
def test_a_round_by_another_clock_than_the_databases_does_nothing(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    there = terminal.clock.now() + timedelta(minutes=5)
    monkeypatch.setattr(MemoryStore, "clock", lambda _store: there)

    said = terminal("run", word)

    assert (said.code, said.err.partition(" ")[0]) == (75, "错误[E-CLOCK-SKEWED]")


def test_after_a_round_nobody_is_at_work_any_more(terminal: Terminal) -> None:
    terminal.must("run", "--once")

    (pulse,) = terminal.store.watch.pulses("office")
    assert pulse.stopped_at == terminal.clock.now()


def test_a_jump_in_the_middle_of_a_round_holds_the_next_one(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal.receives()
    ahead = lambda *_: terminal.clock.advance(days=365)  # noqa: E731
    monkeypatch.setattr("bihuan.adapters.daemon.duties.gather", ahead)

    terminal("run", "--once")

    assert terminal("run", "--once").code == 75
    assert terminal.must("urge", "list", "--json").data == []
    known = terminal.store.watch.incidents("office", status="open")
    assert HOLD in [one.subject for one in known]
