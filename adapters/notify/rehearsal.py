"""Made-up notices of every kind, so that a template is tried before anybody waits for a notice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache

from bihuan.adapters.notify.bodies import told
from bihuan.adapters.notify.channel import Notice

_AT = datetime(2025, 3, 3, 1, tzinfo=UTC)
_URGING: Mapping[str, object] = {
    "level": "urging",
    "rung": "answer-3",
    "role": "officer",
    "text": "urging",
    "kind": "cppcc_proposal",
    "year": 2025,
    "number": "第0123号",
    "title": "关于示例事项的提案",
    "state": "dispatched",
    "round": 1,
    "due": "2025-06-03",
    "planned": "2025-03-03",
    "delayed": 0,
    "closed": 0,
}
BODIES: Mapping[str, Mapping[str, object]] = {
    "urging": _URGING,
    "digest": {"items": [_URGING]},
    "calendar": {"year": 2026, "counted": True},
    "test": {},
}
"""What each kind of message holds, by its topic."""
AWKWARD = '第一行“引号”"quotes"\\\n第二行'
"""A text that spoils a document which does not put it in quotes."""


def notices() -> tuple[Notice, ...]:
    """One notice of every kind, the fullest first."""
    return tuple(_notice(topic, body) for topic, body in BODIES.items())


@cache
def fields() -> frozenset[str]:
    """The names a template may use, each in some kind of notice."""
    return frozenset(name for notice in notices() for name in told(notice))


def _notice(topic: str, body: Mapping[str, object]) -> Notice:
    return Notice(
        office="office",
        key=f"rehearsal/{topic}",
        topic=topic,
        case="c-1" if "kind" in body else None,
        subject=AWKWARD,
        text=AWKWARD,
        recipient="某经办",
        address="officer@example.gov.cn",
        fields={**body, "recipient": "officer", "days_left": 3 if "due" in body else None},
        at=_AT,
    )
