"""End a process whose work has come to a standstill, so that it is begun anew."""

from __future__ import annotations

import os
import sys
import threading
import traceback
from collections.abc import Callable, Sequence

from bihuan.adapters.clocks import steady
from bihuan.adapters.daemon.post import Log
from bihuan.adapters.daemon.sd import Systemd
from bihuan.adapters.daemon.worker import Worker

STALLED = 70
"""The exit code of a process that ended itself."""
LAST_WORDS = 5.0
"""Seconds the log has for them: it may be what stands still."""


class Watchdog:
    """Looks at every worker; gives the service manager a sign of life only while all live."""

    def __init__(
        self,
        workers: Sequence[Worker],
        patience: Callable[[], float],
        systemd: Systemd,
        log: Log,
        end: Callable[[int], object] = os._exit,
        steadily: Callable[[], float] = steady,
    ) -> None:
        self._workers, self._patience, self._systemd = workers, patience, systemd
        self._log, self._end = log, end
        self._steadily, self._looked = steadily, steadily()

    def stalled(self) -> list[str]:
        """The duties that give no sign of life, or whose thread is gone untold."""
        most = self._patience()
        return [one.duty.name for one in self._workers if one.silence > most or one.lost]

    def look(self) -> None:
        """Give a sign of life, or end the process.

        A process that was frozen whole, the watchdog with it, has not stood still.
        """
        before, self._looked = self._looked, self._steadily()
        if self._looked - before > self._patience() / 2:
            for one in self._workers:
                one.leash.touch()
        stalled = self.stalled()
        if not stalled:
            self._systemd.alive()
            return
        speaking = threading.Thread(target=self._last_words, args=(stalled,), daemon=True)
        speaking.start()
        speaking.join(LAST_WORDS)
        self._end(STALLED)

    def _last_words(self, stalled: list[str]) -> None:
        self._log("daemon.stalled", duties=stalled, stacks=stacks())


def stacks() -> dict[str, list[str]]:
    """Where every thread stands, the innermost call last."""
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    return {
        names.get(ident, str(ident)): [
            f"{call.filename}:{call.lineno} {call.name}" for call in traceback.extract_stack(frame)
        ]
        for ident, frame in sys._current_frames().items()
    }
