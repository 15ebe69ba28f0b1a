"""Another network beside ours, joined to it by one cable that can be pulled out."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

LENGTH = 30
RANGE = "10.213"
"""A private range that hardly anybody uses; each test run has four addresses of it."""


@dataclass(frozen=True, slots=True)
class FarAway:
    """A network namespace, and how programs begin in it."""

    name: str
    here: str
    """Our address, as it is seen from there."""
    there: str

    @property
    def before(self) -> Sequence[str]:
        """The words that begin a program there."""
        return ("ip", "netns", "exec", self.name)

    def pull_out(self) -> None:
        """Let everything that is sent be lost, on both sides, and nobody be told."""
        _ip("-n", self.name, "link", "set", "far", "down")

    def plug_in(self) -> None:
        """Join the networks again."""
        _ip("-n", self.name, "link", "set", "far", "up")


@contextmanager
def far_away() -> Iterator[FarAway]:
    """Make it, or skip the test and say why it cannot be made."""
    block = 4 * (os.getpid() % 16384)
    here, there = (f"{RANGE}.{no >> 8}.{no & 255}" for no in (block + 1, block + 2))
    one = FarAway(f"bihuan-{os.getpid()}", here, there)
    try:
        _ip("netns", "add", one.name)
    except FileNotFoundError:
        pytest.skip("no second network: there is no ip command here")
    except subprocess.CalledProcessError as refused:
        pytest.skip(f"no second network: {refused.stderr.strip()}")
    try:
        _join(one, f"near{os.getpid()}")
        yield one
    finally:
        _ip("netns", "delete", one.name)


def _join(one: FarAway, near: str) -> None:
    try:
        _ip("link", "add", near, "type", "veth", "peer", "name", "far", "netns", one.name)
    except subprocess.CalledProcessError as refused:
        pytest.skip(f"no cable to a second network: {refused.stderr.strip()}")
    _ip("address", "add", f"{one.here}/{LENGTH}", "dev", near)
    _ip("link", "set", near, "up")
    _ip("-n", one.name, "address", "add", f"{one.there}/{LENGTH}", "dev", "far")
    _ip("-n", one.name, "link", "set", "far", "up")


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)
