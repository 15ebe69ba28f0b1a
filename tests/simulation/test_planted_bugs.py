"""The simulator finds bugs: each one planted is found by one of a few seeds."""

from __future__ import annotations

import pytest

from bihuan.adapters.memory import MemoryStore
from bihuan.engine.errors import BihuanError
from support.fleet import Courier, lived
from support.planted_bugs import every, plant

SEEDS, DAYS = 40, 25


@pytest.mark.slow
@pytest.mark.parametrize("bug", every())
def test_a_planted_bug_is_found(bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    courier = plant(bug, monkeypatch)

    found = next((seed for seed in range(SEEDS) if _goes_wrong(seed, courier)), None)

    assert found is not None, f"no seed finds {bug}"


def _goes_wrong(seed: int, courier: Courier) -> bool:
    try:
        lived(MemoryStore(), seed, DAYS, courier=courier)
    except (AssertionError, BihuanError):
        return True
    return False
