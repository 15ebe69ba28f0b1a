"""When a duty is due next."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.adapters.daemon.rhythms import Daily, Every
from bihuan.rules.instants import BEIJING

NOON = datetime(2024, 3, 4, 4, tzinfo=UTC)
"""Noon in Beijing."""
YEARS = datetime(2020, 1, 1), datetime(2040, 1, 1)  # noqa: DTZ001  # the strategy adds the zone


@pytest.mark.parametrize(("chance", "seconds"), [(0.0, 54), (0.5, 60), (1.0, 66)])
def test_a_step_is_a_little_longer_or_shorter(chance: float, seconds: int) -> None:
    assert Every(60).after(NOON, chance) == NOON + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("hour", "here"),
    [
        (time(2, 30), "2024-03-05 02:30"),
        (time(12), "2024-03-05 12:00"),
        (time(12, 1), "2024-03-04 12:01"),
    ],
)
def test_an_hour_is_beijings_whatever_the_machine_says(hour: time, here: str) -> None:
    at = Daily(hour).after(NOON, 0.0)

    assert at.tzinfo is UTC
    assert f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}" == here


@given(
    st.datetimes(YEARS[0], YEARS[1], timezones=st.just(UTC)),
    st.times(),
    st.floats(0, 1),
)
def test_the_next_hour_lies_ahead_and_within_a_day(
    now: datetime, hour: time, chance: float
) -> None:
    at = Daily(hour).after(now, chance)

    assert now < at <= now + timedelta(days=1, minutes=5)
