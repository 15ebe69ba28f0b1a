"""Keeps a throwaway PostgreSQL running for as long as the test run that asked for it.

Run as a program of its own, so that a test run which is killed leaves nothing
behind: the run holds a lock on `alive`, and whichever way it ends, the lock goes
and the keeper stops the server and removes the folder.
"""

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from support.postgres_binaries import HELP, Binaries, find

USER = "bihuan"
PORT = 5432
PATIENCE = 60.0

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


def main(run: Path) -> None:
    """Start a server in the run's folder, wait for the run to end, tidy up."""
    server = None
    try:
        server = _start(run)
        _announce(run / "ready", f"postgresql+psycopg://{USER}@/postgres?host={run}&port={PORT}")
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        _announce(run / "failed", str(error))
    with (run / "alive").open() as alive:
        fcntl.flock(alive, fcntl.LOCK_EX)
        if server is not None:
            _stop(server)
        shutil.rmtree(run, ignore_errors=True)


def remove_abandoned(run: Path) -> None:
    """Stop the server of a folder whose keeper was killed too, and remove the folder."""
    for signum in (signal.SIGINT, signal.SIGKILL):
        pid = _server_pid(run / "data")
        if pid is not None:
            os.kill(pid, signum)
            wait_until(lambda: _server_pid(run / "data") is None, PATIENCE / 3)
    shutil.rmtree(run, ignore_errors=True)


def wait_until(happened: Callable[[], bool], patience: float = PATIENCE) -> bool:
    """Tell whether it happened in time."""
    deadline = time.monotonic() + patience
    while not happened():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _stop(server: "subprocess.Popen[bytes]") -> None:
    """Ask for a fast stop; insist when it is not obeyed in time."""
    server.send_signal(signal.SIGINT)
    try:
        server.wait(PATIENCE / 3)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _start(run: Path) -> "subprocess.Popen[bytes]":
    binaries = find()
    if binaries is None:
        raise RuntimeError(HELP)
    identity = _identity(run)
    folder = _readable(binaries, run) if identity else binaries.folder
    data = run / "data"
    log = run / "log"
    with log.open("wb") as output:
        common: dict[str, Any] = {
            "cwd": run,
            "env": {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            "stdin": subprocess.DEVNULL,
            "stdout": output,
            "stderr": output,
            **identity,
        }
        made = subprocess.run(
            [folder / "initdb", "--pgdata", data, "--username", USER, "--auth", "trust",
             "--encoding", "UTF8", "--locale", "C", "--no-sync", "--no-instructions"],
            check=False,
            **common,
        )  # fmt: skip
        if made.returncode:
            raise RuntimeError(f"initdb failed:\n{log.read_text(errors='replace')}")
        settings = {**SETTINGS, "unix_socket_directories": str(run)}
        options = [f"--{name}={value}" for name, value in settings.items()]
        server = subprocess.Popen([folder / "postgres", "-D", data, *options], **common)
    wait_until(lambda: _is_ready(data) or server.poll() is not None)
    if not _is_ready(data):
        raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}")
    return server


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


def _server_pid(data: Path) -> int | None:
    """The running server of this folder, not a stranger who was given its old number."""
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        here = Path(f"/proc/{pid}/cwd").readlink() == data.resolve()
    except (OSError, ValueError, IndexError):
        return None
    return pid if here and state != "Z" else None


def _is_ready(data: Path) -> bool:
    try:
        return (data / "postmaster.pid").read_text().splitlines()[7].strip() == "ready"
    except (OSError, IndexError):
        return False


def _announce(file: Path, text: str) -> None:
    """Write a file that is never seen half written."""
    draft = file.with_suffix(".draft")
    draft.write_text(text)
    draft.rename(file)


if __name__ == "__main__":
    if os.fork() == 0:  # whoever asked goes on at once, and never has to wait for us
        os.setsid()
        main(Path(sys.argv[1]))
