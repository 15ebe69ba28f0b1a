"""Hostile files refused and an honest letter read: milliseconds for each."""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from bihuan.adapters.ledger import FileError, read_table
from bihuan.adapters.outside.letters import check_docx, read_letter
from bihuan.rules.letters.finding import find
from support import docx_files, ledgers
from support.letters import ANSWER

TIMES = 5


def milliseconds(act: Callable[[], object]) -> float:
    """The median of several runs."""
    spans = []
    for _ in range(TIMES):
        began = time.perf_counter()
        act()
        spans.append((time.perf_counter() - began) * 1_000)
    return round(statistics.median(spans), 1)


def refusal(read: Callable[[Path], object], path: Path) -> str:
    """The reason for which a file is refused."""
    try:
        read(path)
    except FileError as refused:
        return refused.reason
    return "taken"


def say(what: str, **told: object) -> None:
    print(json.dumps({"what": what, **told}, ensure_ascii=False), flush=True)


def main() -> None:
    """Print what was measured, one line each."""
    kinds = (("docx", docx_files.HOSTILE, read_letter), ("xlsx", ledgers.HOSTILE, read_table))
    with tempfile.TemporaryDirectory() as folder:
        files = [
            (f"{form}, {name}", build(Path(folder) / f"{form}{at}.{form}"), read)
            for form, hostile, read in kinds
            for at, (name, (_, build)) in enumerate(hostile.items())
        ]
        for name, path, read in files:
            span = milliseconds(lambda path=path, read=read: refusal(read, path))
            say(f"refuse {name}", reason=refusal(read, path), ms=span)
        letter = docx_files.write_docx(Path(folder) / "a.docx", ANSWER)
        say("look at an honest letter", ms=milliseconds(lambda: check_docx(letter)))
        say("read it in a child", ms=milliseconds(lambda: read_letter(letter)))
        say("find its elements", ms=milliseconds(lambda: find(ANSWER)))


if __name__ == "__main__":
    main()
