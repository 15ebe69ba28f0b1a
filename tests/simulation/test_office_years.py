"""Offices live through their days, each under one seed; whatever befalls, promises hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from random import SystemRandom

import pytest
from hypothesis import settings

from bihuan.adapters.memory import MemoryStore
from bihuan.engine.ports import Store
from support.simulation import Office

SHARE = 20
"""One office for so many examples of the profile."""


def seeds() -> Iterator[int]:
    """As many as the profile asks for; new ones each time where it wants to search."""
    own = settings()
    first = 0 if own.derandomize else SystemRandom().randrange(2**32)
    yield from range(first, first + max(2, own.max_examples // SHARE))


HAPPENS = {
    *("close", "reassign", "merge", "unmerge", "withdraw", "resume", "extend", "redo_opinion"),
    *("draft", "countersign", "review", "sign", "send_back"),
    *("silence", "opinion_overdue", "late_opinion", "note", "died", "died unheard", "refused"),
}
"""What must have come up in all these days, or they have searched too little."""


@contextmanager
def told(seed: int) -> Iterator[None]:
    """Say with a failure which seed it came from."""
    try:
        yield
    except BaseException as failure:
        failure.add_note(f"this was the office of seed {seed}")
        raise


def lived(store: Store, seed: int, days: int, *, to_the_end: bool = False) -> Office:
    """An office that has lived so many days."""
    with told(seed):
        office = Office(store, seed)
        office.live(days)
        if to_the_end:
            office.wind_down()
    return office


@pytest.mark.slow
def test_every_promise_holds_through_many_days_and_no_case_is_stuck_at_the_end() -> None:
    seen: Counter[str] = Counter()

    for seed in seeds():
        office = lived(MemoryStore(), seed, 30, to_the_end=True)
        seen += office.seen + office.events

    assert set(seen) >= HAPPENS


def test_the_same_seed_tells_the_same_story_to_the_letter() -> None:
    first, second = (lived(MemoryStore(), 7, 8) for _ in range(2))

    assert first.fingerprint == second.fingerprint
    assert first.picture == second.picture


def test_another_seed_tells_another_story() -> None:
    assert lived(MemoryStore(), 1, 4).fingerprint != lived(MemoryStore(), 2, 4).fingerprint


@pytest.mark.slow
def test_every_store_tells_the_same_story_of_a_seed(store: Store) -> None:
    days = 25 if settings().max_examples > 100 else 8

    office = lived(store, 12, days)

    assert office.picture == lived(MemoryStore(), 12, days).picture
    assert office.seen["died"]
