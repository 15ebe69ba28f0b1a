"""Which parts of a session's name are read, and which stay open."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bihuan.rules.sessions import session, session_key

PHRASES = st.lists(
    st.sampled_from(
        [
            "县",
            "市",
            "第",
            "十",
            "七",
            "一",
            "二",
            "三",
            "届",
            "屆",
            "次",
            "会",
            "会议",
            "全会",
            "人大",
            "政协",
            "人民代表大会",
            "政治协商会议",
            "委员会",
            "常委会",
            "闭会期间",
            "2019",
            "年",
            "、",
            "9",
        ]
    )
    | st.text(max_size=2),
    max_size=12,
).map("".join)


@pytest.mark.parametrize(
    ("text", "assembly", "term", "number"),
    [
        ("县十七届人大二次会议", "congress", 17, 2),
        ("人大四届三次", "congress", 4, 3),
        ("县人大第十八届二次会议", "congress", 18, 2),
        ("县人大第十七届委员会第四次会议", "congress", 17, 4),
        ("政协九届六次", "cppcc", 9, 6),
        ("中国人民政治协商会议砚山县九届委员会第三次会议", "cppcc", 9, 3),
        ("十七届人大三次会", "congress", 17, 3),
        ("十二届全国人大四次会议", "congress", 12, 4),
        ("政协第十四届全国委员会第一次会议", "cppcc", 14, 1),
        ("政协第十二届惠州市委员会第四次会议", "cppcc", 12, 4),
        ("市政协十四届四次全会", "cppcc", 14, 4),
        ("本溪市人大十六届大会一次会议", "congress", 16, 1),
        ("宣州区第十三届政治协商会议第四次会议", "cppcc", 13, 4),
        ("香格里拉市三届人民代表大会第二次会议", "congress", 3, 2),
        ("唐山市丰润区第五届人民代表大会第四次会议", "congress", 5, 4),
        ("六盘水市九届人大三次会议", "congress", 9, 3),
        ("政协枝江市七届四次会议", "cppcc", 7, 4),
        ("市第２届人大第 5 次会议", "congress", 2, 5),
        ("第二十届人民代表大会第十一次会议", "congress", 20, 11),
        ("嶽陽縣政協第十三屆一次會議", "cppcc", 13, 1),
        ("中國人民政治協商會議第九屆委員會第三次會議", "cppcc", 9, 3),
        ("市十六屆人民代表大會一次會議", "congress", 16, 1),
    ],
)
def test_every_published_form_gives_its_assembly_term_and_number(
    text: str, assembly: str, term: int, number: int
) -> None:
    read = session(text)

    assert (read.assembly, read.term, read.number) == (assembly, term, number)
    assert not read.off_session


def test_a_meeting_without_a_term_leaves_the_rest_open() -> None:
    read = session("三次会")

    assert (read.assembly, read.term, read.number, read.year) == (None, None, 3, None)


def test_a_year_in_place_of_a_session_is_a_year() -> None:
    read = session("2019年市人大")

    assert (read.assembly, read.term, read.number, read.year) == ("congress", None, None, 2019)


@pytest.mark.parametrize("text", ["县十七届人大二次会议闭会期间", "縣十七屆人大二次會議閉會期間"])
def test_a_case_between_two_sessions_belongs_to_the_one_before(text: str) -> None:
    read = session(text)

    assert (read.term, read.number, read.off_session) == (17, 2, True)


@pytest.mark.parametrize(
    "text", ["县十七届人大常委会第二十次会议", "縣十七屆人大常務委員會第二十次會議"]
)
def test_the_meetings_of_a_standing_committee_are_no_sessions(text: str) -> None:
    read = session(text)

    assert (read.term, read.number) == (17, None)


@pytest.mark.parametrize(
    "text", ["十七届人大二次、三次会议", "一百零二次会议", "2024届人大", "人大00次会议"]
)
def test_a_number_is_never_guessed(text: str) -> None:
    assert session(text).number is None


def test_two_assemblies_in_one_phrase_are_none() -> None:
    assert session("市人大、政协十届二次会议").assembly is None


def test_the_same_session_has_the_same_key_however_it_is_printed() -> None:
    forms = (
        "县十七届人大二次会议",
        "濉溪县第十七届人民代表大会第二次会议",
        "人大17届2次",
        "十七届二次会",
    )

    assert {session_key(session(form)) for form in forms} == {"17.2"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("县十七届人大二次会议", "县十七届人大二次会议闭会期间"),
        ("十七届二次会议", "十七届三次会议"),
        ("2019年市人大", "2020年市人大"),
        ("三次会", "四次会"),
        ("十七届人大", "十七届"),
    ],
)
def test_different_sessions_have_different_keys(one: str, other: str) -> None:
    assert session_key(session(one)) != session_key(session(other))


def test_the_year_is_the_key_where_years_are_counted() -> None:
    assert session_key(session("2019年市人大")) == "2019"


def test_no_text_has_no_key() -> None:
    assert session_key(session(" ")) == ""
    assert session_key(session("\u200b")) == ""


@given(PHRASES | st.text())
@example("十" * 5000)
@example("\ud800\x00")
def test_any_phrase_is_kept_and_read_the_same_again(text: str) -> None:
    read = session(text)

    assert read.raw == text.strip()
    assert session(read.raw) == read
    assert session_key(read) == session_key(session(read.raw))
