"""A 文号 is read strictly, spelled in one way and put in order; what is not whole is refused."""

from __future__ import annotations

import pickle

import pytest

from bihuan.rules.letters.document_number import BadDocumentNumber, numbers_in, order, read, spelled
from bihuan.rules.letters.lines import line


@pytest.mark.parametrize(
    "text",
    [
        "吉科函〔2024〕12号",
        "吉科函﹝2024﹞12号",
        "吉科函【2024】12号",
        "吉科函[２０２４]第012号",
        "吉科函（2024）12 號",
        "吉科函〔2024〕12号(B类)",
        "吉科函〔2024〕12号B类 同意公开",
    ],
)
def test_a_whole_number_has_one_spelling(text: str) -> None:
    assert read(text).standard == "吉科函〔2024〕12号"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("无", "“无”里没有文号"),
        ("", "“”里没有文号"),
        ("大府办函〔201697", "“大府办函〔201697”不全"),
        ("铁银政函[2020]  19", "“铁银政函[2020]  19”不全"),
        ("清政建複〔2022〕號", "“清政建複〔2022〕號”没有顺序号"),
        ("吉科函〔24〕12号", "“吉科函〔24〕12号”不是文号的写法"),
        ("吉科函2024年12号", "“吉科函2024年12号”不是文号的写法"),
        (
            "吉林省科学技术厅办公室文电处函〔2024〕12号",
            "“吉林省科学技术厅办公室文电处函〔2024〕12号”不是文号的写法",
        ),
        ("吉科函〔2024〕0号", "“吉科函〔2024〕0号”不是文号的写法"),
    ],
)
def test_what_is_not_whole_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(BadDocumentNumber) as refused:
        read(text)

    assert refused.value.told() == reason
    assert str(pickle.loads(pickle.dumps(refused.value))) == str(refused.value)


def test_parts_that_make_no_number_are_refused() -> None:
    assert spelled("吉科函", 2024, 12) == "吉科函〔2024〕12号"
    for parts in (("吉科函", 24, 1), ("吉科函", 2024, 0), ("", 2024, 1), ("JKH", 2024, 1)):
        with pytest.raises(BadDocumentNumber):
            spelled(*parts)


def test_numbers_are_ordered_by_words_year_and_serial_as_a_number() -> None:
    texts = ["吉函〔2024〕10号", "吉函〔2024〕9号", "吉函〔2023〕11号", "吉函〔2024〕9-2号"]

    ordered = sorted(map(read, texts), key=order)

    assert [each.raw for each in ordered] == [texts[2], texts[1], texts[3], texts[0]]
    with pytest.raises(BadDocumentNumber):
        order(next(number for _, _, number in numbers_in(line("吉函〔2024〕号"))))


def test_every_number_of_a_line_is_found() -> None:
    found = [
        number.standard for _, _, number in numbers_in(line("吉函〔2024〕1号、吉办【2023】02号"))
    ]

    assert found == ["吉函〔2024〕1号", "吉办〔2023〕2号"]
