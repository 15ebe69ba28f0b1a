"""What a command costs before it does anything, beside a bare start of Python."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROUNDS = 9
BIHUAN = str(Path(sys.executable).parent / "bihuan")
BARE = (sys.executable, "-c", "pass")
COMMANDS = (("--help",), ("case", "--help"), ("version",), ("status",))


def cpu(command: tuple[str, ...], folder: str) -> float:
    """Seconds of processor the command took, in user code and in the kernel."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, env=ENVIRON, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


ENVIRON = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""As users have it: compiled files are kept, as pip leaves them."""


def main() -> None:
    """Take turns between the command and the bare start, and print the median of the ratios."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            (BIHUAN, "-q", "init"), cwd=folder, env=ENVIRON, check=True, stdout=subprocess.DEVNULL
        )
        for words in COMMANDS:
            command = (BIHUAN, *words)
            cpu(command, folder)
            pairs = [(cpu(command, folder), cpu(BARE, folder)) for _ in range(ROUNDS)]
            ratios = sorted(one / bare for one, bare in pairs)
            seconds = statistics.median(one for one, _ in pairs)
            print(
                f"start  bihuan {' '.join(words):<12}  {statistics.median(ratios):6.1f} x bare python"
                f"  ({ratios[0]:.1f} to {ratios[-1]:.1f}; {seconds * 1000:.0f} ms of CPU)"
            )


if __name__ == "__main__":
    main()
