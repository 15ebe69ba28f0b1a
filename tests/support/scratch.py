"""Where the tests keep their files: in memory where there is room, for no disk flushes as fast."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import MutableMapping
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 2 << 30
"""Bytes that must be free; a whole run takes a fraction of them."""


def settle(environ: MutableMapping[str, str] = os.environ, memory: Path = MEMORY) -> None:
    """Choose a place for this run and the processes it starts; `TMPDIR` says otherwise."""
    if "TMPDIR" not in environ and os.access(memory, os.W_OK) and _free(memory) >= ROOM:
        environ["TMPDIR"] = str(memory)
        tempfile.tempdir = None


def _free(folder: Path) -> int:
    return shutil.disk_usage(folder).free
