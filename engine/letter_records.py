"""What is known of the letters that are written here: their versions, their path, their files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bihuan.engine.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A file as it was handed in or sent, kept for ever under its digest."""

    office: str
    digest: str
    """`sha256:` and the digest of the content in hexadecimal."""
    name: str
    """What the file was called when it first came."""
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft(Record):
    """One version of a letter (第 n 稿); each case merged into this one has its own in it."""

    KEY: ClassVar = ("no", "of")

    no: int
    of: str
    """The case it answers: this one, or one merged into it."""
    seq: int
    round: int
    digest: str
    """Which `Paper` it is."""
    name: str
    lines: str
    """Its paragraphs, one a line: what was checked."""
    template: str = ""
    countersigners: str = ""
    """The units that have to countersign it, one a line."""
    on: date

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Its text."""
        return tuple(self.lines.split("\n"))

    @property
    def units(self) -> tuple[str, ...]:
        """The units that have to countersign it."""
        return tuple(self.countersigners.split("\n")) if self.countersigners else ()


def last_version(drafts: Iterable[Draft]) -> list[Draft]:
    """The letters of the last version among them."""
    known = list(drafts)
    last = max((one.no for one in known), default=0)
    return [one for one in known if one.no == last]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterStep(Record):
    """A draft went on: somebody countersigned, reviewed or signed it, or sent it back."""

    KEY: ClassVar = ("seq",)

    seq: int
    round: int
    draft: int
    """Which version."""
    step: str
    """`countersigned`, `reviewed`, `signed` or `sent_back`."""
    by: str
    """The unit that countersigned, the person who reviewed, signed or sent it back."""
    note: str = ""
    on: date
    document: str = ""
    documents: Mapping[str, str]
    """The document numbers of the letters of merged cases, by case."""
    scheme: str = ""
    code: str = ""
    public: str = ""
