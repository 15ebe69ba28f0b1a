"""Notices on a stream: as lines of JSON, or as a person reads them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

from bihuan.adapters.notify.channel import Notice
from bihuan.adapters.notify.file import line_of
from bihuan.rules.words import say


class ConsoleChannel:
    """One line a notice."""

    addressed = False

    def __init__(self, stream: TextIO, line: Callable[[Notice], str] = line_of) -> None:
        self._stream = stream
        self._line = line

    def send(self, notice: Notice) -> str:
        """Print the line."""
        self._stream.write(self._line(notice) + "\n")
        self._stream.flush()
        return ""


def spoken(lang: str) -> Callable[[Notice], str]:
    """A line for a person who has no other way to get it: to whom, and what it is about."""

    def line(notice: Notice) -> str:
        return say("notice.line", lang, recipient=notice.recipient, subject=notice.subject)

    return line
