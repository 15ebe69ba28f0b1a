"""A throwaway PostgreSQL in a folder: made, started, stopped, and broken off in the middle."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

from support.postgres_binaries import HELP, Binaries, find

USER = "bihuan"
PORT = 5432
PATIENCE = 60.0
FIRST_WITH_SYNCFS = 14

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "max_connections": "200",
    "shared_buffers": "64MB",
    # Commits reach the disk as they do in earnest; only replication, which no
    # test uses, and compiling queries, which only helps long ones, are left out.
    "fsync": "on",
    "synchronous_commit": "on",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
    "timezone": "UTC",
}


class Cluster:
    """One server's data in the folder `run`, which is short enough for a socket's path.

    Raises RuntimeError, with all the server said, when it cannot be made or started.
    """

    def __init__(self, run: Path, settings: Mapping[str, str] | None = None) -> None:
        binaries = find()
        if binaries is None:
            raise RuntimeError(HELP)
        self.run = run
        self.data = run / "data"
        self.log = run / "log"
        self._settings = {**SETTINGS, "unix_socket_directories": str(run), **(settings or {})}
        if binaries.version >= FIRST_WITH_SYNCFS:  # else a recovery takes seconds on a slow disk
            self._settings["recovery_init_sync_method"] = "syncfs"
        self._identity = _identity(run)
        self._programs = _readable(binaries, run) if self._identity else binaries.folder
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def port(self) -> str:
        """The number its socket and its addresses share."""
        return self._settings["port"]

    @property
    def url(self) -> str:
        """The address of its maintenance database, through the socket in its folder."""
        return f"postgresql+psycopg://{USER}@/postgres?host={self.run}&port={self.port}"

    @property
    def plain_url(self) -> str:
        """The same for psycopg itself."""
        return self.url.replace("+psycopg", "")

    def make(self, *options: str) -> None:
        """Make the folder of the data; `options` are initdb's."""
        command = [
            *(str(self._programs / "initdb"), "--pgdata", str(self.data), "--username", USER),
            *("--auth", "trust", "--encoding", "UTF8", "--locale", "C"),
            *("--no-sync", "--no-instructions", *options),
        ]
        with self.log.open("ab") as output:
            made = subprocess.run(command, check=False, **self._surroundings(output))
        if made.returncode:
            raise RuntimeError(f"initdb failed:\n{self.said()}")

    def begin(self) -> None:
        """Start the server, and do not wait until it answers."""
        options = [f"--{name}={value}" for name, value in self._settings.items()]
        command = [str(self._programs / "postgres"), "-D", str(self.data), *options]
        with self.log.open("ab") as output:
            self._server = subprocess.Popen(command, **self._surroundings(output))

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        self.begin()
        assert self._server is not None
        wait_until(lambda: self.ready or self._running.poll() is not None)
        if not self.ready:
            raise RuntimeError(f"PostgreSQL did not start:\n{self.said()}")

    @property
    def ready(self) -> bool:
        """Whether it answers."""
        try:
            words = (self.data / "postmaster.pid").read_text().splitlines()
            return words[7].strip() == "ready" and int(words[0]) == self._running.pid
        except (OSError, IndexError, ValueError):
            return False

    @property
    def rules(self) -> Path:
        """The file that says who may connect from where; `reload` lets the server read it."""
        return self.data / "pg_hba.conf"

    def reload(self) -> None:
        """Let the server read its files again."""
        self._running.send_signal(signal.SIGHUP)

    def stop(self) -> None:
        """Ask for a fast stop; insist when it is not obeyed in time."""
        self._running.send_signal(signal.SIGINT)
        try:
            self._running.wait(PATIENCE / 3)
        except subprocess.TimeoutExpired:
            self._running.kill()
            self._running.wait()

    def break_off(self) -> None:
        """Stop it whatever it is doing, without a checkpoint: it must recover at the next start."""
        self._running.send_signal(signal.SIGQUIT)
        self._running.wait(PATIENCE)

    @property
    def alive(self) -> bool:
        """Whether its first process still runs."""
        return self._running.poll() is None

    @property
    def _running(self) -> subprocess.Popen[bytes]:
        assert self._server is not None, "it was not started"
        return self._server

    def said(self) -> str:
        """All that the server has written into its log."""
        return self.log.read_text(errors="replace")

    def _surroundings(self, output: IO[bytes]) -> dict[str, Any]:
        return {
            "cwd": self.run,
            "env": {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            "stdin": subprocess.DEVNULL,
            "stdout": output,
            "stderr": output,
            **self._identity,
        }


def server_pid(data: Path) -> int | None:
    """The running server of this folder, not a stranger who was given its old number."""
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        here = Path(f"/proc/{pid}/cwd").readlink() == data.resolve()
    except (OSError, ValueError, IndexError):
        return None
    return pid if here and state != "Z" else None


def wait_until(happened: Callable[[], bool], patience: float = PATIENCE) -> bool:
    """Tell whether it happened in time."""
    deadline = time.monotonic() + patience
    while not happened():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _identity(run: Path) -> dict[str, Any]:
    """Whom the server runs as: PostgreSQL refuses root, so root lends it to somebody else."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            person = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(run, person.pw_uid, person.pw_gid)
        return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
    raise RuntimeError("root cannot run PostgreSQL, and there is no user postgres or nobody")


def _readable(binaries: Binaries, run: Path) -> Path:
    """Give a folder anyone can use: the one found, or a copy of it in the run's folder."""
    package = binaries.movable
    way = (binaries.folder / "postgres", binaries.folder, *binaries.folder.parents)
    if package is None or all(step.stat().st_mode & 0o005 == 0o005 for step in way):
        return binaries.folder
    copy = run / "copy"
    for part in (package / "pginstall", package.with_name(f"{package.name}.libs")):
        if part.exists():  # the libraries are found by their place beside the package
            shutil.copytree(part, copy / part.relative_to(package.parent))
    for path in (copy, *copy.rglob("*")):
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
    for program in (copy / package.name / "pginstall" / "bin").iterdir():
        program.chmod(0o755)
    return copy / binaries.folder.relative_to(package.parent)
