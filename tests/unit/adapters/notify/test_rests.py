"""A channel rests when its server takes nothing, and never because of what one notice met."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from bihuan.adapters.notify.channel import Notice
from bihuan.adapters.notify.claims import BATCH
from bihuan.adapters.notify.errors import Unavailable, Undelivered
from bihuan.adapters.notify.rests import PATIENCE, REST, Rests
from bihuan.adapters.notify.routes import Routes
from bihuan.engine.messages import Message
from bihuan.rules.book import Book, Entry, Kind
from support.couriers import Box, House, numbered
from support.notices import CASE, a_message

DOWN = Unavailable("box", "no connection (ECONNREFUSED)")


def tried(house: House, messages: list[Message]) -> int:
    return sum(house.stands(one).attempts for one in messages)


@pytest.mark.parametrize(
    "fault",
    [
        Undelivered("box", "the server answered 500"),
        Undelivered("box", "the server refused the recipient (550)", permanent=True),
        OSError("a bug in a channel"),
    ],
    ids=["refused", "refused for good", "bug"],
)
def test_what_is_always_refused_holds_up_nothing_behind_it(fault: Exception) -> None:
    box = Box(addressed=False, fails={"某甲": fault})
    house = House({"box": box})
    bad = numbered(2 * BATCH, channel="box", recipient="某甲")
    house.waits(*bad, a_message(channel="box", key="z"))

    assert house.courier().deliver() == 1
    assert tried(house, bad) == len(bad)


def test_what_cannot_be_put_in_words_holds_up_nothing_behind_it() -> None:
    house = House({"box": Box(addressed=False)})
    bad = numbered(2 * BATCH, channel="box", body={**CASE, "due": "tomorrow"})
    house.waits(*bad, a_message(channel="box", key="z"))

    assert house.courier().deliver() == 1


def test_when_the_server_cannot_be_reached_the_channel_rests_and_the_others_wait_untried() -> None:
    house = House({"box": Box(addressed=False, fails={"*": DOWN})})
    messages = numbered(8, channel="box")
    house.waits(*messages)

    house.courier().deliver()

    assert tried(house, messages) == PATIENCE
    rest = [house.stands(one) for one in messages if not house.stands(one).attempts]
    assert {(one.holder, one.next_at) for one in rest} == {("", house.clock.now())}
    house.courier().deliver()
    assert tried(house, messages) == PATIENCE


def test_after_its_rest_one_notice_tries_whether_the_server_is_there() -> None:
    box = Box(addressed=False, fails={"*": DOWN})
    house = House({"box": box})
    messages = numbered(8, channel="box")
    house.waits(*messages)
    house.courier().deliver()

    house.later(timedelta(seconds=REST))
    house.courier().deliver()
    assert tried(house, messages) == PATIENCE + 1

    box.fails = {}
    house.later(timedelta(seconds=REST))
    assert house.courier().deliver() == 8


def test_failures_with_a_success_between_them_are_no_reason_to_rest() -> None:
    house = House({"box": Box(addressed=False, fails={"某甲": DOWN})})
    bad = [a_message(channel="box", key=f"k-{no:02d}-a", recipient="某甲") for no in range(6)]
    good = [a_message(channel="box", key=f"k-{no:02d}-b") for no in range(6)]
    house.waits(*bad, *good)  # by their keys they take turns

    assert house.courier().deliver() == 6
    assert tried(house, bad) == 6


def test_a_refusal_between_them_says_nothing_of_the_server() -> None:
    rests = Rests()

    for _ in range(PATIENCE):
        assert rests.left("box", 0.0) == 0
        rests.failed("box", Undelivered("box", "the template does not fit the notice"), 0.0)
        rests.failed("box", DOWN, 0.0)

    assert rests.left("box", 0.0) == REST


def test_a_resting_channel_keeps_nobody_from_the_other_one_of_the_default_route() -> None:
    mail, chat = Box(fails={"*": DOWN}), Box(addressed=False)
    house = House({"mail": mail, "chat": chat})
    house.book = Book(
        [
            Entry(name="办公室", kind=Kind.OFFICE),
            Entry(name="某甲", addresses={"mail": "a@example.org"}),
            Entry(name="某乙"),
        ]
    )
    mails = numbered(5, recipient="某甲", channel="notice")
    chats = [a_message(key=f"z-{no}", recipient="某乙", channel="notice") for no in range(3)]
    house.waits(*mails, *chats)

    courier = house.courier(routes=Routes(house.channels, ("mail", "chat")))
    assert courier.deliver() == 3

    assert tried(house, mails) == PATIENCE
    rest = [house.stands(one) for one in mails if not house.stands(one).attempts]
    again = house.clock.now() + timedelta(seconds=REST)
    assert {(one.holder, one.next_at) for one in rest} == {("", again)}


def test_what_comes_up_while_a_channel_is_at_work_waits_for_none_of_it() -> None:
    went = threading.Event()
    house = House({"slow": Box(addressed=False), "quick": Box(addressed=False)})

    def meanwhile(_notice: Notice) -> None:
        house.waits(a_message(channel="quick", key="k-2"))
        assert went.wait(20), "the other channel was held up"

    house.channels = {
        "slow": Box(addressed=False, before=meanwhile),
        "quick": Box(addressed=False, before=lambda _notice: went.set()),
    }
    house.waits(a_message(channel="slow", key="k-1"))

    assert house.courier().deliver() == 2
