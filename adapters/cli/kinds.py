"""Kinds of values that are typed: dates as people write them, words of a list, files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from bihuan.adapters.cli.tongue import words

MANY = 24
"""A list of words longer than this is part of the help, not of the option's name."""


class Day(click.ParamType[date]):
    """A legal date: 2024-06-17, 2024年6月17日, 20240617 and the like."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        from bihuan.rules.dates import BadDate, legal_date

        if isinstance(value, date):
            return value
        try:
            return legal_date(value)
        except BadDate:
            self.fail(words("usage.no_date", value=value), param, ctx)


class OneOf(click.ParamType[str]):
    """One word of a list, in any of its spellings."""

    name = "word"

    def __init__(self, spellings: Mapping[str, str]) -> None:
        self._spellings = dict(spellings)

    @property
    def shown(self) -> Sequence[str]:
        """Each word once, as programs spell it."""
        return tuple(dict.fromkeys(self._spellings.values()))

    def meaning(self, word: str) -> str:
        """The word behind a spelling; one that is none of the list stands for itself."""
        return self._spellings.get(word, word)

    @property
    def many(self) -> bool:
        """Whether the words are too many to stand beside the option."""
        return len("|".join(self.shown)) > MANY

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        del param, ctx
        return self.name.upper() if self.many else "|".join(self.shown)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in self._spellings:
            known = words("usage.comma").join(self._spellings)
            self.fail(words("usage.not_one_of", value=value, known=known), param, ctx)
        return self._spellings[value]


class Number(click.ParamType[int]):
    """A whole number between two others."""

    name = "n"

    def __init__(self, least: int, most: int, wrong: str) -> None:
        self._least, self._most, self._wrong = least, most, wrong

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        number = int(value) if value.isascii() and value.isdigit() and len(value) < 12 else -1
        if not self._least <= number <= self._most:
            wrong = words(self._wrong, value=value, least=self._least, most=self._most)
            self.fail(wrong, param, ctx)
        return number


class Folder(click.ParamType[Path]):
    """A folder, there already or not."""

    name = "dir"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(value)
        if path.exists() and not path.is_dir():
            self.fail(words("usage.no_folder", value=value), param, ctx)
        return path


class ExistingFile(click.ParamType[Path]):
    """A file that is there."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(value)
        if not path.is_file():
            self.fail(words("usage.no_file", value=value), param, ctx)
        return path


class Pair(click.ParamType[tuple[str, str]]):
    """A name and a value: k=v."""

    name = "k=v"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        name, equals, text = value.partition("=")
        if not name or not equals:
            self.fail(words("usage.no_pair", value=value), param, ctx)
        return name, text


class Promised(click.ParamType[dict[str, object]]):
    """What an answer promises, with the day it is to be done by: `建成示范站=2025-12-31`."""

    name = "text=date"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dict[str, object]:
        from bihuan.rules.dates import BadDate, legal_date

        if isinstance(value, dict):
            return value
        text, equals, day = value.rpartition("=")
        if not equals:
            return {"text": value}
        try:
            return {"text": text, "due": legal_date(day)}
        except BadDate:
            self.fail(words("usage.no_date", value=day), param, ctx)


DAY = Day()
NUMBER = Number(0, 10**9, "usage.no_number")
YEAR = Number(1949, 2999, "usage.no_year")
FILE = ExistingFile()
FOLDER = Folder()
PAIR = Pair()
PROMISE = Promised()
TEXT = click.STRING


def spellings(**words_of: str) -> OneOf:
    """A list of words with their Chinese spellings: `lead="主办 牵头"`."""
    known: dict[str, str] = {}
    for word, others in words_of.items():
        known |= dict.fromkeys((word, *others.split()), word)
    return OneOf(known)


KIND = spellings(deputy_suggestion="建议 代表建议 人大建议", cppcc_proposal="提案 政协提案")
ROLE = spellings(sole="独办", lead="主办", separate="分办", support="协办 会办", reading="参阅")
STAGE = spellings(before="办前", during="办中", after="办后")
HOW = spellings(
    visit="走访",
    phone="电话",
    meeting="座谈 会议",
    video="视频",
    message="短信 微信",
    letter="信函 书信",
    mail="邮件",
    onsite="现场 调研",
)
VERDICT = spellings(
    satisfied="满意", mostly_satisfied="基本满意 理解", unsatisfied="不满意 保留 不同意"
)
"""同意 is left to the form's own scale."""
