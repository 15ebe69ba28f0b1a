"""Work that a person may stop: what is at hand is finished first."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

ENDING = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """Whether somebody has asked for the end; the second time it is obeyed at once."""
    asked: list[int] = []
    before = {signum: signal.getsignal(signum) for signum in ENDING}

    def hear(signum: int, _frame: FrameType | None) -> None:
        asked.append(signum)
        for ending in ENDING:
            signal.signal(ending, signal.SIG_DFL)

    for signum in ENDING:
        signal.signal(signum, hear)
    try:
        yield lambda: bool(asked)
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)
