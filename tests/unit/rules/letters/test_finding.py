"""Elements are found in the forms in which real letters print them."""

from __future__ import annotations

from datetime import date

import pytest

from bihuan.rules.identifiers import DocumentNumber
from bihuan.rules.letters.elements import Element, Letter
from bihuan.rules.letters.finding import find
from bihuan.rules.letters.foot import WrittenDate
from bihuan.rules.letters.title import TitleLine

TITLE = "关于对县十八届人大三次会议第86号建议的答复"
WHO = "杨**代表："
OPENING = "您提出的《关于加固大堤的建议》收悉。现答复如下："
REST = (WHO, OPENING, "已列入计划，争取资金。")


def value(letter: Letter, element: Element) -> object:
    first = letter.first(element)
    return first.value if first else None


@pytest.mark.parametrize(
    ("row", "standard", "code", "public"),
    [
        ("平交复函[2017]19号B类", "平交复函〔2017〕19号", "B", ""),
        ("岳县铁水建字﹝2015﹞1号(B类)", "岳县铁水建字〔2015〕1号", "B", ""),
        ("潼民发【2024】275号", "潼民发〔2024〕275号", "", ""),
        ("农办议（２０２０）４６６号", "农办议〔2020〕466号", "", ""),
        ("岳縣水利字〔2024〕34號B1類 同意公開", "岳县水利字〔2024〕34号", "B1", "同意公開"),
        ("晋教体复〔2019〕26号" + " " * 70 + "B", "晋教体复〔2019〕26号", "B", ""),
        ("弥工商信函〔2020〕01号", "弥工商信函〔2020〕1号", "", ""),
        ("兰政字〔2012〕30-17号", "兰政字〔2012〕30-17号", "", ""),
        ("湘阴交议复字〔202312 A同意公开", None, "A", "同意公开"),
        ("铁银政函[2020]  19", None, "", ""),
        ("清政建複〔2022〕號(B類)", None, "B", ""),
    ],
)
def test_a_document_number_is_read_with_what_is_glued_to_it(
    row: str, standard: str | None, code: str, public: str
) -> None:
    letter = find([row, TITLE, *REST])

    number = value(letter, Element.DOCUMENT_NUMBER)

    assert isinstance(number, DocumentNumber)
    assert number.standard == standard
    assert (value(letter, Element.CLASS_MARK) or "") == code
    assert letter.text(Element.PUBLIC) == public


def test_a_document_number_in_a_sentence_is_another_papers() -> None:
    letter = find([TITLE, WHO, OPENING, "根据国发〔2024〕3号文件，已安排资金。"])

    assert not letter.has(Element.DOCUMENT_NUMBER)


def test_a_case_number_that_looks_like_a_document_number_is_not_one() -> None:
    letter = find(["关于对建设公益性墓地的提案答复的函(编号:B〔2017〕062号)", *REST])

    assert not letter.has(Element.DOCUMENT_NUMBER)
    assert letter.has(Element.TITLE)


def test_the_word_none_after_the_label_is_no_document_number() -> None:
    letter = find(["文    号：无", TITLE, *REST])

    assert letter.all(Element.DOCUMENT_NUMBER)
    assert not letter.has(Element.DOCUMENT_NUMBER)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("类别:B", "B"),
        ("类 别:B", "B"),
        ("类  别:C  类", "C"),
        ("办理结果:A", "A"),
        ("办理结果 A", "A"),
        ("办复类别:C", "C"),
        ("分类:A", "A"),
        ("(B类)", "B"),
        ("C", "C"),
        ("B1類", "B1"),
        ("甲类", "甲"),
    ],
)
def test_a_class_mark_is_read_in_every_dress(row: str, code: str) -> None:
    assert value(find([row, TITLE, *REST]), Element.CLASS_MARK) == code
    assert value(find([TITLE, *REST, row]), Element.CLASS_MARK) == code


@pytest.mark.parametrize("title", [f"{TITLE}函 B", f"{TITLE}(B类)", f"{TITLE}（Ｂ类）"])
def test_a_class_mark_may_stand_at_the_end_of_the_title(title: str) -> None:
    assert value(find([title, *REST]), Element.CLASS_MARK) == "B"


