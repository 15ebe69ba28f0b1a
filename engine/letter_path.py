"""A letter on its way: what comes with each step, and whether the step may be made.

A draft is a file and its text. Merged cases have letters of their own in the same
draft, and go the same way with it. Signing may bring the finished file, with its number and
date; it is checked like any draft, and is what leaves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from bihuan.engine import saying
from bihuan.engine.document_numbers import (
    RESERVED,
    STATUSES,
    USED,
    Registered,
    key_of,
    turn,
)
from bihuan.engine.errors import BadInput
from bihuan.engine.history import digest_of
from bihuan.engine.letter_facts import letter_facts
from bihuan.engine.letter_records import Draft, LetterStep, Paper, last_version
from bihuan.engine.letter_text import completes
from bihuan.engine.numbering import taken_by
from bihuan.engine.paper_fields import Signed
from bihuan.engine.records import Answer, Case, Member, Record, Request, Round
from bihuan.engine.scene import Scene
from bihuan.rules.identifiers import document_number
from bihuan.rules.letters.checking import check
from bihuan.rules.letters.elements import Element
from bihuan.rules.letters.facts import LetterFacts
from bihuan.rules.letters.finding import find
from bihuan.rules.letters.findings import Finding, Severity, must
from bihuan.rules.words import sentence
from bihuan.states.machine import Duty

R = TypeVar("R", bound=Record)
LARGEST = 20 << 20
"""How many bytes a letter's file may have."""
WRITING = ("draft", "sign")
"""The events whose letters are read and checked."""
SENDING = ("answer", "opine")
"""The events with which a letter of ours leaves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A letter as it comes with an event."""

    of: str
    """The case it answers."""
    name: str
    content: bytes
    paragraphs: tuple[str, ...]
    document: str = ""


def written(scene: Scene) -> list[Written]:
    """The letters that come with the event: this case's, then those of the cases merged into it.

    A letter that was signed elsewhere needs no text: it may be a picture. Raises BadInput for
    another one without its text, for one without a name, or of a case that is not merged.
    """
    bare = scene.event not in WRITING
    own = _written(scene.case.id, scene.args, bare)
    others = scene.args.get("originals") or {}
    if not isinstance(others, Mapping):
        raise BadInput("originals", "write one letter for each merged case", others)
    merged = {one.id for one in scene.followers()} if others else set()
    for name, said in others.items():
        if name not in merged or not isinstance(said, Mapping):
            raise BadInput("originals", "write one letter for each merged case", str(name))
    if others and own is None:
        raise BadInput("file", "is needed: the case itself has a letter too")
    found = [own, *(_written(name, said, bare) for name, said in sorted(others.items()))]
    return [one for one in found if one is not None]


def _written(of: str, said: Mapping[str, Any], bare: bool) -> Written | None:
    content, lines = said.get("file"), said.get("lines")
    if content is None and lines is None:
        return None
    lines = [] if lines is None and bare else lines
    if not isinstance(content, bytes) or not content:
        raise BadInput("file", "hand over the content of the letter's file")
    if len(content) > LARGEST:
        raise BadInput("file", f"is larger than {LARGEST >> 20} MB")
    if not isinstance(lines, list | tuple) or not all(isinstance(line, str) for line in lines):
        raise BadInput("lines", "write the letter's paragraphs as a list of texts")
    name = saying.text(said, "name")
    if not name:
        raise BadInput("name", "say what the file is called")
    if name in (".", "..") or any(sign in name for sign in "/\\\0"):
        raise BadInput("name", "is the name of a file, without folders", name)
    paragraphs = tuple(part for line in lines for part in line.split("\n"))
    if not bare and not any(map(str.strip, paragraphs)):
        raise BadInput("lines", "the letter holds no text")
    return Written(
        of=of,
        name=name,
        content=content,
        paragraphs=paragraphs,
        document=saying.text(said, "document"),
    )


def current(scene: Scene) -> list[Draft]:
    """The letters of the last version written in this round."""
    return last_version(one for one in scene.records(Draft) if one.round == scene.case.round)


