"""Notices as lines of JSON at the end of a file, for another program to take further."""

from __future__ import annotations

import errno
import json
import os
import stat
from pathlib import Path

from bihuan.adapters.notify.channel import AT_HAND, Notice
from bihuan.adapters.notify.errors import Unavailable

READABLE_BY = 0o640
"""Ours, and the group's that takes the lines further; they hold names."""


class FileChannel:
    """One line a notice; it is on the disk when `send` returns."""

    addressed = False
    seconds = AT_HAND

    def __init__(self, path: Path, name: str = "file") -> None:
        self._path = path
        self._name = name

    def send(self, notice: Notice) -> str:
        """Append the line, whole or not at all; the receipt is its end in the file."""
        try:
            return str(self._append((line_of(notice) + "\n").encode()))
        except OSError as error:
            code = errno.errorcode.get(error.errno or 0, "-")
            raise Unavailable(self._name, f"the file cannot be written ({code})") from None

    def _append(self, line: bytes) -> int:
        new = not self._path.exists()
        # For reading too: so a pipe nobody reads does not keep us at its door.
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, READABLE_BY)
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):  # a pipe, a terminal: nothing to keep
                _write(handle, line)
                return 0
            end = _keep(handle, line)
        finally:
            os.close(handle)
        if new:
            _keep_name(self._path.parent)
        return end


def line_of(notice: Notice) -> str:
    """The notice as one line of JSON."""
    told = {
        "key": notice.key,
        "topic": notice.topic,
        "recipient": notice.recipient,
        "case": notice.case,
        **notice.fields,
        "subject": notice.subject,
        "text": notice.text,
    }
    return json.dumps(told, ensure_ascii=False)


def _keep(handle: int, line: bytes) -> int:
    """Put the line at the file's end and on the disk, whole or not at all; the new end."""
    import fcntl

    fcntl.flock(handle, fcntl.LOCK_EX)  # one line at a time, whoever else writes
    start = os.fstat(handle).st_size
    if start and os.pread(handle, 1, start - 1) != b"\n":
        line = b"\n" + line  # a power cut tore the last one
    try:
        _write(handle, line)
        os.fsync(handle)
    except OSError:
        os.ftruncate(handle, start)
        raise
    return start + len(line)


def _write(handle: int, line: bytes) -> None:
    while line:
        line = line[os.write(handle, line) :]


def _keep_name(folder: Path) -> None:
    """A new file's name is in its folder, which is kept by itself."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
