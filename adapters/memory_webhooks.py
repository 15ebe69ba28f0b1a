"""The subscriptions of the store that lives in memory."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import Any

from bihuan.engine.webhooks import Webhook


class MemoryWebhooks:
    """Keeps the promises of `Webhooks`."""

    def __init__(self, lock: AbstractContextManager[Any]) -> None:
        self._lock = lock
        self._kept: dict[tuple[str, str], Webhook] = {}

    def add(self, webhook: Webhook) -> None:
        with self._lock:
            self._kept.setdefault((webhook.office, webhook.id), webhook)

    def all(self, office: str) -> list[Webhook]:
        with self._lock:
            ours = [one for one in self._kept.values() if one.office == office]
        return sorted(sorted(ours, key=lambda one: one.id), key=_age, reverse=True)

    def reach(self, office: str, id: str, position: int) -> None:
        with self._lock:
            one = self._kept.get((office, id))
            if one is not None and one.standing and one.position < position:
                self._kept[office, id] = replace(one, position=position)

    def rotate(self, office: str, id: str, generation: int, overlap_until: datetime) -> bool:
        with self._lock:
            one = self._kept.get((office, id))
            if one is None or not one.standing or one.generation != generation - 1:
                return False
            self._kept[office, id] = replace(
                one, generation=generation, overlap_until=overlap_until
            )
            return True

    def revoke(self, office: str, id: str, *, at: datetime, by: str) -> bool:
        with self._lock:
            one = self._kept.get((office, id))
            if one is None or not one.standing:
                return False
            self._kept[office, id] = replace(one, revoked_at=at, revoked_by=by)
            return True


def _age(webhook: Webhook) -> datetime:
    return webhook.created_at
