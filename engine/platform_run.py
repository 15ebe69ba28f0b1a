"""Exchange with one platform: pull, push, try and replay; whatever comes of it is written down."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from bihuan.engine.errors import BadExchange, ExchangeUnderWay, PlatformAway
from bihuan.engine.platform_pull import Reader, take_page, try_again
from bihuan.engine.platform_push import push as push_due
from bihuan.engine.platforms import PULL, PUSH, Exchange, Page, Platform

if TYPE_CHECKING:
    from bihuan.engine.engine import Engine

LONGEST = timedelta(minutes=10)
"""For so long after its last page an exchange that died keeps others away."""


def pull(engine: Engine, platform: Platform, *, holder: str) -> Mapping[str, str]:
    """Take in all that is new; what became of each record, by name.

    Raises PlatformAway or BadExchange, which are written down; pages before that are kept.
    Raises ExchangeUnderWay where somebody else is at it.
    """
    outcomes: dict[str, str] = {}
    with _alone(engine, platform.name, holder) as still_ours, _written(engine, platform, PULL):
        more = True
        while more:
            still_ours()
            before = engine.store.exchanges.bookmark(engine.house.office, platform.name, PULL)
            page = platform.pull(before)
            outcomes |= take_page(engine, platform.name, page, before).outcomes
            platform.taken(page)
            more = page.more
        tried = try_again(engine, platform.name).outcomes
    return outcomes | {key: what for key, what in tried.items() if what != "known"}


def preview(engine: Engine, platform: Platform) -> Mapping[str, str]:
    """What `pull` would do with the next page; nothing is kept, and nothing is put away."""
    before = engine.store.exchanges.bookmark(engine.house.office, platform.name, PULL)
    page = platform.pull(before)
    return _undone(engine, platform.name, page)


class _Undo(Exception):
    """Takes back what was only tried."""


def _undone(engine: Engine, platform: str, page: Page) -> Mapping[str, str]:
    outcomes: Mapping[str, str] = {}
    try:
        with engine.together() as here:
            outcomes = Reader(here, platform).take(page.records).outcomes
            raise _Undo
    except _Undo:
        return outcomes


def push(engine: Engine, platform: Platform, *, holder: str) -> Mapping[str, str]:
    """Tell all that is due; raises as `pull` does."""
    with _alone(engine, platform.name, holder) as still_ours, _written(engine, platform, PUSH):
        return push_due(engine, platform, still_ours)


def replay(engine: Engine, platform: Platform, exchange: Exchange) -> Mapping[str, str]:
    """Read a document that came earlier once more, by the mapping of today, and apply it.

    What was settled since stays: the same version of a record changes nothing.
    """
    if exchange.way != PULL or not exchange.text:
        raise BadExchange(platform.name, f"exchange {exchange.no}", "brought no document")
    before = engine.store.exchanges.bookmark(engine.house.office, platform.name, PULL)
    again = Page(
        request=f"replay {exchange.no}",
        text=exchange.text,
        digest=exchange.digest,
        cursor=before,
        more=False,
        records=platform.reread(exchange.text),
    )
    return take_page(engine, platform.name, again, before).outcomes


@contextmanager
def _alone(engine: Engine, platform: str, holder: str) -> Iterator[Callable[[], None]]:
    """Nobody else exchanges with the platform; called again now and then, it stays so."""
    office, name, watch = engine.house.office, f"platform:{platform}", engine.store.watch

    def still_ours() -> None:
        now = engine.clock.now()
        if watch.lease(office, name, holder, now, now + LONGEST) is None:
            raise ExchangeUnderWay(platform)

    still_ours()
    try:
        yield still_ours
    finally:
        watch.release(office, name, holder)


@contextmanager
def _written(engine: Engine, platform: Platform, way: str) -> Iterator[None]:
    """Write down an exchange that failed, and let it be known."""
    try:
        yield
    except (PlatformAway, BadExchange) as error:
        place = f"{error.place}: " if isinstance(error, BadExchange) else ""
        failed = Exchange(
            office=engine.house.office,
            platform=platform.name,
            no=0,
            way=way,
            at=engine.clock.now(),
            request=way,
            digest="",
            text="",
            cursor="",
            records={},
            outcome="failed",
            error=f"{place}{error.reason}",
        )
        engine.store.exchanges.keep([failed])
        raise
