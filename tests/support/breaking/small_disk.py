"""A disk of a few megabytes that can be filled to the last byte, and emptied again."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """Where it is mounted."""

    path: Path

    def fill(self) -> None:
        """Leave no room for a single byte."""
        file = os.open(self._ballast, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        try:
            with suppress(OSError):
                while os.write(file, bytes(4096)):
                    pass
        finally:
            os.close(file)

    def free(self) -> None:
        """Give back what was taken."""
        self._ballast.unlink(missing_ok=True)

    @property
    def _ballast(self) -> Path:
        return self.path / "ballast"


@contextmanager
def small_disk(path: Path, megabytes: int) -> Iterator[SmallDisk]:
    """Mount one in this folder, or skip the test and say why it cannot be."""
    path.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(path)]
    try:
        subprocess.run(mount, check=True, capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip("no small disk: there is no mount command here")
    except subprocess.CalledProcessError as refused:
        pytest.skip(f"no small disk: {refused.stderr.strip()}")
    try:
        yield SmallDisk(path)
    finally:
        subprocess.run(["umount", "--lazy", str(path)], check=True)
