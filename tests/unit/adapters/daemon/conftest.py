"""A stage for each test of a duty."""

from __future__ import annotations

import pytest

from support.posts import Stage


@pytest.fixture
def stage() -> Stage:
    """A post whose clocks stand still."""
    return Stage()
