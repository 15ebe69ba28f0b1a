"""The report says what its policy leaves open, and what fills it."""

from __future__ import annotations

from bihuan.adapters.annual.grounds import grounds
from bihuan.rules.policy import load


def test_what_the_national_law_fills_in_jilin_is_named_with_its_limit() -> None:
    filled, unsourced = grounds(load("jilin_2025"), "zh")

    assert filled == (
        "吉林省（2025年条例）未写明、由全国（代表法2025）（限建议）补足的事项："
        "答复期限、延期、答复前须沟通、联名件答复对象。"
    )
    assert unsourced.startswith("吉林省（2025年条例）中没有查到出处、因此未设定的事项：")
    assert "异议期限、" in unsourced
    assert "答复期限、延期" not in unsourced


def test_what_a_text_is_silent_on_is_told_apart_from_what_nobody_found() -> None:
    silent, unsourced = grounds(load("shanghai_2015"), "en")

    assert silent.startswith("Read in full, 上海市（2015年规定） says nothing of: ")
    assert "term for feedback" in silent
    assert "term for feedback," not in unsourced


def test_no_key_of_the_code_is_printed() -> None:
    for lang in ("zh", "en"):
        told = " ".join(grounds(load("chongqing_2017"), lang))
        assert "_" not in told
