"""What a template may show is what is on file, under the declared names and no others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bihuan.engine.case_file import CaseFile, case_file
from bihuan.engine.errors import BadInput
from bihuan.engine.paper_fields import (
    Sender,
    Signed,
    Written,
    copies_unnamed,
    paper_fields,
    signed_on_file,
)
from bihuan.engine.paper_names import FIELDS, GIVEN, LATE, TYPED
from bihuan.engine.records import (
    Answer,
    Case,
    Deadline,
    Feedback,
    Member,
    Request,
    Round,
    Urging,
)
from bihuan.rules.policy import load
from support import samples
from support.people import OpenDesk

KEY: dict[str, Any] = {"office": "office", "case": "c1"}
CASE = replace(samples.case(), assembly="省人大", session="省十四届人大三次会议", number="31")
MEMBERS = (
    Member(**KEY, no=2, name="某甲", lead=True),
    Member(**KEY, no=1, name="某乙", lead=False),
)
ROUND = Round(
    **KEY, round=1, began_on=date(2024, 3, 4), leader="某领导", division="甲处", officer="某经办"
)
DUE = Deadline(
    **KEY,
    round=1,
    term="answer",
    start=date(2024, 3, 4),
    due=date(2024, 6, 4),
    source="",
    tentative=False,
    calendar="",
)
OPEN, GIVEN_ONE, DROPPED = (
    Request(
        **KEY,
        no=no,
        round=1,
        unit=unit,
        asked_on=date(2024, 3, 5),
        due=date(2024, 4, 5),
        status=status,
        opinion=opinion,
        given_on=on,
    )
    for no, unit, status, opinion, on in (
        (1, "甲局", "open", "", None),
        (2, "乙局", "given", "同意", date(2024, 4, 1)),
        (3, "丙局", "dropped", "", None),
    )
)
LEFT = Answer(
    **KEY, seq=5, round=1, what="answer", on=date(2024, 6, 1), document="某函〔2024〕3号", code="A"
)
COMPLAINT = Feedback(
    **KEY,
    seq=6,
    round=1,
    member=1,
    attitude="satisfied",
    result="unsatisfied",
    verdict="unsatisfied",
    standing="unsatisfied",
    comment="没有答复第二点",
    on=date(2024, 7, 1),
)
SENDER = Sender(name="某厅", telephone="0431-00000000", assigner="省政府办公厅")


def filed(case: Case = CASE, **records: Any) -> CaseFile:
    """A file with what a case usually has."""
    known: dict[str, Any] = {"members": MEMBERS, "rounds": (ROUND,), "deadlines": (DUE,)}
    return CaseFile(case=case, host=records.pop("host", case), **{**known, **records})


def fields(file: CaseFile, policy: str = "jilin_2025", day: date = date(2024, 5, 30)) -> Any:
    """The fields of a file."""
    return paper_fields(file, policy=load(policy), sender=SENDER, today=day)


def test_every_declared_name_has_a_value_and_no_other_has() -> None:
    told = fields(filed()) | Written().fields(filed())

    assert set(told) == {one.name for one in FIELDS} - set(LATE)
    assert len({one.name for one in FIELDS}) == len({one.key for one in FIELDS}) == len(FIELDS)
    assert set(GIVEN) - {"交办机关"} <= {*LATE, *TYPED}


def test_values_are_plain() -> None:
    def kinds(value: object) -> set[type]:
        if isinstance(value, dict):
            return {kind for each in value.values() for kind in kinds(each)}
        if isinstance(value, list):
            return {kind for each in value for kind in kinds(each)}
        return {type(value)}

    told = fields(filed(requests=(OPEN, GIVEN_ONE), feedback=(COMPLAINT,)))

    assert kinds(told) <= {str, int, bool}


def test_the_case_says_title_addressee_and_number() -> None:
    told = fields(filed())

    assert told["函件标题"] == "关于省十四届人大三次会议第31号建议的答复"
    assert told["分行标题"].replace("\n", "") == told["函件标题"]
    assert (told["收件人"], told["敬称"]) == ("某甲、某乙代表", "你们")
    assert (told["领衔人"], told["联名人"]) == ("某甲", ["某乙"])
    assert (told["编号"], told["种类"], told["届次"]) == ("第31号", "建议", "省十四届人大三次会议")


def test_the_officer_is_asked_where_the_configuration_names_nobody() -> None:
    assert (fields(filed())["联系人"], fields(filed())["联系电话"]) == ("某经办", "0431-00000000")


def test_co_handlers_are_named_and_what_they_said_is_listed() -> None:
    told = fields(filed(requests=(OPEN, GIVEN_ONE, DROPPED)))

    assert told["会办单位"] == ["乙局"], "甲局 has not said anything yet"
    assert told["会办意见"] == [{"单位": "乙局", "内容": "同意", "日期": "2024年4月1日"}]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2024, 5, 30), "距办理期限还有5日"),
        (date(2024, 6, 4), "今日到期"),
        (date(2024, 6, 7), "已超过办理期限3日"),
    ],
)
def test_a_paper_says_how_many_days_are_left(day: date, said: str) -> None:
    told = fields(filed(), day=day)

    assert (told["期限"], told["到期说明"]) == ("2024年6月4日", said)


def test_a_case_without_a_deadline_has_an_empty_one() -> None:
    told = fields(filed(deadlines=()))

    assert (told["期限"], told["到期说明"]) == ("", "")


def test_a_later_round_says_what_was_wrong_with_the_one_before() -> None:
    again = replace(CASE, round=2)
    second = replace(ROUND, round=2)

    told = fields(filed(again, rounds=(ROUND, second), answers=(LEFT,), feedback=(COMPLAINT,)))

    assert (told["轮次"], told["函件标题"][-4:]) == (2, "再次答复")
    assert told["上次答复"] == [{"文号": "某函〔2024〕3号", "日期": "2024年6月1日"}]
    assert told["不满意意见"] == [
        {
            "提出人": "某乙",
            "态度": "满意",
            "结果": "不满意",
            "意见": "没有答复第二点",
            "日期": "2024年7月1日",
        }
    ]


def test_an_opinion_goes_to_the_lead_unit() -> None:
    told = fields(filed(replace(CASE, role="support", counterpart="某主办局")))

    assert (told["收件人"], told["敬称"], told["抄送"]) == ("某主办局", "你单位", [])
    assert told["函件标题"].endswith("会办意见")


def test_copies_are_those_of_the_region_that_have_a_name() -> None:
    file = filed()

    assert fields(file, "shandong_2017")["抄送"] == ["省人民政府办公厅"]
    assert copies_unnamed(file, load("shandong_2017")) == ("省人大常委会人事代表…",)


def test_urgings_of_this_round_are_counted_once_each() -> None:
    urging = Urging(
        **KEY,
        seq=7,
        round=1,
        rung="",
        level="urging",
        recipient="甲处",
        channel="mail",
        on=date(2024, 5, 1),
    )

    told = fields(
        filed(urgings=(urging, replace(urging, recipient="乙处"), replace(urging, seq=8)))
    )

    assert told["催办次数"] == 2


def test_a_case_that_is_only_read_has_no_letter() -> None:
    with pytest.raises(BadInput):
        fields(filed(replace(CASE, role="reading")))


def test_what_was_signed_is_on_file_once_the_letter_has_left() -> None:
    signed = signed_on_file(filed(answers=(LEFT,)))

    assert signed_on_file(filed()) is None
    assert signed == Signed(document=LEFT.document, signer="", on=LEFT.on, code="A")
    assert signed.fields() == {
        "文号": "某函〔2024〕3号",
        "签发人": "",
        "成文日期": "2024年6月1日",
        "办理类别": "A",
        "类别标注": "类别：A",
        "公开属性": "",
        "公开标注": "",
    }
    assert set(signed.fields()) == set(LATE)


def test_the_text_is_told_paragraph_by_paragraph_with_its_headings() -> None:
    told = Written(text=("一、关于资金", "已安排。"), given={"理由": "会商"}).fields(filed())

    assert told["段落"] == [{"层次": 1, "文字": "一、关于资金"}, {"层次": 0, "文字": "已安排。"}]
    assert (told["理由"], told["催办对象"], told["申请期限"]) == ("会商", "甲处", "")
    assert set(told) == set(TYPED)


def test_a_merged_case_is_handled_with_its_host_and_keeps_its_own_name(
    desk_under: OpenDesk,
) -> None:
    desk = desk_under("jilin_2025")
    host, follower = desk.receive(1), desk.receive(2)
    desk.walk(host, "dispatch")
    desk.do(follower, "merge", host=host)

    file = case_file(desk.engine.store, desk.case(follower))
    told = fields(file)

    assert (file.host.id, file.case.id) == (host, follower)
    assert told["编号"] == desk.case(follower).number
    assert told["处室"] == file.rounds[0].division != ""
