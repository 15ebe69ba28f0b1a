"""What the long runs have shown, as a table at the end of `make soak`."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from support.checkout import ROOT

NAME = "soak"
Report = Callable[..., None]


@pytest.fixture
def report(record_property: Callable[[str, object], None]) -> Report:
    """Put a line into the table: what was broken, where, and what was found."""

    def put(broken: str, where: str, found: object, **figures: object) -> None:
        told = "; ".join([str(found), *(f"{name} {value}" for name, value in figures.items())])
        record_property(NAME, [broken, where, told])

    return put


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the table, if any long run has put a line into it."""
    done = terminalreporter.stats.get("passed", [])
    lines = [
        [*told, f"{one.duration:.0f} s"]
        for one in done
        for name, told in one.user_properties
        if name == NAME and one.when == "call" and "whole" in one.nodeid
    ]
    if not lines:
        return
    terminalreporter.section("what held")
    terminalreporter.write_line(f"{datetime.now(UTC):%Y-%m-%d}, {_tree()}, on {_machine()}\n")
    head = ["broken", "where", "found", "took"]
    for line in (head, ["---"] * len(head), *lines):
        terminalreporter.write_line(f"| {' | '.join(line)} |")


def _tree() -> str:
    asked = ["git", "-C", str(ROOT), "describe", "--always", "--dirty"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    return f"tree {done.stdout.strip() or 'unknown'}"


def _machine() -> str:
    return f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
