"""What was exchanged with the platforms, for the store that lives in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any, TypeVar

from bihuan.engine.errors import Conflict
from bihuan.engine.platforms import Bookmark, Difference, Exchange, Held, Kept, Link

K = TypeVar("K", Link, Held, Difference, Exchange, Bookmark)
Shelf = dict[tuple[Any, ...], Kept]
_KEYS: dict[type[Any], tuple[str, ...]] = {
    Link: ("proposal",),
    Held: ("key",),
    Difference: ("record", "version", "field"),
    Exchange: ("no",),
    Bookmark: ("way",),
}
MOVING = {
    Link: ("pushed",),
    Difference: ("settled_at", "settled_by", "take"),
}


class MemoryExchanges:
    """Keeps the promises of `Exchanges`, and the laws that the databases hold."""

    def __init__(self, lock: AbstractContextManager[Any], kept: Shelf) -> None:
        self._lock = lock
        self._kept = kept

    def links(self, office: str, platform: str) -> list[Link]:
        return self._of(Link, office, platform)

    def held(self, office: str, platform: str, *, status: str | None = None) -> list[Held]:
        known = self._of(Held, office, platform)
        return [one for one in known if status in (None, one.status)]

    def some_held(self, office: str, platform: str, keys: Sequence[str]) -> list[Held]:
        return [one for key in keys if (one := self._one(Held, office, platform, key))]

    def some_links(self, office: str, platform: str, proposals: Sequence[str]) -> list[Link]:
        return [one for name in proposals if (one := self._one(Link, office, platform, name))]

    def differences(self, office: str, platform: str) -> list[Difference]:
        known = self._of(Difference, office, platform)
        return sorted(known, key=lambda one: (one.opened_at, one.record, one.version, one.field))

    def exchanges(self, office: str, platform: str, limit: int = 100) -> list[Exchange]:
        return self._of(Exchange, office, platform)[::-1][:limit]

    def exchange(self, office: str, platform: str, no: int) -> Exchange | None:
        return self._one(Exchange, office, platform, no)

    def bookmark(self, office: str, platform: str, way: str) -> str:
        found = self._one(Bookmark, office, platform, way)
        return found.place if found is not None else ""

    def keep(self, things: Iterable[Kept]) -> None:
        with self._lock:
            before = dict(self._kept)
            try:
                for one in things:
                    self._put(one)
            except BaseException:
                self._kept.clear()
                self._kept.update(before)
                raise

    def _put(self, one: Kept) -> None:
        if isinstance(one, Exchange):
            last = self.exchanges(one.office, one.platform, 1)
            one = replace(one, no=last[0].no + 1 if last else 1)
        key = _key(one)
        if not _may_follow(one, self._kept.get(key)):
            raise Conflict(f"law_{type(one).__name__.lower()}")
        if isinstance(one, Link) and any(
            (link.case, link.proposal) != (one.case, one.proposal) and link.case == one.case
            for link in self.links(one.office, one.platform)
        ):
            raise Conflict("uq_bihuan_link_case")
        self._kept[key] = one

    def _of(self, kind: type[K], office: str, platform: str) -> list[K]:
        with self._lock:
            ours = (kind.__name__, office, platform)
            found = sorted(
                (item for item in self._kept.items() if item[0][:3] == ours),
                key=lambda item: item[0],
            )
            return [one for _, one in found if isinstance(one, kind)]

    def _one(self, kind: type[K], office: str, platform: str, name: object) -> K | None:
        found = self._kept.get((kind.__name__, office, platform, name))
        return found if isinstance(found, kind) else None


def _key(one: Kept) -> tuple[Any, ...]:
    names = (getattr(one, name) for name in _KEYS[type(one)])
    return (type(one).__name__, one.office, one.platform, *names)


def _may_follow(one: Kept, before: Kept | None) -> bool:
    """Whether it may stand in the place of what was kept before."""
    match before, one:
        case None, _:
            return True
        case Link(), Link():
            return one.pushed >= before.pushed and _same(one, before)
        case Held(), Held():
            same = (one.kind, one.proposal) == (before.kind, before.proposal)
            return same and one.version >= before.version
        case Difference(), Difference():
            return before.settled_at is None and _same(one, before)
        case Bookmark(), Bookmark():
            return one.way != "push" or int(one.place) >= int(before.place)
    return False


def _same(one: Any, before: Any) -> bool:
    kept = {name: getattr(before, name) for name in MOVING[type(one)]}
    return bool(replace(one, **kept) == before)
