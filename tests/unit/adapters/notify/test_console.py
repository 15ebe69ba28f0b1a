"""Notices on a stream."""

import io
import os
from collections.abc import Iterator
from contextlib import suppress
from typing import TextIO

import pytest

from bihuan.adapters.notify.console import ConsoleChannel
from bihuan.adapters.notify.errors import Unavailable
from support.notices import a_notice


@pytest.fixture
def stalled() -> Iterator[TextIO]:
    """A pipe that is full, with a reader that stands still."""
    reads, writes = os.pipe()
    os.set_blocking(writes, False)
    with suppress(BlockingIOError):
        while True:
            os.write(writes, bytes(65536))
    os.set_blocking(writes, True)
    with os.fdopen(writes, "w") as stream:
        yield stream
        os.read(reads, 1 << 20)
    os.close(reads)


def test_each_notice_is_a_line() -> None:
    stream = io.StringIO()

    ConsoleChannel(stream).send(a_notice())

    assert stream.getvalue().count("\n") == 1


def test_a_reader_that_stands_still_holds_nobody_up(stalled: TextIO) -> None:
    with pytest.raises(Unavailable, match="EAGAIN"):
        ConsoleChannel(stalled, seconds=0).send(a_notice())


def test_a_reader_that_has_gone_is_a_passing_trouble() -> None:
    reads, writes = os.pipe()
    os.close(reads)
    stream = io.TextIOWrapper(io.FileIO(writes, "w"), write_through=True)

    with pytest.raises(Unavailable, match="EPIPE"):
        ConsoleChannel(stream).send(a_notice())
    with suppress(BrokenPipeError):
        stream.close()
