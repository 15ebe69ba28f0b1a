"""What a database shell cannot do to tokens and links: forget, change, or bring one back."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from bihuan.adapters.sql import SqlStore
from bihuan.adapters.sql.database import WRITES
from bihuan.engine.access import Token
from bihuan.engine.links import Link
from support.samples import NOON, OFFICE, birth
from support.stores import save

TOKEN = Token(
    office=OFFICE,
    id="t-1",
    digest="a" * 64,
    role="member",
    actor="某委员",
    created_at=NOON,
    created_by="某人",
    expires_at=NOON + timedelta(days=90),
)
ATTACKS = {
    "forgetting one": "delete from bihuan_access_token",
    "giving it another role": "update bihuan_access_token set role = 'office'",
    "making it last longer": "update bihuan_access_token set expires_at = '2099-01-01 00:00:00'",
    "swapping the secret": "update bihuan_access_token set digest = 'f'",
    "bringing it back": "update bihuan_access_token set revoked_at = null",
    "revoking it anew": "update bihuan_access_token set revoked_by = 'x'",
    "writing over it": "replace into bihuan_access_token select * from bihuan_access_token",
    "emptying the table": "truncate bihuan_access_token",
}
ONLY = {"replace": "sqlite", "truncate": "postgresql"}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_token_stays_as_it_was_given(engine: Engine, attack: str) -> None:
    statement = ATTACKS[attack]
    only = ONLY.get(statement.split()[0])
    if only not in (None, engine.dialect.name):
        pytest.skip(f"a word of {only}")
    store = SqlStore(engine)
    store.tokens.add(TOKEN)
    store.tokens.revoke(OFFICE, TOKEN.id, at=NOON, by="某主任")
    before = store.tokens.all(OFFICE)

    with (
        pytest.raises(DBAPIError, match="law_tokens"),
        engine.execution_options(**{WRITES: True}).begin() as connection,
    ):
        connection.execute(text(statement))

    assert store.tokens.all(OFFICE) == before


LINK = Link(
    office=OFFICE,
    id="k-1",
    digest="a" * 64,
    case="c-1",
    round=1,
    member=1,
    purpose="rate",
    created_at=NOON,
    created_by="某人",
    expires_at=NOON + timedelta(days=30),
)
ON_LINKS = {
    "forgetting one": "delete from bihuan_feedback_link",
    "giving it to another member": "update bihuan_feedback_link set member = 2",
    "making it last longer": "update bihuan_feedback_link set expires_at = '2099-01-01 00:00:00'",
    "swapping the secret": "update bihuan_feedback_link set digest = 'f'",
    "bringing it back": "update bihuan_feedback_link set revoked_at = null",
    "writing over it": "replace into bihuan_feedback_link select * from bihuan_feedback_link",
    "emptying the table": "truncate bihuan_feedback_link",
}


@pytest.mark.parametrize("attack", ON_LINKS)
def test_a_link_stays_as_it_was_given(engine: Engine, attack: str) -> None:
    statement = ON_LINKS[attack]
    only = ONLY.get(statement.split()[0])
    if only not in (None, engine.dialect.name):
        pytest.skip(f"a word of {only}")
    store = SqlStore(engine)
    save(store, birth(1))
    store.links.add(LINK)
    store.links.revoke(OFFICE, LINK.id, at=NOON, by="某主任")
    before = store.links.all(OFFICE)

    with (
        pytest.raises(DBAPIError, match="law_links"),
        engine.execution_options(**{WRITES: True}).begin() as connection,
    ):
        connection.execute(text(statement))

    assert store.links.all(OFFICE) == before
