"""How messages are carried out of the house."""

import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from structlog.contextvars import bound_contextvars, get_contextvars

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.notify.channel import Notice
from bihuan.adapters.notify.claims import BATCH
from bihuan.adapters.notify.errors import Undelivered
from bihuan.adapters.notify.routes import Routes
from bihuan.engine import delivery
from bihuan.engine.operations import Incident
from bihuan.rules.book import Book, Entry, Kind, Role
from bihuan.rules.hours import Hours
from bihuan.rules.instants import BEIJING
from support.couriers import OFFICE, Box, House, numbered
from support.notices import CASE, a_message

OFFICER = Entry(name="某经办", addresses={"box": "officer@example.org"})
BOOK = Book(
    [
        Entry(name="办公室", kind=Kind.OFFICE, addresses={"box": "office@example.org"}),
        Entry(
            name="督查处", kind=Kind.UNIT, roles=(Role.SUPERVISION_OFFICE,), addresses={"box": "s"}
        ),
        OFFICER,
        Entry(name="休假经办", away=True, stand_in="某经办"),
    ]
)


def test_what_waits_is_sent_in_words_and_marked() -> None:
    box = Box()
    house = House({"box": box}, book=BOOK)
    message = a_message(channel="box")
    house.waits(message)

    assert house.courier().deliver() == 1

    (notice,) = box.got
    assert notice.subject == "【催办】提案第0123号《关于完善示例事项的提案》 还有 3 天到期"
    assert (notice.address, notice.recipient) == ("officer@example.org", "某经办")
    assert notice.fields["days_left"] == 3
    assert notice.id == message.id
    assert house.stands(message).status == "sent"
    assert house.stands(message).sent_at == house.clock.now()
    assert house.courier().deliver() == 0


def test_a_rung_that_says_notice_takes_the_default_route() -> None:
    box = Box()
    house = House({"box": box}, book=BOOK)
    house.waits(a_message(channel="notice"))

    assert house.courier().deliver() == 1
    assert box.got[0].address == "officer@example.org"


def test_of_the_default_route_the_first_that_reaches_the_recipient_is_taken() -> None:
    box, other = Box(), Box(addressed=False)
    house = House({"chat": box, "lines": other}, book=BOOK)
    house.waits(a_message(channel="notice"))

    house.courier(routes=Routes(house.channels, ("chat", "lines"))).deliver()

    assert (len(box.got), len(other.got)) == (0, 1)


@pytest.mark.parametrize(
    ("recipient", "address", "start"),
    [
        ("某经办", "officer@example.org", "【催办】"),
        ("休假经办", "officer@example.org", "（致休假经办）【催办】"),
        ("office", "office@example.org", "【催办】"),
        ("supervision_office", "s", "【催办】"),
        ("某代表", "office@example.org", "（致某代表）【催办】"),
    ],
)
def test_whoever_is_meant_somebody_of_the_book_gets_it(
    recipient: str, address: str, start: str
) -> None:
    box = Box()
    house = House({"box": box}, book=BOOK)
    house.waits(a_message(channel="box", recipient=recipient))

    house.courier().deliver()

    assert box.got[0].address == address
    assert box.got[0].subject.startswith(start)


def test_one_failing_recipient_delays_only_itself() -> None:
    box = Box(addressed=False, fails={"某甲": Undelivered("box", "later")})
    house = House({"box": box})
    bad, good = a_message(channel="box", key="k-1", recipient="某甲"), a_message(channel="box")
    house.waits(bad, good)

    assert house.courier().deliver() == 1

    after = house.stands(bad)
    assert (after.status, after.attempts, after.error) == ("pending", 1, "later")
    assert after.next_at == house.clock.now() + delivery.FIRST_WAIT
    assert house.stands(good).status == "sent"
    assert house.courier().deliver() == 0
    house.later(delivery.FIRST_WAIT)
    box.fails = {}
    assert house.courier().deliver() == 1


def test_what_fails_too_often_is_parked_and_opens_an_incident_that_closes_when_it_went() -> None:
    box = Box(addressed=False, fails={"*": Undelivered("box", "no connection (ECONNREFUSED)")})
    house = House({"box": box})
    message = a_message(channel="box")
    house.waits(message)

    for _ in range(delivery.TRIES):
        house.courier().deliver()
        house.clock.set(house.stands(message).next_at)

    parked = house.stands(message)
    (incident,) = house.store.watch.incidents(OFFICE, status="open")
    assert (parked.status, parked.attempts) == ("parked", delivery.TRIES)
    assert (incident.kind, incident.subject) == ("message", message.key)
    assert house.courier().deliver() == 0

    box.fails = {}
    house.store.outbox.settle([delivery.tried_anew(parked, house.clock.now())], was="parked")
    assert house.courier().deliver() == 1
    assert house.store.watch.incidents(OFFICE, status="open") == []


