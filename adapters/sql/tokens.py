"""Tokens and links, on a database."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, Table, Update, bindparam, select, update

from bihuan.adapters.sql.daemon_tables import access_token, feedback_link
from bihuan.adapters.sql.mapping import columns_of
from bihuan.adapters.sql.outbox import Lines
from bihuan.engine.access import Token
from bihuan.engine.links import Link

K = TypeVar("K", Token, Link)


def _all(kind: type[Any], table: Table) -> Select[Any]:
    return select(*columns_of(kind)).where(table.c.office == bindparam("office"))


def _latest(asked: Select[Any], table: Table) -> Select[Any]:
    return asked.order_by(table.c.created_at.desc(), table.c.id)


def _known(kind: type[Any], table: Table) -> Select[Any]:
    return _all(kind, table).where(table.c.digest == bindparam("digest"))


def _revoke(table: Table) -> Update:
    c = table.c
    here = (c.office == bindparam("at_office"), c.id == bindparam("at_id"), c.revoked_at.is_(None))
    return update(table).where(*here).values(revoked_at=bindparam("at"), revoked_by=bindparam("by"))


_TOKENS = _latest(_all(Token, access_token), access_token)
_LINKS = _latest(_all(Link, feedback_link), feedback_link)
_OF_CASE = _latest(
    _all(Link, feedback_link).where(feedback_link.c.case == bindparam("case")), feedback_link
)
_KNOWN: dict[type[Any], Select[Any]] = {
    Token: _known(Token, access_token),
    Link: _known(Link, feedback_link),
}
_REVOKE: dict[type[Any], Update] = {Token: _revoke(access_token), Link: _revoke(feedback_link)}


class _Rights(Generic[K]):
    """What both have in common: known by a digest, kept for ever, ended once."""

    kind: type[K]

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def add(self, right: K) -> None:
        with self._lines.writing() as line:
            put = line.phrases.put[self.kind]
            line.send([(put.statement, [put.values(right)])])

    def known(self, office: str, digest: str) -> K | None:
        with self._lines.reading() as line:
            found = line.ask(self.kind, _KNOWN[self.kind], office=office, digest=digest)
        return found[0] if found else None

    def revoke(self, office: str, id: str, *, at: datetime, by: str) -> bool:
        with self._lines.writing() as line:
            revoke = line.phrases.question(_REVOKE[self.kind])
            given = {"at_office": office, "at_id": id, "at": at, "by": by}
            (ended,) = line.send([(revoke, [revoke.of({**revoke.fixed, **given})])])
        return bool(ended)


class SqlTokens(_Rights[Token]):
    """Keeps the promises of `Tokens`."""

    kind = Token

    def all(self, office: str) -> list[Token]:
        with self._lines.reading() as line:
            return line.ask(Token, _TOKENS, office=office)


class SqlLinks(_Rights[Link]):
    """Keeps the promises of `Links`."""

    kind = Link

    def all(self, office: str, case: str | None = None) -> list[Link]:
        with self._lines.reading() as line:
            if case is None:
                return line.ask(Link, _LINKS, office=office)
            return line.ask(Link, _OF_CASE, office=office, case=case)
