"""Every word shown to a person, in Chinese and English, from one catalogue.

The catalogue is the TOML files beside this one. An entry has a key such as
`state.received` and a `zh` and an `en` text; `{name}` stands for a value.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files

LANGUAGES = ("zh", "en")
_LONGEST = 300


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


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something to be said, before anybody has chosen a language."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)

    def told(self, lang: str = "zh") -> str:
        """The text in this language, with the sentences among its values told likewise."""
        return say(self.key, lang, **{name: _fit(each, lang) for name, each in self.values.items()})


def sentence(key: str, /, **values: object) -> Sentence:
    """A sentence of the catalogue with its values."""
    return Sentence(key, values)


def _fit(value: object, lang: str) -> object:
    """A value as it may stand in a line: texts from outside are cut, and made printable."""
    if isinstance(value, Sentence):
        return value.told(lang)
    if not isinstance(value, str):
        return value
    plain = value if value.isprintable() else ascii(value)[1:-1]
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"


def say_day(day: date, lang: str = "zh", /) -> str:
    """A date as it is read aloud: 2024年6月17日, or 2024-06-17 in English."""
    return f"{day.year}年{day.month}月{day.day}日" if lang == "zh" else day.isoformat()
