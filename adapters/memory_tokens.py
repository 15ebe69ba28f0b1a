"""The tokens of the store that lives in memory."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import Any

from bihuan.engine.access import Token


class MemoryTokens:
    """Keeps the promises of `Tokens`."""

    def __init__(self, lock: AbstractContextManager[Any]) -> None:
        self._lock = lock
        self._kept: dict[tuple[str, str], Token] = {}

    def add(self, token: Token) -> None:
        with self._lock:
            self._kept.setdefault((token.office, token.id), token)

    def known(self, office: str, digest: str) -> Token | None:
        with self._lock:
            return next((one for one in self.all(office) if one.digest == digest), None)

    def all(self, office: str) -> list[Token]:
        with self._lock:
            ours = [one for one in self._kept.values() if one.office == office]
        return sorted(sorted(ours, key=lambda one: one.id), key=_age, reverse=True)

    def revoke(self, office: str, id: str, *, at: datetime, by: str) -> bool:
        with self._lock:
            one = self._kept.get((office, id))
            if one is None or one.revoked_at is not None:
                return False
            self._kept[office, id] = replace(one, revoked_at=at, revoked_by=by)
            return True


def _age(token: Token) -> datetime:
    return token.created_at
