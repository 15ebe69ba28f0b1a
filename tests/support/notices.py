"""Made-up messages and notices."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from bihuan.adapters.notify.channel import Notice
from bihuan.adapters.notify.texts import Sender, told
from bihuan.engine.messages import Message

NOON = datetime(2024, 6, 3, 4, tzinfo=UTC)
TODAY = date(2024, 6, 3)
SENDER = Sender(name="某厅", contact="某办公室", telephone="0000")
CASE: dict[str, object] = {
    "level": "urging",
    "rung": "answer-3",
    "kind": "cppcc_proposal",
    "number": "第0123号",
    "title": "关于完善示例事项的提案",
    "state": "dispatched",
    "round": 1,
    "due": "2024-06-06",
}


def a_message(topic: str = "urging", **changes: Any) -> Message:
    """A message for somebody made up."""
    known: dict[str, Any] = {
        "office": "office",
        "key": f"c-1/2/某经办/{changes.get('channel', 'mail')}",
        "case": "c-1",
        "seq": 2,
        "topic": topic,
        "channel": "mail",
        "recipient": "某经办",
        "body": CASE,
        "created_at": NOON,
        "next_at": NOON,
    }
    return Message(**(known | changes))


def a_notice(message: Message | None = None, **changes: Any) -> Notice:
    """The message in words, for an address made up."""
    known = message or a_message()
    words = told(known, known.recipient, TODAY, SENDER)
    said: dict[str, Any] = {
        "office": known.office,
        "key": known.key,
        "topic": known.topic,
        "case": known.case,
        "subject": words.subject,
        "text": words.text,
        "recipient": known.recipient,
        "address": "someone@example.org",
        "fields": known.body,
        "at": NOON,
    }
    return Notice(**(said | changes))
