"""A letter's way from the draft to the member: every step, and what stops it."""

from __future__ import annotations

from typing import Any

import pytest

from bihuan.engine.errors import BadInput, Refused
from bihuan.engine.handled import handled
from bihuan.engine.history import digest_of
from bihuan.engine.letter_records import Draft, LetterStep
from bihuan.engine.records import Answer
from support.people import CLERK, Desk, OpenDesk, letter_number
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


def steps(desk: Desk, case: str) -> list[tuple[str, str, int]]:
    """The steps the letter took: which, by whom, of which version."""
    return [(one.step, one.by, one.draft) for one in desk.records(LetterStep, case)]


def test_a_letter_goes_from_its_draft_to_the_member(desk: Desk, case: str) -> None:
    desk.walk(case, "draft", "review", "sign", "answer")

    (answer,) = desk.records(Answer, case)
    assert desk.case(case).state == "answered"
    assert (answer.document, answer.signer) == (letter_number(case), "某厅长")
    assert steps(desk, case) == [("reviewed", "某主任", 1), ("signed", "某厅长", 2)]


def test_the_file_that_was_signed_is_the_one_that_is_sent_and_kept(desk: Desk, case: str) -> None:
    desk.walk(case, "draft", "review", "sign", "answer")

    (answer,) = desk.records(Answer, case)
    paper = desk.engine.store.paper("office", answer.paper)
    assert paper is not None
    assert paper.digest == digest_of(paper.content)
    assert paper.content.decode().splitlines() == desk.letter(case, letter_number(case))


def test_every_version_stays_on_file(desk: Desk, case: str) -> None:
    first = desk.letter(case)
    desk.do(case, "draft", **as_file([*first[:-1], "此件依申请公开"]))
    desk.walk(case, "draft", "review", "send_back", "draft")

    versions = desk.records(Draft, case)
    assert [one.no for one in versions] == [1, 2, 3]
    kept = [desk.engine.store.paper("office", one.digest) for one in versions]
    assert [one is not None and "依申请公开" in one.content.decode() for one in kept] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("walked", "event"),
    [
        ((), "review"),
        ((), "sign"),
        (("draft",), "sign"),
        (("draft",), "answer"),
        (("draft", "review"), "answer"),
        (("draft", "review"), "review"),
        (("draft", "review", "sign"), "sign"),
        (("draft", "review", "send_back"), "sign"),
    ],
)
def test_no_step_is_left_out(desk: Desk, case: str, walked: tuple[str, ...], event: str) -> None:
    desk.walk(case, *walked)

    assert "letter" in why(desk, case, event)


def test_a_new_draft_begins_the_path_anew(desk: Desk, case: str) -> None:
    desk.walk(case, "draft", "review", "sign", "draft")

    assert "letter" in why(desk, case, "answer")
    assert "letter" in why(desk, case, "sign")


def test_a_letter_signed_elsewhere_needs_no_path_here(desk: Desk, case: str) -> None:
    desk.do(case, "answer", **as_file(desk.letter(case, letter_number(case))))

    (answer,) = desk.records(Answer, case)
    assert desk.engine.store.paper("office", answer.paper) is not None


def test_a_letter_signed_elsewhere_may_be_kept_as_a_picture(desk: Desk, case: str) -> None:
    desk.do(case, "answer", file=b"%PDF-1.7", name="答复.pdf")

    (answer,) = desk.records(Answer, case)
    paper = desk.engine.store.paper("office", answer.paper)
    assert paper is not None
    assert (paper.name, paper.content) == ("答复.pdf", b"%PDF-1.7")


def test_all_units_that_were_named_countersign_before_the_review(desk: Desk, case: str) -> None:
    desk.do(case, "draft", countersigners=["甲局", "乙局"])
    assert "countersign_waived" in why(desk, case, "review")
    desk.do(case, "countersign", unit="乙局")
    assert "countersign_waived" in why(desk, case, "review")

    desk.do(case, "countersign", unit="甲局")
    desk.do(case, "review")

    assert [by for step, by, _ in steps(desk, case) if step == "countersigned"] == ["乙局", "甲局"]


@pytest.mark.parametrize("unit", ["丙局", "", "乙局"])
def test_only_a_unit_that_is_waited_for_countersigns(desk: Desk, case: str, unit: str) -> None:
    desk.do(case, "draft", countersigners=["甲局", "乙局"])
    desk.do(case, "countersign", unit="乙局")

    with pytest.raises(BadInput, match="still to countersign are: 甲局"):
        desk.do(case, "countersign", unit=unit)


