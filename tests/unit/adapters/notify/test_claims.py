"""A courier sends only what is surely his until it has gone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bihuan.adapters.notify.channel import Notice
from bihuan.adapters.notify.claims import APART, BATCH, SPARE, Claim, Lease
from bihuan.engine import delivery
from support.couriers import OFFICE, Box, House, numbered
from support.notices import NOON

SECONDS = 30.0
OURS = SECONDS + SPARE


@pytest.mark.parametrize(
    ("wall", "steadily", "left"),
    [
        (0, 0, 45),
        (10, 10, 35),
        (0, 60, -15),
        (60, 0, -15),
        (-3600, 40, 5),
        (365 * 86400, 1, 45 - 365 * 86400),
    ],
    ids=["now", "later", "frozen", "set ahead a little", "set back", "set ahead a year"],
)
def test_a_lease_is_over_as_soon_as_one_of_two_clocks_says_so(
    wall: float, steadily: float, left: float
) -> None:
    lease = Lease.of(45, NOON, 1000.0)

    assert lease.left(NOON + timedelta(seconds=wall), 1000.0 + steadily) == left


def test_others_may_claim_only_when_clocks_as_far_apart_as_may_be_agree_that_it_is_over() -> None:
    lease = Lease.of(45, NOON, 0.0)
    behind = NOON + timedelta(seconds=45) + APART - timedelta(seconds=1)

    assert lease.left(behind - APART, 44.0) == 1
    assert behind < lease.until


def a_claim(house: House, count: int) -> Claim:
    house.waits(*numbered(count, channel="box"))
    return Claim.made(
        house.store.outbox,
        house.clock,
        lambda: house.steady,
        SECONDS,
        office=OFFICE,
        channel="box",
        holder="ours",
    )


def test_a_claim_lasts_for_one_notice_and_is_made_longer_before_each() -> None:
    house = House({})
    claim = a_claim(house, 5)
    began = house.clock.now()

    for no in range(5):
        message = claim.take()
        assert message is not None
        stands = house.stands(message)
        assert stands.next_at - house.clock.now() >= timedelta(seconds=SECONDS) + APART
        assert stands.next_at - house.clock.now() <= timedelta(seconds=OURS) + APART
        assert (stands.holder, stands.fence, stands.status) == ("ours", 1, "pending")
        house.later(timedelta(seconds=SECONDS))
        assert house.clock.now() - began == timedelta(seconds=SECONDS) * (no + 1)
    assert claim.take() is None


@pytest.mark.parametrize("frozen", [OURS, 600.0, 86400.0 * 30])
def test_who_was_frozen_past_his_lease_gives_it_all_back(frozen: float) -> None:
    house = House({})
    claim = a_claim(house, 3)

    house.later(timedelta(seconds=frozen))

    assert claim.take() is None
    assert claim.more
    stored = house.store.messages(OFFICE)
    assert {(one.holder, one.next_at) for one in stored} == {("", house.clock.now())}


def test_who_was_frozen_while_the_wall_clock_was_set_back_sees_it_by_the_steady_one() -> None:
    house = House({})
    claim = a_claim(house, 1)

    house.steady += OURS
    house.clock.advance(hours=-1)

    assert claim.take() is None


def test_whose_wall_clock_was_set_ahead_gives_it_back_since_others_may_have_it() -> None:
    house = House({})
    claim = a_claim(house, 1)

    house.clock.advance(hours=1)

    assert claim.take() is None


def test_a_lease_made_longer_after_the_clock_was_set_back_never_ends_earlier() -> None:
    house = House({})
    claim = a_claim(house, 2)
    first = claim.take()
    assert first is not None
    before = house.stands(first).next_at

    house.clock.advance(hours=-1)
    house.steady += SECONDS
    second = claim.take()

    assert second is not None
    assert house.stands(second).next_at == before + timedelta(seconds=SECONDS)


def test_what_a_person_gave_up_meanwhile_is_not_sent() -> None:
    house = House({})
    claim = a_claim(house, 2)
    rest = claim.messages[1]
    claim.take()
    house.store.outbox.settle([delivery.dropped(rest, "no longer needed")])

    house.later(timedelta(seconds=SECONDS))

    assert claim.take() is None
    assert house.stands(rest).status == "dropped"


def test_a_courier_frozen_in_the_middle_of_a_batch_leaves_the_rest_to_whoever_is_awake() -> None:
    box = Box(addressed=False)
    house = House({"box": box})
    house.waits(*numbered(BATCH, channel="box"))

    def frozen(_notice: Notice) -> None:
        box.before = lambda _notice: None
        house.later(timedelta(hours=1))
        assert house.courier(holder="awake").deliver() == BATCH

    box.before = frozen
    house.courier(holder="frozen").deliver()

    keys = [notice.key for notice in box.got]
    assert sorted(set(keys)) == sorted(one.key for one in house.store.messages(OFFICE))
    assert len(keys) == BATCH + 1  # only what was on its way when he froze comes twice


def test_a_courier_frozen_while_nobody_is_awake_sends_the_rest_under_a_new_claim() -> None:
    box = Box(addressed=False)
    house = House({"box": box})
    house.waits(*numbered(3, channel="box"))

    def frozen(_notice: Notice) -> None:
        box.before = lambda _notice: None
        house.later(timedelta(hours=1))

    box.before = frozen
    assert house.courier().deliver() == 3

    assert [notice.key for notice in box.got] == ["k-000", "k-001", "k-002"]
    assert sorted(one.fence for one in house.store.messages(OFFICE)) == [1, 2, 2]


def test_what_a_dead_courier_had_waits_for_one_notice_and_not_for_a_batch() -> None:
    box = Box(addressed=False)
    house = House({"box": box})
    house.waits(*numbered(BATCH, channel="box"))

    def dies(_notice: Notice) -> None:
        raise KeyboardInterrupt

    box.before = dies
    with pytest.raises(KeyboardInterrupt):
        house.courier(holder="dead").deliver()
    box.before = lambda _notice: None
    assert house.courier(holder="next").deliver() == 0

    house.later(timedelta(seconds=OURS) + APART)
    assert house.courier(holder="next").deliver() == BATCH
