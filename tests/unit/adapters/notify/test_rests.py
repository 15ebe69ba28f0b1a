"""A channel rests when its server takes nothing, and never because of what one notice met."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from bihuan.adapters.notify.channel import Notice
from bihuan.adapters.notify.claims import BATCH
from bihuan.adapters.notify.errors import Unavailable, Undelivered
from bihuan.adapters.notify.rests import LASTING, PATIENCE, REST, Rests
from bihuan.adapters.notify.routes import Routes
from bihuan.engine.delivery import OUTAGE
from bihuan.engine.messages import Message
from bihuan.rules.book import Book, Entry, Kind
from support.couriers import OFFICE, Box, House, numbered
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


def outages(house: House) -> list[tuple[str, str, str, int]]:
    known = house.store.watch.incidents(OFFICE)
    return [(one.subject, one.status, one.detail, one.times) for one in known if one.kind == OUTAGE]


def out_for(house: House, rests: int) -> None:
    """So many rests begin, one after the other."""
    for _ in range(rests):
        house.courier().deliver()
        house.later(timedelta(seconds=REST))


def test_a_server_that_stays_away_opens_one_incident_at_the_second_rest() -> None:
    house = House({"mail": Box(addressed=False, fails={"*": DOWN})})
    house.waits(*numbered(8, channel="notice"))
    began = house.clock.now()

    out_for(house, 1)
    assert outages(house) == []
    assert [keys for event, keys in house.logged if event == "channel.resting"] == [
        {"channel": "mail", "reason": DOWN.reason, "since": 0}
    ]

    out_for(house, 3)
    assert outages(house) == [("mail", "open", DOWN.reason, 3)]
    (incident,) = house.store.watch.incidents(OFFICE)
    assert incident.opened_at == began


def test_a_server_that_is_seldom_asked_and_long_away_opens_an_incident_at_the_first_rest() -> None:
    house = House({"mail": Box(addressed=False, fails={"*": DOWN})})
    house.waits(a_message(channel="mail"))
    for _ in range(PATIENCE):
        assert outages(house) == []
        house.later(timedelta(seconds=LASTING / (PATIENCE - 1)))
        house.courier().deliver()  # one notice, which is tried again later each time

    assert [one[:2] for one in outages(house)] == [("mail", "open")]


def test_the_incident_is_over_when_something_goes_by_the_channel_again() -> None:
    box = Box(addressed=False, fails={"*": DOWN})
    house = House({"mail": box})
    house.waits(*numbered(8, channel="mail"))
    out_for(house, 3)

    box.fails = {}
    house.courier().deliver()

    assert [one[:2] for one in outages(house)] == [("mail", "resolved")]
    assert ("channel.back", {"channel": "mail"}) in house.logged


def test_what_a_run_told_that_has_ended_is_over_for_the_next_one() -> None:
    box = Box(addressed=False, fails={"*": DOWN})
    house = House({"mail": box})
    house.waits(*numbered(8, channel="mail"))
    out_for(house, 3)

    box.fails = {}
    house.courier(rests=Rests()).deliver()

    assert [one[:2] for one in outages(house)] == [("mail", "resolved")]


def test_runs_that_end_at_once_tell_of_a_server_that_stays_away_as_well() -> None:
    house = House({"mail": Box(addressed=False, fails={"*": DOWN})})
    house.waits(a_message(channel="mail"))

    for _ in range(PATIENCE):
        house.courier(rests=Rests()).deliver()
        assert outages(house) == []
        house.later(timedelta(minutes=5))
    house.courier(rests=Rests()).deliver()

    assert [one[:2] for one in outages(house)] == [("mail", "open")]


def test_a_notice_that_is_refused_opens_no_incident_about_its_channel() -> None:
    refused = Undelivered("mail", "the server refused the recipient (550)")
    house = House({"mail": Box(addressed=False, fails={"*": refused})})
    house.waits(*numbered(8, channel="mail"))

    out_for(house, 4)

    assert outages(house) == []


def test_what_failed_says_which_channel_of_the_default_route_it_was() -> None:
    house = House({"mail": Box(addressed=False, fails={"*": DOWN})})
    message = a_message(channel="notice")
    house.waits(message)

    house.courier().deliver()

    assert house.stands(message).error == "mail: no connection (ECONNREFUSED)"
    assert [keys["channel"] for event, keys in house.logged if event == "message.failed"] == [
        "mail"
    ]
