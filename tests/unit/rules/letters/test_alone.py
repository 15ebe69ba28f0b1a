"""A letter by itself says what it answers, and is held against nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from bihuan.rules.letters.alone import facts_alone
from bihuan.rules.letters.checking import check
from bihuan.rules.letters.finding import find
from bihuan.rules.letters.requirements import LetterKind
from bihuan.rules.policy import load
from support.letters import ANSWER, faults, spoiled, without

JILIN = load("jilin_2025")
TODAY = date(2024, 6, 20)


def codes(*paragraphs: str) -> list[str]:
    """What is wrong with the letter as far as it says itself."""
    letter = find(paragraphs)
    facts = facts_alone(letter, JILIN, TODAY)
    assert facts is not None
    return [fault.code for fault in check(letter, facts, JILIN)]


def test_nothing_is_held_against_a_faultless_letter_by_itself() -> None:
    assert codes(*without("类别")) == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("吉函〔2024〕12号", "吉函〔2024〕号", "number_damaged"),
        ("2024年6月17日", "2024年7月17日", "date_future"),
        ("列入明年计划", "列入××计划", "placeholder"),
        ("乙某丙代表", "乙某丙委员", "addressee_title"),
        ("人大三次", "政协三次", "assembly_differs"),
    ],
)
def test_what_a_letter_shows_by_itself_is_found(old: str, new: str, code: str) -> None:
    changed = [text for text in spoiled(old, new) if not text.startswith("类别")]

    assert codes(*changed) == [code]


@pytest.mark.parametrize(
    ("title", "kind", "sort"),
    [
        ("关于省十四届人大三次会议第1号建议的答复", "deputy_suggestion", LetterKind.ANSWER),
        ("关于省政协十三届一次会议第1号提案的答复", "cppcc_proposal", LetterKind.ANSWER),
        ("关于省政协十三届一次会议第1号提案的会办意见", "cppcc_proposal", LetterKind.OPINION),
        ("关于省政协十三届一次会议第1号提案的再次答复", "cppcc_proposal", LetterKind.AGAIN),
    ],
)
def test_the_title_says_what_letter_it_is(title: str, kind: str, sort: LetterKind) -> None:
    facts = facts_alone(find([title, "某厅"]), JILIN, TODAY)

    assert facts is not None
    assert (facts.kind, facts.letter) == (kind, sort)


def test_without_a_title_the_greeting_says_what_is_answered() -> None:
    facts = facts_alone(
        find(["某某委员：", "您提出的提案收悉。现答复如下：", "已办。"]), JILIN, TODAY
    )

    assert facts is not None
    assert facts.kind == "cppcc_proposal"


def test_a_letter_that_says_nothing_has_to_be_told_of() -> None:
    letter = find(["某厅", "2024年6月17日"])

    assert facts_alone(letter, JILIN, TODAY) is None
    told = facts_alone(letter, JILIN, TODAY, kind="cppcc_proposal", sort=LetterKind.OPINION)
    assert told is not None
    assert (told.kind, told.letter) == ("cppcc_proposal", LetterKind.OPINION)


def test_an_assembly_counts_where_the_title_names_it_and_not_where_the_proposal_does() -> None:
    for title, national in (
        ("关于十四届全国人大一次会议第1号建议的答复", True),
        ("关于省十四届人大一次会议第1号《关于全国推广的建议》的答复", False),
    ):
        facts = facts_alone(find([title, "某厅"]), JILIN, TODAY, kind="deputy_suggestion")

        assert facts is not None
        assert ("全国" in facts.session) is national


def test_a_document_number_and_a_class_other_than_those_on_file_are_found() -> None:
    assert [fault.code for fault in faults(*ANSWER, document="吉函〔2024〕12号", code="A")] == []
    found = faults(*ANSWER, document="吉函〔2024〕21号", code="B")
    assert [fault.code for fault in found] == ["class_differs", "document_differs"]
