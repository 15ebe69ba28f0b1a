"""What a check finds wrong with a letter: where, in which words, what to do, and who says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bihuan.rules.words import Sentence, say


class Severity(StrEnum):
    """A letter with a `must` is not signed; a `should` is for a person to weigh."""

    MUST = "must"
    SHOULD = "should"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault of a letter.

    `paragraph` counts from 1; None is for what stands nowhere. An empty `source` means that
    the product asks for it and no law does.
    """

    code: str
    severity: Severity
    paragraph: int | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    source: str = ""

    def sentence(self, lang: str = "zh") -> str:
        """What is wrong."""
        return Sentence(f"letter.{self.code}", self.values).told(lang)

    def cure(self, lang: str = "zh") -> str:
        """What to do about it."""
        return Sentence(f"letter_cure.{self.code}", self.values).told(lang)

    def origin(self, lang: str = "zh") -> str:
        """Who says so."""
        return self.source or say("letter_origin.house", lang)


def must(
    code: str, paragraph: int | None = None, /, *, source: str = "", **values: object
) -> Finding:
    """A fault with which a letter is not signed."""
    return Finding(
        code=code, severity=Severity.MUST, paragraph=paragraph, values=values, source=source
    )


def should(
    code: str, paragraph: int | None = None, /, *, source: str = "", **values: object
) -> Finding:
    """A fault for a person to weigh."""
    return Finding(
        code=code, severity=Severity.SHOULD, paragraph=paragraph, values=values, source=source
    )


def weighed(
    binding: bool, code: str, paragraph: int | None = None, /, *, source: str = "", **values: object
) -> Finding:
    """A fault that stops the letter only if what asks for it binds."""
    return (must if binding else should)(code, paragraph, source=source, **values)
