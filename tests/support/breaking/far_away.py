"""Another network beside ours, joined to it by one cable that can be pulled out."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

LENGTH = 30
HERE, THERE = "10.213.94.1", "10.213.94.2"
"""A private range that hardly anybody uses."""


@dataclass(frozen=True, slots=True)
class FarAway:
    """A network namespace, and how programs begin in it."""

    name: str
    here: str = HERE
    """Our address, as it is seen from there."""

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
    one = FarAway(f"bihuan-{os.getpid()}")
    near = f"near{os.getpid()}"
    try:
        _ip("netns", "add", one.name)
    except FileNotFoundError:
        pytest.skip("no second network: there is no ip command here")
    except subprocess.CalledProcessError as refused:
        pytest.skip(f"no second network: {refused.stderr.strip()}")
    try:
        _join(one.name, near)
        yield one
    finally:
        _ip("netns", "delete", one.name)


def _join(name: str, near: str) -> None:
    try:
        _ip("link", "add", near, "type", "veth", "peer", "name", "far", "netns", name)
    except subprocess.CalledProcessError as refused:
        pytest.skip(f"no cable to a second network: {refused.stderr.strip()}")
    _ip("address", "add", f"{HERE}/{LENGTH}", "dev", near)
    _ip("link", "set", near, "up")
    _ip("-n", name, "address", "add", f"{THERE}/{LENGTH}", "dev", "far")
    _ip("-n", name, "link", "set", "far", "up")


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)
