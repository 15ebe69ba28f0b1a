"""Notices as lines of JSON at the end of a file or in a pipe, for another program to take further.

What goes into a file is on the disk. A pipe keeps nothing: what its reader
has not dealt with when it ends is lost.
"""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Callable
from functools import partial
from pathlib import Path
from select import PIPE_BUF
from time import monotonic, sleep
from typing import TypeVar

from bihuan.adapters.notify.channel import AT_HAND, Notice
from bihuan.adapters.notify.errors import Unavailable, Undelivered
from bihuan.adapters.whole_files import kept

T = TypeVar("T")

READABLE_BY = 0o640
"""Ours, and the group's that takes the lines further; they hold names."""
ROOMIEST = 1 << 20
"""So many bytes a pipe can be given room for, by anybody, as Linux comes."""
PAUSE = 0.02
"""Seconds until a lock or a full pipe is tried again."""


class FileChannel:
    """One line a notice; it is on the disk, or with a reader, when `send` returns."""

    addressed = False

    def __init__(self, path: Path, name: str = "file", seconds: float = AT_HAND) -> None:
        self.seconds = seconds
        self._path = path
        self._name = name

    def send(self, notice: Notice) -> str:
        """Append the line, whole or not at all; the receipt is its end in the file."""
        line = (line_of(notice) + "\n").encode()
        end = monotonic() + self.seconds
        try:
            if is_special(self._path):
                return str(self._hand_over(line, end))
            return str(self._append(line, end))
        except OSError as error:
            code = errno.errorcode.get(error.errno or 0, "-")
            raise Unavailable(self._name, f"the file cannot be written ({code})") from None

    def _append(self, line: bytes, end: float) -> int:
        new = not self._path.exists()
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, READABLE_BY)
        try:
            _lock(handle, end)
            size = _keep(handle, line)
        finally:
            os.close(handle)
        if new:
            kept(self._path.parent)  # a new file's name is in its folder
        return size

    def _hand_over(self, line: bytes, end: float) -> int:
        """Into a pipe or a terminal, where nothing is kept; a pipe nobody reads takes nothing."""
        handle = os.open(self._path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY)
        try:
            _lock(handle, end)
            if stat.S_ISFIFO(os.fstat(handle).st_mode) and len(line) > PIPE_BUF:
                self._make_room(handle, len(line), end)
            while line:
                line = line[_patiently(end, partial(os.write, handle, line)) :]
        finally:
            os.close(handle)
        return 0

    def _make_room(self, handle: int, size: int, end: float) -> None:
        """For a line that a pipe would take in parts: wait until it is empty, and large enough."""
        import fcntl

        if size > ROOMIEST:
            raise Undelivered(self._name, "the line is longer than a pipe takes", permanent=True)
        if fcntl.fcntl(handle, fcntl.F_GETPIPE_SZ) < size:
            fcntl.fcntl(handle, fcntl.F_SETPIPE_SZ, size)
        _patiently(end, lambda: _must_be_empty(handle))


def is_special(path: Path) -> bool:
    """Whether there is something else than a file: a pipe, a terminal."""
    return path.exists() and not path.is_file()


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


def _lock(handle: int, end: float) -> None:
    """One line at a time, whoever else writes."""
    import fcntl

    _patiently(end, lambda: fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB))


def _must_be_empty(handle: int) -> None:
    """Raise BlockingIOError while the reader has not taken everything."""
    import fcntl
    import termios

    if any(fcntl.ioctl(handle, termios.FIONREAD, bytes(4))):
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))


def _patiently(end: float, act: Callable[[], T]) -> T:
    """Act as soon as that need not wait; raises BlockingIOError when the time is over."""
    while True:
        try:
            return act()
        except BlockingIOError:
            if monotonic() >= end:
                raise
        sleep(PAUSE)
