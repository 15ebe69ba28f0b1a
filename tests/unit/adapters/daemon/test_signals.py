"""Signals: none is lost, whenever it comes."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from bihuan.adapters.daemon.signals import MEANING, Asked, Signals

OFTEN = 200


@pytest.fixture
def signals() -> Iterator[Signals]:
    before = {signum: signal.getsignal(signum) for signum in MEANING}
    made = Signals()
    yield made
    for pipe in (signal.set_wakeup_fd(-1), made._waiting):
        os.close(pipe)
    for signum, handler in before.items():
        signal.signal(signum, handler)


def test_none_is_lost_between_two_waits(signals: Signals) -> None:
    heard, over = threading.Semaphore(0), threading.Event()

    def keep_busy() -> None:
        while not over.is_set():
            """The interpreter goes to and fro between us and the main thread."""

    def one_after_another() -> None:
        for _ in range(OFTEN):
            os.kill(os.getpid(), signal.SIGUSR1)
            heard.acquire()

    others = [threading.Thread(target=one, daemon=True) for one in (keep_busy, one_after_another)]
    for other in others:
        other.start()
    for _ in range(OFTEN):
        assert signals.next() is Asked.TELL
        heard.release()
    over.set()
    for other in others:
        other.join()


def test_each_says_what_it_asks(signals: Signals) -> None:
    os.kill(os.getpid(), signal.SIGHUP)
    os.kill(os.getpid(), signal.SIGTERM)

    assert {signals.next(), signals.next()} == {Asked.RELOAD, Asked.STOP}


def test_the_second_wish_to_end_is_left_to_the_system(signals: Signals) -> None:
    os.kill(os.getpid(), signal.SIGINT)

    assert signals.next() is Asked.STOP
    assert signal.getsignal(signal.SIGTERM) is signal.getsignal(signal.SIGINT) is signal.SIG_DFL


def test_a_signal_that_another_hears_asks_nothing(signals: Signals) -> None:
    before = signal.signal(signal.SIGUSR2, lambda *_: None)
    os.kill(os.getpid(), signal.SIGUSR2)
    os.kill(os.getpid(), signal.SIGUSR1)

    assert signals.next() is Asked.TELL
    signal.signal(signal.SIGUSR2, before)
