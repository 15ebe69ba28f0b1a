"""Tokens, on a database."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select, update

from bihuan.adapters.sql.daemon_tables import access_token
from bihuan.adapters.sql.mapping import columns_of
from bihuan.adapters.sql.outbox import Lines
from bihuan.engine.access import Token

_t = access_token.c

_ALL = select(*columns_of(Token)).where(_t.office == bindparam("office"))
_LATEST = _ALL.order_by(_t.created_at.desc(), _t.id)
_KNOWN = _ALL.where(_t.digest == bindparam("digest"))
_REVOKE = (
    update(access_token)
    .where(
        _t.office == bindparam("at_office"), _t.id == bindparam("at_id"), _t.revoked_at.is_(None)
    )
    .values(revoked_at=bindparam("at"), revoked_by=bindparam("by"))
)


class SqlTokens:
    """Keeps the promises of `Tokens`."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def add(self, token: Token) -> None:
        with self._lines.writing() as line:
            put = line.phrases.put[Token]
            line.send([(put.statement, [put.values(token)])])

    def known(self, office: str, digest: str) -> Token | None:
        with self._lines.reading() as line:
            found = line.ask(Token, _KNOWN, office=office, digest=digest)
        return found[0] if found else None

    def all(self, office: str) -> list[Token]:
        with self._lines.reading() as line:
            return line.ask(Token, _LATEST, office=office)

    def revoke(self, office: str, id: str, *, at: datetime, by: str) -> bool:
        with self._lines.writing() as line:
            revoke = line.phrases.question(_REVOKE)
            given = {"at_office": office, "at_id": id, "at": at, "by": by}
            (ended,) = line.send([(revoke, [revoke.of({**revoke.fixed, **given})])])
        return bool(ended)
