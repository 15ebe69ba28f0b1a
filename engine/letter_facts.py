"""What the office has on file about the case that a letter answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bihuan.engine.errors import BadInput
from bihuan.engine.records import Answer, Case, Member, Request, Round
from bihuan.rules.letters.facts import LetterFacts, Recipient
from bihuan.rules.letters.requirements import LetterKind
from bihuan.rules.policy import Policy


def letter_facts(
    case: Case,
    *,
    members: Iterable[Member],
    rounds: Iterable[Round],
    requests: Iterable[Request],
    answers: Iterable[Answer],
    policy: Policy,
    office: str,
    today: date,
) -> LetterFacts:
    """The facts of the letter that the case's present round asks for.

    `office` is the name it signs with, or nothing where that is not known. Raises BadInput
    for a case that is only read, since nobody writes a letter about it.
    """
    letter = letter_kind(case)
    begun = next((one.began_on for one in rounds if one.round == case.round), case.received_on)
    what = "opinion" if letter is LetterKind.OPINION else "answer"
    left = [one for one in answers if one.round == case.round and one.what == what]
    last = max(left, key=lambda one: one.seq, default=None)
    return LetterFacts(
        kind=case.kind,
        letter=letter,
        office=office,
        number=case.number,
        title=case.title,
        session=f"{case.assembly}{case.session}",
        members=tuple(
            Recipient(name=one.name, collective=one.collective)
            for one in sorted(members, key=lambda one: (not one.lead, one.no))
        ),
        begun_on=begun,
        today=today,
        lead_unit=case.counterpart if letter is LetterKind.OPINION else "",
        cohandlers=tuple(
            dict.fromkeys(
                one.unit
                for one in requests
                if one.round == case.round and one.status in ("given", "late")
            )
        ),
        scheme=policy.class_scheme,
        document=last.document if last else "",
        code=last.code if last else "",
    )


def letter_kind(case: Case) -> LetterKind:
    """What letter the present round of a case asks for; BadInput for one that is only read."""
    if case.role == "reading":
        raise BadInput("case", "a case that is only read has no letter", case.number or case.title)
    if case.role == "support":
        return LetterKind.OPINION
    return LetterKind.AGAIN if case.round > 1 else LetterKind.ANSWER