def test_what_an_earlier_version_was_countersigned_for_counts_no_more(
    desk: Desk, case: str
) -> None:
    desk.do(case, "draft", countersigners=["甲局"])
    desk.do(case, "countersign", unit="甲局")
    desk.do(case, "draft", countersigners=["甲局"])

    assert "countersign_waived" in why(desk, case, "review")


@pytest.mark.parametrize("lost", ["标题", "称谓", "落款", "日期"])
def test_a_letter_that_lacks_what_it_must_have_is_not_signed(
    desk: Desk, case: str, lost: str
) -> None:
    starts = {"标题": "关于", "称谓": "某代表代表：", "落款": "某省", "日期": "2024年"}[lost]
    spoilt = [line for line in desk.letter(case) if not line.startswith(starts)]
    desk.do(case, "draft", **as_file(spoilt))
    desk.do(case, "review")

    assert why(desk, case, "sign", file=None, lines=None, name=None) == {"letter_sound"}


def test_the_finished_file_is_checked_as_the_draft_was(desk: Desk, case: str) -> None:
    desk.walk(case, "draft", "review")
    spoilt = as_file(["某代表代表：", "已办理。"])

    with pytest.raises(BadInput, match="is not the letter that was reviewed"):
        desk.do(case, "sign", **spoilt)


def test_a_letter_about_another_case_is_not_signed(desk: Desk, case: str) -> None:
    other = desk.receive(2)
    desk.do(case, "draft", **as_file(desk.letter(other)))
    desk.do(case, "review")

    letter = desk.letter(other, letter_number(case))
    assert why(desk, case, "sign", **as_file(letter)) == {"letter_sound"}


def test_the_number_in_the_letter_is_the_number_it_is_signed_under(desk: Desk, case: str) -> None:
    desk.walk(case, "draft", "review")

    with pytest.raises(BadInput, match="is not the letter that was reviewed"):
        desk.do(case, "sign", document="某函〔2024〕99号")
    with pytest.raises(BadInput, match="the letter leaves under its number"):
        desk.do(case, "sign", document=None, file=None, lines=None, name=None)


def test_a_letter_that_does_not_print_its_number_is_not_signed(desk: Desk, case: str) -> None:
    unnumbered = [line for line in desk.letter(case, "无") if line != "无"]
    desk.do(case, "draft", **as_file(unnumbered))
    desk.do(case, "review")

    assert why(desk, case, "sign", **as_file(unnumbered)) == {"letter_sound"}


@pytest.mark.parametrize("spoilt", ["一、情况属实。", ""])
def test_nothing_but_what_was_open_changes_between_review_and_signature(
    desk: Desk, case: str, spoilt: str
) -> None:
    desk.walk(case, "draft", "review")
    letter = desk.letter(case, letter_number(case))
    changed = [spoilt if line.startswith("一、") else line for line in letter]

    with pytest.raises(BadInput, match="is not the letter that was reviewed"):
        desk.do(case, "sign", **as_file(changed))


def test_a_letter_is_not_signed_while_an_opinion_is_out(desk: Desk, case: str) -> None:
    desk.walk(case, "co_handle", "draft", "review")

    assert why(desk, case, "sign") == {"open_requests"}


@pytest.mark.parametrize("name", ["../x.docx", "/tmp/x.docx", "a\\x.docx", ".."])
def test_a_file_is_called_by_a_name_and_not_by_a_place(desk: Desk, case: str, name: str) -> None:
    with pytest.raises(BadInput, match="without folders"):
        desk.do(case, "draft", name=name)


def test_nothing_else_leaves_than_what_was_signed(desk: Desk, case: str) -> None:
    desk.walk(case, "draft", "review", "sign")

    with pytest.raises(BadInput, match="was signed with"):
        desk.do(case, "answer", document="某函〔2024〕99号")
    with pytest.raises(BadInput, match="was signed with"):
        desk.do(case, "answer", signer="另一位厅长")
    with pytest.raises(BadInput, match="another file was signed"):
        desk.do(case, "answer", **{**as_file(["别的"]), "signer": None})


