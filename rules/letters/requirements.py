"""What a region asks of letters, each demand with its source; what nobody sourced is not asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from bihuan.rules.letters.elements import Element

Value = TypeVar("Value")


class LetterKind(StrEnum):
    """What a letter is: 答复, 会办（协办）意见, or 再次答复 of a later round."""

    ANSWER = "answer"
    OPINION = "opinion"
    AGAIN = "again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """An element that must stand in these letters, or must not; in all of them when none is named.

    What is asked of an answer is asked of an answer in a later round as well.
    """

    element: Element
    letters: tuple[LetterKind, ...] = ()
    assembly: str = ""
    """Only letters about this assembly, such as 全国, where one is named."""
    source: str = ""

    def is_about(self, letter: LetterKind, assembly: str) -> bool:
        """Whether a letter of this kind about a case of this assembly is meant."""
        as_answer = letter is LetterKind.AGAIN and LetterKind.ANSWER in self.letters
        meant = not self.letters or letter in self.letters or as_answer
        return meant and self.assembly in assembly


TITLE_FIELDS = ("session", "number")
_FIELD = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleForm:
    """How a title is worded: its words in their order, with {session} and {number} between them."""

    kind: str
    letter: LetterKind
    words: str
    source: str

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields it names."""
        return tuple(_FIELD.findall(self.words))

    @property
    def parts(self) -> tuple[str, ...]:
        """The words that stay as they are."""
        return tuple(_FIELD.sub("\0", self.words).split("\0"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """Who gets a copy, and who gets one of what a unit of the government answers.

    Where an instrument describes a body without naming it, the entry is the part that the
    names have in common, with … at its end.
    """

    to: tuple[str, ...]
    of_government: tuple[str, ...] = ()
    assembly: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced(Generic[Value]):
    """One value and its source."""

    value: Value
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRules:
    """One region's demands on letters; empty or None where no source was found."""

    required: tuple[Demand, ...] = ()
    forbidden: tuple[Demand, ...] = ()
    titles: tuple[TitleForm, ...] = ()
    copies: Copies | None = None
    public_marks: Sourced[tuple[str, ...]] | None = None
    """The words for publicity that may be used."""
    longest: Sourced[int] | None = None
    """The most characters a letter may have."""
    point_by_point: Sourced[bool] | None = None
    """Whether each point of the proposal is answered by itself."""


NO_RULES = LetterRules()
