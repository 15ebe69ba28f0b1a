"""Subscriptions, on a database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from bihuan.adapters.sql.daemon_tables import webhook as table
from bihuan.adapters.sql.mapping import columns_of
from bihuan.adapters.sql.outbox import Lines
from bihuan.adapters.sql.prepared import NEW
from bihuan.engine.webhooks import Webhook

_t = table.c

_ALL = (
    select(*columns_of(Webhook))
    .where(_t.office == bindparam("office"))
    .order_by(_t.created_at.desc(), _t.id)
)
_here = (
    _t.office == bindparam("at_office"),
    _t.id == bindparam("at_id"),
    _t.revoked_at.is_(None),
)
_REACH = (
    update(table)
    .where(*_here, _t.position < bindparam("at_most"))
    .values(position=bindparam(f"{NEW}position"))
)
_ROTATE = (
    update(table)
    .where(*_here, _t.generation == bindparam("at_generation"))
    .values(
        generation=bindparam(f"{NEW}generation"), overlap_until=bindparam(f"{NEW}overlap_until")
    )
)
_REVOKE = (
    update(table)
    .where(*_here)
    .values(revoked_at=bindparam(f"{NEW}revoked_at"), revoked_by=bindparam(f"{NEW}revoked_by"))
)


class SqlWebhooks:
    """Keeps the promises of `Webhooks`."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def add(self, webhook: Webhook) -> None:
        with self._lines.writing() as line:
            put = line.phrases.put[Webhook]
            line.send([(put.statement, [put.values(webhook)])])

    def all(self, office: str) -> list[Webhook]:
        with self._lines.reading() as line:
            return line.ask(Webhook, _ALL, office=office)

    def reach(self, office: str, id: str, position: int) -> None:
        self._turned(_REACH, office, id, at_most=position, new_position=position)

    def rotate(self, office: str, id: str, generation: int, overlap_until: datetime) -> bool:
        return self._turned(
            _ROTATE,
            office,
            id,
            at_generation=generation - 1,
            new_generation=generation,
            new_overlap_until=overlap_until,
        )

    def revoke(self, office: str, id: str, *, at: datetime, by: str) -> bool:
        return self._turned(_REVOKE, office, id, new_revoked_at=at, new_revoked_by=by)

    def _turned(self, statement: Any, office: str, id: str, **given: object) -> bool:
        """Whether the one row was there to be changed."""
        with self._lines.writing() as line:
            question = line.phrases.question(statement)
            told = {**question.fixed, "at_office": office, "at_id": id, **given}
            (changed,) = line.send([(question, [question.of(told)])])
        return bool(changed)
