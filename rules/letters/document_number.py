"""A 文号 for a letter: read strictly, spelled in one way, put in order, found in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bihuan.rules.identifiers import DocumentNumber, DocumentProblem, document_number, plain
from bihuan.rules.letters.lines import Line
from bihuan.rules.words import say

LONGEST_AGENCY = 12
"""More characters than this are no 代字 of ours, though some offices print their whole name."""
LONGEST_PRINTED = 20
_CJK = r"\u3400-\u9fff\U00020000-\U0003ffff"
_AGENCY = re.compile(rf"[{_CJK}]{{1,{LONGEST_AGENCY}}}")
# A 文号 in a line: words, an opened bracket with a year or its beginning, and what follows.
_SHAPE = re.compile(
    rf"[{_CJK}]{{1,{LONGEST_PRINTED}}}[〔(](?:19|20)[0-9]{{2}}"
    r"(?:[〕)]第?[0-9]*(?:-[0-9]+)*号?|[0-9]*)"
)


class BadDocumentNumber(ValueError):
    """A 文号 is not whole; `problem` says in what way, and no digit is guessed."""

    def __init__(self, text: str, problem: DocumentProblem) -> None:
        super().__init__(text, problem)
        self.text = text
        self.problem = problem

    def told(self, lang: str = "zh") -> str:
        """The reason in words."""
        return say(f"letter_number.{self.problem}", lang, text=self.text)

    def __str__(self) -> str:
        return self.told("en")


def read(text: str) -> DocumentNumber:
    """The whole 文号 a text holds, or BadDocumentNumber; class and consent may be glued on."""
    found = document_number(text)
    if found.problem is not None:
        raise BadDocumentNumber(text, found.problem)
    if not found.agency or not _AGENCY.fullmatch(found.agency):
        raise BadDocumentNumber(text, DocumentProblem.UNREADABLE)
    return found


def spelled(agency: str, year: int, serial: int) -> str:
    """`吉科函〔2024〕12号`; BadDocumentNumber when the parts make no 文号."""
    text = f"{agency}〔{year}〕{serial}号"
    if read(text).standard != text:
        raise BadDocumentNumber(text, DocumentProblem.UNREADABLE)
    return text


def order(number: DocumentNumber) -> tuple[str, int, tuple[int, ...]]:
    """Where a whole 文号 stands among others: by its words, its year, its serial as a number."""
    if number.standard is None:
        raise BadDocumentNumber(number.raw, number.problem or DocumentProblem.UNREADABLE)
    serial = tuple(int(part) for part in (number.serial or "").split("-"))
    return plain(number.agency or ""), number.year or 0, serial


def numbers_in(found: Line) -> Iterator[tuple[int, int, DocumentNumber]]:
    """Every 文号 printed in a line, whole or not, and the part of the line it fills.

    What is glued on behind it is not part of it.
    """
    for match in _SHAPE.finditer(found.text):
        read_so = document_number(match[0])
        if read_so.problem is not DocumentProblem.UNREADABLE:
            yield match.start(), match.end(), read_so
