"""What every store must promise of what waits to leave the house."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.notify.claims import APART, Claim
from bihuan.engine.delivery import kept
from bihuan.engine.errors import BadInput
from bihuan.engine.ports import Store
from support.samples import CASE, NOON, OFFICE, OTHER_OFFICE, RARE, birth, message
from support.stores import save

LATER = NOON + timedelta(minutes=1)
LEASED = LATER + timedelta(minutes=5)


def waiting(store: Store, *numbers: int) -> None:
    """Messages that wait in the outbox, stored with the case they are about."""
    save(store, birth(messages=tuple(message(no) for no in numbers)))


def claimed(store: Store, holder: str = "a", limit: int = 10) -> list[str]:
    found = store.outbox.claim(OFFICE, "mail", LATER, LEASED, holder, limit)
    return [one.key[-1] for one in found]


def test_those_that_may_go_first_are_claimed_first_and_no_more_than_asked(store: Store) -> None:
    waiting(store, 2, 1, 3)

    assert claimed(store, limit=2) == ["1", "2"]
    assert claimed(store) == ["3"]


def test_what_is_claimed_is_nobody_elses_until_the_lease_ends(store: Store) -> None:
    waiting(store, 1)
    (first,) = store.outbox.claim(OFFICE, "mail", LATER, LEASED, "a", 10)

    early = LEASED - timedelta(seconds=1)
    assert store.outbox.claim(OFFICE, "mail", early, LEASED, "b", 10) == []
    (again,) = store.outbox.claim(OFFICE, "mail", LEASED, LEASED + timedelta(1), "b", 10)

    assert (first.holder, first.fence, first.next_at) == ("a", 1, LEASED)
    assert (again.holder, again.fence) == ("b", 2)
    assert store.outbox.get(OFFICE, first.key) == again


def test_who_keeps_what_he_claimed_for_longer_has_it_alone_until_then(store: Store) -> None:
    waiting(store, 1, 2)
    first, second = store.outbox.claim(OFFICE, "mail", LATER, LEASED, "a", 10)
    longer = LEASED + timedelta(minutes=1)

    assert store.outbox.settle([kept(first, longer)]) == [True]
    others = store.outbox.claim(OFFICE, "mail", LEASED, longer, "b", 10)
    assert [one.key for one in others] == [second.key]
    assert store.outbox.settle([kept(second, longer), kept(first, longer)]) == [False, True]
    assert store.outbox.get(OFFICE, first.key) == kept(first, longer)
    assert store.outbox.get(OFFICE, second.key) == others[0]


def test_two_couriers_whose_clocks_are_apart_never_have_the_same_message_at_once(
    store: Store,
) -> None:
    waiting(store, 1)
    slow, quick = FrozenClock(LATER), FrozenClock(LATER + APART)
    steady = [0.0]

    def claim(clock: FrozenClock, holder: str) -> Claim:
        said = {"office": OFFICE, "channel": "mail", "holder": holder}
        return Claim.made(store.outbox, clock, lambda: steady[0], 30.0, **said)

    ours = claim(slow, "slow")
    for _ in range(30):
        theirs = claim(quick, "quick")
        if theirs.messages:
            break
        for clock in (slow, quick):
            clock.advance(seconds=2)
        steady[0] += 2

    assert theirs.messages, "the lease never ended"
    assert ours.take() is None


def test_whoever_lost_his_lease_has_no_more_say(store: Store) -> None:
    waiting(store, 1)
    (stalled,) = store.outbox.claim(OFFICE, "mail", LATER, LEASED, "a", 10)
    (taken,) = store.outbox.claim(OFFICE, "mail", LEASED, LEASED + timedelta(1), "b", 10)
    sent = replace(taken, status="sent", attempts=1, sent_at=LEASED)

    assert store.outbox.settle([replace(stalled, attempts=1, error="timed out")]) == [False]
    assert store.outbox.settle([sent]) == [True]
    assert store.outbox.settle([replace(stalled, status="parked")]) == [False]
    assert store.messages(OFFICE) == [sent]


def test_a_message_not_yet_due_or_for_another_channel_stays(store: Store) -> None:
    night = message(1, next_at=LATER + timedelta(hours=9))
    chat = message(2, channel="chat")
    theirs = message(3, office=OTHER_OFFICE)
    store.outbox.put([night, chat, theirs])

    assert claimed(store) == []
    assert store.outbox.waiting(OFFICE) == {"mail": night.next_at, "chat": chat.next_at}


def test_a_channel_waits_for_the_earliest_of_its_pending_messages(store: Store) -> None:
    store.outbox.put([message(2), message(1), message(3, status="parked", next_at=NOON)])

    assert store.outbox.waiting(OFFICE) == {"mail": message(1).next_at}
    assert store.outbox.counts(OFFICE) == {"pending": 2, "parked": 1}


def test_what_has_left_or_never_will_is_not_counted(store: Store) -> None:
    over = ("sent", "bundled", "dropped")
    store.outbox.put([message(no, status=status) for no, status in enumerate(over)])

    assert store.outbox.counts(OFFICE) == {}


def test_a_message_whose_key_is_known_is_not_put_again(store: Store) -> None:
    assert store.outbox.put([message(1)]) == 1
    assert store.outbox.put([message(1, topic="other"), message(2)]) == 1

    assert [one.topic for one in store.messages(OFFICE)] == ["urging", "urging"]


def test_a_message_about_no_case_comes_back_as_it_was_put(store: Store) -> None:
    bare = message(1, case=None, seq=0, error=RARE, holder="主机甲")

    store.outbox.put([bare])

    assert store.outbox.get(OFFICE, bare.key) == bare
    assert store.messages(OFFICE, case=CASE) == []
    assert store.outbox.get(OFFICE, "other") is None
    assert store.outbox.get(OTHER_OFFICE, bare.key) is None


def test_the_messages_of_a_case_are_found_by_the_case(store: Store) -> None:
    store.outbox.put([message(1), message(2, case="c-2"), message(3, status="sent")])

    assert [one.key[-1] for one in store.messages(OFFICE, case=CASE)] == ["1", "3"]
    assert [one.key[-1] for one in store.messages(OFFICE, case=CASE, status="sent")] == ["3"]


def test_text_no_database_keeps_is_refused_by_the_outbox_too(store: Store) -> None:
    with pytest.raises(BadInput) as told:
        store.outbox.put([message(body={"reason": "a\0b"})])

    assert told.value.field == "reason"


def test_held_messages_are_bundled_into_one(store: Store) -> None:
    held = [message(no, status="held") for no in (1, 2)]
    digest = message(9, case=None, seq=0)
    store.outbox.put(held)

    assert store.outbox.bundle(digest, held)

    assert store.outbox.counts(OFFICE) == {"pending": 1}
    assert len(store.messages(OFFICE, status="bundled")) == 2


def test_a_bundle_of_which_a_part_is_gone_is_not_made(store: Store) -> None:
    held = [message(no, status="held") for no in (1, 2)]
    store.outbox.put(held)
    store.outbox.settle([replace(held[1], status="dropped")], was="held")

    assert not store.outbox.bundle(message(9), held)
    assert store.outbox.get(OFFICE, message(9).key) is None
    assert store.outbox.counts(OFFICE) == {"held": 1}


def test_a_digest_is_made_once(store: Store) -> None:
    held = [message(no, status="held") for no in (1, 2)]
    store.outbox.put(held)

    assert store.outbox.bundle(message(9), held[:1])
    assert not store.outbox.bundle(message(9), held[1:])
    assert store.outbox.counts(OFFICE) == {"held": 1, "pending": 1}
