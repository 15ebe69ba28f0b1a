"""A letter that names another member, case, session or office is not signed."""

from __future__ import annotations

import pytest

from bihuan.rules.letters.facts import Recipient
from bihuan.rules.letters.requirements import LetterKind
from support.letters import ANSWER, codes, faults, spoiled, without

OPINION = (
    "关于省十四届人大三次会议第123号建议的会办意见",
    "省交通运输厅：",
    "您单位转来的《关于支持农村道路建设的建议》收悉。现提出会办意见如下：",
    "一、同意安排资金。",
    "二、同意养护计划。",
    "吉林省水利厅",
    "2024年6月17日",
    "联系人：丙某甲　电话：0431-00000000",
)


def test_a_faultless_letter_has_no_faults() -> None:
    assert codes() == []
    assert codes(policy="zhejiang_2016") == []


def test_a_letter_to_somebody_else_is_stopped() -> None:
    (fault,) = faults(*spoiled("甲某丁、乙某丙代表", "丁某甲代表"))

    assert fault.code == "addressee_stranger"
    assert fault.severity == "must"
    assert fault.paragraph == 4
    assert fault.sentence() == "抬头中的“丁某甲”不是提出人（甲某丁、乙某丙）"
    assert fault.cure("en") == "address 甲某丁、乙某丙, or correct first who is on file"


def test_one_stranger_among_the_names_is_named_and_so_is_who_is_left_out() -> None:
    assert codes(*spoiled("乙某丙代表", "丁某甲代表")) == ["addressee_stranger", "addressee_absent"]


def test_a_deputy_is_not_called_a_member_of_the_conference() -> None:
    assert codes(*spoiled("乙某丙代表", "乙某丙委员")) == ["addressee_title"]


@pytest.mark.parametrize(
    ("salutation", "code"),
    [
        ("代表：", "addressee_nameless"),
        ("甲某丁等3位代表：", "addressee_count"),
        ("市科学技术协会：", "addressee_stranger"),
        ("甲某丁代表：", None),
        ("甲某丁等2位代表：", None),
        ("尊敬的甲某丁、乙某丙代表：", None),
        ("甲 某 丁、乙 某 丙代表：", None),
        ("甲某丁和乙某丙代表：", None),
    ],
)
def test_joint_members_may_be_addressed_in_several_ways(salutation: str, code: str | None) -> None:
    found = codes(*spoiled("甲某丁、乙某丙代表：", salutation))

    assert found == ([code] if code else [])


def test_some_of_several_names_leave_somebody_out() -> None:
    three = (Recipient(name="甲某丁"), Recipient(name="乙某丙"), Recipient(name="丁某乙"))

    assert codes(members=three) == ["addressee_absent"]


def test_where_mainly_the_lead_is_answered_a_letter_without_the_lead_is_stopped() -> None:
    to_other = spoiled("甲某丁、乙某丙代表：", "乙某丙代表：")

    fault = next(each for each in faults(*to_other, policy="qingdao_2021"))

    assert fault.code == "addressee_lead"
    assert (
        fault.origin()
        == "《青岛市人民代表大会代表建议、批评和意见工作条例（2021年7月29日）》第28条"
    )


@pytest.mark.parametrize("name", ["民进贵州省委员会", "民进省委", "民进贵州省委"])
def test_a_collective_proposal_is_answered_to_the_organisation_by_a_short_name_too(
    name: str,
) -> None:
    members = (Recipient(name="民进贵州省委员会", collective=True),)
    letter = spoiled("甲某丁、乙某丙代表：", f"{name}：")

    assert codes(*letter, members=members) == []


def test_a_collective_proposal_is_not_answered_to_persons() -> None:
    members = (Recipient(name="民进贵州省委员会", collective=True),)

    assert codes(members=members) == ["addressee_collective"]


def test_an_opinion_goes_to_the_lead_unit_and_needs_no_copies_and_no_thanks() -> None:
    asked = {"letter": LetterKind.OPINION, "lead_unit": "吉林省交通运输厅", "cohandlers": ()}

    assert codes(*OPINION, **asked) == ["missing"]
    assert faults(*OPINION, **asked)[0].sentence() == "没有文号"
    assert codes("某函〔2024〕5号", *OPINION, policy="zhejiang_2016", **asked) == []