@pytest.mark.parametrize(
    "row",
    [
        "公开",
        "同意公开",
        "(此件公开发布)",
        "（此件主动公开）",
        "主动公开",
        "仅公开标题",
        "是否同意公开:是",
        "公开方式 主动公开",
    ],
)
def test_a_publicity_mark_is_read_in_every_dress(row: str) -> None:
    assert find([TITLE, *REST, row]).has(Element.PUBLIC)
    assert not find([TITLE, *REST]).has(Element.PUBLIC)


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ("签发人：马**", "马**"),
        ("签 发 人:", ""),
        ("签发领导：吴**", "吴**"),
        ("承办负责人：黄**", "黄**"),
        ("责任領導：杨**", "杨**"),
        ("单位负责人签章:", ""),
        ("此复函已经我局余**局长审签。", "余**"),
    ],
)
def test_a_signer_is_found_under_many_labels_and_in_a_sentence(row: str, name: str) -> None:
    letter = find([TITLE, *REST, row])

    assert letter.all(Element.SIGNER)
    assert (value(letter, Element.SIGNER) or "") == name
    assert letter.has(Element.SIGNER) is bool(name)


@pytest.mark.parametrize(
    "rows",
    [
        ("柳林县城市管理服务中心", "关于对县十一届人大五次会议第23号建议的答", "复"),
        ("柳林县城市管理服务中心关于对县十一届人大五次", "会议第23号建议的答 复"),
        ("柳林县城市管理服务中心\n关于对县十一届人大五次会议第23号建议的答 复",),
    ],
)
def test_a_title_may_be_broken_over_lines(rows: tuple[str, ...]) -> None:
    title = value(find(["柳城函〔2020〕3号", *rows, *REST]), Element.TITLE)

    assert isinstance(title, TitleLine)
    assert (title.numbers, title.session.term, title.session.number) == (("23",), 11, 5)


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("县十六届人大三次会议《关于环保的建议》(第86号)的答复函", "86"),
        ("关于兰亭镇第十六届人民代表大会第一次会议17号代表建议的答复", "17"),
        ("对十二届全国人大四次会议5185号建议的答复", "5185"),
        ("定安县旅游局关于县十六届人大三次会议Y19号代表建议答复的函", "Y19"),
        ("绿春县交通运输局对县政协提案第21号的答复", "21"),
        ("关于县政协十届一次会议第6.11号提案的复函", "6.11"),
        ("对县十四届人大二次会议第16号建议的", "16"),
        ("象山县农业农村局关于县十九届人大四次会议第152号建议协办意见的函", "152"),
    ],
)
def test_a_title_names_its_case_in_many_orders(printed: str, number: str) -> None:
    title = value(find([printed, *REST]), Element.TITLE)

    assert isinstance(title, TitleLine)
    assert title.numbers == (number,)


@pytest.mark.parametrize(
    ("printed", "day", "problem"),
    [
        ("2024年6月17日", date(2024, 6, 17), ""),
        (" " * 170 + "2019年7月26日", date(2019, 7, 26), ""),
        ("二00七年七月十七日", date(2007, 7, 17), ""),
        ("二OO八年九月二十二日", date(2008, 9, 22), ""),
        ("二○一九年七月十日", date(2019, 7, 10), ""),
        ("2017-7-21", date(2017, 7, 21), ""),
        ("2019615", None, "run_together"),
        ("2023年918", None, "run_together"),
        ("2023529日", None, "run_together"),
        ("2020年4月27", None, "cut"),
        ("二○二四年五月", None, "no_day"),
        ("3月19日", None, "no_year"),
    ],
)
def test_the_date_is_read_or_kept_with_what_is_wrong_with_it(
    printed: str, day: date | None, problem: str
) -> None:
    letter = find([TITLE, *REST, "某县水利局", printed])

    assert value(letter, Element.DATE) == WrittenDate(day, problem)
    assert letter.text(Element.UNIT) == "某县水利局"


def test_unit_and_date_may_share_a_line() -> None:
    letter = find([TITLE, *REST, "某县水利局　　2024年6月17日"])

    assert letter.text(Element.UNIT) == "某县水利局"
    assert value(letter, Element.DATE) == WrittenDate(date(2024, 6, 17))


def test_the_date_of_printing_and_of_publishing_are_not_the_letters() -> None:
    letter = find(
        [
            "发布日期：2022-03-09 12:00",
            TITLE,
            *REST,
            "某县水利局",
            "2024年6月17日",
            "某县水利局办公室　2024年6月20日印发",
        ]
    )

    assert value(letter, Element.DATE) == WrittenDate(date(2024, 6, 17))


