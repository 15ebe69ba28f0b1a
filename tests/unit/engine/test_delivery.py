"""What becomes of a message after it was tried."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.engine import delivery
from support.notices import NOON, a_message


def test_a_message_that_went_is_sent_and_its_failure_is_over() -> None:
    after = delivery.sent(a_message(attempts=2, error="no", holder="a", fence=3), NOON)

    assert (after.status, after.attempts, after.error, after.holder) == ("sent", 3, "", "")
    assert (after.sent_at, after.fence) == (NOON, 3)


def test_a_failure_is_put_off_twice_as_long_each_time() -> None:
    message = a_message()
    waits = []
    for _ in range(delivery.TRIES - 1):
        message = delivery.failed(message, "no", NOON, 0.0)
        waits.append(message.next_at - NOON)

    assert message.status == "pending"
    assert waits[:4] == [timedelta(seconds=seconds) for seconds in (30, 60, 120, 240)]
    assert waits[-1] == delivery.LONGEST_WAIT
    assert sum(waits, timedelta()) > timedelta(hours=12)


def test_after_the_last_try_it_is_parked() -> None:
    after = delivery.failed(a_message(attempts=delivery.TRIES - 1), "no", NOON, 0.0)

    assert (after.status, after.error) == ("parked", "no")


def test_what_will_never_go_is_parked_at_once() -> None:
    after = delivery.failed(a_message(), "no such user", NOON, 0.0, permanent=True)

    assert (after.status, after.attempts) == ("parked", 1)


def test_put_back_by_a_person_it_is_as_good_as_new() -> None:
    parked = delivery.failed(a_message(attempts=11), "no", NOON, 0.0)

    again = delivery.tried_anew(parked, NOON)

    assert (again.status, again.attempts, again.next_at) == ("pending", 0, NOON)


def test_a_parked_message_is_trouble_by_its_key() -> None:
    parked = delivery.failed(a_message(), "no", NOON, 0.0, permanent=True)

    trouble = delivery.trouble(parked, NOON)

    assert (trouble.kind, trouble.subject, trouble.case) == ("message", parked.key, "c-1")
    assert trouble.detail == "mail: no"


@given(st.integers(0, 10_000), st.floats(0, 1))
def test_no_wait_is_shorter_than_half_or_longer_than_the_longest(
    attempts: int, random: float
) -> None:
    wait = delivery.back_off(attempts, random)

    assert delivery.FIRST_WAIT / 2 <= wait <= delivery.LONGEST_WAIT
    assert delivery.back_off(attempts + 1, random) >= wait


@pytest.mark.parametrize("attempts", range(1, 14))
def test_jitter_only_shortens(attempts: int) -> None:
    assert delivery.back_off(attempts, 1.0) * 2 == delivery.back_off(attempts, 0.0)