@pytest.mark.parametrize(
    ("spoilt", "field"),
    [
        ({"file": "text"}, "file"),
        ({"file": b""}, "file"),
        ({"file": b"x" * (20 << 20 | 1)}, "file"),
        ({"name": ""}, "name"),
        ({"lines": "one text"}, "lines"),
        ({"lines": [1]}, "lines"),
        ({"lines": ["", "  "]}, "lines"),
        ({"originals": {"case-00009": {}}}, "originals"),
        ({"originals": ["case-00009"]}, "originals"),
    ],
)
def test_a_draft_that_is_none_is_named(
    desk: Desk, case: str, spoilt: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as refused:
        desk.do(case, "draft", **spoilt)

    assert refused.value.field == field
    assert desk.records(Draft, case) == []


def test_history_keeps_the_text_and_the_digest_of_a_draft_and_not_the_file(
    desk: Desk, case: str
) -> None:
    desk.do(case, "draft")

    said = desk.history(case)[-1].args
    letter = as_file(desk.letter(case))
    assert said["file"] == digest_of(letter["file"])
    assert said["lines"] == letter["lines"]


def test_the_same_draft_under_the_same_key_is_one_version(desk: Desk, case: str) -> None:
    first = desk.fire(case, "draft", key="once")
    again = desk.fire(case, "draft", key="once")

    assert (first.repeated, again.repeated) == (False, True)
    assert len(desk.records(Draft, case)) == 1


def test_each_merged_case_has_its_own_letter_in_the_draft(desk: Desk, case: str) -> None:
    other = desk.receive(2)
    desk.do(other, "merge", host=case)
    second = letter_number(other)

    def originals(document: str = "") -> dict[str, Any]:
        letter = as_file(desk.letter(other, document))
        return {other: letter | ({"document": document} if document else {})}

    desk.do(case, "draft", originals=originals())
    desk.do(case, "review")
    with pytest.raises(BadInput, match="is not the letter that was reviewed"):
        spoilt = {other: as_file(["并案件的答复"]) | {"document": second}}
        desk.do(case, "sign", originals=spoilt)
    with pytest.raises(BadInput, match="number of each merged case's letter"):
        desk.do(case, "sign", file=None, lines=None, name=None)
    desk.do(case, "sign", originals=originals(second))
    with pytest.raises(BadInput, match=f"was signed with {second}"):
        desk.do(case, "answer", letters={other: "某函〔2024〕77号"})
    desk.do(case, "answer")

    (answer,) = desk.records(Answer, other)
    assert (answer.document, answer.signer) == (second, "某厅长")
    paper = desk.engine.store.paper("office", answer.paper)
    assert paper is not None
    assert second in paper.content.decode()


def test_a_merged_case_without_a_letter_holds_the_answer_back(desk: Desk, case: str) -> None:
    other = desk.receive(2)
    desk.do(other, "merge", host=case)
    desk.walk(case, "draft", "review", "sign")

    assert why(desk, case, "answer") == {"letters_complete"}


def test_an_opinion_goes_the_same_way(desk_under: OpenDesk) -> None:
    desk = desk_under("national_law_2025")
    case = desk.receive(role="support", counterpart="某省财政厅")

    desk.walk(case, "dispatch", "draft", "review", "sign", "opine")

    (opinion,) = desk.records(Answer, case)
    assert (opinion.what, opinion.document) == ("opinion", letter_number(case))


def test_an_opinion_that_is_redone_is_written_anew(desk_under: OpenDesk) -> None:
    desk = desk_under("national_law_2025")
    case = desk.receive(role="support", counterpart="某省财政厅")
    desk.walk(case, "dispatch", "draft", "review", "sign", "opine", "redo_opinion")

    assert desk.case(case).held["letter"] == "none"


def test_the_lead_units_answer_is_not_taken_for_our_opinion(desk_under: OpenDesk) -> None:
    desk = desk_under("national_law_2025")
    case = desk.receive(role="support", counterpart="某省财政厅")
    desk.walk(case, "dispatch", "draft", "review", "sign", "opine", "lead_answered")

    assert desk.records(Answer, case)[-1].document == "主办函〔2024〕3号"


def test_a_new_round_begins_without_a_letter(desk: Desk, case: str) -> None:
    desk.walk(case, "draft", "review", "sign", "answer")
    desk.do(case, "feedback", verdict="不满意", comment="未回应第二条")
    desk.do(case, "reassign")
    desk.do(case, "contact")

    assert desk.case(case).held["letter"] == "none"
    assert "signed" in why(desk, case, "answer", signer=None)


def test_history_alone_tells_which_letter_left(desk: Desk, case: str) -> None:
    desk.walk(case, "draft", "review", "sign", "answer")

    told = handled(desk.history(case), desk.engine.library.machine)

    assert told is not None
    assert [replace_class(one) for one in told.answers] == [
        replace_class(one) for one in desk.records(Answer, case)
    ]


def replace_class(answer: Answer) -> tuple[object, ...]:
    """A letter but for what the policy made of its class."""
    return (answer.seq, answer.document, answer.signer, answer.paper, answer.on)


def test_only_the_office_signs(desk: Desk, case: str) -> None:
    from support.people import DIVISION

    desk.fire(case, "draft", by=DIVISION)
    desk.walk(case, "review")

    with pytest.raises(Refused, match="not_yours"):
        desk.fire(case, "sign", by=DIVISION)
    desk.fire(case, "sign", by=CLERK)
