"""Keeps a throwaway PostgreSQL running for as long as the test run that asked for it.

Run as a program of its own, so that a test run which is killed leaves nothing
behind: the run holds a lock on `alive`, and whichever way it ends, the lock goes
and the keeper stops the server and removes the folder.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

from support.postgres_cluster import PATIENCE, Cluster, server_pid, wait_until


def main(run: Path) -> None:
    """Start a server in the run's folder, wait for the run to end, tidy up."""
    server = None
    try:
        server = _start(run)
        _announce(run / "ready", server.url)
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        _announce(run / "failed", str(error))
    with (run / "alive").open() as alive:
        fcntl.flock(alive, fcntl.LOCK_EX)
        if server is not None:
            server.stop()
        remove_abandoned(run)


def remove_abandoned(run: Path) -> None:
    """Stop every server that still runs in a folder, and remove the folder."""
    for file in (run / "data", *run.glob("*/data")):
        for signum in (signal.SIGINT, signal.SIGKILL):
            pid = server_pid(file)
            if pid is not None:
                os.kill(pid, signum)
                wait_until(partial(_gone, file), PATIENCE / 3)
    shutil.rmtree(run, ignore_errors=True)


def _gone(data: Path) -> bool:
    return server_pid(data) is None


def _start(run: Path) -> Cluster:
    cluster = Cluster(run)
    cluster.make()
    cluster.start()
    return cluster


def _announce(file: Path, text: str) -> None:
    """Write a file that is never seen half written."""
    draft = file.with_suffix(".draft")
    draft.write_text(text)
    draft.rename(file)


if __name__ == "__main__":
    if os.fork() == 0:  # whoever asked goes on at once, and never has to wait for us
        os.setsid()
        main(Path(sys.argv[1]))
