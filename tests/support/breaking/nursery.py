"""A warm process from which daemons and clerks are born by fork: a thousand deaths take minutes.

A newborn runs what the installed command runs; it only need not load it first.
Run as a program of its own: it holds no thread and no connection, and when
whoever asked for it is gone, its children are killed and it ends.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

PROGRAMS = {
    "bihuan": "bihuan.adapters.cli.main:run",
    "clerk": "support.breaking.clerk:main",
    "careless clerk": "support.breaking.clerk:careless",
    "fated": "support.breaking.points:main",
}
LOADED_AHEAD = (
    "bihuan.adapters.cli.running",
    "bihuan.adapters.cli.serving",
    "bihuan.adapters.cli.cases_write",
    "bihuan.adapters.cli.opening",
    "bihuan.adapters.assembly",
    "bihuan.adapters.notify.courier",
    "bihuan.adapters.config",
    "bihuan.adapters.logs",
    "bihuan.adapters.scheduler",
    "bihuan.adapters.sql.schema",
    "bihuan.adapters.sql.wire",
    "support.breaking.clerk",
    "support.breaking.points",
)
PATIENCE = 60.0
TESTS = Path(__file__).resolve().parent.parent.parent


@dataclass
class Newborn:
    """A process that was born here; whoever has it may stop, wake or kill it."""

    pid: int
    log: Path
    _nursery: Nursery
    _handle: int
    code: int | None = None
    """How it ended: an exit code, or the signal with a minus; None while it lives."""

    @property
    def alive(self) -> bool:
        """Whether it still runs (one that is stopped does)."""
        return not self.wait(0)

    def send(self, signum: signal.Signals) -> None:
        """Send a signal; nobody else can have been given its number."""
        if self.code is None:
            signal.pidfd_send_signal(self._handle, signum)

    def kill(self) -> None:
        """Kill it as a power cut would, and wait until it is gone."""
        self.send(signal.SIGKILL)
        assert self.wait(PATIENCE), f"process {self.pid} cannot be killed"

    def wait(self, patience: float = PATIENCE) -> bool:
        """Tell whether it ended in time."""
        if self.code is not None:
            return True
        if not select.select([self._handle], [], [], patience)[0]:
            return False
        self.code = self._nursery.bury(self.pid)
        os.close(self._handle)
        return True

    def said(self) -> str:
        """All it has printed, whatever the stream."""
        return self.log.read_text("utf-8", errors="replace") if self.log.exists() else ""


@dataclass
class Nursery:
    """The way to a warm process; use it in a `with` block.

    `before` are words that stand before the program, such as those that enter
    a network namespace; `environ` is for all that is born here.
    """

    before: Sequence[str] = ()
    environ: Mapping[str, str] = field(default_factory=dict)
    _process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Nursery:
        kept = {name: text for name, text in os.environ.items() if not name.startswith("BIHUAN_")}
        self._process = subprocess.Popen(
            [*self.before, sys.executable, "-m", "support.breaking.nursery"],
            env={
                **kept,
                "BIHUAN_NOTIFY__HOURS__ALWAYS": "true",  # a test may be run at night
                "PYTHONPATH": str(TESTS),
                "PYTHONUNBUFFERED": "",
                **self.environ,
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        self._process.communicate(timeout=PATIENCE)

    def bear(
        self, program: str, words: Sequence[str], folder: Path, log: Path, **environ: str
    ) -> Newborn:
        """Let a program begin in a folder; what it prints goes to the end of `log`."""
        pid = self._ask(
            program=program, words=words, folder=str(folder), log=str(log), environ=environ
        )
        return Newborn(pid, log, self, os.pidfd_open(pid))

    def bury(self, pid: int) -> int:
        """Hear how a dead one ended; until then its number is given to nobody."""
        return self._ask(bury=pid)

    def _ask(self, **order: Any) -> int:
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(order) + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        assert answer, "the nursery is gone"
        return int(answer)


def main() -> None:
    """Let children be born and buried as ordered, line by line, until nobody orders any more."""
    _warm_up()
    living: set[int] = set()
    try:
        _obey(living)
    except BrokenPipeError:  # whoever ordered is gone before it heard the answer
        pass
    finally:
        for pid in living:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _obey(living: set[int]) -> None:
    for line in sys.stdin:
        order = json.loads(line)
        if "bury" in order:
            pid, status = os.waitpid(order["bury"], 0)
            living.discard(pid)
            _answer(os.waitstatus_to_exitcode(status))
            continue
        pid = os.fork()
        if pid == 0:
            _live(**order)
        living.add(pid)
        _answer(pid)


def _warm_up() -> None:
    """Load and work out once what every newborn would, with a life in memory."""
    for name in LOADED_AHEAD:
        import_module(name)
    from bihuan.adapters.assembly import open_engine
    from bihuan.adapters.memory import MemoryStore
    from support.breaking.clerk import BATCH, LIFE, POLICY, Step, do

    engine, cases = open_engine(MemoryStore(), policy=POLICY), dict[str, str]()
    for n in range(len(LIFE)):
        told = do(engine, Step("nobody", n * BATCH), cases)
        cases[told.number] = told.case
        engine.tick()


def _answer(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def _live(program: str, words: list[str], folder: str, log: str, environ: dict[str, str]) -> None:
    """The child's whole life; it never comes back."""
    code = 1
    try:
        os.chdir(folder)
        os.environ.update(environ)
        _redirect(log)
        code = _main_of(program)(words)
    except BaseException:  # the parent's loop must not go on in the child
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _redirect(log: str) -> None:
    """Read nothing, and print to the end of the log."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(file, 1)
    os.dup2(file, 2)


def _main_of(program: str) -> Callable[[list[str]], int]:
    module, _, name = PROGRAMS[program].partition(":")
    found: Callable[[list[str]], int] = getattr(import_module(module), name)
    return found


if __name__ == "__main__":
    main()
