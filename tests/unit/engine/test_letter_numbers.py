"""The number a letter is signed under is its own, whatever becomes of it."""

from __future__ import annotations

from typing import Any

import pytest

from bihuan.engine.errors import Refused
from bihuan.engine.records import Answer
from support.people import Desk, letter_number
from support.written_letters import as_file


@pytest.fixture
def case(desk: Desk) -> str:
    """A case whose member was contacted: it may be answered."""
    name = desk.receive()
    desk.walk(name, "dispatch", "contact")
    return name


def why(desk: Desk, case: str, event: str, **args: Any) -> set[str]:
    """The facts that stand in the way."""
    with pytest.raises(Refused) as refused:
        desk.do(case, event, **args)
    return {one.fact for one in refused.value.findings if not (one.held or one.moot)}


def test_the_number_of_an_earlier_round_is_not_used_again(desk: Desk, case: str) -> None:
    desk.do(case, "answer")
    desk.do(case, "feedback", verdict="不满意", comment="未回应第二条")
    desk.do(case, "reassign")
    desk.do(case, "contact")

    assert why(desk, case, "answer", document=letter_number(case)) == {"document_free"}


def test_a_number_that_another_letter_has_is_not_used(desk: Desk, case: str) -> None:
    other = desk.receive(2)
    desk.walk(other, "dispatch", "contact", "answer")
    taken = letter_number(other)
    desk.walk(case, "draft", "review")

    letter = as_file(desk.letter(case, taken))
    assert why(desk, case, "sign", document=taken, **letter) == {"document_free"}


@pytest.mark.parametrize("spelled", ["某函[2024]2号", "某函（2024）2号", "某函﹝２０２４﹞2号"])
def test_a_number_is_the_same_however_it_is_spelled(desk: Desk, case: str, spelled: str) -> None:
    desk.walk(desk.receive(2), "dispatch", "contact", "answer")

    assert why(desk, case, "answer", document=spelled) == {"document_free"}


def test_cases_handled_together_may_share_a_number(desk: Desk, case: str) -> None:
    other = desk.receive(2)
    desk.do(other, "merge", host=case)

    desk.do(case, "answer", letters={other: letter_number(case)})

    assert [one.document for one in desk.records(Answer, other)] == [letter_number(case)]


def test_what_is_no_number_belongs_to_nobody(desk: Desk, case: str) -> None:
    other = desk.receive(2)
    desk.walk(other, "dispatch", "contact")
    desk.do(other, "answer", document="当面答复")

    desk.do(case, "answer", document="当面答复")


def test_a_letter_that_is_sent_back_keeps_its_number(desk: Desk, case: str) -> None:
    desk.walk(case, "draft", "review", "sign", "send_back")
    (number,) = desk.engine.store.numbers("office")
    assert (number.status, number.case) == ("reserved", case)

    desk.walk(case, "draft", "review", "sign", "answer")

    (number,) = desk.engine.store.numbers("office")
    assert (number.text, number.status, number.case) == (letter_number(case), "used", case)
