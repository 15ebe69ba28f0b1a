"""A file that is there whole or not at all; for its owner's eyes only, unless said otherwise."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bihuan.engine.errors import BadInput

FOR_ITS_OWNER = 0o600
FOR_THE_OFFICE = 0o666
"""Whoever may read and write a new file here, as the system is set up."""


@contextmanager
def whole_file(file: Path, *, mode: int = FOR_ITS_OWNER, instead: bool = False) -> Iterator[Path]:
    """An empty file beside it, which takes its name when the block ends, and goes when it raises.

    Raises BadInput where a file of this name is there already, unless it is to stand `instead`.
    """
    if file.exists() and not instead:
        raise BadInput("file", "there is a file of this name already", str(file))
    made = unfinished(file, mode)
    try:
        yield made
        kept(made)
        made.replace(file)
        kept(file.absolute().parent)
    finally:
        made.unlink(missing_ok=True)


def unfinished(file: Path, mode: int = FOR_ITS_OWNER) -> Path:
    """A new empty file beside it that only its owner may read, unless said otherwise.

    What is wrong is said of the file that was asked for.
    """
    made = file.with_name(f".{file.name}.unfinished-{os.getpid()}")
    try:
        made.unlink(missing_ok=True)
        os.close(os.open(made, os.O_CREAT | os.O_EXCL | os.O_RDWR, mode))
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from error
    return made


def kept(place: Path) -> None:
    """Have what was written to a file, or into a folder, survive a power cut."""
    opened = os.open(place, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