def test_nothing_is_parked_before_an_incident_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    box = Box(addressed=False, fails={"*": Undelivered("box", "no such user", permanent=True)})
    house = House({"box": box})
    message = a_message(channel="box")
    house.waits(message)

    def broken(_incident: Incident) -> Incident:
        raise OSError("the database is away")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="away"):
        patch.setattr(house.store.watch, "report", broken)
        house.courier().deliver()
    assert house.stands(message).status == "pending"

    house.later(timedelta(minutes=10))
    house.courier().deliver()
    (incident,) = house.store.watch.incidents(OFFICE, status="open")
    assert (incident.subject, house.stands(message).status) == (message.key, "parked")


def test_who_dies_between_incident_and_parking_leaves_an_incident_that_closes_when_it_went() -> (
    None
):
    box = Box(addressed=False)
    house = House({"box": box})
    message = a_message(channel="box")
    house.waits(message)
    now = house.clock.now()
    (claimed,) = house.store.outbox.claim(OFFICE, "box", now, now, "dead", 1)
    house.store.watch.report(delivery.trouble(claimed, now))

    assert house.courier().deliver() == 1

    assert house.store.watch.incidents(OFFICE, status="open") == []


def test_what_failed_is_not_tried_again_at_night_or_on_a_day_off() -> None:
    box = Box(addressed=False, fails={"*": Undelivered("box", "no connection (ECONNREFUSED)")})
    friday = FrozenClock("2024-06-07T17:29:50+08:00")  # and Monday is 端午节
    house = House({"box": box}, clock=friday)
    message = a_message(channel="box")
    house.waits(message)

    house.courier().deliver()

    assert house.stands(message).next_at == datetime(2024, 6, 11, 9, tzinfo=BEIJING)


def test_a_gateway_that_keeps_the_hours_itself_is_tried_again_at_night() -> None:
    box = Box(addressed=False, fails={"*": Undelivered("box", "no connection (ECONNREFUSED)")})
    house = House({"box": box}, clock=FrozenClock("2024-06-07T17:29:50+08:00"))
    house.engine.house = replace(house.engine.house, hours=Hours(always=True))
    message = a_message(channel="box")
    house.waits(message)

    house.courier().deliver()

    assert house.stands(message).next_at == house.clock.now() + delivery.FIRST_WAIT


def test_what_will_never_go_is_parked_at_once() -> None:
    box = Box(addressed=False, fails={"*": Undelivered("box", "550", permanent=True)})
    house = House({"box": box})
    message = a_message(channel="box")
    house.waits(message)

    house.courier().deliver()

    assert house.stands(message).status == "parked"


def test_an_unknown_channel_and_a_missing_address_are_a_persons_business_at_once() -> None:
    house = House({"box": Box()}, book=BOOK)
    lost = a_message(channel="fax")
    bare = a_message(channel="box", recipient="督查处x", key="k-2")
    house.book = Book([Entry(name="办公室", kind=Kind.OFFICE)])
    house.waits(lost, bare)

    house.courier().deliver()

    assert house.stands(lost).error == "no such channel is configured"
    assert house.stands(bare).error == "the book has no address for it"
    assert {one.subject for one in house.store.watch.incidents(OFFICE)} == {lost.key, bare.key}


def test_a_poisoned_message_stops_only_itself() -> None:
    box = Box(addressed=False)
    house = House({"box": box})
    bad = a_message(channel="box", key="k-1", body={**CASE, "due": "tomorrow"})
    house.waits(bad, a_message(channel="box"))

    assert house.courier().deliver() == 1
    assert house.stands(bad).error == "the notice cannot be made (ValueError)"


def test_more_than_a_batch_is_sent_in_one_round() -> None:
    box = Box(addressed=False)
    house = House({"box": box})
    house.waits(*numbered(2 * BATCH + 5, channel="box"))

    assert house.courier().deliver() == 2 * BATCH + 5
    assert len({notice.id for notice in box.got}) == 2 * BATCH + 5


