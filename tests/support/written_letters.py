"""Letters an office writes here: whole and sound for their case, as a file and as text."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from bihuan.engine.records import Case, Member, Request
from bihuan.rules.letters.applying import Requirements
from bihuan.rules.letters.requirements import LetterKind
from bihuan.rules.policy import Policy

UNIT = "某省科学技术厅"
_CALLED = {"deputy_suggestion": ("建议", "代表"), "cppcc_proposal": ("提案", "委员")}


def sound_letter(
    case: Case,
    members: Iterable[Member],
    requests: Iterable[Request],
    policy: Policy,
    today: date,
    document: str = "",
) -> list[str]:
    """The paragraphs of a letter about the case: a draft, or signed today under its number."""
    word, called = _CALLED[case.kind]
    opinion = case.role == "support"
    sort = (
        LetterKind.OPINION if opinion else LetterKind.AGAIN if case.round > 1 else LetterKind.ANSWER
    )
    what = {"opinion": "会办意见", "again": "再次答复", "answer": "答复"}[str(sort)]
    names = [one.name for one in sorted(members, key=lambda one: (not one.lead, one.no))]
    units = "、".join(dict.fromkeys(one.unit for one in requests if one.status != "dropped"))
    asked = Requirements(policy=policy, kind=case.kind, letter=sort, assembly=case.assembly)
    copies = asked.copies()
    named = (*copies.value.to, *copies.value.of_government) if copies else ()
    to = "，".join(one.rstrip("…") for one in named)
    scheme = policy.class_scheme
    return [
        *([f"类别：{scheme.codes[0]}"] if scheme and not opinion else []),
        document or "{{ 文号 }}",
        f"关于{case.session or '第十四届第二次会议'}“{case.number}”{word}的{what}",
        f"{case.counterpart or '某省财政厅'}：" if opinion else f"{'、'.join(names)}{called}：",
        f"您提出的《{case.title}》（{case.number}）收悉，现答复如下：",
        f"一、关于所提事项，{f'会同{units}' if units else ''}已研究，列入计划，年底前完成。",
        "感谢您的关心和支持，请填写征询意见表。",
        "附件：征询意见表",
        UNIT,
        f"{today.year}年{today.month}月{today.day}日" if document else "{{ 成文日期 }}",
        "（联系人：某经办人，电话：0431-00000000；分管领导：某厅长，电话：0431-00000000）",
        *([f"抄送：{to}。"] if to else []),
        "此件主动公开",
    ]


def as_file(paragraphs: list[str], name: str = "答复.txt") -> dict[str, Any]:
    """The letter as it comes with an event."""
    return {"file": "\n".join(paragraphs).encode(), "name": name, "lines": paragraphs}
