"""The tokens and links of the store that lives in memory."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import Any, Generic, TypeVar

from bihuan.engine.access import Token
from bihuan.engine.links import Link

K = TypeVar("K", Token, Link)


class _Rights(Generic[K]):
    """What both have in common: known by a digest, kept for ever, ended once."""

    def __init__(self, lock: AbstractContextManager[Any]) -> None:
        self._lock = lock
        self._kept: dict[tuple[str, str], K] = {}

    def add(self, right: K) -> None:
        with self._lock:
            self._kept.setdefault((right.office, right.id), right)

    def known(self, office: str, digest: str) -> K | None:
        with self._lock:
            return next((one for one in self._latest(office) if one.digest == digest), None)

    def revoke(self, office: str, id: str, *, at: datetime, by: str) -> bool:
        with self._lock:
            one = self._kept.get((office, id))
            if one is None or one.revoked_at is not None:
                return False
            self._kept[office, id] = replace(one, revoked_at=at, revoked_by=by)
            return True

    def _latest(self, office: str) -> list[K]:
        ours = [one for one in self._kept.values() if one.office == office]
        return sorted(sorted(ours, key=lambda one: one.id), key=_age, reverse=True)


class MemoryTokens(_Rights[Token]):
    """Keeps the promises of `Tokens`."""

    def all(self, office: str) -> list[Token]:
        with self._lock:
            return self._latest(office)


class MemoryLinks(_Rights[Link]):
    """Keeps the promises of `Links`."""

    def all(self, office: str, case: str | None = None) -> list[Link]:
        with self._lock:
            return [one for one in self._latest(office) if case in (None, one.case)]


def _age(right: Token | Link) -> datetime:
    return right.created_at
