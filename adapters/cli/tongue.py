"""The language of this run, and the words in it."""

from __future__ import annotations

from contextvars import ContextVar
from datetime import date, datetime

_spoken: ContextVar[str] = ContextVar("language", default="zh")


def language() -> str:
    """The language people are answered in: zh or en."""
    return _spoken.get()


def speak(lang: str) -> None:
    """Answer in this language from now on."""
    _spoken.set(lang)


def words(key: str, /, **values: object) -> str:
    """The catalogue's text for a key, in the language of this run."""
    from bihuan.rules.words import say

    return say(key, language(), **values)


def word(key: str, /) -> str:
    """Like `words` for a single word; a word an office made up stands for itself."""
    from bihuan.rules.words import label

    return label(key, language()).strip()


def has_words(key: str) -> bool:
    """Whether the catalogue knows the key."""
    from bihuan.rules.words import catalogue

    return key in catalogue()


def day(value: date | None) -> str:
    """A date as it is read aloud in the language of this run; a dash for none."""
    from bihuan.rules.words import say_day

    return "-" if value is None else say_day(value, language())


def instant(value: datetime | None) -> str:
    """An instant as a clock in Beijing shows it, to the minute; a dash for none."""
    from bihuan.rules.instants import BEIJING

    return "-" if value is None else f"{value.astimezone(BEIJING):%Y-%m-%d %H:%M}"
