"""What a database shell cannot do to subscriptions: forget one, lead one elsewhere, go back."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from bihuan.adapters.sql import SqlStore
from bihuan.adapters.sql.database import WRITES
from bihuan.engine.webhooks import Webhook
from support.samples import NOON, OFFICE

HOOK = Webhook(
    office=OFFICE,
    id="w-1",
    url="https://oa.example.gov.cn/hook",
    position=7,
    generation=2,
    overlap_until=NOON,
    created_at=NOON,
    created_by="某人",
)
ATTACKS = {
    "forgetting one": "delete from bihuan_webhook",
    "leading it elsewhere": "update bihuan_webhook set url = 'https://example.org/'",
    "telling it of more": "update bihuan_webhook set events = 'sign'",
    "telling it again": "update bihuan_webhook set position = 0",
    "an older secret": "update bihuan_webhook set generation = 1",
    "a secret of tomorrow": "update bihuan_webhook set generation = 9",
    "the old secret for longer": "update bihuan_webhook set overlap_until = '2099-01-01 00:00:00'",
    "writing over it": "replace into bihuan_webhook select * from bihuan_webhook",
    "emptying the table": "truncate bihuan_webhook",
}
ENDED = {
    "bringing it back": "update bihuan_webhook set revoked_at = null",
    "revoking it anew": "update bihuan_webhook set revoked_by = 'x'",
    "moving it on": "update bihuan_webhook set position = 99",
}
ONLY = {"replace": "sqlite", "truncate": "postgresql"}


@pytest.mark.parametrize("attack", [*ATTACKS, *ENDED])
def test_a_subscription_stays_as_it_was_made(engine: Engine, attack: str) -> None:
    statement = {**ATTACKS, **ENDED}[attack]
    only = ONLY.get(statement.split()[0])
    if only not in (None, engine.dialect.name):
        pytest.skip(f"a word of {only}")
    store = SqlStore(engine)
    store.webhooks.add(HOOK)
    if attack in ENDED:
        store.webhooks.revoke(OFFICE, HOOK.id, at=NOON + timedelta(1), by="某主任")
    before = store.webhooks.all(OFFICE)

    with (
        pytest.raises(DBAPIError, match="law_webhooks"),
        engine.execution_options(**{WRITES: True}).begin() as connection,
    ):
        connection.execute(text(statement))

    assert store.webhooks.all(OFFICE) == before
