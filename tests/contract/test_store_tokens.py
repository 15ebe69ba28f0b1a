"""What every store must promise of tokens."""

from dataclasses import replace
from datetime import timedelta

from bihuan.engine.access import Token
from bihuan.engine.ports import Store
from support.samples import NOON, OFFICE, OTHER_OFFICE, RARE

LATER = NOON + timedelta(minutes=1)
TOKEN = Token(
    office=OFFICE,
    id="t-1",
    digest="a" * 64,
    role="division",
    actor="甲处经办",
    unit=f"甲处{RARE}",
    created_at=NOON,
    created_by="某人",
    expires_at=NOON + timedelta(days=90),
)
NEWER = replace(TOKEN, id="t-2", digest="b" * 64, unit="", created_at=LATER)


def test_a_token_is_known_by_its_digest_in_its_own_office_only(store: Store) -> None:
    store.tokens.add(TOKEN)

    assert store.tokens.known(OFFICE, TOKEN.digest) == TOKEN
    assert store.tokens.known(OFFICE, "c" * 64) is None
    assert store.tokens.known(OTHER_OFFICE, TOKEN.digest) is None


def test_all_tokens_are_listed_the_latest_first(store: Store) -> None:
    store.tokens.add(TOKEN)
    store.tokens.add(NEWER)

    assert store.tokens.all(OFFICE) == [NEWER, TOKEN]
    assert store.tokens.all(OTHER_OFFICE) == []


def test_a_revoked_token_stays_on_file_and_is_revoked_once(store: Store) -> None:
    store.tokens.add(TOKEN)

    first = store.tokens.revoke(OFFICE, TOKEN.id, at=LATER, by="某主任")
    again = store.tokens.revoke(OFFICE, TOKEN.id, at=LATER + timedelta(1), by="他人")

    assert (first, again) == (True, False)
    assert store.tokens.all(OFFICE) == [replace(TOKEN, revoked_at=LATER, revoked_by="某主任")]
    assert not store.tokens.revoke(OTHER_OFFICE, TOKEN.id, at=LATER, by="他人")


def test_a_token_ends_when_it_is_revoked_or_its_time_is_over() -> None:
    revoked = replace(TOKEN, revoked_at=LATER)

    assert TOKEN.standing(TOKEN.expires_at - timedelta(microseconds=1)) == "valid"
    assert TOKEN.standing(TOKEN.expires_at) == "expired"
    assert revoked.standing(LATER) == "revoked"
    assert TOKEN.digest not in repr(TOKEN)
