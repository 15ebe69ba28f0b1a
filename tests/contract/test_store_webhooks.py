"""What every store must promise of subscriptions, and of the feed's last position."""

from dataclasses import replace
from datetime import timedelta

from bihuan.engine.ports import Store
from bihuan.engine.webhooks import Webhook
from support.samples import NOON, OFFICE, OTHER_OFFICE, RARE

LATER = NOON + timedelta(minutes=1)
HOOK = Webhook(
    office=OFFICE,
    id="w-1",
    url="https://oa.example.gov.cn/hook?key=1",
    events="dispatch answer",
    position=7,
    created_at=NOON,
    created_by=f"某人{RARE}",
)
NEWER = replace(HOOK, id="w-2", events="", position=0, created_at=LATER)


def the(store: Store, id: str = HOOK.id) -> Webhook:
    """The one with this id."""
    (found,) = [one for one in store.webhooks.all(OFFICE) if one.id == id]
    return found


def test_subscriptions_are_listed_the_latest_first_in_their_own_office_only(store: Store) -> None:
    store.webhooks.add(HOOK)
    store.webhooks.add(NEWER)

    assert store.webhooks.all(OFFICE) == [NEWER, HOOK]
    assert store.webhooks.all(OTHER_OFFICE) == []


def test_a_position_only_moves_on(store: Store) -> None:
    store.webhooks.add(HOOK)

    for position in (9, 8, 1, 9):
        store.webhooks.reach(OFFICE, HOOK.id, position)
    store.webhooks.reach(OTHER_OFFICE, HOOK.id, 99)

    assert the(store) == replace(HOOK, position=9)


def test_of_two_who_change_the_secret_at_once_one_does(store: Store) -> None:
    store.webhooks.add(HOOK)

    first = store.webhooks.rotate(OFFICE, HOOK.id, 2, LATER)
    again = store.webhooks.rotate(OFFICE, HOOK.id, 2, LATER + timedelta(1))

    assert (first, again) == (True, False)
    assert the(store) == replace(HOOK, generation=2, overlap_until=LATER)


def test_a_revoked_subscription_stays_on_file_as_it_was(store: Store) -> None:
    store.webhooks.add(HOOK)

    first = store.webhooks.revoke(OFFICE, HOOK.id, at=LATER, by="某主任")
    again = store.webhooks.revoke(OFFICE, HOOK.id, at=LATER + timedelta(1), by="他人")
    store.webhooks.reach(OFFICE, HOOK.id, 99)

    assert (first, again) == (True, False)
    assert not store.webhooks.rotate(OFFICE, HOOK.id, 2, LATER)
    assert the(store) == replace(HOOK, revoked_at=LATER, revoked_by="某主任")


def test_two_secrets_are_valid_until_the_overlap_is_over() -> None:
    turned = replace(HOOK, generation=3, overlap_until=LATER)

    assert turned.generations(NOON) == (3, 2)
    assert turned.generations(LATER) == (3,)
    assert HOOK.generations(NOON) == (1,)
    assert "key=1" not in repr(HOOK)