def signature(scene: Scene) -> LetterStep | None:
    """How the letter was signed that leaves now; None where it was signed elsewhere."""
    if scene.event not in SENDING or scene.case.held.get("letter") != "signed":
        return None
    signed = [one for one in scene.records(LetterStep) if one.step == "signed"]
    return signed[-1] if signed else None


def signed_text(scene: Scene, name: str) -> str:
    """What is said of the letter now, or was said when it was signed.

    `name` is `document`, `signer`, `scheme`, `code` or `public`; raises BadInput where the two
    contradict each other, since what was signed is what leaves.
    """
    said, step = scene.text(name), signature(scene)
    if step is None:
        return said
    kept: str = step.by if name == "signer" else getattr(step, name)
    if said and kept and said != kept:
        raise BadInput(name, f"the letter was signed with {kept}", said)
    if said and not kept and name == "document":
        raise BadInput(
            name, "the letter was signed without it; send it back and sign it anew", said
        )
    return said or kept


def documents(scene: Scene) -> dict[str, str]:
    """The document numbers of merged cases' letters, by case."""
    step, said = signature(scene), saying.table(scene.args, "letters")
    kept = dict(step.documents) if step else {}
    for of, number in said.items():
        if number != kept.get(of, number):
            raise BadInput("letters", f"the letter was signed with {kept[of]}", number)
    return {**said, **kept}


def letter_of(scene: Scene, case: str) -> str:
    """The digest of the signed file that answers a case; empty where it was signed elsewhere."""
    step = signature(scene)
    drafts = scene.records(Draft) if step else ()
    found = (one.digest for one in drafts if step and (one.no, one.of) == (step.draft, case))
    return next(found, "")


def papers(scene: Scene) -> list[Paper]:
    """The files that come with the event."""
    return [_paper(scene, one.name, one.content) for one in written(scene)]


def _paper(scene: Scene, name: str, content: bytes) -> Paper:
    return Paper(office=scene.case.office, digest=digest_of(content), name=name, content=content)


def is_whole(scene: Scene) -> bool:
    """Whether the draft brings a file and its text."""
    return bool(written(scene))


def waits_for(scene: Scene) -> list[str]:
    """The units that have still to countersign the draft, in the order they were named."""
    drafts = current(scene)
    if not drafts:
        return []
    done = {
        one.by
        for one in scene.records(LetterStep)
        if (one.draft, one.step) == (drafts[0].no, "countersigned")
    }
    return [unit for unit in drafts[0].units if unit not in done]


def countersigned_by_all(scene: Scene) -> bool:
    """Whether nobody is left once the unit at hand has countersigned."""
    return not [unit for unit in waits_for(scene) if unit != scene.text("unit")]


def faults(scene: Scene) -> dict[str, list[Finding]]:
    """What keeps the letters from being signed, by the case each one answers."""
    found = {}
    for case, paragraphs, document in _at_hand(scene):
        facts = replace(_facts(scene, case), document=document, code=scene.text("code"))
        letter = find(paragraphs, facts.bodies)
        found[case.id] = [
            one for one in check(letter, facts, scene.house.policy) if one.severity is Severity.MUST
        ]
        printed = letter.text(Element.DOCUMENT_NUMBER)
        if printed and not document:
            raise BadInput("document", "the letter has a number; say it", printed)
        if document and not printed:
            found[case.id].append(number_unprinted())
    return found


def number_unprinted() -> Finding:
    """The fault of a letter that does not print the number it is signed under."""
    element = Element.DOCUMENT_NUMBER
    return must(
        "missing",
        element=sentence(f"letter_element.{element}"),
        how=sentence(f"letter_how.{element}"),
    )


def is_sound(scene: Scene) -> bool:
    """Whether every letter may be signed as far as its text goes."""
    found = faults(scene)
    return bool(found) and not any(found.values())


