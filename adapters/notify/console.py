"""Notices on a stream: as lines of JSON, or as a person reads them."""

from __future__ import annotations

from collections.abc import Callable
from errno import errorcode
from typing import TextIO

from bihuan.adapters.notify.channel import AT_HAND, Notice
from bihuan.adapters.notify.errors import Unavailable
from bihuan.adapters.notify.file import line_of
from bihuan.rules.words import say


class ConsoleChannel:
    """One line a notice."""

    addressed = False
    seconds = AT_HAND

    def __init__(self, stream: TextIO, line: Callable[[Notice], str] = line_of) -> None:
        self._stream = stream
        self._line = line

    def send(self, notice: Notice) -> str:
        """Print the line."""
        line = self._line(notice) + "\n"
        try:
            self._stream.write(line)
            self._stream.flush()
        except OSError as error:
            code = errorcode.get(error.errno or 0, "-")
            raise Unavailable("console", f"the screen cannot be written to ({code})") from None
        return ""


def spoken(lang: str) -> Callable[[Notice], str]:
    """A line for a person who has no other way to get it: to whom, and what it is about."""

    def line(notice: Notice) -> str:
        return say("notice.line", lang, recipient=notice.recipient, subject=notice.subject)

    return line
