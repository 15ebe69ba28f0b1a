"""What signals ask of the daemon: end, read the configuration again, or say how things stand."""

from __future__ import annotations

import os
import signal
from enum import Enum, auto
from types import FrameType


class Asked(Enum):
    """What may be asked."""

    STOP = auto()
    RELOAD = auto()
    TELL = auto()


MEANING: dict[int, Asked] = {
    signal.SIGTERM: Asked.STOP,
    signal.SIGINT: Asked.STOP,
    signal.SIGHUP: Asked.RELOAD,
    signal.SIGUSR1: Asked.TELL,
}


class Signals:
    """Hears signals and hands them on one by one; made once, in the main thread.

    The first signal to end is a request; the second is obeyed at once. They
    come through a pipe that the interpreter writes the moment a signal
    arrives: one that arrives just before the main thread falls asleep wakes
    it, where a lock or a queue would sleep on until the next.
    """

    def __init__(self) -> None:
        self._waiting, here = os.pipe()
        os.set_blocking(here, False)
        signal.set_wakeup_fd(here)
        for signum in MEANING:
            signal.signal(signum, _hear)

    def next(self) -> Asked:
        """Wait for what is asked next."""
        asked = None
        while asked is None:  # a signal that another library hears wakes us as well
            asked = MEANING.get(os.read(self._waiting, 1)[0])
        return asked


def _hear(signum: int, _frame: FrameType | None) -> None:
    if MEANING[signum] is Asked.STOP:
        for ending in (signal.SIGTERM, signal.SIGINT):
            signal.signal(ending, signal.SIG_DFL)