def _at_hand(scene: Scene) -> Iterator[tuple[Case, tuple[str, ...], str]]:
    """Each letter that would be signed: its case, its text, its number."""
    said = saying.table(scene.args, "letters")
    cases = {one.id: one for one in (scene.case, *scene.followers())}
    brought = written(scene)
    if brought and current(scene):
        _must_be_reviewed(scene, brought)
    texts = (
        {one.of: (one.paragraphs, one.document) for one in brought}
        if brought
        else {one.of: (one.paragraphs, "") for one in current(scene)}
    )
    for of, (paragraphs, document) in texts.items():
        own = of == scene.case.id
        number = scene.text("document") if own else document or said.get(of, "")
        if of in cases:
            _must_have_number(scene, own, number)
            yield cases[of], paragraphs, number


def _must_have_number(scene: Scene, own: bool, number: str) -> None:
    """An answer leaves under its number; a co-handler's opinion may have none."""
    if number or scene.machine.duty is not Duty.LEAD:
        return
    if own:
        raise BadInput("document", "is needed: the letter leaves under its number")
    raise BadInput("letters", "say the number of each merged case's letter")


def _must_be_reviewed(scene: Scene, brought: list[Written]) -> None:
    """What is signed is what was reviewed, with nothing but its open fields filled in.

    The text is compared; that a file says what its text says is for whoever reads it to know.
    """
    drafts = {one.of: one.paragraphs for one in current(scene)}
    said = saying.table(scene.args, "letters")
    for one in brought:
        own = one.of == scene.case.id
        signed = Signed(
            document=scene.text("document") if own else one.document or said.get(one.of, ""),
            signer=scene.text("signer"),
            on=scene.on,
            code=scene.text("code"),
            public=scene.text("public"),
        )
        draft = drafts.pop(one.of, None)
        if draft is None or not completes(one.paragraphs, draft, signed.fields()):
            reason = "is not the letter that was reviewed; hand it in as a draft first"
            raise BadInput("lines", reason, one.name)
    if drafts:
        raise BadInput("originals", "write one letter for each merged case")


def _facts(scene: Scene, case: Case) -> LetterFacts:
    own = case.id == scene.case.id

    def on_file(kind: type[R]) -> list[R]:
        if own:
            return list(scene.records(kind))
        return scene.work.records(kind, case.office, case.id)

    return letter_facts(
        case,
        members=on_file(Member),
        rounds=on_file(Round),
        requests=scene.records(Request),
        answers=(),
        policy=scene.house.policy,
        office=scene.house.name,
        today=scene.on,
    )


def numbers_at_hand(scene: Scene) -> dict[str, str]:
    """The document numbers the event would use, by the case whose letter carries them."""
    if scene.event == "sign":
        return {case.id: number for case, _, number in _at_hand(scene) if number}
    own = signed_text(scene, "document")
    return {**({scene.case.id: own} if own else {}), **documents(scene)}


def are_free(scene: Scene) -> bool:
    """Whether no other letter has the numbers at hand; what is no 文号 is nobody's."""
    numbers = {of: key for of, text in numbers_at_hand(scene).items() if (key := _whole(text))}
    earlier = {
        key_of(one.document)
        for one in scene.records(Answer)
        if one.what != "lead_answer" and one.round < scene.case.round
    }
    office = scene.case.office
    taken = (taken_by(scene.work, office, key, of) for of, key in numbers.items())
    return earlier.isdisjoint(numbers.values()) and not any(taken)


def numbers_used(scene: Scene) -> list[Registered]:
    """What the register is told: each number once, by the case at hand where it shares one.

    A number is reserved for the letter that is signed under it, and used when that has left.
    """
    if scene.led_by is not None:
        return []  # its host's letter told of them all
    office, actor = scene.case.office, scene.actor.id
    status, enough = (USED, (USED,)) if scene.event in SENDING else (RESERVED, STATUSES)
    told: dict[str, Registered] = {}
    for of, text in sorted(numbers_at_hand(scene).items(), key=lambda one: one[0] != scene.case.id):
        key = _whole(text)
        last = scene.work.number(office, key) if key else None
        # Whoever was faster is not passed over here: the store refuses the second.
        if key and not (last and last.case == of and last.status in enough):
            turned = turn(office, key, status, case=of, actor=actor, at=scene.now)
            told.setdefault(key, turned)
    return list(told.values())


def _whole(text: str) -> str:
    """The standard spelling of a 文号; empty for what is none."""
    return document_number(text).standard or ""
