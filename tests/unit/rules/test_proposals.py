"""One proposal has one identity, however it is printed and wherever it comes in."""

from __future__ import annotations

import pytest

from bihuan.rules.proposals import (
    LONGEST_TITLE,
    Identity,
    named_by_title,
    proposal_identity,
    proposal_key,
)


def identity(session: str = "", assembly: str = "某省政协", key: str = "5") -> Identity:
    return proposal_identity(
        kind="cppcc_proposal", assembly=assembly, session_printed=session, year=2024, number_key=key
    )


@pytest.mark.parametrize("printed", ["14届3次", "第十四届第三次会议", "十四届三次 会议"])
def test_printings_of_one_session_are_one_proposal(printed: str) -> None:
    assert identity(printed) == identity("十四届三次")


@pytest.mark.parametrize("printed", ["十四届四次", "十四届三次闭会期间", ""])
def test_another_session_is_another_proposal(printed: str) -> None:
    assert identity(printed) != identity("十四届三次")


@pytest.mark.parametrize("blank", ["", " ", "\u200b"])
def test_without_a_session_the_year_tells_them_apart(blank: str) -> None:
    assert identity(blank)[2] == "2024"


def test_blanks_in_a_place_do_not_count() -> None:
    assert identity(assembly="某省　政协") == identity()
    assert identity(assembly="某市政协") != identity()


def test_a_number_is_the_key_and_a_title_only_where_there_is_none() -> None:
    assert proposal_key("第0012号", "关于修路的提案") == "12"
    assert proposal_key("", "关于修路的提案") == named_by_title("修路") == "title:修路"


def test_a_long_title_fits_the_store_and_is_nobody_elses() -> None:
    one, other = (named_by_title("甲" * 200 + last) for last in "乙丙")

    assert one != other
    assert len(one) <= len("title:") + LONGEST_TITLE


def test_a_title_of_boilerplate_alone_is_still_a_name() -> None:
    assert named_by_title("，") == "title:，"
