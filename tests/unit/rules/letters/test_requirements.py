"""What a region asks of letters is read strictly and never without a source."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bihuan.rules.letters.requirements import LetterKind
from bihuan.rules.policy import Policy, PolicyError, load, shipped

POLICY = """
label = "某市"
kinds = ["deputy_suggestion"]
[letter]
required = [{ element = "contact", letters = ["answer"], source = "[X] 第1条" }]
forbidden = [{ element = "class_mark", letters = ["opinion"], source = "[X] 第2条" }]
copies = { value = ["市人大常委会"], of_government = ["市政府办公室"], source = "[X] 第3条" }
public_marks = { value = ["主动公开", "不予公开"], source = "[X] 第4条" }
longest = { value = 2500, source = "[X] 第5条" }
point_by_point = { value = true, source = "[X] 第6条" }
[[letter.titles]]
kind = "deputy_suggestion"
letter = "again"
words = "关于{session}{number}的再次答复"
source = "[X]"
[sources]
X = { title = "某市办法", read = "T" }
"""

SOURCED = {
    "national_law_2025": [
        "class_mark of answer to 全国 [NPC-2005]（首页右上角）",
        "unit of answer to 全国 [NPC-2005]（加盖公章）",
        "copies 全国人大常委会办公厅 to 全国 [NPC-2005]",
    ],
    "shanghai_2015": [
        "unit of answer [SH-REG] 第20条",
        "cohandlers of answer [SH-REG] 第17条",
        "copies 市人大常委会代表… 市人民政府办公厅 [SH-REG] 第20条",
    ],
    "shandong_2017": [
        "unit of answer [SD-REG] 第22条",
        "cohandlers of answer [SD-REG] 第21条",
        "copies 省人大常委会人事代表… 省人民政府办公厅 [SD-REG] 第22条",
    ],
    "qingdao_2021": [
        "unit of answer [QD-REG] 第29条",
        "cohandlers of answer [QD-REG] 第24条",
        "point by point [QD-REG] 第29条",
    ],
    "zhejiang_2016": [
        "unit of answer [ZJ-REG] 第22条",
        "cohandlers of answer [ZJ-REG] 第18条",
        "enclosure of answer [ZJ-REG] 第23条",
        "no class_mark of opinion [ZJ-HYJ] 第13条",
        "title of answer [ZJ-HYJ] 第12条",
        "title of opinion [ZJ-HYJ] 第12条",
        "copies 省人大常委会代表与选举任免工作委员会 省人民政府办公厅 [ZJ-REG] 第25条",
    ],
    "chongqing_2017": [
        "enclosure of answer [CQ-REG] 第23条",
        "copies 市人大常委会人代工委 市人民政府办公厅 [CQ-REG] 第25条",
    ],
    "henan_2017": [
        "cohandlers of answer [HA-REG] 第18条",
        "copies 省人大常委会代表… [HA-REG] 第21条",
    ],
}
"""Every demand of the shipped policies, as read in the instruments; the others make none."""


@pytest.mark.parametrize("name", shipped())
def test_the_shipped_demands_are_those_of_the_instruments(name: str) -> None:
    said = _demands(load(name))

    assert len(said) == len(SOURCED.get(name, []))
    for one, source in zip(said, SOURCED.get(name, []), strict=True):
        assert one.startswith(source)


def test_everything_a_letter_table_may_say_is_read() -> None:
    rules = Policy.parse(POLICY, "own.toml").letter

    assert [each.element for each in rules.required] == ["contact"]
    assert rules.forbidden[0].letters == (LetterKind.OPINION,)
    assert rules.titles[0].parts == ("关于", "", "的再次答复")
    assert rules.copies is not None and rules.copies.of_government == ("市政府办公室",)
    assert rules.public_marks is not None and rules.public_marks.value[0] == "主动公开"
    assert rules.longest is not None and rules.longest.value == 2500
    assert rules.point_by_point is not None and rules.point_by_point.source == "[X] 第6条"


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ('"contact"', '"contcat"', "letter.required[1].element", "'contcat' is not known"),
        ('"answer"]', '"anwser"]', "letter.required[1].letters", "'anwser' is not known"),
        ('"[X] 第1条"', '"[Y] 第1条"', "letter.required[1].source", "cites [Y]"),
        (', source = "[X] 第3条"', "", "letter.copies.source", "is missing"),
        ("{session}", "{sesion}", "letter.titles[1].words", "'sesion' is not known"),
        ('kind = "deputy', 'kind = "cppcc', "letter.titles[1].kind", "is not known"),
        ("2500", "0", "letter.longest.value", "is no length"),
        ("2500", '"many"', "letter.longest.value", "is of the wrong type"),
        ("value = 2500, ", "", "letter.longest.value", "is missing"),
        ("point_by_point", "points", "letter.points", "is not a known key"),
        (
            "required = [",
            'required = [{ element = "contact", source = "[X]" }, ',
            "letter.required[2].element",
            "is there twice",
        ),
    ],
)
def test_a_mistake_names_its_place_and_its_reason(
    old: str, new: str, key: str, reason: str
) -> None:
    with pytest.raises(PolicyError) as refused:
        Policy.parse(POLICY.replace(old, new, 1), "own.toml")

    assert refused.value.key == key
    assert reason in refused.value.reason
    assert refused.value.cure


@pytest.mark.parametrize(
    ("letter", "code"),
    [
        ({"public": "（此件公开发布）"}, "public_unknown"),
        ({"public": "（主动公开）"}, None),
        ({"long": "路" * 2600}, "too_long"),
    ],
)
def test_a_regions_own_words_and_length_are_checked(
    letter: dict[str, Any], code: str | None
) -> None:
    from bihuan.rules.letters.checking import check
    from bihuan.rules.letters.finding import find
    from support.letters import ANSWER, FACTS

    paragraphs = [*ANSWER[:6], letter.get("long", "已办。"), *ANSWER[6:], letter.get("public", "")]
    paragraphs[-2] = "抄送：市人大常委会，市政府办公室。"

    found = check(find(paragraphs), FACTS, Policy.parse(POLICY, "own.toml"))

    assert [each.code for each in found] == ([code] if code else [])
    assert all(each.origin().startswith("《某市办法》") for each in found)


def _demands(policy: Policy) -> list[str]:
    rules = policy.letter
    said = [f"{_demand(each)} {each.source}" for each in rules.required]
    said += [f"no {_demand(each)} {each.source}" for each in rules.forbidden]
    said += [f"title of {each.letter} {each.source}" for each in rules.titles]
    if rules.copies:
        to = " ".join((*rules.copies.to, *rules.copies.of_government))
        about = f" to {rules.copies.assembly}" if rules.copies.assembly else ""
        said.append(f"copies {to}{about} {rules.copies.source}")
    if rules.point_by_point:
        said.append(f"point by point {rules.point_by_point.source}")
    return [re.sub(r"\s+", " ", each) for each in said]


def _demand(each: Any) -> str:
    about = f" to {each.assembly}" if each.assembly else ""
    return f"{each.element} of {' '.join(each.letters)}{about}"
