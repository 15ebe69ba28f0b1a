"""Every word shown to a person, in Chinese and English, from one catalogue.

The catalogue is the TOML files beside this one. An entry has a key such as
`state.received` and a `zh` and an `en` text; `{name}` stands for a value.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

LANGUAGES = ("zh", "en")


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """All entries by key; a key written in two files is an error."""
    entries: dict[str, Mapping[str, str]] = {}
    for file in sorted(files(__package__).iterdir(), key=lambda item: item.name):
        if file.name.endswith(".toml"):
            for section, words in tomllib.loads(file.read_text("utf-8")).items():
                for name, texts in words.items():
                    if entries.setdefault(f"{section}.{name}", texts) is not texts:
                        raise ValueError(f"{section}.{name} is in the catalogue twice")
    return entries


def say(key: str, lang: str = "zh", /, **values: object) -> str:
    """The text for a key; raises KeyError for a key nobody wrote down."""
    return catalogue()[key][lang].format(**values)


def label(key: str, lang: str = "zh", /) -> str:
    """The text for a key, or the last part of the key itself: for words an office made up."""
    entry = catalogue().get(key)
    return entry[lang] if entry else key.rpartition(".")[2]
