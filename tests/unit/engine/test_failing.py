"""A timer that fails is put off, tried again, and told to a person; it holds up no other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.memory import MemoryStore
from bihuan.engine import bell
from bihuan.engine.failing import ENOUGH, FIRST, LONGEST, pause
from bihuan.engine.operations import Incident
from bihuan.engine.records import Alarm, Change, Urging
from support.people import FIRST_DAY, Desk, an_engine

RINGS = "2024-03-08"
"""The day on which a case that was received on the first day is urged."""


class Sick(MemoryStore):
    """A store that cannot save some cases, and cannot be reached at all when it is away."""

    def __init__(self) -> None:
        super().__init__()
        self.ill: set[str] = set()
        self.away = False

    @contextmanager
    def begin(self) -> Iterator[Any]:
        if self.away:
            raise OSError("nobody answers")
        with super().begin() as work:
            save = work.save

            def saving(change: Change) -> None:
                if change.case.id in self.ill:
                    raise OSError("the disk is full")
                save(change)

            work.save = saving  # type: ignore[method-assign]
            yield work


@pytest.fixture
def store() -> Sick:
    return Sick()


@pytest.fixture
def told() -> list[str]:
    """What was logged."""
    return []


@pytest.fixture
def desk(store: Sick, told: list[str]) -> Desk:
    clock = FrozenClock(FIRST_DAY)
    engine = an_engine(store, clock=clock, log=lambda event, **_: told.append(event))
    return Desk(engine, clock)


@pytest.fixture
def case(desk: Desk, store: Sick) -> str:
    """A case whose timer is due and cannot ring."""
    name = desk.receive()
    store.ill.add(name)
    desk.clock.set(RINGS)
    return name


def pending(desk: Desk, case: str) -> Alarm:
    """The timer that is due."""
    return desk.alarms(case)[0]


def urged(desk: Desk, case: str) -> list[str]:
    """The rungs the case was urged by."""
    return [one.rung for one in desk.records(Urging, case)]


def fail(desk: Desk, times: int) -> None:
    """Let the timer be tried so often, each time as soon as it may be."""
    for _ in range(times):
        desk.engine.tick()
        desk.clock.advance(seconds=LONGEST.total_seconds())


def incidents(desk: Desk, status: str = "open") -> list[Incident]:
    """What a person must look at."""
    return desk.engine.store.watch.incidents("office", status=status)


def test_it_never_keeps_the_others_waiting(desk: Desk, case: str, told: list[str]) -> None:
    well = [desk.receive(no) for no in (2, 3)]

    rang = [desk.engine.tick(1), desk.engine.tick(1), desk.engine.tick(1)]

    assert rang == [1, 1, 0]
    assert [urged(desk, one) for one in well] == [["dispatch-1"]] * 2
    assert "timer.failed" in told


def test_the_others_of_its_transaction_ring_one_by_one(desk: Desk, case: str) -> None:
    well = [desk.receive(no) for no in (2, 3)]

    assert desk.engine.tick() == 2

    assert [urged(desk, one) for one in well] == [["dispatch-1"]] * 2
    assert not urged(desk, case)


def test_it_is_put_off_with_its_reason_and_not_tried_before(desk: Desk, case: str) -> None:
    desk.engine.tick()
    desk.engine.tick()

    alarm = pending(desk, case)
    assert (alarm.status, alarm.attempts) == ("pending", 1)
    assert alarm.error == "OSError: the disk is full"
    assert alarm.put_off is not None
    assert FIRST * 0.75 <= alarm.put_off - desk.clock.now() <= FIRST


def test_it_rings_when_its_case_is_well_again(desk: Desk, case: str, store: Sick) -> None:
    desk.engine.tick()
    store.ill.clear()
    desk.clock.advance(seconds=60)

    assert desk.engine.tick() == 1

    assert urged(desk, case) == ["dispatch-1"]
    assert desk.history(case)[-1].args["lateness"] == 60
    assert not desk.engine.failing


def test_a_daemon_that_starts_anew_knows_what_failed(desk: Desk, case: str, store: Sick) -> None:
    (alarm,) = desk.engine.store.due("office", desk.clock.now(), 10)
    desk.engine.tick()

    again = an_engine(store, clock=desk.clock)

    assert again.failing == {(case, alarm.id): "OSError: the disk is full"}
    assert again.tick() == 0
    assert pending(desk, case).attempts == 1


def test_after_five_failures_in_a_row_a_person_is_told(desk: Desk, case: str) -> None:
    fail(desk, ENOUGH - 1)
    before = incidents(desk)

    fail(desk, 2)

    alarm = pending(desk, case)
    (incident,) = incidents(desk)
    assert (before, alarm.attempts) == ([], ENOUGH + 1)
    assert (incident.kind, incident.subject) == ("timer", f"{case}/{alarm.id}")
    assert (incident.case, incident.times) == (case, 2)
    assert incident.detail == "OSError: the disk is full"


def test_when_it_rings_at_last_the_incident_is_resolved(desk: Desk, case: str, store: Sick) -> None:
    fail(desk, ENOUGH)
    store.ill.clear()

    rang = [desk.engine.tick(), desk.engine.tick()]

    (incident,) = incidents(desk, "resolved")
    assert (rang, incidents(desk)) == ([1, 0], [])
    assert (incident.resolved_by, incident.resolution) == ("clock", "fired")


def test_what_it_would_have_overtaken_does_not_ring_in_its_place(
    desk: Desk, case: str, store: Sick
) -> None:
    desk.clock.set("2024-03-20")
    due = [one for one in desk.alarms(case) if one.due_at <= desk.clock.now()]
    desk.engine.log = lambda event, **_: store.ill.clear() if event == "timer.failed" else None

    at_once = desk.engine.tick()
    desk.clock.advance(seconds=60)
    later = desk.engine.tick()

    assert len(due) > 1
    assert at_once == 0
    assert later == len(due)
    assert urged(desk, case) == [due[-1].key.partition(":")[2]]


def test_when_it_was_settled_elsewhere_it_is_forgotten(desk: Desk, case: str, store: Sick) -> None:
    fail(desk, ENOUGH)
    store.ill.clear()

    desk.do(case, "withdraw")
    desk.engine.tick()

    (incident,) = incidents(desk, "resolved")
    assert (incident.resolution, incidents(desk)) == ("cancelled", [])
    assert not desk.engine.failing


def test_an_incident_of_another_kind_is_none_of_the_clocks_business(desk: Desk) -> None:
    now = desk.clock.now()
    other = Incident(office="office", kind="chain", subject="x", opened_at=now, last_at=now)
    desk.engine.store.watch.report(other)

    desk.engine.tick()

    assert incidents(desk) == [other]


def test_a_timer_armed_anew_begins_to_count_anew(desk: Desk, case: str, store: Sick) -> None:
    desk.engine.tick()
    store.ill.clear()
    desk.walk(case, "withdraw", "resume")

    assert [one.attempts for one in desk.alarms(case)] == [0, 0]
    assert not desk.engine.failing


def test_no_timer_is_to_blame_when_the_store_cannot_be_reached(
    desk: Desk, case: str, store: Sick
) -> None:
    store.away = True
    with pytest.raises(OSError, match="nobody answers"):
        desk.engine.tick()

    store.away = False

    assert pending(desk, case).attempts == 0


@pytest.mark.parametrize("most", [3, 100])
def test_when_all_of_them_fail_a_tick_comes_to_an_end(
    desk: Desk, store: Sick, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bell, "TOO_MANY", most)
    store.ill = {desk.receive(no) for no in range(1, 8)}
    desk.clock.set(RINGS)

    assert desk.engine.tick(1) == 0

    assert len(desk.engine.failing) == min(most, 7)


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_each_pause_lies_between_a_minute_less_a_quarter_and_six_hours(
    attempts: int, jitter: float
) -> None:
    assert FIRST * 0.75 <= pause(attempts, jitter) <= LONGEST


@given(st.integers(1, 40), st.floats(0, 1))
def test_nothing_is_tried_again_sooner_for_having_failed_more_often(
    attempts: int, jitter: float
) -> None:
    assert pause(attempts, jitter) <= pause(attempts + 1, jitter)


def test_the_first_pauses_double() -> None:
    assert [pause(no, 0) / timedelta(minutes=1) for no in range(1, 11)] == [
        *(1, 2, 4, 8, 16, 32, 64, 128, 256),
        360,
    ]
