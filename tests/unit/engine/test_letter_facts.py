"""What is on file about a case is what its letter is held against."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bihuan.engine.errors import BadInput
from bihuan.engine.letter_facts import letter_facts
from bihuan.engine.records import Answer, Member, Request, Round
from bihuan.rules.letters.facts import LetterFacts, Recipient
from bihuan.rules.letters.requirements import LetterKind
from bihuan.rules.policy import load
from support import samples

KEY: dict[str, Any] = {"office": "office", "case": "c1"}
CASE = replace(
    samples.case(), role="lead", round=1, assembly="某省第十四届人大", session="第二次会议"
)
JILIN = load("jilin_2025")
LEAD = Member(**KEY, no=2, name="某委员", lead=True)
OTHER = Member(**KEY, no=1, name="某党派", lead=False, collective=True)
FIRST, SECOND = (
    Round(**KEY, round=no, began_on=date(2024, month, 4)) for no, month in ((1, 3), (2, 7))
)


def facts(case: Any = CASE, **records: Any) -> LetterFacts:
    """The facts of the case's letter."""
    known: dict[str, Any] = {
        "members": (),
        "rounds": (FIRST, SECOND),
        "requests": (),
        "answers": (),
    }
    known |= records
    return letter_facts(case, policy=JILIN, office="某厅", today=date(2024, 9, 1), **known)


def test_the_lead_member_comes_first_and_a_body_is_known_as_one() -> None:
    told = facts(members=(OTHER, LEAD))

    assert told.members == (Recipient(name="某委员"), Recipient(name="某党派", collective=True))


def test_the_case_says_number_title_and_session() -> None:
    told = facts()

    assert (told.kind, told.number, told.title) == (CASE.kind, CASE.number, CASE.title)
    assert (told.session, told.office) == ("某省第十四届人大第二次会议", "某厅")
    assert told.scheme == JILIN.class_scheme


@pytest.mark.parametrize(
    ("role", "round_", "letter"),
    [
        ("sole", 1, LetterKind.ANSWER),
        ("separate", 1, LetterKind.ANSWER),
        ("lead", 2, LetterKind.AGAIN),
        ("support", 1, LetterKind.OPINION),
        ("support", 2, LetterKind.OPINION),
    ],
)
def test_role_and_round_say_which_letter_it_is(role: str, round_: int, letter: LetterKind) -> None:
    assert facts(replace(CASE, role=role, round=round_)).letter is letter


def test_the_term_is_that_of_the_present_round() -> None:
    assert facts().begun_on == date(2024, 3, 4)
    assert facts(replace(CASE, round=2)).begun_on == date(2024, 7, 4)
    assert facts(rounds=()).begun_on == CASE.received_on


def test_the_lead_unit_is_asked_for_by_an_opinion_alone() -> None:
    case = replace(CASE, counterpart="省某厅")

    assert facts(case).lead_unit == ""
    assert facts(replace(case, role="support")).lead_unit == "省某厅"


def test_cohandlers_are_those_asked_in_this_round_each_once() -> None:
    asked = [
        Request(
            **KEY,
            no=no,
            round=round_,
            unit=unit,
            asked_on=date(2024, 3, 5),
            due=date(2024, 4, 5),
            status=status,
        )
        for no, round_, unit, status in (
            (1, 1, "省甲厅", "given"),
            (2, 1, "省乙厅", "dropped"),
            (3, 1, "省甲厅", "late"),
            (4, 2, "省丙厅", "open"),
        )
    ]

    assert facts(requests=asked).cohandlers == ("省甲厅",)


def test_the_last_letter_that_left_in_this_round_is_on_file() -> None:
    left = [
        Answer(
            **KEY,
            seq=seq,
            round=round_,
            what=what,
            on=date(2024, 6, 1),
            document=document,
            code="A",
        )
        for seq, round_, what, document in (
            (5, 1, "answer", "某函〔2024〕1号"),
            (4, 1, "answer", "某函〔2024〕0号"),
            (6, 1, "lead_answer", "省函〔2024〕9号"),
            (7, 2, "answer", "某函〔2024〕2号"),
        )
    ]

    assert (facts(answers=left).document, facts(answers=left).code) == ("某函〔2024〕1号", "A")
    assert facts(answers=left[2:]).document == ""


def test_nobody_writes_a_letter_about_a_case_that_is_only_read() -> None:
    with pytest.raises(BadInput):
        facts(replace(CASE, role="reading"))
