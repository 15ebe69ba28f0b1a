"""What signals ask of the daemon: end, read the configuration again, or say how things stand."""

from __future__ import annotations

import signal
from enum import Enum, auto
from queue import SimpleQueue
from types import FrameType


class Asked(Enum):
    """What may be asked."""

    STOP = auto()
    RELOAD = auto()
    TELL = auto()


MEANING = {
    signal.SIGTERM: Asked.STOP,
    signal.SIGINT: Asked.STOP,
    signal.SIGHUP: Asked.RELOAD,
    signal.SIGUSR1: Asked.TELL,
}


class Signals:
    """Hears signals and hands them on one by one; made in the main thread.

    The first signal to end is a request; the second is obeyed at once.
    """

    def __init__(self) -> None:
        self._waiting: SimpleQueue[Asked] = SimpleQueue()
        for signum in MEANING:
            signal.signal(signum, self._hear)

    def next(self) -> Asked:
        """Wait for what is asked next."""
        return self._waiting.get()

    def stop(self) -> None:
        """Ask for the end from inside."""
        self._waiting.put(Asked.STOP)

    def _hear(self, signum: int, _frame: FrameType | None) -> None:
        asked = MEANING[signal.Signals(signum)]
        if asked is Asked.STOP:
            for ending in (signal.SIGTERM, signal.SIGINT):
                signal.signal(ending, signal.SIG_DFL)
        self._waiting.put(asked)
