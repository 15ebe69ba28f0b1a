"""Which files are ours, for every tool that looks at them."""

import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("engine", "states", "rules", "adapters")
CODE = (*ROOMS, "src", "tests", "tools", "bench", "examples")

NOT_OURS = {".git", ".venv", "build", "dist", "bihuan-demo", "node_modules", "__pycache__"}
NOT_OURS |= {".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache"}


def files(root: Path, *suffixes: str) -> Iterator[Path]:
    """Walk the files with these suffixes, or all, in a steady order and through no link."""
    for folder, folders, names in os.walk(root):
        here = Path(folder)
        folders[:] = sorted(
            name
            for name in folders
            if name not in NOT_OURS
            and not name.endswith(".egg-info")
            and not (here / name).is_symlink()
        )
        for name in sorted(names):
            if name not in NOT_OURS and (not suffixes or name.endswith(suffixes)):
                yield here / name


def code(root: Path) -> Iterator[Path]:
    """Walk every Python file of ours."""
    for room in CODE:
        yield from files(root / room, ".py")
