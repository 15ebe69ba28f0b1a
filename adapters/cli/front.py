"""The page of `bihuan --help`, made without loading the command line's library.

People ask for it more often than for anything else, and shells ask too, so it
reads its own small file of words and nothing more.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence

import bihuan.rules
from bihuan.adapters.cli.layout import definitions, page_width, wrap
from bihuan.adapters.cli.tree import GLOBALS, ROOT

_HELP = ("-h", "--help")


def asked_for(argv: Sequence[str]) -> bool:
    """Whether only this page is wanted: `--help`, with or without a language."""
    rest = [word for at, word in enumerate(argv) if not _speaks(argv, at)]
    return len(rest) == 1 and rest[0] in _HELP


def _speaks(argv: Sequence[str], at: int) -> bool:
    return (
        argv[at].startswith("--lang=")
        or argv[at] == "--lang"
        or (at > 0 and argv[at - 1] == "--lang")
    )


def page(lang: str, room: int | None = None) -> str:
    """The whole page, with every command and every option before it."""
    room = room or page_width()
    said = {name: texts[lang] for name, texts in _words().items()}
    commands = [(name, said[name.replace("-", "_")]) for name in ROOT]
    options = [(spelled, said[f"global_{name}"]) for spelled, name in GLOBALS]
    return "\n".join(
        (
            said["usage"],
            "",
            f"  {said['title']}",
            "",
            said["commands"],
            *definitions(commands, room),
            "",
            said["options"],
            *definitions(options, room),
            "",
            *wrap(said["more"], room),
            "",
        )
    )


def _words() -> Mapping[str, Mapping[str, str]]:
    file = f"{bihuan.rules.__path__[0]}/words/front.toml"
    with open(file, "rb") as opened:  # noqa: PTH123  # pathlib costs as much as the whole page
        words: Mapping[str, Mapping[str, str]] = tomllib.load(opened)["front"]
    return words
