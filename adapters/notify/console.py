"""Notices on a stream: as lines of JSON, or as a person reads them."""

from __future__ import annotations

from collections.abc import Callable
from errno import EAGAIN, errorcode
from select import POLLOUT, poll
from typing import TextIO

from bihuan.adapters.notify.channel import AT_HAND, Notice
from bihuan.adapters.notify.errors import Unavailable
from bihuan.adapters.notify.file import line_of
from bihuan.rules.words import say


class ConsoleChannel:
    """One line a notice."""

    addressed = False

    def __init__(
        self,
        stream: TextIO,
        line: Callable[[Notice], str] = line_of,
        seconds: float = AT_HAND,
    ) -> None:
        self.seconds = seconds
        self._stream = stream
        self._line = line

    def send(self, notice: Notice) -> str:
        """Print the line, once there is room for one of ordinary length."""
        line = self._line(notice) + "\n"
        try:
            self._wait_for_room()
            self._stream.write(line)
            self._stream.flush()
        except OSError as error:
            code = errorcode.get(error.errno or 0, "-")
            raise Unavailable("console", f"the screen cannot be written to ({code})") from None
        return ""

    def _wait_for_room(self) -> None:
        """Whoever reads at the other end of a pipe may stand still, and must not keep us."""
        try:
            handle = self._stream.fileno()
        except OSError:  # no file at all, but something in memory
            return
        room = poll()
        room.register(handle, POLLOUT)
        if not room.poll(self.seconds * 1000):
            raise BlockingIOError(EAGAIN, "full")


def spoken(lang: str) -> Callable[[Notice], str]:
    """A line for a person who has no other way to get it: to whom, and what it is about."""

    def line(notice: Notice) -> str:
        return say("notice.line", lang, recipient=notice.recipient, subject=notice.subject)

    return line
