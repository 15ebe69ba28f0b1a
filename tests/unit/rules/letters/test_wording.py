"""The lines a case settles by itself are worded as the region does, else as most letters do."""

from __future__ import annotations

import pytest

from bihuan.rules.letters.applying import Requirements
from bihuan.rules.letters.facts import Recipient
from bihuan.rules.letters.requirements import LetterKind
from bihuan.rules.letters.wording import (
    copies_to,
    greeted,
    in_lines,
    level,
    numbered,
    sitting,
    title_line,
    you,
)
from bihuan.rules.policy import load

SITTING = "省十四届人大三次会议"
PEOPLE = (Recipient(name="某甲"), Recipient(name="某乙"))
BODY = Recipient(name="某党派省委", collective=True)


def asked(
    policy: str = "jilin_2025",
    letter: LetterKind = LetterKind.ANSWER,
    kind: str = "deputy_suggestion",
) -> Requirements:
    return Requirements(policy=load(policy), kind=kind, letter=letter, assembly=SITTING)


@pytest.mark.parametrize(
    ("policy", "letter", "title"),
    [
        ("zhejiang_2016", LetterKind.ANSWER, f"关于{SITTING}第31号建议的答复"),
        ("zhejiang_2016", LetterKind.OPINION, f"关于{SITTING}第31号建议的会办意见"),
        ("jilin_2025", LetterKind.ANSWER, f"关于{SITTING}第31号建议的答复"),
        ("jilin_2025", LetterKind.AGAIN, f"关于{SITTING}第31号建议的再次答复"),
        ("jilin_2025", LetterKind.OPINION, f"关于{SITTING}第31号建议的会办意见"),
    ],
)
def test_a_title_is_worded_as_the_region_says_else_as_most_are(
    policy: str, letter: LetterKind, title: str
) -> None:
    assert title_line(asked(policy, letter), SITTING, "第31号") == title


def test_a_proposal_is_called_a_proposal() -> None:
    title = title_line(asked(kind="cppcc_proposal"), "省政协十三届二次会议", "8")

    assert title == "关于省政协十三届二次会议第8号提案的答复"


@pytest.mark.parametrize(
    ("members", "kind", "who", "how"),
    [
        (PEOPLE[:1], "deputy_suggestion", "某甲代表", "您"),
        (PEOPLE, "cppcc_proposal", "某甲、某乙委员", "你们"),
        ((BODY,), "cppcc_proposal", "某党派省委", "你单位"),
        ((BODY, *PEOPLE), "cppcc_proposal", "某党派省委", "你们"),
        ((*PEOPLE, BODY), "cppcc_proposal", "某甲、某乙委员", "你们"),
        ((), "cppcc_proposal", "", "你们"),
    ],
)
def test_members_are_greeted_in_one_line_and_a_body_by_its_name(
    members: tuple[Recipient, ...], kind: str, who: str, how: str
) -> None:
    assert (greeted(members, kind), you(members)) == (who, how)


@pytest.mark.parametrize(
    ("assembly", "printed", "said"),
    [
        ("省人大", "省十四届人大三次会议", "省十四届人大三次会议"),
        ("省十四届人大", "三次会议", "省十四届人大三次会议"),
        ("省政协", "", "省政协"),
    ],
)
def test_a_sitting_is_said_once(assembly: str, printed: str, said: str) -> None:
    assert sitting(assembly, printed) == said


def test_a_bare_number_gets_its_frame_and_a_printed_one_stays() -> None:
    assert [numbered(each) for each in ("31", "A-12", "第0031号", "闭会第3号", "")] == [
        "第31号",
        "第A-12号",
        "第0031号",
        "闭会第3号",
        "",
    ]


def test_a_long_title_breaks_where_it_reads_well() -> None:
    assert in_lines(f"关于{SITTING}第31号建议的答复").split("\n") == [
        f"关于{SITTING}",
        "第31号建议的答复",
    ]
    assert in_lines("催办通知") == "催办通知"
    assert in_lines("无" * 50) == "无" * 50


def test_bodies_that_nobody_named_get_no_copy_and_are_told() -> None:
    known, unnamed = copies_to(asked("shandong_2017"))

    assert (known, unnamed) == (("省人民政府办公厅",), ("省人大常委会人事代表…",))
    assert copies_to(asked("jilin_2025")) == ((), ())
    assert copies_to(asked("zhejiang_2016", LetterKind.OPINION)) == ((), ())


@pytest.mark.parametrize(
    ("text", "of"),
    [
        ("一、关于资金", 1),
        ("（二）下一步", 2),
        ("一、已安排资金。", 0),
        ("1.关于资金", 0),
        ("一、" + "长" * 50, 0),
        ("", 0),
    ],
)
def test_a_heading_is_known_by_its_number_and_its_length(text: str, of: int) -> None:
    assert level(text) == of
