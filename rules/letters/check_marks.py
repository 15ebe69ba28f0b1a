"""Are 文号, class, publicity, date, unit and copies what they must be?"""

from __future__ import annotations

from collections.abc import Iterator

from bihuan.rules.identifiers import DocumentNumber, document_number
from bihuan.rules.letters.applying import Requirements
from bihuan.rules.letters.elements import Element, Found, Letter
from bihuan.rules.letters.facts import LetterFacts
from bihuan.rules.letters.findings import Finding, must, should, weighed
from bihuan.rules.letters.foot import WrittenDate
from bihuan.rules.letters.lines import line
from bihuan.rules.letters.naming import names_body, same_body
from bihuan.rules.words import sentence


def mark_faults(letter: Letter, facts: LetterFacts, asked: Requirements) -> Iterator[Finding]:
    """Every fault of the marks around the text."""
    yield from _document_numbers(letter, facts)
    yield from _classes(letter, facts)
    yield from _publicity(letter, asked)
    yield from _date(letter, facts)
    yield from _unit(letter, facts)
    yield from _contact(letter)
    yield from _copies(letter, facts, asked)


def _document_numbers(letter: Letter, facts: LetterFacts) -> Iterator[Finding]:
    """One letter has one 文号, whole and spelled as the standard does."""
    seen: dict[str, Found] = {}
    for place in letter.all(Element.DOCUMENT_NUMBER):
        if not place.filled or not isinstance(place.value, DocumentNumber):
            continue
        read = place.value
        if read.standard is None:
            why = sentence(f"letter_number.{read.problem}", text=place.printed)
            yield must("number_damaged", place.paragraph, why=why)
            continue
        seen.setdefault(read.standard, place)
        if not place.printed.replace(" ", "").startswith(read.standard):
            yield should(
                "number_spelling", place.paragraph, printed=place.printed, standard=read.standard
            )
    filed = document_number(facts.document).standard
    if filed and seen and filed not in seen:
        first, place = next(iter(seen.items()))
        yield must("document_differs", place.paragraph, printed=first, document=filed)
    if len(seen) > 1:
        last = list(seen.values())[-1]
        yield must("several_numbers", last.paragraph, numbers="、".join(seen))


def _classes(letter: Letter, facts: LetterFacts) -> Iterator[Finding]:
    """The class is one of the region's, and the same wherever it stands."""
    places = [place for place in letter.all(Element.CLASS_MARK) if place.filled]
    codes = {str(place.value): place for place in places}
    if len(codes) > 1:
        last = list(codes.values())[-1]
        yield must("several_classes", last.paragraph, codes="、".join(codes))
    if facts.code and codes and line(facts.code).text not in codes:
        printed, place = next(iter(codes.items()))
        yield must("class_differs", place.paragraph, printed=printed, code=facts.code)
    if facts.scheme is None:
        return
    known = [line(code).text for code in facts.scheme.codes]
    for code, place in codes.items():
        if code not in known:
            yield must(
                "class_unknown",
                place.paragraph,
                code=code,
                scheme=facts.scheme.label,
                codes="、".join(facts.scheme.codes),
            )


def _publicity(letter: Letter, asked: Requirements) -> Iterator[Finding]:
    allowed = asked.public_marks()
    place = letter.first(Element.PUBLIC)
    if allowed is None or place is None or not place.filled:
        return
    if line(place.printed).text.strip("()") not in {line(word).text for word in allowed.value}:
        yield weighed(
            allowed.must,
            "public_unknown",
            place.paragraph,
            printed=place.printed,
            words="、".join(allowed.value),
            source=allowed.source,
        )


def _date(letter: Letter, facts: LetterFacts) -> Iterator[Finding]:
    """A date that can be read, not before the term began and not still to come."""
    place = letter.first(Element.DATE)
    if place is None or not isinstance(place.value, WrittenDate):
        return
    day = place.value.day
    if day is None:
        why = sentence(f"letter_date.{place.value.problem}")
        yield must("date_damaged", place.paragraph, printed=place.printed, why=why)
    elif day < facts.begun_on:
        begun = facts.begun_on.isoformat()
        yield must("date_before", place.paragraph, printed=place.printed, begun=begun)
    elif day > facts.today:
        today = facts.today.isoformat()
        yield must("date_future", place.paragraph, printed=place.printed, today=today)


def _unit(letter: Letter, facts: LetterFacts) -> Iterator[Finding]:
    """The office signs; others may sign beside it."""
    places = letter.all(Element.UNIT)
    ours = any(same_body(_unsealed(place.printed), facts.office) for place in places)
    if places and facts.office and not ours:
        last = places[-1]
        yield must("unit_differs", last.paragraph, printed=last.printed, office=facts.office)


def _unsealed(printed: str) -> str:
    """The name without (印章) behind it."""
    return line(printed).text.partition("(")[0]


def _contact(letter: Letter) -> Iterator[Finding]:
    contact = letter.first(Element.CONTACT)
    if contact and contact.filled and not letter.has(Element.PHONE):
        yield should("phone_missing", contact.paragraph, name=contact.printed)


def _copies(letter: Letter, facts: LetterFacts, asked: Requirements) -> Iterator[Finding]:
    """Everybody the region gives a copy to, in full or by a short name."""
    prescribed = asked.copies()
    if prescribed is None:
        return
    copies = prescribed.value
    bodies = copies.to + (copies.of_government if facts.government else ())
    places = [place for place in letter.all(Element.COPIES) if place.filled]
    text = "、".join(place.printed for place in places)
    paragraph = places[0].paragraph if places else None
    for body in bodies:
        if not names_body(text, body):
            yield weighed(
                prescribed.must, "copy_missing", paragraph, body=body, source=prescribed.source
            )
