"""What a letter says about its own case, where nothing else is known about it."""

from __future__ import annotations

import re
from datetime import date

from bihuan.rules.letters.addressee import Addressee, Title
from bihuan.rules.letters.elements import Element, Letter
from bihuan.rules.letters.facts import LetterFacts
from bihuan.rules.letters.requirements import LetterKind
from bihuan.rules.letters.title import TitleLine
from bihuan.rules.policy import Policy

# What is quoted may name another assembly.
_SUBJECT = re.compile("《[^》]*》")
_KINDS = {Title.DEPUTY: "deputy_suggestion", Title.MEMBER: "cppcc_proposal"}


def facts_alone(
    letter: Letter,
    policy: Policy,
    today: date,
    *,
    kind: str | None = None,
    sort: LetterKind | None = None,
) -> LetterFacts | None:
    """Facts that hold a letter against nothing but itself; None when its kind is not to be seen."""
    kind = kind or kind_shown(letter)
    if kind is None:
        return None
    return LetterFacts(
        kind=kind,
        letter=sort or sort_shown(letter),
        office="",
        number="",
        title="",
        session=_SUBJECT.sub("", letter.text(Element.TITLE)),
        members=(),
        begun_on=date.min,
        today=today,
        scheme=policy.class_scheme,
    )


def kind_shown(letter: Letter) -> str | None:
    """Whether it answers a suggestion or a proposal, by its title, else by whom it greets."""
    title, addressee = letter.first(Element.TITLE), letter.first(Element.ADDRESSEE)
    if title and isinstance(title.value, TitleLine) and title.value.kind:
        return title.value.kind
    if addressee and isinstance(addressee.value, Addressee) and addressee.value.title:
        return _KINDS[addressee.value.title]
    return None


def sort_shown(letter: Letter) -> LetterKind:
    """What its title says that it is; an answer unless it says more."""
    title = letter.first(Element.TITLE)
    said = title.value if title and isinstance(title.value, TitleLine) else None
    if said and said.letter == "opinion":
        return LetterKind.OPINION
    return LetterKind.AGAIN if said and said.again else LetterKind.ANSWER
