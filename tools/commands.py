"""Write `bihuan.commands` from the declared machines, or check that it is what they say.

`python tools/commands.py` fails when the file differs; `--write` writes it.
"""

from __future__ import annotations

import sys
import textwrap
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bihuan.adapters.assembly import SHIPPED
from bihuan.engine.filing import STAGES, WAYS
from bihuan.engine.saying import ARGUMENTS, EVERYWHERE
from bihuan.rules.words import label
from bihuan.states.machine import Party, Row
from project import ROOT

FILE = ROOT / "src" / "bihuan" / "commands.py"
DECLARED: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
BASES: dict[str, list[str]] = DECLARED["base"]
HEAD = '''\
"""What can be said to a case: one class for each event that people fire.

Written by `python tools/commands.py --write` from the declared machines; not edited by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeAlias

from bihuan.engine.command import Command
'''
TYPES = '''
Stage: TypeAlias = Literal[{stages}]
Way: TypeAlias = Literal[
    {ways}
]
Request: TypeAlias = str | Mapping[str, Any]
"""A unit that is asked, or `{{"unit": ..., "due": ...}}`."""
Promise: TypeAlias = str | Mapping[str, Any]
"""What is promised, or `{{"text": ..., "due": ...}}`."""
Written: TypeAlias = Mapping[str, Any]
"""A letter's `file`, `name`, `lines` and `document`."""
'''


def main() -> int:
    """Check the file, or write it; 1 when it differs."""
    text = "".join(f"{line}\n" for line in written()).rstrip("\n") + "\n"
    if "--write" in sys.argv:
        FILE.write_text(text, "utf-8")
    differs = not FILE.exists() or FILE.read_text("utf-8") != text
    cure = f"{FILE.relative_to(ROOT)} differs; run tools/commands.py --write"
    print(f"commands: {cure}" if differs else "commands: ok")
    return 1 if differs else 0


def events() -> dict[str, list[Row]]:
    """The rows of every event that somebody other than the clock may fire, in the chain's order."""
    found: dict[str, list[Row]] = {}
    for machine in SHIPPED:
        for row in machine.rows:
            found.setdefault(row.event, []).append(row)
    return {
        event: rows
        for event, rows in found.items()
        if any(party is not Party.CLOCK for row in rows for party in row.by)
    }


def written() -> Iterator[str]:
    """The lines of the file."""
    known = events()
    yield from HEAD.splitlines()
    yield ""
    yield from ("# fmt: off", "__all__ = [")
    names = ", ".join(f'"{name}"' for name in sorted([*map(_class, known), "Command"]))
    yield from textwrap.wrap(names + ",", 96, initial_indent="    ", subsequent_indent="    ")
    yield from ("]", "# fmt: on")
    yield from TYPES.format(stages=_quoted(STAGES), ways=_quoted(WAYS)).splitlines()
    for name, arguments in BASES.items():
        yield from ("", "", "@dataclass(frozen=True, slots=True, kw_only=True)")
        yield f"class {name}(Command):"
        yield f'    """What {name.lower()}s have in common."""'
        yield from _fields(arguments, ())
    for event, rows in known.items():
        yield from _command(event, rows)


def _command(event: str, rows: Sequence[Row]) -> Iterator[str]:
    understood = [name for name in ARGUMENTS[event] if name not in EVERYWHERE]
    base = next((one for one, names in BASES.items() if set(names) <= set(understood)), None)
    own = [name for name in understood if name not in BASES.get(base or "", ())]
    yield from ("", "", "@dataclass(frozen=True, slots=True, kw_only=True)")
    yield f'class {_class(event)}({base or "Command"}, event="{event}"):'
    yield f'    """{_told(event, rows)}"""'
    yield from _fields(own, DECLARED["required"].get(event, ()))


def _told(event: str, rows: Sequence[Row]) -> str:
    """Its name in both languages, and who may fire it."""
    parties = [party for party in Party if any(party in row.by for row in rows)]
    by = ", ".join(label(f"party.{party}", "en").removeprefix("the ") for party in parties)
    return f"{label(f'event.{event}', 'zh')}: {label(f'event.{event}', 'en')}; by {by}."


def _fields(names: Sequence[str], required: Sequence[str]) -> Iterator[str]:
    if names:
        yield ""
    for name in names:
        kind, means = DECLARED["argument"][name]["type"], DECLARED["argument"][name]["means"]
        yield f"    {name}: {kind}" + ("" if name in required else " | None = None")
        yield f'    """{means}"""'


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f'"{word}"' for word in words)


def _class(event: str) -> str:
    return "".join(part.capitalize() for part in event.split("_"))


if __name__ == "__main__":
    sys.exit(main())
