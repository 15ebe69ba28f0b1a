"""What was exchanged with the platforms, on a database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Select, Table, bindparam, select

from bihuan.adapters.sql.failures import constraint
from bihuan.adapters.sql.mapping import TABLES, columns_of
from bihuan.adapters.sql.outbox import Lines
from bihuan.engine.errors import Conflict
from bihuan.engine.platforms import Bookmark, Difference, Exchange, Held, Kept, Link


def _ours(kind: type[Any]) -> tuple[Select[Any], Table]:
    table = TABLES[kind]
    here = (table.c.office == bindparam("office"), table.c.platform == bindparam("platform"))
    return select(*columns_of(kind)).where(*here), table


_LINKS, _link = _ours(Link)
_LINK = _LINKS.where(_link.c.proposal == bindparam("proposal"))
_LINKS = _LINKS.order_by(_link.c.proposal)
_HELD, _held = _ours(Held)
_ONE_HELD = _HELD.where(_held.c.key == bindparam("key"))
_STANDING = _HELD.where(_held.c.status == bindparam("status")).order_by(_held.c.key)
_HELD = _HELD.order_by(_held.c.key)
_DIFFERENCES, _difference = _ours(Difference)
_DIFFERENCES = _DIFFERENCES.order_by(
    *[_difference.c[name] for name in ("opened_at", "record", "version", "field")]
)
_EXCHANGES, _exchange = _ours(Exchange)
_EXCHANGE = _EXCHANGES.where(_exchange.c.no == bindparam("no"))
_EXCHANGES = _EXCHANGES.order_by(_exchange.c.no.desc()).limit(bindparam("most"))
_BOOKMARK, _bookmark = _ours(Bookmark)
_BOOKMARK = _BOOKMARK.where(_bookmark.c.way == bindparam("way"))


class SqlExchanges:
    """Keeps the promises of `Exchanges`."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def links(self, office: str, platform: str) -> list[Link]:
        with self._lines.reading() as line:
            return line.ask(Link, _LINKS, office=office, platform=platform)

    def held(self, office: str, platform: str, *, status: str | None = None) -> list[Held]:
        with self._lines.reading() as line:
            if status is None:
                return line.ask(Held, _HELD, office=office, platform=platform)
            return line.ask(Held, _STANDING, office=office, platform=platform, status=status)

    def some_held(self, office: str, platform: str, keys: Sequence[str]) -> list[Held]:
        with self._lines.reading() as line:
            each = (
                line.ask(Held, _ONE_HELD, office=office, platform=platform, key=key) for key in keys
            )
            return [one for found in each for one in found]

    def some_links(self, office: str, platform: str, proposals: Sequence[str]) -> list[Link]:
        with self._lines.reading() as line:
            each = (
                line.ask(Link, _LINK, office=office, platform=platform, proposal=proposal)
                for proposal in proposals
            )
            return [one for found in each for one in found]

    def differences(self, office: str, platform: str) -> list[Difference]:
        with self._lines.reading() as line:
            return line.ask(Difference, _DIFFERENCES, office=office, platform=platform)

    def exchanges(self, office: str, platform: str, limit: int = 100) -> list[Exchange]:
        with self._lines.reading() as line:
            return line.ask(Exchange, _EXCHANGES, office=office, platform=platform, most=limit)

    def exchange(self, office: str, platform: str, no: int) -> Exchange | None:
        with self._lines.reading() as line:
            found = line.ask(Exchange, _EXCHANGE, office=office, platform=platform, no=no)
        return found[0] if found else None

    def bookmark(self, office: str, platform: str, way: str) -> str:
        with self._lines.reading() as line:
            found = line.ask(Bookmark, _BOOKMARK, office=office, platform=platform, way=way)
        return found[0].place if found else ""

    def keep(self, things: Iterable[Kept]) -> None:
        ordered = sorted(things, key=lambda one: type(one).__name__)
        with self._lines.writing() as line:
            steps = []
            for kind, each in groupby(ordered, type):
                put = line.phrases.put[kind]
                steps.append((put.statement, [put.values(one) for one in each]))
            try:
                line.send_whole(steps)
            except line.refusal as error:
                raise Conflict(constraint(error)) from error
