"""The checkout under test, and programs run in it without what pytest has set up."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("engine", "states", "rules", "adapters")
LINKED = all((ROOT / "src" / "bihuan" / room).is_symlink() for room in ROOMS)


def run(*command: str | Path, cwd: Path = ROOT, **environ: str) -> str:
    """Run a program and return what it printed; show all of it when it fails."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**os.environ, "PYTHONSAFEPATH": "1", **environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def python(*arguments: str | Path, cwd: Path = ROOT, **environ: str) -> str:
    """Run this Python."""
    return run(sys.executable, *arguments, cwd=cwd, **environ)


def tool(name: str) -> Path:
    """The path of a program installed beside this Python."""
    return Path(sys.executable).parent / name


def parts(root: Path) -> set[str]:
    """Every file of the four rooms, as `engine/case.py`."""
    return {
        file.relative_to(root).as_posix()
        for room in ROOMS
        for file in (root / room).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and not file.name.startswith(".")
    }
