"""However many ask, what is remembered of them is bounded."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bihuan.adapters.pages.limits import WINDOW, Limits
from support.samples import NOON


def test_a_flood_from_everywhere_is_forgotten_again() -> None:
    limits = Limits(60, remembered=100)

    for no in range(10_000):
        limits.take(f"2001:db8:{no:x}::1", NOON)

    assert len(limits) == 100


def test_the_addresses_of_one_line_are_counted_together() -> None:
    limits = Limits(2)

    waits = [limits.take(f"2001:db8::{no:x}", NOON) for no in range(1, 5)]
    others = [limits.take(who, NOON) for who in ("2001:db8:0:1::1", "192.0.2.1", "192.0.2.2", "-")]

    assert waits == [None, None, WINDOW, WINDOW]
    assert others == [None] * 4
    assert Limits.address("::ffff:192.0.2.1") == "192.0.2.1"


def test_after_an_hour_one_may_ask_again() -> None:
    limits = Limits(2)

    waits = [limits.take("here", NOON + timedelta(minutes=no)) for no in range(4)]

    assert waits[:2] == [None, None]
    assert waits[2] == WINDOW - timedelta(minutes=2)
    assert limits.take("here", NOON + WINDOW) is None


def test_a_clock_that_goes_back_locks_nobody_out() -> None:
    limits = Limits(1)
    limits.take("here", NOON)

    assert limits.take("here", NOON - timedelta(days=1)) is None


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 7200)), max_size=200))
def test_nobody_is_let_in_more_often_than_allowed_within_a_window(
    asked: list[tuple[str, int]],
) -> None:
    limits = Limits(5)
    fine: dict[str, list[int]] = {"a": [], "b": [], "c": []}

    for who, second in sorted(asked, key=lambda one: one[1]):
        if limits.take(who, NOON + timedelta(seconds=second)) is None:
            fine[who].append(second)

    for seconds in fine.values():
        assert all(
            later - first >= 3600 for first, later in zip(seconds, seconds[10:], strict=False)
        )
