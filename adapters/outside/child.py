"""Run one reader in a process of its own, and print what it reads as lines of JSON.

A reader can abort the whole process on a hostile file, and no handler stops that; so it runs
where nothing else does, within limits of memory and time:

    python -P child.py READER FILE MEMORY_BYTES CPU_SECONDS OUTPUT_BYTES

READER is a Python file whose `read(path)` yields what JSON can hold. The last line says that
the end was reached, or why it was not: an exception's own `reason`, or that the file is damaged.
Nothing of bihuan is imported here.
"""

from __future__ import annotations

import json
import runpy
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

COMPLAINT_CHARS = 300


def limit_resources(memory_bytes: int, cpu_seconds: int, output_bytes: int) -> None:
    """Hold this process to its limits, where the system knows such limits."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, output_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        ceiling = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (ceiling, ceiling))


def main(arguments: Sequence[str]) -> int:
    """Print each thing that was read, then how it ended; 0 when that could be said."""
    reader, file, *limits = arguments
    limit_resources(*map(int, limits))
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    try:
        for each in runpy.run_path(reader)["read"](Path(file)):
            _print(each)
        _print({"end": True})
    except MemoryError:
        _print({"failed": "memory"})
    except ImportError as problem:
        _print({"failed": "office_missing", "detail": problem.name or ""})
    except Exception as problem:  # whatever a reader raises is said of the file it reads
        detail = f"{type(problem).__name__}: {problem}"
        reason = getattr(problem, "reason", None)
        if isinstance(reason, str):
            detail = str(problem)
        _print({"failed": reason or "damaged", "detail": detail[:COMPLAINT_CHARS]})
    return 0


def _print(line: Any) -> None:
    sys.stdout.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
