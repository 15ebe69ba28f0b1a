"""Ways for a message to leave the house."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Protocol, TextIO

from bihuan.engine.engine import Engine
from bihuan.engine.messages import Message

AT_ONCE = 10_000
"""So many that messages which cannot be sent do not keep the others waiting."""
LEASE = timedelta(minutes=10)
HOLDER = "deliver"


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
    """Send what may go, then mark it: at least once, never lost; returns how many went.

    A message that cannot be sent is logged and waits for its next time.
    """
    office, now = engine.house.office, engine.clock.now()
    outbox, sent = engine.store.outbox, 0
    for name in outbox.waiting(office):
        for message in outbox.claim(office, name, now, now + LEASE, HOLDER, AT_ONCE):
            gone = _leaves(engine, channel, message)
            tried = replace(message, attempts=message.attempts + 1, holder="")
            put_off = replace(tried, next_at=now)
            done = replace(tried, status="sent", sent_at=engine.clock.now(), next_at=now)
            (counted,) = outbox.settle([done if gone else put_off])
            sent += gone and counted
    return sent


def _leaves(engine: Engine, channel: Channel, message: Message) -> bool:
    try:
        channel.send(message)
    except OSError as error:
        engine.log("message.failed", case=message.case, seq=message.seq, error=str(error))
        return False
    return True
