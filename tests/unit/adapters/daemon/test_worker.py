"""A duty's thread: asked, not asked, failing, ending; and the dog that watches it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from bihuan.adapters.daemon.post import Post
from bihuan.adapters.daemon.rhythms import Every
from bihuan.adapters.daemon.sd import Systemd
from bihuan.adapters.daemon.watchdog import STALLED, Watchdog
from bihuan.adapters.daemon.worker import OFTEN, Duty, Worker
from bihuan.adapters.scheduler import Metronome
from support.posts import Stage

PATIENCE = 30.0
ONE_HOUR = timedelta(hours=1)


class Silent(Metronome):
    """A metronome that remembers what it was asked for, and never asks."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, datetime]] = []

    def ask(self, name: str, at: datetime, question: Callable[[], object]) -> None:
        self.asked.append((name, at))


def worker(
    stage: Stage, do: Callable[[], Any], metronome: Metronome | None = None, name: str = "sweep"
) -> Worker:
    duty = Duty(name, lambda _post, _stop: do(), lambda _post: Every(60))
    steadily = lambda: stage.steady  # noqa: E731
    return Worker(duty, stage.post, metronome or Silent(), Random(1), steadily)


@contextmanager
def at_work(one: Worker) -> Iterator[None]:
    one.start()
    try:
        yield
    finally:
        one.end()
        one.join()


def test_a_duty_is_done_when_the_daemon_begins_and_whenever_it_is_asked_for(stage: Stage) -> None:
    done = threading.Semaphore(0)
    one = worker(stage, done.release)

    with at_work(one):
        assert done.acquire(timeout=PATIENCE)
        one.ask()
        assert done.acquire(timeout=PATIENCE)


def test_the_metronome_asks_and_never_twice_at_once(stage: Stage) -> None:
    done, metronome = threading.Semaphore(0), Metronome()

    def soon() -> datetime:
        done.release()
        return stage.clock.now()

    with at_work(worker(stage, soon, metronome)):
        assert all(done.acquire(timeout=PATIENCE) for _ in range(3))
    metronome.stop()
    metronome.stop()


def _dies() -> float:
    raise RuntimeError("a job store is away")


