"""How case numbers, 文号 and titles are kept, compared, sorted and shown."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bihuan.rules.identifiers import (
    DocumentProblem,
    document_number,
    number,
    plain,
    small_numeral,
    title_key,
)

ODD = (
    "第号號 0123456789０９〇○①²〔〕﹝﹞【】[]()（）·•.．。-—类類建议提案关于的并案五十"
    "\u200b\ufeff\u3000\x00\ud800"
)
TEXTS = st.text(
    st.sampled_from(ODD) | st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF)
) | st.text(st.characters(exclude_categories=[]))


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("第 6750 号", "6750"),
        ("第49 号", "49"),
        ("5185号", "5185"),
        ("134号", "134"),
        ("3", "3"),
        ("第01025号(农业水利类090号)", "01025(农业水利类090)"),
        ("第20250688号", "20250688"),
        ("第2017546号", "2017546"),
        ("第2024087号", "2024087"),
        ("第0076号", "76"),
        ("第07号", "7"),
        ("第048号", "48"),
        ("第０１２３号", "123"),
        ("第 JY100012050700号", "JY100012050700"),
        ("第TA2020021号", "TA2020021"),
        ("第BH037号", "BH037"),
        ("Y19号", "Y19"),
        ("B〔2017〕062号", "B〔2017〕062"),
        ("第74227号", "74227"),
        ("第832145号", "832145"),
        ("第55256号", "55256"),
        ("第6.11号", "6.11"),
        ("第〔27〕号", "27"),
        ("县人大[2008]27号", "县人大〔2008〕27"),
        ("第五号", "五"),
        ("财政经济类第2号", "财政经济类2"),
        ("道路交通类第6号", "道路交通类6"),
        ("建议第 009 号", "建议009"),
        ("提案第20220126号提案", "提案20220126提案"),
        ("1901023", "1901023"),
        ("12050094", "12050094"),
        ("人大、“一府两院”领导走访代表第2号", "人大、“一府两院”领导走访代表2"),
        ("绥阳县政协2005第077号提案", "绥阳县政协2005_077提案"),
        ("第1192号", "1192"),
        ("第12、34号", "12、34"),
        ("37建议", "37建议"),
        ("第88提案答复", "88提案答复"),
        ("县政协次会议6.11提案", "县政协次会议6.11提案"),
    ],
)
def test_every_published_number_is_kept_and_has_its_key(raw: str, key: str) -> None:
    read = number(raw)

    assert (read.raw, read.match_key) == (raw, key)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("第〔27〕号", "第27号"),
        ("第【27】号", "第﹝27﹞号"),
        ("B〔2017〕062号", "B[2017]062號"),
        ("第6．11号", "第6。11号"),
        ("第\u200b27\ufeff号", "27"),
        ("第2○2号", "第202号"),
        ("第Ｙ１９号", "Y19"),
    ],
)
def test_two_printings_of_one_number_share_a_key(one: str, other: str) -> None:
    assert number(one).match_key == number(other).match_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("第五号", "第5号"),
        ("第12①号", "第121号"),
        ("第10²号", "第102号"),
        ("2005第077号", "2005077号"),
        ("第49号50号", "第4950号"),
        ("第67 50号", "第6750号"),
        ("第6.11号", "第611号"),
        ("第BH037号", "第37号"),
        ("第1O2号", "第102号"),
        ("财政经济类第2号", "道路交通类第2号"),
    ],
)
def test_numbers_that_only_look_alike_stay_apart(one: str, other: str) -> None:
    assert number(one).match_key != number(other).match_key


def test_numbers_sort_as_people_count() -> None:
    counted = ["第2号", "第049号", "第五十号", "第51号", "第100号", "第Y9号", "第Y19号"]
    shuffled = [counted[index] for index in (3, 0, 6, 4, 2, 5, 1)]

    assert sorted(shuffled, key=lambda raw: number(raw).sort_key) == counted


def test_zeros_alone_are_one_zero_and_no_number_has_no_key() -> None:
    assert number("第000号").match_key == "0"
    assert number("  ").match_key == ""
    assert number("第号").match_key == "第号"


@given(TEXTS)
@example("〔〔27〕〕")
@example("第́a第")
@example("9" * 5000)
def test_any_number_survives_and_its_key_is_its_own_key(raw: str) -> None:
    read = number(raw)

    assert read.raw == raw.strip()
    assert number(read.match_key).match_key == read.match_key
    assert number(read.match_key).sort_key == read.sort_key
    read.match_key.encode()


@given(st.integers(1, 10**12), st.integers(1, 10**12))
def test_bare_numbers_sort_by_value(one: int, other: int) -> None:
    assert (number(f"第{one}号").sort_key < number(f"{other:06d}").sort_key) == (one < other)


def test_numerals_are_read_only_when_well_formed() -> None:
    assert [small_numeral(text) for text in ("一", "十", "十九", "二十", "九十九", "07", "31")] == [
        *(1, 10, 19, 20, 99, 7, 31)
    ]
    assert not any(
        map(small_numeral, ("", "〇", "0", "00", "一十", "二一", "十十", "百", "100", "١"))
    )


@pytest.mark.parametrize(
    ("raw", "standard", "class_mark", "consent"),
    [
        ("平交复函[2017]19号B类", "平交复函〔2017〕19号", "B", None),
        ("岳县铁水建字﹝2015﹞1号(B类)", "岳县铁水建字〔2015〕1号", "B", None),
        ("潼民发【2024】275号", "潼民发〔2024〕275号", None, None),
        ("农办议〔2020〕466号", "农办议〔2020〕466号", None, None),
        ("吉科函（２０２４）12号", "吉科函〔2024〕12号", None, None),
        ("岳縣水利字〔2024〕34號B1類 同意公開", "岳縣水利字〔2024〕34号", "B1", "同意公開"),
        ("兰政字〔2012〕30-17号", "兰政字〔2012〕30-17号", None, None),
        ("延医保函〔2024〕212号", "延医保函〔2024〕212号", None, None),
        ("弥工商信函〔2020〕01号", "弥工商信函〔2020〕1号", None, None),
        ("湖政函〔2022〕20号(此件公开发布)", "湖政函〔2022〕20号", None, "此件公开发布"),
    ],
)
def test_a_whole_document_number_is_read_in_every_dress(
    raw: str, standard: str, class_mark: str | None, consent: str | None
) -> None:
    read = document_number(raw)

    assert (read.raw, read.problem, read.standard) == (raw, None, standard)
    assert (read.class_mark, read.consent) == (class_mark, consent)


def test_the_parts_of_a_document_number_stay_as_printed() -> None:
    read = document_number("弥工商信函〔2020〕01号")

    assert (read.agency, read.year, read.serial) == ("弥工商信函", 2020, "01")


@pytest.mark.parametrize(
    ("raw", "problem", "agency", "year"),
    [
        ("大府办函〔201697", DocumentProblem.TRUNCATED, "大府办函", None),
        ("湘阴交议复字〔202312 A同意公开", DocumentProblem.TRUNCATED, "湘阴交议复字", None),
        ("铁银政函[2020]  19", DocumentProblem.TRUNCATED, "铁银政函", 2020),
        ("清政建複〔2022〕號(B類)", DocumentProblem.EMPTY_SERIAL, "清政建複", 2022),
        ("无", DocumentProblem.ABSENT, None, None),
        ("", DocumentProblem.ABSENT, None, None),
        ("B〔2017〕062号", DocumentProblem.UNREADABLE, None, None),
        ("第27号", DocumentProblem.UNREADABLE, None, None),
        ("农办议〔2020〕0号", DocumentProblem.UNREADABLE, None, None),
    ],
)
def test_a_broken_document_number_is_kept_with_its_problem_and_no_serial(
    raw: str, problem: DocumentProblem, agency: str | None, year: int | None
) -> None:
    read = document_number(raw)

    assert (read.raw, read.problem, read.agency, read.year) == (raw, problem, agency, year)
    assert (read.serial, read.standard) == (None, None)


def test_a_class_and_a_consent_are_read_even_beside_a_cut() -> None:
    read = document_number("湘阴交议复字〔202312 A同意公开")

    assert (read.class_mark, read.consent) == ("A", "同意公开")


@given(TEXTS)
def test_any_document_number_survives_and_its_standard_form_is_standard(raw: str) -> None:
    read = document_number(raw)

    assert read.raw == raw.strip()
    assert read.standard is None or document_number(read.standard).standard == read.standard


@given(
    st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=12),
    st.integers(1949, 2099),
    st.integers(1, 9999),
    st.sampled_from(["〔〕", "﹝﹞", "【】", "[]", "()", "（）"]),
)
def test_every_bracket_leads_to_the_standard_form(
    agency: str, year: int, serial: int, brackets: str
) -> None:
    read = document_number(f"{agency}{brackets[0]}{year}{brackets[1]} {serial}号")

    assert read.standard == f"{agency}〔{year}〕{serial}号"


@pytest.mark.parametrize(
    ("title", "key"),
    [
        (
            "关于关于加强基层科技力量,单独设立县级科技管理部门的建议的提案",
            "加强基层科技力量单独设立县级科技管理部门",
        ),
        (
            "关于支持解决建设高潭镇自来水厂应急水源建设工程经费的建议的建议",
            "支持解决建设高潭镇自来水厂应急水源建设工程经费",
        ),
        (
            "在中华路东河村小学道口设<慢>标志减少交通事故发生",
            "在中华路东河村小学道口设慢标志减少交通事故发生",
        ),
        (
            "pt电子游戏:加强我市‘菜篮子’保供体系建设的有关建议",
            "pt电子游戏加强我市菜篮子保供体系建设",
        ),
        ("关于加强〈四川省设施建设和保护条例〉的建议", "加强四川省设施建设和保护条例"),
        ("关于加快推进湘西州科技馆建设的建议(并案)", "加快推进湘西州科技馆建设"),
        ("对县十四届人大二次会议第16号建议的", "对县十四届人大二次会议第16号建议的"),
        ("大龙口村黄上、下移民搬迁村内水泥路硬化工程", "大龙口村黄上下移民搬迁村内水泥路硬化工程"),
        ("生态立市、应解决农村垃圾处理问题", "生态立市应解决农村垃圾处理问题"),
        ("解决大哨村委会卫生室建设资金事项", "解决大哨村委会卫生室建设资金事项"),
    ],
)
def test_a_title_is_matched_by_its_own_words(title: str, key: str) -> None:
    assert title_key(title) == key


def test_one_title_has_one_key_however_it_is_printed() -> None:
    forms = (
        "关于村内公路硬化的建议",
        "关于村内公路硬化的提案",
        "关于村内公路硬化的建设",
        "《关于村内公路硬化的建议",
        "關於村内公路硬化的建議》",
        "“关于村内公路 硬化”的几点建议",
    )

    assert {title_key(form) for form in forms} == {"村内公路硬化"}


def test_a_sign_between_digits_still_counts() -> None:
    assert title_key("关于修建1.5公里道路的建议") != title_key("关于修建15公里道路的建议")


def test_a_title_of_nothing_but_boilerplate_keeps_a_word() -> None:
    assert title_key("关于建议") == "建议"


@given(TEXTS)
@example("建议" * 5000)
def test_the_key_of_a_title_is_its_own_key(title: str) -> None:
    key = title_key(title)

    assert title_key(key) == key
    key.encode()


@given(TEXTS)
def test_plain_text_is_plain_already(text: str) -> None:
    folded = plain(text)

    assert plain(folded) == folded
    assert not re.search("[\u200b\ufeff\x00\ud800]", folded)
