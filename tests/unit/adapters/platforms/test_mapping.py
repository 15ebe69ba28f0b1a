"""A platform's words are read and written by its mapping, and an unknown one is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bihuan.adapters.platforms.errors import BadMapping
from bihuan.adapters.platforms.mapping import OURS, BadField, load

SAID = {
    "承办方式": "主办",
    "年度": "2024",
    "建议编号": "第0123号",
    "标题": "关于示例事项的建议",
    "提出代表": "王某某、某代表",
}


@pytest.mark.parametrize("name", ["renda", "zhengxie"])
def test_the_shipped_mappings_name_every_field_there_is(name: str) -> None:
    words = load(name, Path())

    for kind, ours in OURS.items():
        constant = words.constants.get(kind, {})
        assert set(words.fields[kind]) | set(constant) == set(ours)


def test_an_assignment_is_read_in_our_words() -> None:
    assert load("renda", Path()).read(
        "assignment", {**SAID, "会次": "", "交办日期": "2024-03-01"}
    ) == {
        "kind": "deputy_suggestion",
        "role": "lead",
        "year": 2024,
        "number": "第0123号",
        "title": "关于示例事项的建议",
        "members": ["王某某", "某代表"],
        "assigned_on": "2024-03-01",
    }


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"承办方式": "牵头"}, "unknown_value", "承办方式"),
        ({"承办方式": ["主办"]}, "unknown_value", "承办方式"),
        ({"年度": "二〇二四"}, "no_number", "年度"),
        ({"年度": True}, "no_number", "年度"),
        ({"年度": ""}, "field_missing", "年度"),
        ({"交办日期": "2024年3月1日"}, "no_day", "交办日期"),
        ({"交办日期": 20240301}, "no_day", "交办日期"),
        ({"提出代表": [1]}, "no_list", "提出代表"),
        ({"标题": 5}, "no_text", "标题"),
        ({"闭会期间提出": "是"}, "no_truth", "闭会期间提出"),
        ({"标題": "别字"}, "unknown_field", "标題"),
    ],
)
def test_what_cannot_be_read_names_its_field_and_value(
    changes: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(BadField) as caught:
        load("renda", Path()).read("assignment", {**SAID, **changes})

    assert (caught.value.told["code"], caught.value.told["field"]) == (code, field)


def test_what_we_say_is_written_in_their_words() -> None:
    words = load("zhengxie", Path())

    said = words.write(
        "contact", {"stage": "before", "how": "phone", "on": "2024-03-05", "note": ""}
    )

    assert said == {"沟通阶段": "办前", "沟通方式": "电话", "沟通日期": "2024-03-05"}
    with pytest.raises(BadField):
        words.write("contact", {"how": "pigeon"})


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("nonsense", "-"),
        ("[asignment]", "asignment"),
        ("assignment = 5", "assignment"),
        ("[assignment]\nnumbre = '编号'", "assignment.numbre"),
        ("[assignment]\nnumber = 5", "assignment.number"),
        ("[assignment]\nnumber = '编号'\ntitle = '编号'", "assignment.title"),
        ("[assignment]\nnumber = '编号'", "assignment.kind"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_which_key(tmp_path: Path, text: str, key: str) -> None:
    (tmp_path / "own.toml").write_text(text, "utf-8")

    with pytest.raises(BadMapping) as caught:
        load("own.toml", tmp_path)

    assert caught.value.key == key


def test_a_mapping_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadMapping, match=r"own\.toml"):
        load("own.toml", tmp_path)
