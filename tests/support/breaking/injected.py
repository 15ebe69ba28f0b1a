"""Libraries that stand between a program and its system; they are built when a test asks."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def built(name: str, folder: Path) -> Path:
    """Build the library `name` into a folder, or skip the test and say what is missing."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        pytest.skip(f"{name} must be built from C, and there is no gcc here")
    library = folder / f"{name}.so"
    source = HERE / f"{name}.c"
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"]
    subprocess.run(command, check=True)
    return library


@dataclass(frozen=True, slots=True)
class WallClock:
    """A wall clock to be set as one likes; clocks that only measure stay true."""

    library: Path
    file: Path
    """Says how many seconds it stands from the truth; every look at the clock reads it."""

    @classmethod
    def made(cls, folder: Path) -> WallClock:
        """One that is right, for now."""
        one = cls(built("wallshift", folder), folder / "wallshift")
        one.put(0)
        return one

    def put(self, seconds: int) -> None:
        """Stand so many seconds after the truth, or before it."""
        draft = self.file.with_suffix(".draft")
        draft.write_text(str(seconds), "ascii")
        draft.rename(self.file)

    @property
    def environ(self) -> dict[str, str]:
        """What a process must be given to live by it."""
        return {"LD_PRELOAD": str(self.library), "WALLSHIFT": str(self.file)}


@dataclass(frozen=True, slots=True)
class FlakyDisk:
    """A folder that keeps through a power cut only what was flushed to the disk."""

    library: Path
    path: Path
    shadow: Path

    @classmethod
    def made(cls, folder: Path) -> FlakyDisk:
        """An empty one."""
        one = cls(built("shadow", folder), folder / "disk", folder / "shadow")
        one.path.mkdir()
        one.shadow.mkdir()
        return one

    def power_cut(self) -> None:
        """Leave what was flushed, once every process that used it is gone."""
        for file in self.path.iterdir():
            file.unlink()
        for file in self.shadow.glob("[!.]*"):
            shutil.copyfile(file, self.path / file.name)

    @property
    def environ(self) -> dict[str, str]:
        """What a process must be given so that its flushes count."""
        told = {"SHADOWED": str(self.path), "SHADOW": str(self.shadow)}
        return {"LD_PRELOAD": str(self.library), **told}
