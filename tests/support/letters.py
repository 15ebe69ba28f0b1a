"""A whole, faultless letter and its case, to be spoiled in one place by each test."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from bihuan.rules.classes import scheme
from bihuan.rules.letters.checking import check
from bihuan.rules.letters.facts import LetterFacts, Recipient
from bihuan.rules.letters.finding import find
from bihuan.rules.letters.findings import Finding
from bihuan.rules.letters.requirements import LetterKind
from bihuan.rules.policy import load

FACTS = LetterFacts(
    kind="deputy_suggestion",
    letter=LetterKind.ANSWER,
    office="吉林省水利厅",
    number="第123号",
    title="关于支持农村道路建设的建议",
    session="省十四届人大三次会议",
    members=(Recipient(name="甲某丁"), Recipient(name="乙某丙")),
    begun_on=date(2024, 3, 1),
    today=date(2024, 6, 20),
    scheme=scheme("npc_national"),
    cohandlers=("省交通运输厅",),
    points=2,
)

ANSWER = (
    "类别：A",
    "吉函〔2024〕12号",
    "关于省十四届人大三次会议第123号建议的答复",
    "甲某丁、乙某丙代表：",
    "您提出的《关于支持农村道路建设的建议》（第123号）收悉。现答复如下：",
    "一、关于资金。会同省交通运输厅研究，已安排资金。",
    "二、关于养护。列入明年计划。",
    "感谢您对我们工作的关心和支持！",
    "附件：办理情况征询意见表",
    "吉林省水利厅",
    "2024年6月17日",
    "（联系人：丙某甲，电话：0431-00000000）",
    "抄送：省人大常委会代表与选举任免工作委员会，省人民政府办公厅。",
)


def faults(
    *paragraphs: str, policy: str = "jilin_2025", facts: LetterFacts = FACTS, **changes: Any
) -> list[Finding]:
    """What is wrong with a letter, by default the faultless one."""
    return check(
        find(paragraphs or ANSWER), replace(facts, **changes) if changes else facts, load(policy)
    )


def codes(*paragraphs: str, **changes: Any) -> list[str]:
    """The codes of what is wrong with it."""
    return [fault.code for fault in faults(*paragraphs, **changes)]


def spoiled(old: str, new: str) -> list[str]:
    """The faultless letter with one text put in place of another."""
    assert any(old in paragraph for paragraph in ANSWER), old
    return [paragraph.replace(old, new) for paragraph in ANSWER]


def without(*starts: str) -> list[str]:
    """The faultless letter without the paragraphs that begin so."""
    left = [paragraph for paragraph in ANSWER if not paragraph.startswith(starts)]
    assert len(left) == len(ANSWER) - len(starts)
    return left
