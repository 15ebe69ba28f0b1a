"""What waits to leave the house, on a database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Engine, bindparam, func, literal, select, update

from bihuan.adapters.sql.daemon_tables import message as table
from bihuan.adapters.sql.database import WRITES
from bihuan.adapters.sql.failures import translated
from bihuan.adapters.sql.line import Line, Step
from bihuan.adapters.sql.mapping import columns_of
from bihuan.adapters.sql.prepared import NEW
from bihuan.engine.messages import UNFINISHED, Message

_c = table.c
LEAVING = ("pending", "held")
"""Statuses of what leaves by itself."""
_TURNING = ("status", "attempts", "next_at", "holder", "sent_at", "error")
"""What becomes different about a message once it is stored."""

_DUE = (
    select(*columns_of(Message))
    .where(
        _c.office == bindparam("office"),
        _c.status == bindparam("status"),
        _c.channel == bindparam("channel"),
        _c.next_at <= bindparam("now"),
    )
    .order_by(_c.next_at, _c.key)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_here = (_c.office == bindparam("at_office"), _c.key == bindparam("at_key"))
_TAKE = (
    update(table)
    .where(*_here)
    .values(
        next_at=bindparam(f"{NEW}next_at"),
        holder=bindparam(f"{NEW}holder"),
        fence=bindparam(f"{NEW}fence"),
    )
)
_SETTLE = (
    update(table)
    .where(*_here, _c.fence == bindparam("at_fence"), _c.status == bindparam("at_status"))
    .values({name: bindparam(f"{NEW}{name}") for name in _TURNING})
)
_ONE = select(*columns_of(Message)).where(
    _c.office == bindparam("office"), _c.key == bindparam("key")
)
_WAITING = (
    select(_c.channel, func.min(_c.next_at, type_=_c.next_at.type))
    .where(_c.office == bindparam("office"), _c.status == bindparam("status"))
    .group_by(_c.channel)
)
_COUNTS = (
    select(_c.status, func.count())
    .where(_c.office == bindparam("office"), _c.status.in_(map(literal, UNFINISHED)))
    .group_by(_c.status)
)


def unsent(engine: Engine) -> int:
    """How many messages of all offices leave by themselves when a daemon starts."""
    with translated(engine), engine.connect() as connection:
        return connection.scalar(select(func.count()).where(_c.status.in_(LEAVING))) or 0


def park_unsent(engine: Engine, reason: str) -> int:
    """Park them all for a person to see; returns how many there were."""
    waiting = _c.status.in_(LEAVING)
    parked = update(table).where(waiting).values(status="parked", holder="", error=reason)
    with (
        translated(engine),
        engine.execution_options(**{WRITES: True}).begin() as connection,
    ):
        return connection.execute(parked).rowcount


class Lines(Protocol):
    """Whoever has lines to a database."""

    def writing(self) -> AbstractContextManager[Line]:
        """A line whose transaction is kept when the block ends, and undone when it raises."""
        ...

    def reading(self) -> AbstractContextManager[Line]:
        """A line for a single question."""
        ...


class SqlOutbox:
    """Keeps the promises of `Outbox`; PostgreSQL passes over what another is just claiming."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def claim(
        self, office: str, channel: str, now: datetime, until: datetime, holder: str, limit: int
    ) -> list[Message]:
        asked = {"office": office, "status": "pending", "channel": channel}
        with self._lines.writing() as line:
            due = line.ask(Message, _DUE, **asked, now=now, most=limit)
            claimed = [
                replace(one, next_at=until, holder=holder, fence=one.fence + 1) for one in due
            ]
            line.send([_step(line, _TAKE, one) for one in claimed])
        return claimed

    def settle(self, messages: Iterable[Message], *, was: str = "pending") -> list[bool]:
        with self._lines.writing() as line:
            return _settled(line, messages, was)

    def put(self, messages: Iterable[Message]) -> int:
        with self._lines.writing() as line:
            return _added(line, messages)

    def bundle(self, digest: Message, messages: Iterable[Message]) -> bool:
        bundled = [replace(one, status="bundled") for one in messages]
        try:
            with self._lines.writing() as line:
                if not _added(line, (digest,)) or not all(_settled(line, bundled, "held")):
                    raise _SomebodyElseDid
        except _SomebodyElseDid:
            return False
        return True

    def get(self, office: str, key: str) -> Message | None:
        with self._lines.reading() as line:
            found = line.ask(Message, _ONE, office=office, key=key)
        return found[0] if found else None

    def waiting(self, office: str) -> Mapping[str, datetime]:
        with self._lines.reading() as line:
            read = line.phrases.reader(_c.next_at.type)
            rows = line.rows(_WAITING, office=office, status="pending")
        return {channel: read(at) for channel, at in rows}

    def counts(self, office: str) -> Mapping[str, int]:
        with self._lines.reading() as line:
            return dict(line.rows(_COUNTS, office=office))


class _SomebodyElseDid(Exception):
    """Takes back a bundle of which a part is no longer as it was."""


def _step(line: Line, statement: Any, message: Message, **at: Any) -> Step:
    prepared = line.phrases.question(statement)
    given = {f"{NEW}{name}": getattr(message, name) for name in (*_TURNING, "fence")}
    given |= {"at_office": message.office, "at_key": message.key, "at_fence": message.fence, **at}
    return prepared, [prepared.of(given)]


def _settled(line: Line, messages: Iterable[Message], was: str) -> list[bool]:
    steps = [_step(line, _SETTLE, one, at_status=was) for one in messages]
    return [touched == 1 for touched in line.send(steps)]


def _added(line: Line, messages: Iterable[Message]) -> int:
    put = line.phrases.put[Message]
    rows = [put.values(one) for one in messages]
    return sum(line.send([(put.statement, rows)])) if rows else 0
