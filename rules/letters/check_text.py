"""Is the running text finished, short enough, and does it answer what was asked?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bihuan.rules.letters.applying import Requirements
from bihuan.rules.letters.elements import Element, Letter
from bihuan.rules.letters.facts import LetterFacts
from bihuan.rules.letters.findings import Finding, must, should, weighed
from bihuan.rules.letters.requirements import LetterKind

_PLACEHOLDERS = re.compile(
    "|".join(
        (
            r"\{\{|\}\}|\{%|%\}|｛｛|｝｝",  # a field of a template
            r"[×✕]{2,}|[xX]{2,}(?![A-Za-z0-9])|\*{2,}|_{3,}|某某",  # something to fill in
            r"[○〇]{2,}(?![年零一二三四五六七八九○〇])",
            r"〔(?![12][0-9]{3}〕)[^〔〕]{0,40}〕",  # a marked place, where no year is
            r"【[ 　]*】|[(（][ 　]*[)）]|待填|待定|待补充",
        )
    )
)


def text_faults(letter: Letter, facts: LetterFacts, asked: Requirements) -> Iterator[Finding]:
    """Every fault of the text between opening and foot, and what was left to fill in anywhere."""
    yield from _placeholders(letter, facts)
    yield from _length(letter, asked)
    if facts.letter is not LetterKind.OPINION:
        yield from _cohandlers(letter, facts, asked)
        yield from _points(letter, facts, asked)


def _placeholders(letter: Letter, facts: LetterFacts) -> Iterator[Finding]:
    """What was left to fill in; a name or a title that looks so on file is no such place."""
    filed = [text for text in (facts.title, *(one.name for one in facts.members)) if text]
    for number, printed in enumerate(letter.paragraphs, start=1):
        paragraph = printed
        for text in filed:
            paragraph = paragraph.replace(text, "")
        if match := _PLACEHOLDERS.search(paragraph):
            around = paragraph[max(0, match.start() - 6) : match.end() + 6].strip()
            yield must("placeholder", number, mark=match[0], around=around)


def _length(letter: Letter, asked: Requirements) -> Iterator[Finding]:
    longest = asked.longest()
    if longest is None:
        return
    count = sum(len(re.sub(r"\s", "", paragraph)) for paragraph in letter.paragraphs)
    if count > longest.value:
        yield weighed(
            longest.must, "too_long", count=count, most=longest.value, source=longest.source
        )


def _cohandlers(letter: Letter, facts: LetterFacts, asked: Requirements) -> Iterator[Finding]:
    """Somewhere the answer says what the co-handlers had to say, or that they took part."""
    if not facts.cohandlers or letter.has(Element.COHANDLERS):
        return
    units = "、".join(facts.cohandlers)
    for each in asked.required():
        if each.value.element is Element.COHANDLERS:
            yield weighed(each.must, "cohandlers_unmentioned", source=each.source, units=units)
            return
    yield should("cohandlers_unmentioned", units=units)


def _points(letter: Letter, facts: LetterFacts, asked: Requirements) -> Iterator[Finding]:
    """Fewer points than the proposal has: a hint only, since one point may answer two."""
    if facts.points > 1 and letter.body_items < facts.points:
        first, rule = letter.first(Element.BODY), asked.point_by_point()
        yield should(
            "points_fewer",
            first.paragraph if first else None,
            asked=facts.points,
            answered=letter.body_items,
            source=rule.source if rule else "",
        )
