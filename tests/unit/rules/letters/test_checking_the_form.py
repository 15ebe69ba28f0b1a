"""What a letter lacks, what is damaged in it, and what a region asks of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bihuan.rules.classes import scheme
from bihuan.rules.letters.facts import Recipient
from bihuan.rules.letters.findings import Severity
from support.letters import ANSWER, FACTS, codes, faults, spoiled, without


@pytest.mark.parametrize(
    ("start", "element", "severity"),
    [
        ("吉函", "document number", "should"),
        ("关于省", "title", "must"),
        ("甲某丁", "addressee", "must"),
        ("您提出的", "opening that names the proposal", "should"),
        ("感谢", "word of thanks", "should"),
        ("吉林省水利厅", "signing unit (seal)", "must"),
        ("2024年", "date", "must"),
        ("（联系人", "contact person", "should"),
    ],
)
def test_what_is_missing_is_named_with_what_to_write(
    start: str, element: str, severity: str
) -> None:
    (fault,) = faults(*without(start))

    assert fault.code == "missing"
    assert fault.sentence("en") == f"there is no {element}"
    assert fault.severity == severity
    assert fault.paragraph is None
    assert fault.cure() and fault.cure("en")
    assert fault.origin() == "产品的提醒，不是法规"


def test_a_letter_without_any_text_has_no_body() -> None:
    found = faults(*without("一、", "二、"))

    assert [each.code for each in found] == ["missing", "cohandlers_unmentioned", "points_fewer"]
    assert found[0].sentence() == "没有正文"


def test_a_label_with_nothing_after_it_is_not_what_it_announces() -> None:
    (fault,) = faults(*spoiled("（联系人：丙某甲，电话：0431-00000000）", "联系人："))

    assert (fault.code, fault.paragraph) == ("blank", 12)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("2024年6月17日", "2024617", "date_damaged"),
        ("2024年6月17日", "2024年6月", "date_damaged"),
        ("2024年6月17日", "2024年2月30日", "date_damaged"),
        ("2024年6月17日", "2024年2月29日", "date_before"),
        ("2024年6月17日", "2024年6月21日", "date_future"),
        ("吉函〔2024〕12号", "吉函〔2024〕号", "number_damaged"),
        ("吉函〔2024〕12号", "吉函〔202412", "number_damaged"),
        ("吉函〔2024〕12号", "吉函[2024]第012号", "number_spelling"),
        ("吉函〔2024〕12号", "吉函〔2024〕12号\n吉函〔2024〕13号", "several_numbers"),
        ("类别：A", "类别：E", "class_unknown"),
        ("类别：A", "类别：A\n（B类）", "several_classes"),
        ("，电话：0431-00000000", "", "phone_missing"),
        ("已安排资金", "已安排{{ 金额 }}万元", "placeholder"),
        ("已安排资金", "已安排××万元", "placeholder"),
        ("已安排资金", "已安排〔正文1/2〕", "placeholder"),
        ("已安排资金", "已安排____万元", "placeholder"),
        ("会同省交通运输厅研究，", "", "cohandlers_unmentioned"),
        ("二、关于养护", "关于养护", "points_fewer"),
    ],
)
def test_what_is_damaged_or_left_open_is_found(old: str, new: str, code: str) -> None:
    assert codes(*spoiled(old, new)) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "国发〔2024〕3号文件",
        "二〇〇八年",
        "2024年（含）",
        "×3",
        "《办法》第〔一〕款规定的",
        "XX1型设备",
    ],
)
def test_what_only_looks_like_a_place_to_fill_in(text: str) -> None:
    found = codes(*spoiled("已安排资金", f"已按{text}安排"))

    assert found == (["placeholder"] if "〔一〕" in text else [])


@pytest.mark.parametrize(
    "day", ["二〇二四年六月十七日", "二○二四年六月十七日", "2024-06-17", "2024.6.17"]
)
def test_a_date_may_be_printed_in_any_way_that_has_one_reading(day: str) -> None:
    assert codes(*spoiled("2024年6月17日", day)) == []


def test_the_first_and_the_last_day_are_allowed() -> None:
    assert codes(begun_on=date(2024, 6, 17), today=date(2024, 6, 17)) == []


def test_a_word_scheme_has_words_for_classes() -> None:
    solved = spoiled("类别：A", "办理结果：解决采纳")

    assert codes(*solved, scheme=scheme("shanghai_2015")) == []
    assert codes(*spoiled("类别：A", "办理结果：A"), scheme=scheme("shanghai_2015")) == [
        "class_unknown"
    ]
    assert codes(*spoiled("类别：A", "类别：Z"), scheme=None) == []


def test_copies_are_asked_by_the_region_and_cited() -> None:
    bare = [each for each in ANSWER if not each.startswith("抄送")]

    one, two = faults(*bare, policy="zhejiang_2016")

    assert one.sentence() == "没有抄送省人大常委会代表与选举任免工作委员会"
    assert one.severity is Severity.MUST
    assert (
        one.origin("en")
        == "《浙江省人民代表大会代表建议、批评和意见办理的规定（2016年5月27日）》第25条"
    )
    assert two.sentence() == "没有抄送省人民政府办公厅"
    assert codes(*bare, policy="jilin_2025") == []


def test_a_court_gives_no_copy_to_the_government() -> None:
    letter = spoiled("，省人民政府办公厅", "")

    assert codes(*letter, policy="zhejiang_2016") == ["copy_missing"]
    assert codes(*letter, policy="zhejiang_2016", government=False) == []


@pytest.mark.parametrize(
    "copies",
    [
        "省人大常委会代表与选举任免工作委员会、省政府办公厅",
        "省人大代表与选举任免工委(2份)，省府办(1份)。",
        "省人大常委会代表工委  省政府办公厅；省交通运输厅",
    ],
)
def test_bodies_may_be_copied_by_their_short_names(copies: str) -> None:
    letter = spoiled("省人大常委会代表与选举任免工作委员会，省人民政府办公厅。", copies)

    assert codes(*letter, policy="zhejiang_2016") == []


@pytest.mark.parametrize("copies", ["省人大常委会人事代表工作委员会", "省人大人事代表工作室"])
def test_a_body_that_is_only_described_may_have_any_name_that_begins_so(copies: str) -> None:
    letter = spoiled("省人大常委会代表与选举任免工作委员会", copies)

    assert codes(*letter, policy="shandong_2017") == []


def test_an_enclosed_form_is_asked_where_the_law_asks_for_it() -> None:
    letter = without("附件")

    assert codes(*letter, policy="zhejiang_2016") == ["missing"]
    assert codes(*letter, policy="jilin_2025") == []
    within = [each.replace("支持！", "支持！随函附《征询意见表》。") for each in letter]
    assert codes(*within, policy="zhejiang_2016") == []


def test_what_only_an_excerpt_asks_does_not_stop_a_letter() -> None:
    (fault,) = faults(*spoiled("关于省十四届", "对省十四届"), policy="zhejiang_2016")

    assert (fault.code, fault.severity) == ("title_form", Severity.SHOULD)


def test_what_is_asked_of_answers_to_the_national_congress_is_asked_of_no_other() -> None:
    letter = [each for each in ANSWER if not each.startswith(("类别", "抄送"))]
    national = [each.replace("省十四届人大", "十四届全国人大") for each in letter]

    assert codes(*letter) == []
    assert codes(*national, session="十四届全国人大三次会议") == ["missing", "copy_missing"]


def test_an_answer_to_the_conference_is_not_measured_by_a_law_about_deputies() -> None:
    letter = [
        each.replace("人大三次", "政协三次")
        .replace("建议的答复", "提案的答复")
        .replace("代表：", "委员：")
        for each in ANSWER
        if not each.startswith(("抄送", "附件"))
    ]

    found = codes(
        *letter, policy="zhejiang_2016", kind="cppcc_proposal", session="省政协十四届三次会议"
    )

    assert found == []


def test_the_co_handlers_are_a_must_where_a_law_says_so_and_else_a_should() -> None:
    letter = spoiled("会同省交通运输厅研究，", "")

    law = faults(*letter, policy="qingdao_2021")[0]
    house = faults(*letter, policy="jilin_2025")[0]

    assert (law.code, law.severity) == ("cohandlers_unmentioned", Severity.MUST)
    assert "第24条" in law.origin()
    assert (house.code, house.severity) == ("cohandlers_unmentioned", Severity.SHOULD)


def test_faults_come_in_the_order_of_the_letter() -> None:
    letter = spoiled("2024年6月17日", "2024617")
    letter[1] = "吉函〔2024〕号"

    found = faults(*letter)

    assert [each.paragraph for each in found] == [2, 11]


def test_a_name_that_is_masked_on_file_is_no_place_to_fill_in() -> None:
    masked = replace(FACTS, members=(Recipient(name="曾**"),), title="关于×××镇道路的建议")
    letter = [line.replace("甲某丁、乙某丙", "曾**") for line in ANSWER]
    letter[4] = letter[4].replace(FACTS.title, masked.title)

    assert "placeholder" not in codes(*letter, facts=masked)
    assert "placeholder" in codes(*letter, facts=replace(masked, title="另一件"))
