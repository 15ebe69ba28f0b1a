"""The way in: reads what was typed, answers, and returns the exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bihuan.adapters.cli import front, tongue

if TYPE_CHECKING:
    from bihuan.adapters.cli.session import World


def run(argv: Sequence[str], world: World | None = None) -> int:
    """Carry out one command line; `world` puts a test's clock or store in place of the real one."""
    for stream in (sys.stdout, sys.stderr):
        _never_fail(stream)
    lang = _language(argv)
    tongue.speak(lang)
    if front.asked_for(argv):
        return _show(front.page(lang))
    from bihuan.adapters.cli.carry import carry_out  # loads click, which costs more than the page

    return carry_out(list(argv), world)


def _show(page: str) -> int:
    """Print the page; a reader who left early has seen enough."""
    try:
        if sys.stdout is not None:
            sys.stdout.write(page)
            sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _language(argv: Sequence[str]) -> str:
    """The language asked for, looked for before anything is parsed: errors speak it too."""
    said = os.environ.get("BIHUAN_LANG", "zh")
    for at, word in enumerate(argv):
        if word == "--":
            break
        if word == "--lang" and at + 1 < len(argv):
            said = argv[at + 1]
        elif word.startswith("--lang="):
            said = word.removeprefix("--lang=")
    return said if said in ("zh", "en") else "zh"


def _never_fail(stream: Any) -> None:
    """Print Chinese under LC_ALL=C too, and show a character the terminal lacks as its code."""
    if stream is None:  # closed before we began: there is nobody to answer
        return
    encoding = (stream.encoding or "").lower().replace("-", "")
    narrow = encoding in ("ascii", "ansi_x3.41968", "latin1", "iso88591")
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(errors="backslashreplace", **({"encoding": "utf-8"} if narrow else {}))
