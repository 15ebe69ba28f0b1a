"""What every store must promise of the links members answer by."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bihuan.engine.links import CORRECT, RATE, Link
from bihuan.engine.ports import Store
from support.samples import NOON, OFFICE, OTHER_OFFICE, birth
from support.stores import save

LINK = Link(
    office=OFFICE,
    id="k-1",
    digest="a" * 64,
    case="c-1",
    round=1,
    member=1,
    purpose=RATE,
    created_at=NOON,
    created_by="某人",
    expires_at=NOON + timedelta(days=30),
)
LATER = NOON + timedelta(minutes=1)
NEWER = replace(LINK, id="k-2", digest="b" * 64, case="c-2", purpose=CORRECT, created_at=LATER)


@pytest.fixture
def kept(store: Store) -> Store:
    """A store with two cases and a link to each."""
    save(store, birth(1), birth(2))
    store.links.add(LINK)
    store.links.add(NEWER)
    return store


def test_a_link_is_known_by_its_digest_in_its_own_office_only(kept: Store) -> None:
    assert kept.links.known(OFFICE, LINK.digest) == LINK
    assert kept.links.known(OFFICE, "c" * 64) is None
    assert kept.links.known(OTHER_OFFICE, LINK.digest) is None


def test_links_are_listed_of_a_case_or_of_the_office_the_latest_first(kept: Store) -> None:
    assert kept.links.all(OFFICE) == [NEWER, LINK]
    assert kept.links.all(OFFICE, "c-1") == [LINK]
    assert kept.links.all(OTHER_OFFICE) == []


def test_a_link_is_taken_back_once_and_for_good(kept: Store) -> None:
    assert kept.links.revoke(OFFICE, "k-1", at=LATER, by="某人")
    assert not kept.links.revoke(OFFICE, "k-1", at=LATER + timedelta(hours=1), by="别人")
    assert not kept.links.revoke(OFFICE, "k-9", at=LATER, by="某人")

    known = kept.links.known(OFFICE, LINK.digest)
    assert known == replace(LINK, revoked_at=LATER, revoked_by="某人")
    assert known.standing(NOON) == "revoked"
