"""Letters made from their fields, so that finding them again can be checked field by field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hypothesis import strategies as st

from bihuan.rules.letters.addressee import Addressee
from bihuan.rules.letters.elements import Element, Letter
from bihuan.rules.letters.foot import WrittenDate
from bihuan.rules.letters.title import TitleLine

_COMMON = "国家级示范区项目资金道路照明公交校车养老托育饮水灌溉产业发展规划建设改造整治"
_RARE = "堃喆㛃赟龑䶮𬭎𠮷厍蜂者希和及一万三"
_MISCHIEF = "&<>{}\"'\\/%$#@!?;,.…—～①㈠ＡＢ１２😀🇨🇳\ud800\u200b\u00a0\t"
_TITLES = {"deputy_suggestion": ("代表", "建议"), "cppcc_proposal": ("委员", "提案")}

names = st.one_of(
    st.text(st.sampled_from(_COMMON + _RARE), min_size=2, max_size=4),
    st.builds("{}·{}".format, *[st.text(st.sampled_from(_COMMON), min_size=2, max_size=4)] * 2),
).filter(lambda name: not name.endswith(("等", "和", "及")) and name[0] not in "和及")
prose = st.text(
    st.one_of(
        st.sampled_from(_COMMON + _RARE),
        st.sampled_from(_MISCHIEF),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    ),
    min_size=0,
    max_size=200,
)
units = st.builds(
    "{}{}{}".format,
    st.sampled_from(["", "吉林省", "某某县", "市", "重庆市北碚区"]),
    st.text(st.sampled_from(_COMMON), min_size=2, max_size=8),
    st.sampled_from(["局", "厅", "委员会", "人民政府", "办公室", "街道办事处"]),
)
numbers = st.from_regex(r"\A(?:第[1-9][0-9]{0,6}号|第0[0-9]{1,3}号|第[A-Z]{1,2}[0-9]{1,12}号)\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a letter is made of."""

    kind: str
    number: str
    subject: str
    document: tuple[str, int, int] | None
    code: str
    public: str
    signer: str
    members: tuple[str, ...]
    organisation: str
    points: tuple[str, ...]
    thanks: bool
    contact: str
    phone: str
    unit: str
    day: date
    copies: tuple[str, ...]
    enclosed: bool
    pad: int

    @property
    def document_number(self) -> str:
        return "{}〔{}〕{}号".format(*self.document) if self.document else ""

    def paragraphs(self) -> list[str]:
        """The letter, in the order in which most letters are printed."""
        called, proposal = _TITLES[self.kind]
        made = []
        if self.code:
            made.append(f"类别：{self.code}")
        if self.document:
            signer = f"{' ' * 12}签发人：{self.signer}" if self.signer else ""
            made.append(self.document_number + signer)
        made.append(f"关于省十四届人大三次会议{self.number}{proposal}的答复")
        who = "、".join(self.members) + called if self.members else self.organisation
        made.append(f"{who}：")
        made.append(f"您提出的《{self.subject}》收悉。现答复如下：")
        made += [f"{number}.{point}" for number, point in enumerate(self.points, start=1)]
        if self.thanks:
            made.append("感谢您对我们工作的关心和支持！")
        if self.enclosed:
            made.append("附件：办理情况征询意见表")
        made.append(" " * self.pad + self.unit)
        made.append(f"{' ' * self.pad}{self.day.year}年{self.day.month}月{self.day.day}日")
        if self.contact:
            made.append(f"（联系人：{self.contact}，电话：{self.phone}）")
        if self.public:
            made.append(f"（{self.public}）")
        if self.copies:
            made.append(f"抄送：{'，'.join(self.copies)}。")
        return made


def _has_no_frame_words(text: str) -> bool:
    return not any(mark in text for mark in "《》\ud800\t\u00a0\u200b")


def _thanks_nobody(text: str) -> bool:
    return "谢" not in text


drafts = st.builds(
    Draft,
    kind=st.sampled_from(sorted(_TITLES)),
    number=numbers,
    subject=st.builds("关于{}的建议".format, prose.filter(_has_no_frame_words)),
    document=st.none()
    | st.tuples(
        st.text(st.sampled_from(_COMMON), min_size=1, max_size=8),
        st.integers(1990, 2099),
        st.integers(1, 9999),
    ),
    code=st.sampled_from(["", "A", "B", "C", "D", "B1", "甲"]),
    public=st.sampled_from(["", "此件主动公开", "同意公开", "不予公开", "此件公开发布"]),
    signer=st.just("") | names,
    members=st.lists(names, min_size=0, max_size=14, unique=True).map(tuple),
    organisation=units,
    points=st.lists(prose.filter(_thanks_nobody), min_size=2, max_size=12).map(tuple),
    thanks=st.booleans(),
    contact=st.just("") | names,
    phone=st.from_regex(r"\A(?:0[1-9][0-9]{1,2}-[1-9][0-9]{6,7}|1[0-9]{10})\Z"),
    unit=units,
    day=st.dates(date(1990, 1, 1), date(2099, 12, 31)),
    copies=st.lists(units, max_size=5).map(tuple),
    enclosed=st.booleans(),
    pad=st.integers(0, 170),
)


def differences(draft: Draft, letter: Letter) -> dict[str, tuple[object, object]]:
    """Every field that was not found as it was written."""
    pairs: dict[str, tuple[object, object]] = {
        "document": (draft.document_number, letter.text(Element.DOCUMENT_NUMBER)),
        "code": (draft.code, _value(letter, Element.CLASS_MARK)),
        "public": (draft.public, letter.text(Element.PUBLIC)),
        "signer": (draft.signer if draft.document else "", letter.text(Element.SIGNER)),
        "points": (len(draft.points), letter.body_items),
        "thanks": (draft.thanks, letter.has(Element.CLOSING)),
        "contact": (draft.contact, letter.text(Element.CONTACT)),
        "phone": (draft.phone if draft.contact else "", letter.text(Element.PHONE)),
        "unit": (draft.unit, letter.text(Element.UNIT)),
        "day": (WrittenDate(draft.day), _value(letter, Element.DATE)),
        "copies": (
            f"{'，'.join(draft.copies)}。" if draft.copies else "",
            letter.text(Element.COPIES),
        ),
        "enclosed": (draft.enclosed, letter.has(Element.ENCLOSURE)),
        "opening": (True, letter.has(Element.OPENING)),
    }
    title = _value(letter, Element.TITLE)
    assert isinstance(title, TitleLine)
    pairs["number"] = ((draft.number[1:-1],), title.numbers)
    who = _value(letter, Element.ADDRESSEE)
    assert isinstance(who, Addressee)
    pairs["members"] = (draft.members, who.names)
    pairs["organisation"] = ("" if draft.members else draft.organisation, who.organisation)
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _value(letter: Letter, element: Element) -> object:
    first = letter.first(element)
    return first.value if first else ""
