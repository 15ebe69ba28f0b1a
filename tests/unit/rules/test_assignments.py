"""What the five assignments lack, and which words regions print for them."""

from __future__ import annotations

import pytest

from bihuan.rules.assignments import (
    FIELDS,
    UnknownFiveWords,
    five_words,
    known_five_words,
    missing,
)

FULL = {
    "leader": "分管领导",
    "officer": "经办人",
    "time": "2026-06-16",
    "task": "答复",
    "responsibility": "规划处",
}


def test_five_filled_fields_lack_nothing() -> None:
    assert missing(FULL) == ()


def test_absent_empty_and_blank_fields_are_missing_in_their_fixed_order() -> None:
    assert missing({}) == FIELDS
    assert missing({**FULL, "task": "  ", "leader": None, "time": ""}) == (
        "leader",
        "time",
        "task",
    )


def test_the_five_words_of_the_jilin_department_name_all_five_fields() -> None:
    words = five_words("jilin_kjt_2024")

    assert words.words == ("定领导", "定人员", "定时间", "定任务", "定责任")
    assert words.fields == FIELDS


def test_a_word_without_a_field_of_ours_stays_a_label() -> None:
    words = five_words("older_province")

    assert "定质量" in words.words
    assert "responsibility" not in words.fields


def test_every_set_has_five_words_and_a_source() -> None:
    for name in known_five_words():
        words = five_words(name)
        assert len(set(words.words)) == 5
        assert words.source


def test_an_unknown_set_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UnknownFiveWords, match="did you mean 'hangzhou_2022'"):
        five_words("hangzhou_2023")
