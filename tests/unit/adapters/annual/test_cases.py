"""Cases are told from their own histories, and only those that speak for themselves are chosen."""

from __future__ import annotations

from bihuan.adapters.annual.cases import chosen, told
from bihuan.engine.stories import Story
from support.annual import report
from support.people import Desk


def picked(desk: Desk, most: int = 9) -> tuple[Story, ...]:
    """What the report would choose."""
    return chosen(report(desk).figures, desk.engine.house, most)


def test_a_collective_one_comes_first_and_one_handled_again_last(lived: Desk) -> None:
    numbers = [one.case.number for one in picked(lived)]

    assert numbers == ["第0003号", "第0001号", "第0002号"]


def test_it_chooses_no_more_than_asked_and_none_that_is_supported(lived: Desk) -> None:
    assert len(picked(lived, 2)) == 2
    assert {one.case.role for one in picked(lived)} == {"lead"}


def test_a_case_with_whose_answer_the_member_is_not_satisfied_is_not_chosen(empty: Desk) -> None:
    case = empty.receive()
    empty.walk(case, "dispatch", "contact", "answer")
    empty.do(case, "feedback", verdict="不满意", comment="不够具体")

    assert picked(empty) == ()


def test_a_case_is_told_round_by_round(lived: Desk) -> None:
    *_, again = told(picked(lived), lived.engine.house, "zh")

    assert again == (
        "某代表提出的《关于示例事项的建议（2）》（建议第0002号），由甲处主办，"
        "与提出人沟通2次（走访2次），2024年3月4日以某函〔2024〕2号答复，"
        "办理结果为“得到解决或基本解决”，反馈不满意（不够具体），"
        "重新办理后2024年3月4日以某函〔2024〕12号再次答复，办理结果为“得到解决或基本解决”，"
        "反馈满意。"
    )


def test_a_member_is_called_by_what_he_is(empty: Desk) -> None:
    empty.receive(1, members=("王某某",))
    empty.receive(2, kind="cppcc_proposal", members=("李某某",))

    first, second = told(report(empty).figures.stories, empty.engine.house, "zh")

    assert first.startswith("王某某代表提出的")
    assert second.startswith("李某某委员提出的")


def test_what_did_not_happen_is_not_told(empty: Desk) -> None:
    empty.receive(1)
    story = report(empty).figures.stories[0]

    (text,) = told([story], empty.engine.house, "zh")

    assert text == "某代表提出的《关于示例事项的建议（1）》（建议第0001号）。"


def test_it_is_told_in_english_too(lived: Desk) -> None:
    first, *_ = told(picked(lived), lived.engine.house, "en")

    assert first.startswith(
        "《关于示例事项的建议（3）》 (suggestion 第0003号) by 某代表; handled by"
    )
    assert "answered on 2024-03-04 (某函〔2024〕3号)" in first
