"""Ways for a message to leave the house."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Protocol, TextIO

from bihuan.engine.engine import Engine
from bihuan.engine.records import Message

AT_ONCE = 10_000
"""So many that messages which cannot be sent do not keep the others waiting."""


class Channel(Protocol):
    """Takes messages out of the house."""

    def send(self, message: Message) -> None:
        """Deliver it, or raise OSError; the key lets the receiver drop a second copy."""
        ...


class FileChannel:
    """One JSON line a message, at the end of a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, message: Message) -> None:
        """Append the message."""
        with self._path.open("a", encoding="utf-8") as file:
            file.write(line_of(message) + "\n")


class ConsoleChannel:
    """One JSON line a message, on a stream."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def send(self, message: Message) -> None:
        """Print the message."""
        self._stream.write(line_of(message) + "\n")
        self._stream.flush()


def line_of(message: Message) -> str:
    """The message as one line of JSON."""
    told = {
        "key": message.key,
        "topic": message.topic,
        "recipient": message.recipient,
        "case": message.case,
        **message.body,
    }
    return json.dumps(told, ensure_ascii=False)


def deliver(engine: Engine, channel: Channel) -> int:
    """Send what is pending, then mark it: at least once, never lost; returns how many went.

    A message that cannot be sent is logged and stays pending for the next time.
    """
    sent = 0
    for message in engine.store.messages(engine.house.office, status="pending", limit=AT_ONCE):
        status = "sent" if _leaves(engine, channel, message) else "pending"
        with engine.store.begin() as work:
            work.post([replace(message, status=status, attempts=message.attempts + 1)])
        sent += status == "sent"
    return sent


def _leaves(engine: Engine, channel: Channel, message: Message) -> bool:
    try:
        channel.send(message)
    except OSError as error:
        engine.log("message.failed", case=message.case, seq=message.seq, error=str(error))
        return False
    return True
