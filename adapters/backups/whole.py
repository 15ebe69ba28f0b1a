"""A file that is there whole or not at all, and for its owner's eyes only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bihuan.engine.errors import BadInput

FOR_ITS_OWNER = 0o600


@contextmanager
def whole_file(file: Path) -> Iterator[Path]:
    """An empty file beside it, which takes its name when the block ends, and goes when it raises.

    Raises BadInput where a file of this name is there already.
    """
    if file.exists():
        raise BadInput("file", "there is a file of this name already", str(file))
    made = unfinished(file)
    try:
        yield made
        kept(made)
        made.rename(file)
        kept(file.absolute().parent)
    finally:
        made.unlink(missing_ok=True)


def unfinished(file: Path) -> Path:
    """A new empty file beside it that only its owner may read."""
    made = file.with_name(f".{file.name}.unfinished-{os.getpid()}")
    made.unlink(missing_ok=True)
    os.close(os.open(made, os.O_CREAT | os.O_EXCL | os.O_RDWR, FOR_ITS_OWNER))
    return made


def kept(place: Path) -> None:
    """Have what was written to a file, or into a folder, survive a power cut."""
    opened = os.open(place, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
