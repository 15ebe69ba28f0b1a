"""Does the letter name its case right: number, title, session, kind, and the form of its title?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bihuan.rules.identifiers import number, title_key
from bihuan.rules.letters.applying import Requirements
from bihuan.rules.letters.body import opening_numbers, quoted_titles
from bihuan.rules.letters.elements import Element, Found, Letter
from bihuan.rules.letters.facts import LetterFacts
from bihuan.rules.letters.findings import Finding, must, should
from bihuan.rules.letters.lines import line
from bihuan.rules.letters.requirements import LetterKind
from bihuan.rules.letters.title import TitleLine
from bihuan.rules.sessions import Session, session
from bihuan.rules.words import sentence

_ASSEMBLIES = {"deputy_suggestion": "congress", "cppcc_proposal": "cppcc"}


def case_faults(letter: Letter, facts: LetterFacts, asked: Requirements) -> Iterator[Finding]:
    """What title and opening say about the case, beside what is on file."""
    title, opening = letter.first(Element.TITLE), letter.first(Element.OPENING)
    if title and isinstance(title.value, TitleLine):
        yield from _number(title, title.value.numbers, facts)
        yield from _session(title, title.value.session, facts)
        yield from _kinds(title, title.value, facts)
        yield from _form(title, asked)
        if title.value.subject:
            yield from _subject(title, (title.value.subject,), facts)
        if facts.number and not title.value.numbers and not _holds(title.printed, facts.number):
            yield should("number_absent", title.paragraph, number=facts.number)
    if opening:
        text = line(opening.printed).text
        yield from _number(opening, opening_numbers(text), facts)
        yield from _subject(opening, quoted_titles(text), facts, named="《" in text)


def _number(place: Found, printed: tuple[str, ...], facts: LetterFacts) -> Iterator[Finding]:
    key = number(facts.number).match_key
    if not printed or not key or _holds(place.printed, facts.number):
        return
    if key not in {number(each).match_key for each in printed}:
        yield must(
            "number_differs", place.paragraph, printed="、".join(printed), number=facts.number
        )


def _holds(text: str, printed_number: str) -> bool:
    """Whether a text prints the number as it is on file, and not as a part of a longer one."""
    key = re.escape(line(printed_number).text)
    return bool(key) and bool(re.search(rf"(?<![0-9A-Za-z.]){key}(?![0-9])", line(text).text))


def _subject(
    place: Found, quoted: tuple[str, ...], facts: LetterFacts, named: bool = True
) -> Iterator[Finding]:
    """A quoted title is the case's when one holds the other without its frame words."""
    key = title_key(facts.title)
    if not quoted or not key or not named:
        return
    keys = [title_key(each) for each in quoted]
    if not any(each and (each in key or key in each) for each in keys):
        yield must("title_differs", place.paragraph, printed=quoted[0], title=facts.title)


def _session(place: Found, printed: Session, facts: LetterFacts) -> Iterator[Finding]:
    """Term and sitting are compared only where both sides name them."""
    filed = session(facts.session)
    pairs = ((printed.term, filed.term), (printed.number, filed.number))
    if any(None not in pair and pair[0] != pair[1] for pair in pairs):
        yield must("session_differs", place.paragraph, session=facts.session)
    if printed.assembly and printed.assembly != _ASSEMBLIES[facts.kind]:
        yield must("assembly_differs", place.paragraph, kind=sentence(f"letter_kind.{facts.kind}"))


def _kinds(place: Found, title: TitleLine, facts: LetterFacts) -> Iterator[Finding]:
    if title.kind and title.kind != facts.kind:
        yield must("kind_differs", place.paragraph, kind=sentence(f"letter_kind.{facts.kind}"))
    opinion = facts.letter is LetterKind.OPINION
    if title.letter and (title.letter == "opinion") is not opinion:
        yield must(
            "letter_differs", place.paragraph, letter=sentence(f"letter_sort.{facts.letter}")
        )
    if facts.letter is LetterKind.AGAIN and not title.again:
        yield should("again_unsaid", place.paragraph)


def _form(place: Found, asked: Requirements) -> Iterator[Finding]:
    """The words of the prescribed title, in their order."""
    prescribed = asked.title_form()
    if prescribed is None:
        return
    form, source = prescribed.value, prescribed.source
    words = (re.escape(re.sub("[“”]", "", line(part).text)) for part in form.parts)
    text = re.sub("[“”]", "", line(place.printed).text)
    if not re.search(".+".join(words) + "(?:函)?$", text):
        shape = re.sub(r"\{\w+\}", "……", form.words)
        yield should("title_form", place.paragraph, words=shape, source=source)
