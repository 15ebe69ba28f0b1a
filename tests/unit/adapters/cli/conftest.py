"""A terminal over a store in memory, on 4 March 2024."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.terminal import Terminal


@pytest.fixture
def terminal(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Terminal:
    """Commands over one store; the year is 2024, the province Jilin."""
    monkeypatch.chdir(tmp_path)
    terminal = Terminal(capsys)
    terminal.under("jilin_2025")
    return terminal
