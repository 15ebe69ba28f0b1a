"""What `bihuan doc` says of a letter: lines for people, a document for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.layout import columns, cut
from bihuan.adapters.outside.letters import LetterFile
from bihuan.rules.letters.applying import Requirements
from bihuan.rules.letters.elements import Element, Letter
from bihuan.rules.letters.facts import LetterFacts
from bihuan.rules.letters.findings import Finding, Severity
from bihuan.rules.policy import Policy

_BEGINNING = 24
"""How many columns of a paragraph are shown, so that it is found again."""
_ELEMENTS = frozenset(map(str, Element))


def lines(
    name: str,
    read: LetterFile,
    letter: Letter,
    facts: LetterFacts,
    policy: Policy,
    findings: Sequence[Finding],
) -> Iterator[str]:
    """What the letter is held against, what was found in it, and what is wrong."""
    yield tongue.words(
        "letters.head",
        file=name,
        kind=tongue.word(f"letter_kind.{facts.kind}"),
        letter=tongue.word(f"letter_sort.{facts.letter}"),
        policy=policy.label,
    )
    there = [_element(element) for element in Element if letter.has(element)]
    if there:
        yield tongue.words("letters.found", elements=tongue.words("usage.comma").join(there))
    lang = tongue.language()
    for one in findings:
        yield tongue.words(
            f"letters.{one.severity}", place=_place(one, read), sentence=one.sentence(lang)
        )
        yield tongue.words("letters.cure", cure=one.cure(lang))
        yield tongue.words("letters.source", source=one.origin(lang))


def _place(one: Finding, read: LetterFile) -> str:
    if one.paragraph is None:
        return tongue.words("letters.whole")
    beginning = cut(" ".join(read.paragraphs[one.paragraph - 1].split()), _BEGINNING)
    return tongue.words(f"letters.in_{read.form}", number=one.paragraph, beginning=beginning)


def warnings(read: LetterFile) -> Iterator[str]:
    """What of the file was not held against anything."""
    if read.unread:
        listed = [
            tongue.words(f"letters.unread_{what}", count=count)
            for what, count in sorted(read.unread.items())
        ]
        yield tongue.words("letters.unread", what=tongue.words("usage.comma").join(listed))
    if read.margins:
        yield tongue.words("letters.margins", text=cut(" / ".join(read.margins), 60))


def document(
    read: LetterFile, letter: Letter, facts: LetterFacts, findings: Sequence[Finding]
) -> dict[str, object]:
    """The same for programs."""
    lang = tongue.language()
    return {
        "form": read.form,
        "kind": facts.kind,
        "letter": str(facts.letter),
        "paragraphs": len(read.paragraphs),
        "margins": read.margins,
        "unread": read.unread,
        "elements": [
            {"element": str(element), "paragraph": place.paragraph, "printed": place.printed}
            for element in Element
            for place in letter.all(element)
        ],
        "findings": [
            {
                "code": one.code,
                "severity": str(one.severity),
                "paragraph": one.paragraph,
                "sentence": one.sentence(lang),
                "cure": one.cure(lang),
                "source": one.source,
            }
            for one in findings
        ],
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Asks:
    """One thing that is asked of a letter; `what` is an element, or a rule about one."""

    what: str
    severity: Severity
    value: str = ""
    source: str = ""


def demands(asked: Requirements) -> list[Asks]:
    """Everything that is asked of such a letter, each with its source."""
    found = [
        Asks(what=str(each.value.element), severity=_weight(each.must), source=each.source)
        for each in asked.required()
    ]
    found += [
        Asks(what=f"no_{each.value.element}", severity=_weight(each.must), source=each.source)
        for each in asked.forbidden()
    ]
    comma = tongue.words("usage.comma")
    if form := asked.title_form():
        # Its wording is told and never stops a letter.
        found.append(_asks("title_form", False, form.value.words, form.source))
    if copies := asked.copies():
        bodies = comma.join((*copies.value.to, *copies.value.of_government))
        found.append(_asks("copies_to", copies.must, bodies, copies.source))
    if marks := asked.public_marks():
        found.append(_asks("public_marks", marks.must, comma.join(marks.value), marks.source))
    if longest := asked.longest():
        found.append(_asks("longest", longest.must, f"{longest.value:,}", longest.source))
    if (points := asked.point_by_point()) and points.value:
        found.append(_asks("point_by_point", False, "", points.source))
    return found


def _asks(what: str, must: bool, value: str, source: str) -> Asks:
    return Asks(what=what, severity=_weight(must), value=value, source=source)


def _weight(must: bool) -> Severity:
    return Severity.MUST if must else Severity.SHOULD


def demand_lines(asked: Sequence[Asks]) -> list[str]:
    """A line for each."""
    house = tongue.word("letter_origin.house")
    rows = [
        (tongue.words(f"letters.weight_{one.severity}"), _told(one), one.source or house)
        for one in asked
    ]
    return columns(rows, indent=2)


def _told(one: Asks) -> str:
    if one.what in _ELEMENTS:
        return _element(Element(one.what))
    if one.what.startswith("no_"):
        element = _element(Element(one.what.removeprefix("no_")))
        return tongue.words("letters.no_element", element=element)
    return tongue.words(f"letters.{one.what}", value=one.value)


def _element(element: Element) -> str:
    return tongue.word(f"letter_element.{element}")


def demand_document(asked: Sequence[Asks]) -> dict[str, object]:
    """The same for programs."""
    return {
        "demands": [
            {
                "what": one.what,
                "severity": str(one.severity),
                "value": one.value,
                "source": one.source,
            }
            for one in asked
        ]
    }
