"""A salutation is read: members by name, how many there are, or an organisation."""

from __future__ import annotations

import pytest

from bihuan.rules.letters.addressee import Addressee, Title
from bihuan.rules.letters.elements import Element
from bihuan.rules.letters.finding import find

TITLE = "关于对县十八届人大三次会议第86号建议的答复"
OPENING = "您提出的《关于加固大堤的建议》收悉。现答复如下："


def addressee(printed: str) -> Addressee:
    found = find([TITLE, printed, OPENING, "已列入计划，争取资金。"]).first(Element.ADDRESSEE)
    assert found is not None and isinstance(found.value, Addressee)
    return found.value


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("王**代表：", ("王**",)),
        ("尊敬的姚**、蔡**代表：", ("姚**", "蔡**")),
        ("尊敬袁**代表:", ("袁**",)),
        ("楊 **代表:", ("楊 **",)),
        ("牛**(苏**、丁**)代表：", ("牛**", "苏**", "丁**")),
        ("刘**政协绿春县委员:", ("刘**",)),
        ("王**区人大代表:", ("王**",)),
        ("郭**、王**政协委员：", ("郭**", "王**")),
        ("和**代表：", ("和**",)),
        ("李和平代表：", ("李和平",)),
        ("卓玛次仁·扎西代表：", ("卓玛次仁·扎西",)),
        ("田**、吴**、周**委员", ("田**", "吴**", "周**")),
        ("委员:", ()),
    ],
)
def test_members_are_read_from_a_salutation(printed: str, names: tuple[str, ...]) -> None:
    assert addressee(printed).names == names


@pytest.mark.parametrize(
    ("printed", "count", "more"),
    [
        ("王**等12位代表:", 12, False),
        ("趙**等6名代表:", 6, False),
        ("(等4位)代表：", 4, False),
        ("王**、高**两位代表:", 2, False),
        ("陈**等代表：", None, True),
        ("李**等委员", None, True),
    ],
)
def test_a_salutation_to_many_says_how_many_if_it_can(
    printed: str, count: int | None, more: bool
) -> None:
    who = addressee(printed)

    assert (who.count, who.more) == (count, more)


@pytest.mark.parametrize("name", ["王一", "李万三", "张二十"])
def test_a_name_that_ends_in_a_numeral_is_a_name(name: str) -> None:
    who = addressee(f"{name}代表：")

    assert (who.names, who.count) == ((name,), None)


@pytest.mark.parametrize(
    "name",
    [
        "县教体局",
        "市社科联",
        "民盟总支",
        "民进中央",
        "县科协",
        "民进贵州省委员会",
        "九三学社省委",
        "省民建",
        "民革",
        "省政协特邀界",
    ],
)
def test_an_organisation_may_be_addressed(name: str) -> None:
    who = addressee(f"{name}：")

    assert (who.organisation, who.names, who.title) == (name, (), None)


def test_a_salutation_and_the_opening_may_share_a_paragraph() -> None:
    letter = find([TITLE, f"杨**委员：{OPENING}已列入计划，争取资金。"])

    first = letter.first(Element.ADDRESSEE)

    assert first is not None
    assert first.value == Addressee(names=("杨**",), title=Title.MEMBER)
    assert letter.has(Element.OPENING)
    assert letter.body_items == 1
