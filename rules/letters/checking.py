"""Hold a letter against the case it is about and against what the region asks of letters."""

from __future__ import annotations

from collections.abc import Iterator

from bihuan.rules.letters.applying import Requirements
from bihuan.rules.letters.check_addressee import addressee_faults
from bihuan.rules.letters.check_case import case_faults
from bihuan.rules.letters.check_marks import mark_faults
from bihuan.rules.letters.check_text import text_faults
from bihuan.rules.letters.elements import Element, Letter
from bihuan.rules.letters.facts import LetterFacts
from bihuan.rules.letters.findings import Finding, weighed
from bihuan.rules.policy import Policy
from bihuan.rules.words import sentence


def check(letter: Letter, facts: LetterFacts, policy: Policy) -> list[Finding]:
    """Every fault that can be found, in the order of the letter; missing elements come first."""
    asked = Requirements(
        policy=policy, kind=facts.kind, letter=facts.letter, assembly=facts.session
    )
    found = [
        *_presence(letter, asked),
        *addressee_faults(letter, facts, policy),
        *case_faults(letter, facts, asked),
        *mark_faults(letter, facts, asked),
        *text_faults(letter, facts, asked),
    ]
    return sorted(found, key=lambda fault: fault.paragraph or 0)


def _presence(letter: Letter, asked: Requirements) -> Iterator[Finding]:
    """What must stand in the letter and does not, and what must not and does."""
    for each in asked.required():
        element = each.value.element
        if element in _ONLY_WHEN_THERE or letter.has(element):
            continue
        first = letter.first(element)
        yield weighed(
            each.must,
            "blank" if first else "missing",
            first.paragraph if first else None,
            source=each.source,
            element=sentence(f"letter_element.{element}"),
            how=sentence(f"letter_how.{element}"),
        )
    for each in asked.forbidden():
        first = letter.first(each.value.element)
        if first:
            name = sentence(f"letter_element.{each.value.element}")
            yield weighed(each.must, "unwanted", first.paragraph, source=each.source, element=name)


_ONLY_WHEN_THERE = frozenset({Element.COHANDLERS})
"""Asked only of a case that has them: `text_faults` knows."""