def test_an_opinion_to_the_member_or_to_another_unit_is_stopped() -> None:
    asked = {"letter": LetterKind.OPINION, "lead_unit": "省财政厅"}
    to_member = ["某函〔2024〕5号", OPINION[0], "甲某丁代表：", *OPINION[2:]]

    assert codes("某函〔2024〕5号", *OPINION, **asked) == ["addressee_lead_unit"]
    assert codes(*to_member, **asked) == ["addressee_lead_unit"]


def test_a_title_of_another_kind_of_letter_is_stopped() -> None:
    assert codes(*spoiled("建议的答复", "建议的会办意见")) == ["letter_differs"]
    assert codes(letter=LetterKind.AGAIN) == ["again_unsaid"]
    again = spoiled(
        "关于省十四届人大三次会议第123号建议的答复", "关于省十四届人大三次会议第123号建议的再次答复"
    )
    assert codes(*again, letter=LetterKind.AGAIN) == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("会议第123号建议的", "会议第132号建议的", "number_differs"),
        ("》（第123号）收悉", "》（第132号）收悉", "number_differs"),
        ("会议第123号建议的", "会议建议的", "number_absent"),
        ("支持农村道路建设", "支持城市绿化", "title_differs"),
        ("省十四届人大三次", "省十三届人大三次", "session_differs"),
        ("省十四届人大三次", "省十四届人大二次", "session_differs"),
        ("第123号建议的答复", "第123号提案的答复", "kind_differs"),
        ("吉林省水利厅", "吉林省水利厅农村处", "unit_differs"),
    ],
)
def test_what_names_another_case_is_found(old: str, new: str, code: str) -> None:
    assert codes(*spoiled(old, new)) == [code]


def test_a_conference_in_the_title_of_an_answer_to_a_deputy_is_found() -> None:
    found = codes(
        *spoiled("省十四届人大三次会议第123号建议的", "省政协十四届三次会议第123号提案的")
    )

    assert found == ["assembly_differs", "kind_differs"]


@pytest.mark.parametrize("number", ["123", "第0123号", "123号", "第 123 号", "第１２３号"])
def test_a_number_is_the_same_however_it_is_printed(number: str) -> None:
    assert codes(number=number) == []


@pytest.mark.parametrize(
    "number",
    [
        "财政经济类第2号",
        "第6.11号",
        "第 JY100012050700号",
        "Y19号",
        "第20250688号",
        "第TA2020021号",
    ],
)
def test_an_odd_number_is_found_in_a_title_that_prints_it(number: str) -> None:
    letter = spoiled(
        "关于省十四届人大三次会议第123号建议的答复", f"关于省十四届人大三次会议{number}建议的答复"
    )
    letter = [each.replace("（第123号）", "") for each in letter]

    assert codes(*letter, number=number) == []


@pytest.mark.parametrize("printed", ["第123、234号", "第123号、第234号", "第234和123号"])
def test_merged_cases_may_be_named_together(printed: str) -> None:
    letter = [each.replace("第123号", printed) for each in ANSWER]

    assert codes(*letter) == []
    assert codes(*letter, number="第345号") == ["number_differs", "number_differs"]


def test_a_number_within_a_quoted_title_is_not_the_cases() -> None:
    road = [
        each.replace("农村道路", "第12号农村道路").replace("（第123号）", "") for each in ANSWER
    ]

    assert codes(*road, title="关于支持第12号农村道路建设的建议") == []


def test_two_offices_may_sign_one_letter() -> None:
    both = spoiled("吉林省水利厅", "吉林省交通运输厅\n吉林省水利厅")

    assert codes(*both) == []
    assert codes(*both, office="吉林省交通运输厅") == []
    assert codes(*both, office="吉林省财政厅") == ["unit_differs"]


def test_a_number_within_a_longer_one_is_not_the_same() -> None:
    assert codes(number="第23号") == ["number_differs", "number_differs"]


def test_a_proposal_quoted_without_its_frame_words_is_the_same() -> None:
    assert codes(*spoiled("《关于支持农村道路建设的建议》", "《支持农村道路建设》")) == []


def test_without_an_opening_nothing_is_said_about_its_words() -> None:
    assert codes(*without("您提出的")) == ["missing"]