def test_a_metronome_whose_thread_died_is_begun_anew(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    metronome, asked = Metronome(), threading.Event()
    monkeypatch.setattr(threading, "excepthook", lambda _trouble: None)
    monkeypatch.setattr(metronome._scheduler, "_process_jobs", _dies)
    thread = metronome._scheduler._thread
    metronome._scheduler.wakeup()
    thread.join(PATIENCE)
    assert not metronome.alive

    metronome.ask("sweep", stage.clock.now(), asked.set)

    assert asked.wait(PATIENCE)
    metronome.stop()


def test_the_next_turn_is_when_something_is_due_or_at_the_latest_by_its_rhythm(
    stage: Stage,
) -> None:
    soon = stage.clock.now() + timedelta(seconds=7)
    metronome = Silent()
    one = worker(stage, lambda: soon, metronome)

    one._soon = one.turn()
    one._next()
    one._soon = None
    one._next()

    assert metronome.asked[0] == ("sweep", soon)
    assert metronome.asked[1][1] - stage.clock.now() <= timedelta(seconds=66)


def test_a_failure_is_told_tried_again_soon_and_often_enough_an_incident(stage: Stage) -> None:
    def fail() -> None:
        raise OSError("no route")

    one = worker(stage, fail)

    again = [one.turn() for _ in range(OFTEN)]

    waits = [(at - stage.clock.now()).total_seconds() for at in again if at]
    assert len(waits) == OFTEN
    assert all(2.5 <= wait <= 30 for wait in waits)
    assert stage.events() == ["duty.failed"] * OFTEN
    assert stage.incidents() == ["duty/sweep@host"]
    assert stage.post.tally.failures["sweep"] == OFTEN


def test_a_duty_that_works_again_closes_its_incident(stage: Stage) -> None:
    fails = [True] * OFTEN

    def do() -> None:
        if fails and fails.pop():
            raise OSError("no route")

    one = worker(stage, do)
    for _ in range(OFTEN + 1):
        one.turn()

    assert stage.incidents() == []
    assert stage.incidents("resolved") == ["duty/sweep@host"]


def test_when_not_even_the_incident_can_be_kept_the_duty_goes_on(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_post: Post, *_: str) -> None:
        raise OSError("the database is away")

    monkeypatch.setattr(Post, "report", away)
    one = worker(stage, lambda: away(stage.post))

    for _ in range(OFTEN):
        one.turn()

    assert stage.events()[-1] == "report.failed"


def test_looking_whether_to_end_is_a_sign_of_life(stage: Stage) -> None:
    one = worker(stage, lambda: None)
    one.busy = True
    stage.steady = 100

    assert one.silence == 100
    assert one.leash.is_set() is False
    assert one.silence == 0


def watchdog(stage: Stage, one: Worker, end: Callable[[int], object]) -> Watchdog:
    return Watchdog([one], lambda: 60.0, Systemd({}), stage.log, end, lambda: stage.steady)


def test_a_duty_that_stands_still_ends_the_process_and_says_where_it_stood(stage: Stage) -> None:
    ended: list[int] = []
    one = worker(stage, lambda: None)

    with at_work(one):
        one.busy = True
        dog = watchdog(stage, one, ended.append)
        for _ in range(4):
            stage.steady += 20
            dog.look()

    assert ended == [STALLED]
    assert stage.events() == ["daemon.stalled"]
    assert "bihuan-sweep" in stage.logged[0][1]["stacks"]


def test_a_process_that_was_frozen_whole_has_not_stood_still(stage: Stage) -> None:
    ended: list[int] = []
    one = worker(stage, lambda: None)

    with at_work(one):
        one.busy = True
        dog = watchdog(stage, one, ended.append)
        stage.steady += 10_000
        dog.look()

    assert ended == []


def test_a_duty_whose_thread_is_gone_stands_still(stage: Stage) -> None:
    one = worker(stage, lambda: None)

    assert watchdog(stage, one, lambda _code: None).stalled() == ["sweep"]


def test_a_duty_that_rests_between_two_turns_lives(stage: Stage) -> None:
    ended: list[int] = []
    one = worker(stage, lambda: None)

    with at_work(one):
        stage.steady += 10_000
        watchdog(stage, one, ended.append).look()

    assert ended == []


@pytest.mark.parametrize("cured", ["sweep", "outbox"])
def test_a_restart_that_cures_a_duty_closes_the_incident_of_the_run_before(
    stage: Stage, cured: str
) -> None:
    stage.post.report("duty", "sweep@host", "it failed before")
    one = worker(stage, lambda: None, name=cured)

    one.turn()

    assert stage.incidents() == ([] if cured == "sweep" else ["duty/sweep@host"])


def test_an_incident_waits_for_the_first_turn_that_goes_well(stage: Stage) -> None:
    stage.post.report("duty", "sweep@host", "it failed before")
    fails = [True]

    def do() -> None:
        if fails and fails.pop():
            raise OSError("no route")

    one = worker(stage, do)

    one.turn()
    assert stage.incidents() == ["duty/sweep@host"]
    one.turn()
    assert stage.incidents() == []


def test_a_duty_that_was_told_to_end_and_has_ended_does_not_stand_still(stage: Stage) -> None:
    one = worker(stage, lambda: None)
    with at_work(one):
        pass

    assert watchdog(stage, one, lambda _code: None).stalled() == []


class Hourly:
    """A rhythm that remembers who asked it, and when."""

    def __init__(self) -> None:
        self.asked: queue.Queue[tuple[str, datetime]] = queue.Queue()

    def after(self, now: datetime, chance: float) -> datetime:
        """An hour from now."""
        self.asked.put((threading.current_thread().name, now))
        return now + ONE_HOUR


def test_what_has_its_hour_counts_anew_after_the_clock_was_set_and_is_not_done(
    stage: Stage,
) -> None:
    done: list[int] = []
    rhythm, metronome = Hourly(), Silent()
    duty = Duty(
        "nightly", lambda _post, _stop: done.append(1), lambda _post: rhythm, at_start=False
    )
    one = Worker(duty, stage.post, metronome, Random(1), lambda: stage.steady)

    with at_work(one):
        _, before = rhythm.asked.get(timeout=PATIENCE)
        stage.clock.advance(hours=-5)
        one.ask_again()
        who, after = rhythm.asked.get(timeout=PATIENCE)

    assert (who, after) == ("bihuan-nightly", before - timedelta(hours=5))
    assert [at for _, at in metronome.asked] == [before + ONE_HOUR, after + ONE_HOUR]
    assert done == []
    assert stage.events() == []


def test_what_was_to_be_tried_again_is_tried_at_once_after_the_clock_was_set(
    stage: Stage,
) -> None:
    tried, rhythm = threading.Semaphore(0), Hourly()

    def fail(_post: Post, _stop: threading.Event) -> None:
        tried.release()
        raise OSError("no route")

    duty = Duty("nightly", fail, lambda _post: rhythm, at_start=False)
    one = Worker(duty, stage.post, Silent(), Random(1), lambda: stage.steady)

    with at_work(one):
        one.ask()
        assert tried.acquire(timeout=PATIENCE)
        for _ in range(2):  # it has begun to wait again
            rhythm.asked.get(timeout=PATIENCE)
        one.ask_again()
        assert tried.acquire(timeout=PATIENCE)
