"""What a result class means in each region."""

from __future__ import annotations

import pytest

from bihuan.rules.classes import Group, UnknownClass, known_schemes, resolve, scheme


def test_the_same_letter_means_different_things() -> None:
    assert resolve("npc_national", "D").group is Group.REFERENCE
    assert resolve("chongqing_2017", "D").group is Group.HIGHER_ORGAN
    assert resolve("prefecture_2020", "B").group is Group.IN_PROGRESS
    assert resolve("prefecture_2020", "C").group is Group.PLANNED


def test_a_class_that_covers_two_groups_has_no_single_one() -> None:
    national = resolve("npc_national", "B")

    assert national.group is None
    assert national.groups == (Group.IN_PROGRESS, Group.PLANNED)
    assert national.label == "正在解决或者列入规划逐步解决"


def test_words_and_stems_are_codes_too() -> None:
    assert resolve("shanghai_2015", "解决采纳").group == "solved"
    assert resolve("qinyang_2023", "甲").group == "solved"
    assert resolve("npc_national", " A ").code == "A"


def test_an_unknown_class_is_refused_with_the_valid_ones() -> None:
    with pytest.raises(UnknownClass) as refused:
        resolve("cppcc_three", "D")

    assert refused.value.cure == "valid are A, B, C"
    with pytest.raises(UnknownClass, match="npc_national"):
        scheme("npc_nationl")


@pytest.mark.parametrize("name", known_schemes())
def test_every_scheme_names_its_source_and_its_codes_once(name: str) -> None:
    found = scheme(name)

    assert found.source.startswith("[")
    assert len(set(found.codes)) == len(found.codes) >= 2
    assert all(item.scheme == name and item.label for item in found.classes)
    assert found.classes[0].group is Group.SOLVED