def test_a_slow_channel_holds_up_no_other() -> None:
    arrived = threading.Event()
    slow = Box(addressed=False, before=lambda _notice: _wait_for(arrived))
    quick = Box(addressed=False, before=lambda _notice: arrived.set())
    house = House({"slow": slow, "quick": quick})
    house.waits(a_message(channel="slow", key="k-1"), a_message(channel="quick", key="k-2"))

    assert house.courier().deliver() == 2


def _wait_for(event: threading.Event) -> None:
    assert event.wait(20), "the other channel was held up"


def test_a_stop_lets_the_one_in_hand_go_and_gives_the_others_back() -> None:
    stop = threading.Event()
    box = Box(addressed=False, before=lambda _notice: stop.set())
    house = House({"box": box})
    messages = numbered(5, channel="box")
    house.waits(*messages)

    assert house.courier().deliver(stop) == 1

    rest = [house.stands(one) for one in messages[1:]]
    assert {(one.status, one.holder, one.attempts) for one in rest} == {("pending", "", 0)}
    assert {one.next_at for one in rest} == {house.clock.now()}


def test_who_stalls_past_his_lease_has_no_more_say_and_changes_nothing() -> None:
    box = Box(addressed=False)
    house = House({"box": box})
    message = a_message(channel="box")
    house.waits(message)

    def overtaken(_notice: Notice) -> None:
        box.before = lambda _notice: None
        house.later(timedelta(minutes=10))
        assert house.courier(holder="other").deliver() == 1
        raise Undelivered("box", "the line broke")

    box.before = overtaken
    house.courier(holder="stalled").deliver()

    assert house.stands(message).status == "sent"
    assert house.stands(message).fence == 2
    assert house.store.watch.incidents(OFFICE) == []
    assert [event for event, _ in house.logged] == ["message.overtaken"]
    assert len(box.got) == 1


def test_who_finds_too_late_that_it_will_never_go_leaves_no_incident_for_what_has_gone() -> None:
    box = Box(addressed=False)
    house = House({"box": box})
    message = a_message(channel="box")
    house.waits(message)

    def overtaken(_notice: Notice) -> None:
        box.before = lambda _notice: None
        house.later(timedelta(minutes=10))
        assert house.courier(holder="other").deliver() == 1
        raise Undelivered("box", "no such user", permanent=True)

    box.before = overtaken
    house.courier(holder="stalled").deliver()

    assert house.stands(message).status == "sent"
    assert house.store.watch.incidents(OFFICE, status="open") == []


def test_two_who_find_that_it_will_never_go_leave_one_incident() -> None:
    box = Box(addressed=False, fails={"*": Undelivered("box", "no such user", permanent=True)})
    house = House({"box": box})
    message = a_message(channel="box")
    house.waits(message)

    def overtaken(_notice: Notice) -> None:
        box.before = lambda _notice: None
        house.later(timedelta(minutes=10))
        house.courier(holder="other").deliver()

    box.before = overtaken
    house.courier(holder="stalled").deliver()

    (incident,) = house.store.watch.incidents(OFFICE, status="open")
    assert (incident.times, house.stands(message).status) == (2, "parked")


def test_what_is_logged_beside_other_channels_says_by_which_daemon() -> None:
    fails = {"*": Undelivered("box", "down")}
    house = House({name: Box(addressed=False, fails=fails) for name in ("box", "fax")})
    house.waits(a_message(channel="box"), a_message(channel="fax", key="fax"))
    logged: list[object] = []
    house.engine.log = lambda _event, **_keys: logged.append(get_contextvars())

    with bound_contextvars(daemon="d-1", duty="deliver"):
        house.courier().deliver()

    assert logged == [{"daemon": "d-1", "duty": "deliver"}] * 2


def test_no_name_address_or_word_of_a_message_is_logged() -> None:
    box = Box(fails={"*": Undelivered("box", "down")})
    house = House({"box": box}, book=BOOK)
    house.waits(a_message(channel="box"), a_message(channel="fax", key="某经办/fax"))

    house.courier().deliver()

    logged = repr(house.logged)
    assert "message.failed" in logged
    assert not [word for word in ("某经办", "example.org", "完善示例") if word in logged]


def test_a_message_not_yet_due_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    box = Box(addressed=False)
    house = House({"box": box})
    later = house.clock.now() + timedelta(hours=1)
    house.store.outbox.put([a_message(channel="box", next_at=later)])

    assert house.courier().deliver() == 0
    house.later(timedelta(hours=1))
    assert house.courier().deliver() == 1
    assert box.got[0].at == later