def test_what_is_enclosed_is_no_part_of_the_letter() -> None:
    letter = find(
        [
            TITLE,
            *REST,
            "某县水利局",
            "2024年6月17日",
            "附件",
            "办理情况征询意见表",
            "联系人：",
            "2025年1月1日",
        ]
    )

    assert letter.has(Element.ENCLOSURE)
    assert value(letter, Element.DATE) == WrittenDate(date(2024, 6, 17))
    assert letter.all(Element.CONTACT) == ()


def test_a_numbered_point_about_a_form_is_a_point_and_not_what_is_enclosed() -> None:
    letter = find([TITLE, *REST, "1.养老", "2.反馈表", "某县水利局"])

    assert not letter.has(Element.ENCLOSURE)
    assert letter.body_items == 2


def test_a_numbered_point_that_thanks_is_a_closing_and_still_a_point() -> None:
    letter = find([TITLE, *REST, "1.养老", "2.致谢", "某县水利局"])

    assert letter.has(Element.CLOSING)
    assert letter.body_items == 2


@pytest.mark.parametrize(
    "row",
    [
        "联系人：赵**　联系电话：0871-67800000",
        "（联系人：赵**，电话：0871—67800000）",
        "联 系 人：赵**  电 话：0871-67800000   邮编：675400",
        "联系人及电话：赵**　0871-67800000",
        "承 办 人 姓 名：赵**　　手机：13800000000",
        "联系人：赵** 678********",
    ],
)
def test_contact_and_telephone_are_found_on_one_line(row: str) -> None:
    letter = find([TITLE, *REST, row])

    assert letter.text(Element.CONTACT) == "赵**"
    assert letter.has(Element.PHONE)


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        (("一、修路。", "（一）东段。", "（二）西段。", "二、修桥。"), 2),
        (("（一）东段。", "（二）西段。", "（三）中段。"), 3),
        (("1.东段。", "2．西段。"), 2),
        (("一是修路。", "二是修桥。", "三是养护。"), 3),
        (("第一，修路。", "第二，修桥。"), 1),
        (("已修路3.5公里。", "明年修桥。"), 1),
        ((), 0),
    ],
)
def test_the_points_of_the_body_are_those_of_its_highest_numbering(
    rows: tuple[str, ...], count: int
) -> None:
    letter = find([TITLE, WHO, OPENING, *rows, "感谢您的关心！", "某县水利局", "2024年6月17日"])

    assert letter.body_items == count


@pytest.mark.parametrize(
    "opening",
    [
        "您《关于加固大堤的建议》收悉。",
        "贵委员提出的案收悉，",
        "您提出的关于加固大堤的建议已收到，现将办理情况报告如下：",
        "您提出的《关于加固大堤的建议》收悉，經研究，現(xiàn)答復(fù)如下：",
        "贵局转来的第3号建议收悉。现提出协办意见如下：",
    ],
)
def test_an_opening_is_found_in_many_words(opening: str) -> None:
    assert find([TITLE, WHO, opening, "已列入计划。"]).has(Element.OPENING)


def test_what_a_page_leaves_in_a_text_does_no_harm() -> None:
    letter = find(
        [
            f"<!--StartFragment-->{TITLE}",
            "???杨**代表：",
            f"![]()|{OPENING}",
            "设<慢>标志。<!--EndFragment-->",
        ]
    )

    assert letter.text(Element.TITLE) == TITLE
    assert letter.has(Element.ADDRESSEE)
    assert letter.body_items == 1


def test_traditional_characters_are_found_and_kept() -> None:
    letter = find(["關於對縣十九屆人大二次會議第37號代表建議的答復", "韓**等代表:", OPENING])

    assert letter.text(Element.TITLE) == "關於對縣十九屆人大二次會議第37號代表建議的答復"
    assert letter.text(Element.ADDRESSEE) == "韓**等代表:"


def test_an_empty_letter_has_no_elements() -> None:
    assert find([]).found == {}
    assert find(["", "　", "\n"]).found == {}


@pytest.mark.parametrize(
    "piece", ["<!--", "![", "《", "“", "联系人:", "第1号", "函〔2024〕", "局 ", "与"]
)
def test_a_hostile_paragraph_is_read_to_its_end(piece: str) -> None:
    letter = find([TITLE, *REST, piece * 20_000, "某县水利局", "2024年6月17日"])

    assert letter.text(Element.UNIT) == "某县水利局"
    assert value(letter, Element.DATE) == WrittenDate(date(2024, 6, 17))
