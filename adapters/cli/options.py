"""Options many commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

from bihuan.rules.dates import BadDate, legal_date

F = TypeVar("F", bound=Callable[..., Any])

KINDS = {"建议": "deputy_suggestion", "提案": "cppcc_proposal"}
ROLES = {
    "独办": "sole",
    "单办": "sole",
    "主办": "lead",
    "分办": "separate",
    "协办": "support",
    "会办": "support",
    "参阅": "reading",
}


class Day(click.ParamType):
    """A date in any of the forms people write."""

    name = "date"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        """Read it; ambiguous forms are refused, never guessed."""
        if isinstance(value, date):
            return value
        try:
            return legal_date(str(value))
        except BadDate as error:
            self.fail(str(error), param, ctx)


class Word(click.ParamType):
    """One of a few words, in Chinese or as the code."""

    name = "word"

    def __init__(self, words: dict[str, str]) -> None:
        self._words = words

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        """The code behind the word."""
        if value in self._words:
            return self._words[value]
        if value in self._words.values():
            return str(value)
        self.fail(f"{value!r}: {' | '.join(self._words)}", param, ctx)


def write_options(command: F) -> F:
    """What every command that changes a case accepts."""
    for option in (
        click.option("--seq", type=int),
        click.option("--actor", envvar="BIHUAN_ACTOR"),
        click.option("--key"),
        click.option("--at", type=Day()),
        click.option("--reason", default=""),
    ):
        command = option(command)
    return command
