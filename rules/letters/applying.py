"""Which demands apply to a letter: the region's, those it falls back to, and the product's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from bihuan.rules.letters.elements import Element
from bihuan.rules.letters.requirements import (
    Copies,
    Demand,
    LetterKind,
    LetterRules,
    Sourced,
    TitleForm,
)
from bihuan.rules.policy import Policy

Value = TypeVar("Value")
_CITED = re.compile(r"\[([A-Za-z0-9-]+)\]")

HOUSE = tuple(
    Demand(element=element)
    for element in (Element.TITLE, Element.ADDRESSEE, Element.BODY, Element.UNIT, Element.DATE)
)
"""Without these it is no letter: the product asks for them, and says that no law does."""

ADVISED = tuple(
    Demand(element=element, letters=letters)
    for element, letters in (
        (Element.DOCUMENT_NUMBER, ()),
        (Element.OPENING, ()),
        (Element.CONTACT, ()),
        (Element.CLOSING, (LetterKind.ANSWER,)),
    )
)
"""What most letters carry; the product advises it where the region does not ask for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Generic[Value]):
    """A demand that applies, its source written out, and whether a letter may go without it.

    An instrument read in full binds. One that was only read as an excerpt or on a mirror is
    told to a person, and never stops a letter.
    """

    value: Value
    source: str = ""
    must: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirements:
    """What applies to a letter of one kind about one case."""

    policy: Policy
    kind: str
    letter: LetterKind
    assembly: str = ""

    def required(self) -> Iterator[Asked[Demand]]:
        """Each required element once: as the region asks, else as the product does."""
        seen: set[Element] = set()
        for asked in self._all_required():
            element = asked.value.element
            if element not in seen and asked.value.is_about(self.letter, self.assembly):
                seen.add(element)
                yield asked

    def forbidden(self) -> Iterator[Asked[Demand]]:
        """Each element that must not stand in such a letter."""
        for policy in self._speaking():
            for each in policy.letter.forbidden:
                if each.is_about(self.letter, self.assembly):
                    yield _asked(policy, each, each.source)

    def title_form(self) -> Asked[TitleForm] | None:
        """How the title is worded."""
        for policy in self._speaking():
            for form in policy.letter.titles:
                if form.kind == self.kind and form.letter is self.letter:
                    return _asked(policy, form, form.source)
        return None

    def copies(self) -> Asked[Copies] | None:
        """Who gets a copy of an answer; of an opinion nobody does."""
        if self.letter is LetterKind.OPINION:
            return None
        for policy in self._speaking():
            copies = policy.letter.copies
            if copies and copies.assembly in self.assembly:
                return _asked(policy, copies, copies.source)
        return None

    def public_marks(self) -> Asked[tuple[str, ...]] | None:
        """The words for publicity."""
        return self._first(lambda rules: rules.public_marks)

    def longest(self) -> Asked[int] | None:
        """The most characters."""
        return self._first(lambda rules: rules.longest)

    def point_by_point(self) -> Asked[bool] | None:
        """Whether each point of the proposal must be answered."""
        return self._first(lambda rules: rules.point_by_point)

    def _all_required(self) -> Iterator[Asked[Demand]]:
        for policy in self._speaking():
            yield from (_asked(policy, each, each.source) for each in policy.letter.required)
        yield from (Asked(value=each) for each in HOUSE)
        yield from (Asked(value=each, must=False) for each in ADVISED)

    def _speaking(self) -> Iterator[Policy]:
        """The policy and its fallbacks, as far as they speak about this kind of proposal."""
        following: Policy | None = self.policy
        while following is not None:
            if following.speaks_about(self.kind):
                yield following
            following = following.fallen_back

    def _first(
        self, setting: Callable[[LetterRules], Sourced[Value] | None]
    ) -> Asked[Value] | None:
        for policy in self._speaking():
            if found := setting(policy.letter):
                return _asked(policy, found.value, found.source)
        return None


def _asked(policy: Policy, value: Value, source: str) -> Asked[Value]:
    cited = (policy.citation(key) for key in _CITED.findall(source))
    in_full = any(citation is not None and citation.read == "T" for citation in cited)
    return Asked(value=value, source=policy.cite(source), must=in_full)
