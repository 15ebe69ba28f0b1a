"""Have a child process read a file, and survive whatever happens to it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import IO, Any

from bihuan.adapters.outside import child
from bihuan.adapters.outside.errors import (
    FileError,
    HostileFile,
    MissingOffice,
    ReaderStopped,
    UnreadableFile,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """How much a child may use."""

    memory_bytes: int = 1 << 30
    cpu_seconds: int = 30
    wall_seconds: float = 60.0
    output_bytes: int = 256 << 20


QUOTA = Quota()
_PASSED_ON = ("PATH", "PYTHONPATH", "PYTHONHOME", "SYSTEMROOT", "LD_LIBRARY_PATH", "TMPDIR", "TEMP")
_HOSTILE = ("too_many_cells", "text_too_long")


def read_apart(path: Path, reader: ModuleType | Path, quota: Quota = QUOTA) -> Iterator[Any]:
    """What the module's `read` yields for the file, read by a child; FileError when it failed.

    A module whose libraries only the child shall load is given by its path.

    The child writes into a file that has no name, which holds no more than the quota and
    makes nobody wait; what it wrote is handed on once the child has ended.
    """
    # -P keeps the folder the person stands in off the child's path. By its own path the
    # child starts without the rest of bihuan, and without the passwords in our environment.
    limits = (quota.memory_bytes, quota.cpu_seconds, quota.output_bytes)
    read_by = reader if isinstance(reader, Path) else reader.__file__
    command = [sys.executable, "-P", str(child.__file__), str(read_by)]
    command += [str(path.resolve()), *map(str, limits)]
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    with tempfile.TemporaryFile() as output:
        try:
            ended = subprocess.run(  # noqa: S603  our own module and no shell
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.DEVNULL,
                env=environment,
                timeout=quota.wall_seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise ReaderStopped(str(path), "stopped", f"{quota.wall_seconds:g} s") from None
        if ended.returncode:
            code = ended.returncode
            how = f"signal {-code}" if code < 0 else f"exit {code}"
            raise ReaderStopped(str(path), "stopped", how)
        yield from _lines(str(path), output)


def _lines(path: str, output: IO[bytes]) -> Iterator[Any]:
    output.seek(0)
    for line in output:
        item = json.loads(line)
        if item == {"end": True}:
            return
        if isinstance(item, dict) and "failed" in item:
            raise _failure(path, item["failed"], item.get("detail", ""))
        yield item
    raise ReaderStopped(path, "stopped", "output")


def _failure(path: str, reason: str, detail: str) -> FileError:
    if reason == "memory":
        return ReaderStopped(path, "stopped", "memory")
    if reason == "office_missing":
        return MissingOffice(path, "office_missing", detail)
    if reason in _HOSTILE:
        return HostileFile(path, reason, detail)
    if "password" in detail.lower():
        return UnreadableFile(path, "locked")
    return UnreadableFile(path, reason, detail)
