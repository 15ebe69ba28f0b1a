"""The demo's office, to be walked through in a browser: who may come in, and by which token."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bihuan.adapters.web import keys
from bihuan.engine.access import Role
from bihuan.engine.engine import Engine

VISITORS = (
    (Role.OFFICE, "某办公室", ""),
    (Role.DIVISION, "甲处经办人", "甲处"),
    (Role.SUPERVISION, "某督查室", ""),
)
"""Who is shown around: the role, the name, the division."""
LASTS = timedelta(days=1)


def tokens(engine: Engine) -> Iterator[tuple[Role, str]]:
    """A token of a day for each of them."""
    now = engine.clock.now()
    for role, actor, unit in VISITORS:
        secret, token = keys.made(
            engine.house.office,
            role=role,
            actor=actor,
            unit=unit,
            now=now,
            expires_at=now + LASTS,
            by="demo",
        )
        engine.store.tokens.add(token)
        yield role, secret
