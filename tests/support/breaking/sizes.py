"""How large a fault test is, short in `make test` and whole in `make soak`, and its seed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from random import Random, SystemRandom

import pytest
from hypothesis import settings

SHARE = float(os.environ.get("BIHUAN_SOAK_SHARE", "1"))
"""Which part of the whole to do, for trying a long run out."""
LONGEST = 4 * 3600


def sizes(short: int, whole: int) -> list[object]:
    """A few for every run of the tests, and all of them for `make soak`."""
    late = [pytest.mark.soak, pytest.mark.timeout(LONGEST)]
    return [
        pytest.param(short, id="short", marks=pytest.mark.slow),
        pytest.param(max(short, round(whole * SHARE)), id="whole", marks=late),
    ]


@pytest.fixture
def pick(record_property: Callable[[str, object], None]) -> Random:
    """Chance: the same every time in `make test`, new in `make soak`, named with a failure."""
    told = os.environ.get("BIHUAN_SOAK_SEED")
    fresh = 7 if settings().derandomize else SystemRandom().randrange(2**32)
    seed = int(told) if told else fresh
    record_property("seed", seed)
    sys.stdout.write(f"BIHUAN_SOAK_SEED={seed}\n")
    return Random(seed)
