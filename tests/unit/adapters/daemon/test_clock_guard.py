"""A wall clock that is set is noticed, and doubted when it was set far ahead."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.daemon.clock_guard import ClockGuard


class Watches:
    """A wall clock and a steady one beside it."""

    def __init__(self) -> None:
        self.wall = FrozenClock("2024-03-04")
        self.steady = 0.0
        self.guard = ClockGuard(self.wall.now, lambda: self.steady)

    def passes(self, **step: float) -> None:
        """Time goes on, on both."""
        self.wall.advance(**step)
        self.steady += timedelta(**step).total_seconds()

    def is_set(self, **step: float) -> None:
        """Somebody sets the wall clock."""
        self.wall.advance(**step)


@pytest.fixture
def watches() -> Watches:
    return Watches()


def test_time_that_only_passes_is_no_jump(watches: Watches) -> None:
    for hours in (1, 5, 400):
        watches.passes(hours=hours)
        assert watches.guard.look() is False

    assert watches.guard.jumps() == []


def test_slow_drift_never_adds_up_to_a_jump(watches: Watches) -> None:
    for _ in range(100):
        watches.passes(hours=1, seconds=1)
        watches.is_set(seconds=30)
        watches.guard.look()

    assert watches.guard.count == 0


@pytest.mark.parametrize("step", [{"days": -1}, {"seconds": -61}, {"seconds": 61}, {"hours": 23}])
def test_a_clock_that_was_set_is_told_once_and_still_trusted(
    watches: Watches, step: dict[str, float]
) -> None:
    watches.is_set(**step)

    assert watches.guard.look() is True
    assert watches.guard.look() is False
    assert watches.guard.jumps() == [timedelta(**step)]
    assert watches.guard.jumps() == []
    assert not watches.guard.doubted


def test_a_clock_set_far_ahead_is_doubted_until_a_person_trusts_it(watches: Watches) -> None:
    watches.is_set(days=400)
    watches.guard.look()
    watches.passes(days=3)
    watches.guard.look()

    assert watches.guard.doubted

    watches.guard.trust()

    assert not watches.guard.doubted


def test_a_clock_that_is_set_back_to_where_it_was_is_trusted_again(watches: Watches) -> None:
    watches.is_set(days=400)
    watches.guard.look()
    watches.is_set(days=-399)
    watches.guard.look()

    assert not watches.guard.doubted


def test_a_clock_that_was_set_back_and_is_right_again_was_never_ahead(watches: Watches) -> None:
    watches.is_set(days=-400)
    watches.guard.look()
    watches.is_set(days=400)
    watches.guard.look()

    assert watches.guard.count == 2
    assert not watches.guard.doubted


def test_while_a_clock_is_doubted_the_time_to_act_by_goes_on_as_if_nobody_had_set_it(
    watches: Watches,
) -> None:
    before = watches.guard.now()
    watches.is_set(days=400)

    assert watches.guard.now() == before
    watches.passes(hours=1)
    assert watches.guard.now() == before + timedelta(hours=1)

    watches.guard.trust()
    assert watches.guard.now() == watches.wall.now()


@pytest.mark.parametrize("step", [{"days": -400}, {"hours": -1}, {"hours": 23}])
def test_a_clock_that_is_still_trusted_is_the_one_to_act_by(
    watches: Watches, step: dict[str, float]
) -> None:
    watches.is_set(**step)

    assert watches.guard.now() == watches.wall.now()
    assert watches.guard.jumps() == [timedelta(**step)]


def test_small_steps_ahead_are_doubted_when_they_add_up(watches: Watches) -> None:
    for _ in range(3):
        watches.is_set(hours=9)
        watches.guard.look()

    assert watches.guard.doubted


def test_what_a_clock_was_set_back_by_is_forgotten_once_it_stood_for_a_day(
    watches: Watches,
) -> None:
    watches.is_set(days=-30)
    watches.guard.look()
    watches.passes(days=1, minutes=1)
    watches.is_set(days=30, hours=20)
    watches.guard.look()

    assert watches.guard.doubted

    watches.is_set(days=-30, hours=-20)
    watches.guard.look()

    assert not watches.guard.doubted


def test_within_a_day_a_clock_that_was_set_back_may_come_back(watches: Watches) -> None:
    watches.is_set(days=-30)
    watches.guard.look()
    watches.passes(hours=23)
    watches.is_set(days=30, hours=20)
    watches.guard.look()

    assert watches.guard.moved == timedelta(hours=20)
    assert not watches.guard.doubted


def test_a_doubt_is_not_forgotten_however_long_it_stands(watches: Watches) -> None:
    watches.is_set(days=400)
    watches.guard.look()
    watches.passes(days=30)
    watches.is_set(hours=-2)
    watches.guard.look()

    assert watches.guard.doubted
